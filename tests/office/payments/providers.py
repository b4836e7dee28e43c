"""A provider of a test: it knows payments and keys, fails as it is told, and counts what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from refundtui.domain.legs.leg import Destination, Trouble
from refundtui.domain.legs.planning import Capabilities, PaymentThere
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Memory, Outcome, Refused, Unanswered
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Currency, Money
from refundtui.office.ports import GatewayAway, Heard, ListedRefund, PaymentKnown, Sending

ADAY = Memory(key_life=timedelta(hours=24), keeps_failures=True)


class Died(BaseException):
    """The worker is no more: nothing of this step is written down any more."""


@dataclass
class Provider:
    """`plays` is what happens to the next sendings, one word each; then everything succeeds.

    `lost`: done, and the answer swallowed. `rest`: asked to wait for half a minute. `busy`, `wait`, `broken`, `nobody` (no connection), `declined`,
    `not_set_up`, `pending`, `die_before`, `die_after`: the worker is killed before the first byte, or after the last.
    """

    captured: Money
    memory: Memory = ADAY
    name: str = "cards"
    plays: list[str] = field(default_factory=list)
    sent: list[Sending] = field(default_factory=list)
    keys: dict[str, Outcome] = field(default_factory=dict)
    refunds: dict[str, Report] = field(default_factory=dict)  # by their own name
    owners: dict[str, str] = field(default_factory=dict)  # the same, by our reference
    made_on: dict[str, date] = field(
        default_factory=dict
    )  # by their own name; what it does not tell is not here
    paid_by: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # by their own name: payment and capture
    is_away: bool = False
    is_captured: bool = True

    def able(self, to: Destination) -> Capabilities:
        return Capabilities()

    def payment(self, to: Destination, of: Currency) -> PaymentKnown | None:
        if self.is_away:
            raise GatewayAway
        taken = self.captured if self.is_captured else self.captured.zero()
        there = PaymentThere(self.captured, taken, self.refunded, refunds=len(self.refunds))
        return PaymentKnown(there, taken.minor)

    @property
    def refunded(self) -> Money:
        gone = {LegState.SUCCEEDED, LegState.PENDING}
        paid = [one.amount.minor for one in self.refunds.values() if one.amount and one.state in gone]
        return Money(sum(paid), self.captured.currency)

    def send(self, sending: Sending) -> Outcome:
        play = self.plays.pop(0) if self.plays else "ok"
        if play == "die_before":
            raise Died
        if play == "nobody":
            return Unanswered(Trouble.NOT_SENT)
        self.sent.append(sending)
        if play == "rest":
            return Unanswered(Trouble.ASKED_TO_WAIT, timedelta(seconds=30))
        if play in {"wait", "busy", "broken"}:
            said = {"wait": Trouble.ASKED_TO_WAIT, "busy": Trouble.BUSY, "broken": Trouble.BROKEN}
            return Unanswered(said[play])
        outcome = self._done(sending, play)
        if play == "die_after":
            raise Died
        return Unanswered(Trouble.LOST) if play == "lost" else outcome

    def _done(self, sending: Sending, play: str) -> Outcome:
        if sending.key in self.keys:
            return self.keys[sending.key]
        if play in {"declined", "not_set_up"}:
            return Refused(Refusal(play))
        if sending.amount > self.captured - self.refunded:
            return Refused(Refusal.AMOUNT_EXCEEDS)
        refund = f"re_{len(self.refunds) + 1}"
        state = LegState.PENDING if play == "pending" else LegState.SUCCEEDED
        self.refunds[refund] = Report(state, refund, sending.amount)
        self.owners[refund] = sending.reference
        self.paid_by[refund] = (sending.to.reference, sending.to.capture)
        self.keys[sending.key] = Answered(self.refunds[refund])
        return self.keys[sending.key]

    def look_up(self, sending: Sending) -> tuple[Report, ...]:
        if self.is_away:
            raise GatewayAway
        return tuple(self.refunds[name] for name, owner in self.owners.items() if owner == sending.reference)

    def ask(self, refund: str, to: Destination, of: Currency) -> Report | None:
        if self.is_away:
            raise GatewayAway
        return self.refunds.get(refund)

    def becomes(self, refund: str, state: LegState, **other: object) -> Report:
        """The provider changes its mind, and tells nobody."""
        self.refunds[refund] = replace(self.refunds[refund], state=state, **other)  # type: ignore[arg-type]  # any of its fields
        return self.refunds[refund]

    def listed(self, since: datetime, until: datetime) -> Iterable[ListedRefund]:
        return [
            ListedRefund(name, payment, self.owners[name], report, capture, self.made_on.get(name))
            for name, report in self.refunds.items()
            for payment, capture in [self.paid_by.get(name, ("", ""))]
        ]

    def heard(self, headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[Heard, ...]:
        return ()


@dataclass
class Hands:
    """A clock that is moved by hand."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)


def until_quiet(step: Callable[[], object], quiet: object, most: int = 40) -> int:
    """How many steps were done before there was nothing to do."""
    for number in range(most):
        if step() == quiet:
            return number
    raise AssertionError(f"still at it after {most} steps")
