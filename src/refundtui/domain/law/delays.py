"""What a delay costs: days late, interest, and the surcharges of a scale."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from refundtui.domain.counting import months_between, plus_months
from refundtui.domain.formulas import SetRate, Surcharge
from refundtui.domain.law.dates import GOODS, awaits_goods, dated, moved_by_goods
from refundtui.domain.law.facts import LawFacts, count, day
from refundtui.domain.law.last_day import Here
from refundtui.domain.law.needed import Missing, the_money, the_rate
from refundtui.domain.money import Money

if TYPE_CHECKING:
    from refundtui.domain.statute import Statute


def surcharge(
    rule: Surcharge, facts: LawFacts, here: Here, laws: Mapping[str, Statute]
) -> tuple[tuple[str, Money | int], ...]:
    """Days late, and what they add: one sum, or the least and the most where the text leaves it open; the least
    alone once interest comes on top at a rate nobody knows.
    """
    facts = _with_its_days(rule, facts, here, laws)
    owed, late = the_money(facts, "amount"), days_late(facts)
    few, most = _added(rule, owed, late, facts)
    if most is None:
        return (("days_late", late), ("surcharge_low", few))
    if few == most:
        return (("days_late", late), ("surcharge", few), ("total", owed + few))
    return (("days_late", late), ("surcharge_low", few), ("surcharge_high", most))


def _added(rule: Surcharge, owed: Money, late: int, facts: LawFacts) -> tuple[Money, Money | None]:
    """The least and the most a delay adds: they differ on an edge that the text puts in two brackets."""
    if late <= 0:
        return owed.zero(), owed.zero()
    last = max((one.until for one in rule.brackets if one.until is not None), default=0)
    if late > last and rule.brackets[-1].until is not None:
        return _beyond(rule, owed, late, facts)
    place = next(n for n, one in enumerate(rule.brackets) if one.until is None or late <= one.until)
    here = [rule.brackets[place]]
    if rule.shared_edges and late == here[0].until and place + 1 < len(rule.brackets):
        here.append(rule.brackets[place + 1])
    found = [
        owed.share(one.percent)
        if one.percent is not None
        else interest(owed, "legal_rate", rule.set_rates, facts)
        for one in here
    ]
    return min(found), max(found)


def _beyond(rule: Surcharge, owed: Money, late: int, facts: LawFacts) -> tuple[Money, Money | None]:
    """Past the last bracket: more for every further month, begun or over, up to the sum itself; then interest."""
    last, top = rule.brackets[-1].until or 0, rule.brackets[-1].percent or Fraction(0)
    step = rule.further or Fraction(0)
    over, begun = _further_months(facts, late, last)
    few, most = (owed.share(min(Fraction(1), top + step * months)) for months in (over, begun))
    if few < owed or not step:
        return few, most
    try:
        more = _interest_after(ceil((1 - top) / step), last, owed, rule, facts)
    except Missing:
        return few, None
    return few + more, most + more


def _further_months(facts: LawFacts, late: int, last: int) -> tuple[int, int]:
    """Those that are over and those that have begun: by the calendar, or of thirty days where no day is known."""
    due, paid = day(facts, "due_day"), day(facts, "paid_day")
    if due is None or paid is None:
        return (late - last) // 30, -(-(late - last) // 30)
    start = due + timedelta(days=last)
    over = months_between(start, paid)
    return over, over + (plus_months(start, over) < paid)


def _interest_after(months: int, last: int, owed: Money, rule: Surcharge, facts: LawFacts) -> Money:
    """At the legal rate, for the days after the last further month."""
    due, late = day(facts, "due_day"), days_late(facts)
    if due is None:
        rest: LawFacts = {**facts, "days_late": late - last - 30 * months}
    else:
        rest = {**facts, "due_day": plus_months(due + timedelta(days=last), months)}
    return owed.zero() if days_late(rest) <= 0 else interest(owed, "legal_rate", rule.set_rates, rest)


def _with_its_days(rule: Surcharge, facts: LawFacts, here: Here, laws: Mapping[str, Statute]) -> LawFacts:
    """The facts with the last day in time: the one that was told, or that of the rule whose delay this is."""
    if count(facts, "days_late") is not None:  # told, they count: no day beside them does
        return {name: fact for name, fact in facts.items() if name not in {"due_day", "paid_day"}}
    if "due_day" in facts or not rule.after:
        return facts
    last = dated(laws[rule.after], facts, here, laws).first
    paid = day(facts, "paid_day", here.zone)
    if last is None or paid is None:
        raise Missing("days_late")
    if set(GOODS) <= set(facts) and awaits_goods(facts, here.zone):
        raise Missing(*GOODS)  # it may wait for them: until one comes nothing is late
    return {**facts, "due_day": moved_by_goods(last, facts, here.zone).legal, "paid_day": paid}


def days_late(facts: LawFacts) -> int:
    told = count(facts, "days_late")
    if told is not None:
        return max(0, told)
    due, paid = day(facts, "due_day"), day(facts, "paid_day")
    if due is None or paid is None:
        raise Missing("days_late")
    return max(0, (paid - due).days)


def interest(
    owed: Money, told: str, rates: tuple[SetRate, ...], facts: LawFacts, *, above: Fraction = Fraction(0)
) -> Money:
    """Interest for the days late at the rate that was told, or day by day at the state's; rounded once.

    Where the state's is not known for one of the days there is no figure: a rate made longer is a rate made up.
    """
    if told in facts or not rates or "due_day" not in facts or count(facts, "days_late") is not None:
        return yearly_interest(owed, the_rate(facts, told) + above, days_late(facts))
    due, paid = day(facts, "due_day"), day(facts, "paid_day")
    if due is None or paid is None:
        raise Missing("days_late")
    counted = [(_days_in(rate, due, paid), rate.yearly + above) for rate in rates]
    if sum(days for days, _ in counted) < (paid - due).days:
        raise Missing(told)
    return owed.share(sum((yearly * Fraction(days, 365) for days, yearly in counted), Fraction(0)))


def _days_in(rate: SetRate, due: date, paid: date) -> int:
    """Days of this rate after the last day in time, that of the payment with them."""
    first, last = max(rate.since, due + timedelta(days=1)), min(rate.until, paid)
    return max(0, (last - first).days + 1)


def yearly_interest(owed: Money, yearly: Fraction, days: int) -> Money:
    return owed.share(yearly * Fraction(max(days, 0), 365))
