"""What a refund that is late costs by law: surcharges of a scale, interest, or the sum once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from refundtui.domain.deadlines import Deadline
from refundtui.domain.findings import Basis
from refundtui.domain.formulas import Doubling, Interest, Surcharge
from refundtui.domain.law.delays import surcharge, yearly_interest
from refundtui.domain.law.needed import Missing
from refundtui.domain.money import Money
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.statute import Right, Statute


@dataclass(frozen=True, slots=True)
class LateCost:
    """One rule's consequence of a delay that began after `since`, the last day by law.

    `least` and `most` differ where the text leaves it open, or the delay may be excused; both are None where the rate
    is the state's and nobody told it.
    """

    rule: str
    clause: str
    since: date
    least: Money | None = None
    most: Money | None = None


def late_costs(
    deadlines: Iterable[Deadline], owed: Money, rulebook: Rulebook, today: date
) -> tuple[LateCost, ...]:
    """What a delay until today would add to that sum, by verified rules; nothing while the legal day is not over.

    Code de la consommation L241-4, L241-7, L242-4; TRLGDCU art. 107, 110; Korean E-Commerce Act art. 18(2).
    """
    laws = {law.id: law for law in rulebook.laws}
    return tuple(
        cost
        for deadline in deadlines
        if deadline.kind == "refund_due" and deadline.basis is Basis.LAW and deadline.rule in laws
        if deadline.is_running and deadline.due_on < today and owed.minor > 0
        for statute in _about(laws[deadline.rule], rulebook)
        for cost in _cost(statute, deadline, owed, rulebook, today)
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
    days, since = (today - deadline.due_on).days, deadline.due_on
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
