"""One right asked for on a case: does it stand, on which rule, until when, and is the rule part of her law at all?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from refundtui.domain.findings import Basis, Fact, Finding, Outcome
from refundtui.domain.law.last_day import Here, reckoned
from refundtui.domain.matching import Facts
from refundtui.domain.statute import Channel, Statute

_KNOWN_AS: Final = {
    "goods_received": "delivered_on",
    "delivered": "delivered_on",
    "contract": "order.ordered_on",
    "purchase": "order.ordered_on",
    "informed": "asked_on",
}
"""What the facts of the law are called in a case."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One right asked for: does it stand, on which rule, and which fact decided."""

    outcome: Outcome = Outcome.FAIL
    by: Statute | None = None
    decided_by: str = ""

    @property
    def stands(self) -> bool:
        return self.outcome is Outcome.PASS


NO_CLAIM: Final = Claim()
"""Nothing was asked for that this right gives, or no rule gives it."""


def is_hers(statute: Statute, facts: Facts, sells_to: Sequence[str]) -> Outcome:
    """Whether a rule is part of the law that governs this sale.

    The consumer's own country decides, else where it was delivered (Regulation 593/2008 Art. 6).

    While neither is known, every law of a country the brand sells to may be hers.
    """
    if statute.channels == (Channel.DOORSTEP,) and facts.get("order.channel") != Channel.DOORSTEP:
        return Outcome.FAIL  # a rule for sales at the door is not even mentioned beside any other
    country = facts.get("customer.country") or facts.get("order.country")
    region = facts.get("order.region")
    if not country:
        open_to = not sells_to or bool(set(sells_to) & set(statute.countries))
        return Outcome.PASS if not statute.countries else Outcome.UNKNOWN if open_to else Outcome.FAIL
    if statute.countries and country not in statute.countries:
        return Outcome.FAIL
    if statute.region and region != statute.region:
        return Outcome.FAIL if region else Outcome.UNKNOWN
    return Outcome.PASS


def window_closes(statute: Statute, facts: Facts, here: Here) -> date | None:
    """The last day of a right that runs out; None when its start is not known or it has no number."""
    clock = statute.clock
    if clock is None or clock.period is None or not clock.starts:
        return None
    start = facts.get(_KNOWN_AS.get(clock.starts[0], clock.starts[0]))
    if not isinstance(start, date):
        return None
    last = reckoned(clock.period, start, clock, here, {})
    return None if last is None else last.legal


def worth(claim: Claim) -> tuple[int, bool]:
    """Of several claims to one right the best counts."""
    order = {Outcome.FAIL: 0, Outcome.NOTE: 0, Outcome.UNKNOWN: 1, Outcome.PASS: 2}
    return order[claim.outcome], claim.by is not None


def found_in_law(statute: Statute, code: str, outcome: Outcome, decided_by: str, **facts: Fact) -> Finding:
    return Finding(
        code,
        outcome,
        (("title", statute.title), *facts.items()),
        Basis.LAW,
        statute.id,
        statute.clause,
        decided_by,
    )
