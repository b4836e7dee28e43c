"""What providers said of a leg, and which state all of it together means.

Events come twice, late, and in any order; a provider answers by post, by webhook, by lookup and on a bank's
statement. So what is kept is the *set* of what was said, and the state is a function of that set: hearing
something again, or in another order, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money

_RANK: Final = (
    LegState.RETURNED,
    LegState.FAILED,
    LegState.VOIDED,
    LegState.CANCELED,
    LegState.REJECTED,
    LegState.SUCCEEDED,
    LegState.ACTION_REQUIRED,
    LegState.PENDING,
)
"""The latest that can be true comes first: a lower one was true before it."""

REVERSAL: Final = "reversal"  # the charge disappears: nothing is credited
AWAITS_TRACE: Final = "awaits_trace"  # the number by which a bank finds it is still to come
NO_TRACE: Final = "no_trace"  # the provider says that none comes


@dataclass(frozen=True, slots=True)
class Report:
    """One thing a provider said of a leg; `at` is the provider's own time, where it gives one (UTC).

    `reference` is the provider's name for the refund, `amount` what it says it moves, `sub` its own word for
    a part of the state (processing, merchant_funds …) and `reason` our code for why it was refused or failed.
    """

    state: LegState
    reference: str = ""
    amount: Money | None = None
    at: datetime | None = None
    sub: str = ""
    reason: str = ""
    trace: str = ""  # the number a bank finds it by: an ARN, an RRN
    expires_at: datetime | None = None
    expected_on: date | None = None  # the day a bank carries it out, by its own hours


@dataclass(frozen=True, slots=True)
class Said:
    """That a state was reported, and the latest time it was said to hold."""

    state: LegState
    at: datetime | None = None
    sub: str = ""
    reason: str = ""
    expires_at: datetime | None = None  # of what the customer has to do
    expected_on: date | None = None  # when a bank carries it out


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that was said of a leg, each thing once; grows, never shrinks."""

    said: tuple[Said, ...] = ()  # one per state, in order of rank
    references: frozenset[str] = frozenset()
    amounts: frozenset[Money] = frozenset()
    traces: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.said or self.references or self.amounts)

    def with_(self, report: Report) -> Told:
        """The same with one more report; the one it already knows changes nothing."""
        known = {one.state: one for one in self.said}
        told = Said(report.state, report.at, report.sub, report.reason, report.expires_at, report.expected_on)
        known[report.state] = _later(known.get(report.state), told)
        return replace(
            self,
            said=tuple(known[state] for state in _RANK if state in known),
            references=self.references | _named(report.reference),
            traces=self.traces | _named(report.trace),
            amounts=self.amounts if report.amount is None else self.amounts | {report.amount},
        )

    @property
    def state(self) -> LegState | None:
        """What all of it means; None where nothing was said."""
        if not self.said:
            return None
        states = {one.state for one in self.said}
        if _contradicts_itself(states) or self.is_doubled or self._went_out_after_failing():
            return LegState.MANUAL
        if LegState.FAILED in states and LegState.SUCCEEDED in states:
            return LegState.RETURNED
        return self.said[0].state

    @property
    def is_doubled(self) -> bool:
        """The provider knows two refunds of this one leg."""
        return len(self.references) > 1

    def moves_other_than(self, amount: Money) -> bool:
        """Whether it was ever said to move another amount than this."""
        return any(other != amount for other in self.amounts)

    def beyond(self, known: Told) -> Told:
        """What of it was not known then: a state said for the first time, another reference, another amount."""
        before = {one.state for one in known.said}
        return Told(
            tuple(one for one in self.said if one.state not in before),
            self.references - known.references,
            self.amounts - known.amounts,
        )

    @property
    def last(self) -> Said | None:
        """The report that stands: with it come its part of the state and its reason."""
        return self.said[0] if self.said else None

    def _went_out_after_failing(self) -> bool:
        """By the provider's own times it succeeded after it had failed: the money may be out."""
        times = {one.state: one.at for one in self.said}
        gone, back = times.get(LegState.SUCCEEDED), _latest(times, LegState.FAILED, LegState.RETURNED)
        return gone is not None and back is not None and gone > back


def told_of(reports: Iterable[Report]) -> Told:
    """Everything these reports say together."""
    told = Told()
    for report in reports:
        told = told.with_(report)
    return told


def _contradicts_itself(states: set[LegState]) -> bool:
    """Nothing moved, and yet something did."""
    nothing = states & {LegState.REJECTED, LegState.CANCELED, LegState.VOIDED}
    something = states & {LegState.SUCCEEDED, LegState.RETURNED}
    if LegState.VOIDED in states and LegState.FAILED in states:
        return True
    return bool(nothing and something) or {LegState.REJECTED, LegState.VOIDED} <= states


def _latest(times: dict[LegState, datetime | None], *states: LegState) -> datetime | None:
    return max((at for state in states if (at := times.get(state)) is not None), default=None)


def _later(known: Said | None, told: Said) -> Said:
    """Of two reports of one state the later; without times the one that says more, so that order is nothing: what
    is awaited was said before what came of it.
    """
    if known is None:
        return told
    # A bank that says more of it need not say the day again.
    days = [one.expected_on for one in (known, told) if one.expected_on is not None]
    return replace(max(known, told, key=_weight), expected_on=max(days, default=None))


def _weight(said: Said) -> tuple[float, float, bool, str, str]:
    at, ends = (0.0 if moment is None else moment.timestamp() for moment in (said.at, said.expires_at))
    return at, ends, said.sub not in {"", AWAITS_TRACE}, said.sub, said.reason


def _named(text: str) -> frozenset[str]:
    return frozenset({text}) if text else frozenset()
