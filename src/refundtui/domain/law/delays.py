"""What a delay costs: days late, interest, and the surcharges of a scale."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from refundtui.domain.formulas import Bracket, Surcharge
from refundtui.domain.law.dates import dated, moved_by_goods
from refundtui.domain.law.facts import LawFacts, count, day
from refundtui.domain.law.last_day import Here
from refundtui.domain.law.needed import Missing, the_money, the_rate
from refundtui.domain.money import Money

if TYPE_CHECKING:
    from refundtui.domain.statute import Statute


def surcharge(
    rule: Surcharge, facts: LawFacts, here: Here, laws: Mapping[str, Statute]
) -> tuple[tuple[str, Money | int], ...]:
    """Days late, and what they add: one sum, or the least and the most where the text leaves it open."""
    owed, late = the_money(facts, "amount"), _delay(rule, facts, here, laws)
    few, most = _added(rule, owed, late, facts)
    if few == most:
        return (("days_late", late), ("surcharge", few), ("total", owed + few))
    return (("days_late", late), ("surcharge_low", few), ("surcharge_high", most))


def _added(rule: Surcharge, owed: Money, late: int, facts: LawFacts) -> tuple[Money, Money]:
    """The least and the most a delay adds: they differ on an edge that the text puts in two brackets."""
    if late <= 0:
        return owed.zero(), owed.zero()
    last = max((one.until for one in rule.brackets if one.until is not None), default=0)
    if late > last and rule.brackets[-1].until is not None:
        return _beyond(rule, owed, late - last)
    place = next(n for n, one in enumerate(rule.brackets) if one.until is None or late <= one.until)
    here = [rule.brackets[place]]
    if rule.shared_edges and late == here[0].until and place + 1 < len(rule.brackets):
        here.append(rule.brackets[place + 1])
    found = [_of_bracket(one, owed, late, facts) for one in here]
    return min(found), max(found)


def _beyond(rule: Surcharge, owed: Money, further: int) -> tuple[Money, Money]:
    """Past the last bracket: more for every further month, begun or over, up to the sum itself."""
    top = rule.brackets[-1].percent or Fraction(0)
    step = rule.further or Fraction(0)
    over, begun = further // 30, -(-further // 30)
    few, most = (owed.share(min(Fraction(1), top + step * months)) for months in (over, begun))
    return few, most


def _of_bracket(bracket: Bracket, owed: Money, late: int, facts: LawFacts) -> Money:
    if bracket.percent is None:
        return yearly_interest(owed, the_rate(facts, "legal_rate"), late)
    return owed.share(bracket.percent)


def _delay(rule: Surcharge, facts: LawFacts, here: Here, laws: Mapping[str, Statute]) -> int:
    if count(facts, "days_late") is not None or "due_day" in facts or not rule.after:
        return days_late(facts)
    last = dated(laws[rule.after], facts, here, laws).first
    paid = day(facts, "paid_day", here.zone)
    if last is None or paid is None:
        raise Missing("days_late")
    return max(0, (paid - moved_by_goods(last, facts, here.zone).legal).days)


def days_late(facts: LawFacts) -> int:
    told = count(facts, "days_late")
    if told is not None:
        return max(0, told)
    due, paid = day(facts, "due_day"), day(facts, "paid_day")
    if due is None or paid is None:
        raise Missing("days_late")
    return max(0, (paid - due).days)


def yearly_interest(owed: Money, yearly: Fraction, days: int) -> Money:
    return owed.share(yearly * Fraction(max(days, 0), 365))
