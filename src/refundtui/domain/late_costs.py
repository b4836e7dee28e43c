"""What a refund that is late costs by law: surcharges of a scale, interest, or the sum once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from refundtui.domain.deadlines import Deadline
from refundtui.domain.formulas import Doubling, Interest, Surcharge
from refundtui.domain.law.facts import LawFacts
from refundtui.domain.law.figures import worked_out
from refundtui.domain.legal_clocks import DECISION
from refundtui.domain.money import Money
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.statute import Right, Statute

_COSTS: Final = frozenset({"surcharge", "surcharge_low", "surcharge_high", "interest"})


@dataclass(frozen=True, slots=True)
class LateCost:
    """One rule's consequence of a delay; `since` is the first day that is late.

    `least` and `most` differ where the text leaves it open, or the delay may be excused; where the rate is the
    state's and that of one of the days is not known both are None, or `most` alone where that comes on top.
    """

    rule: str
    clause: str
    since: date
    least: Money | None = None
    most: Money | None = None


def late_costs(due: Deadline | None, owed: Money, rulebook: Rulebook, today: date) -> tuple[LateCost, ...]:
    """What a delay until today adds to that sum, by verified rules; nothing while the law's own day is not over.

    BGB § 288(1); Code de la consommation L241-4, L241-7, L242-4; TRLGDCU art. 107, 110; Korean E-Commerce Act
    art. 18(2).
    """
    if due is None or not due.is_running or due.due_on >= today or owed.minor <= 0:
        return ()
    if due.moved_by == DECISION:
        return ()  # it may still be held back until the goods are here: a delay of that long costs nothing for certain
    laws = {law.id: law for law in rulebook.laws}
    return tuple(
        cost
        for statute in _about(laws[due.owed_by or due.rule], rulebook)
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
        is_general = isinstance(statute.formula, Interest)
        if follows or (is_general and statute.jurisdiction == due.jurisdiction):
            yield statute


def _cost(
    statute: Statute, deadline: Deadline, owed: Money, rulebook: Rulebook, today: date
) -> Iterator[LateCost]:
    since = deadline.due_on + timedelta(days=1)
    if isinstance(statute.formula, Doubling):
        yield LateCost(statute.id, statute.clause, since, owed.zero(), owed)
        return
    facts: LawFacts = {"amount": owed, "due_day": deadline.due_on, "paid_day": today}
    worked = worked_out(statute, facts, rulebook.here, {law.id: law for law in rulebook.laws})
    if worked.missing:
        yield LateCost(statute.id, statute.clause, since)
    costs = {name: money for name, money in worked.figures if name in _COSTS and isinstance(money, Money)}
    if costs:
        least_alone = set(costs) == {"surcharge_low"}
        most = None if least_alone else max(costs.values())
        yield LateCost(statute.id, statute.clause, since, min(costs.values()), most)
