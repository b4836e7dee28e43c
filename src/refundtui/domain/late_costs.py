"""What a refund that is late costs by law: surcharges of a scale, interest, or the sum once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from refundtui.domain.deadlines import Deadline
from refundtui.domain.formulas import Doubling, Interest, Surcharge
from refundtui.domain.law.delays import surcharge, yearly_interest
from refundtui.domain.law.needed import Missing
from refundtui.domain.money import Money
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.statute import Right, Statute


@dataclass(frozen=True, slots=True)
class LateCost:
    """One rule's consequence of a delay; `since` is the first day that is late.

    `least` and `most` differ where the text leaves it open, or the delay may be excused; both are None where the rate
    is the state's and nobody told it.
    """

    rule: str
    clause: str
    since: date
    least: Money | None = None
    most: Money | None = None


def late_costs(due: Deadline | None, owed: Money, rulebook: Rulebook, today: date) -> tuple[LateCost, ...]:
    """What a delay until today adds to that sum, by verified rules; nothing while the law's own day is not over.

    Code de la consommation L241-4, L241-7, L242-4; TRLGDCU art. 107, 110; Korean E-Commerce Act art. 18(2).
    """
    if due is None or not due.is_running or due.due_on >= today or owed.minor <= 0:
        return ()
    laws = {law.id: law for law in rulebook.laws}
    return tuple(
        cost
        for statute in _about(laws[due.rule], rulebook)
        for cost in _cost(statute, due, owed, rulebook, today)
    )


def _about(due: Statute, rulebook: Rulebook) -> Iterator[Statute]:
    """The rule itself where it says what a delay brings, and those that are about delays of it."""
    if isinstance(due.formula, Doubling):
        yield due
    for statute in rulebook.laws:
        if statute.right is not Right.LATE or not (statute.verified or rulebook.policy.unverified_law):
            continue
        follows = isinstance(statute.formula, Surcharge) and statute.formula.after == due.id
        is_general = isinstance(statute.formula, Interest) and statute.formula.rate is not None
        if follows or (is_general and statute.jurisdiction == due.jurisdiction):
            yield statute


def _cost(
    statute: Statute, deadline: Deadline, owed: Money, rulebook: Rulebook, today: date
) -> Iterator[LateCost]:
    days, since = (today - deadline.due_on).days, deadline.due_on + timedelta(days=1)
    match statute.formula:
        case Doubling():
            yield LateCost(statute.id, statute.clause, since, owed.zero(), owed)
        case Interest(rate=rate) if rate is not None:
            cost = yearly_interest(owed, rate, days)
            yield LateCost(statute.id, statute.clause, since, cost, cost)
        case Surcharge() as scale:
            laws = {law.id: law for law in rulebook.laws}
            try:
                found = dict(surcharge(scale, {"amount": owed, "days_late": days}, rulebook.here, laws))
            except Missing:
                yield LateCost(statute.id, statute.clause, since)
                return
            least = found.get("surcharge", found.get("surcharge_low"))
            most = found.get("surcharge", found.get("surcharge_high"))
            if isinstance(least, Money) and isinstance(most, Money):
                yield LateCost(statute.id, statute.clause, since, least, most)
        case _:
            return
