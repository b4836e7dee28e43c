"""How much, says a rule: its formula worked out on the facts, exactly, and rounded once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, TypeAlias

from refundtui.domain import formulas as f
from refundtui.domain.counting import months_between, zone
from refundtui.domain.law.dates import dated
from refundtui.domain.law.delays import days_late, interest, surcharge, yearly_interest
from refundtui.domain.law.facts import LawFacts, amount, count, day, flag
from refundtui.domain.law.last_day import Here
from refundtui.domain.law.needed import Missing, several, the_count, the_flag, the_money, the_rate
from refundtui.domain.money import Money, allocate

if TYPE_CHECKING:
    from refundtui.domain.statute import Statute

Figure: TypeAlias = Money | int | str | datetime | tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """Figures by name; `missing` are the facts without which there are none.

    `assumes` are facts that nobody told and that the figures take to be so; `estimate`: no statute's number.
    """

    figures: tuple[tuple[str, Figure], ...] = ()
    missing: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    estimate: bool = False


def worked_out(statute: Statute, facts: LawFacts, here: Here, laws: Mapping[str, Statute]) -> Worked:
    """What a rule's formula gives; empty for a rule without one."""
    rule = statute.formula
    if rule is None:
        return Worked()
    # An instant is a day of the place where days are counted: late at night in London it is tomorrow in Berlin.
    dated_here = {name: found for name in _COUNTED_DAYS if (found := day(facts, name, here.zone)) is not None}
    facts = {**facts, **dated_here}
    try:
        match rule:
            case f.Surcharge():
                return Worked(surcharge(rule, facts, here, laws))
            case f.UseMade():
                return _use(statute, facts, here, laws)
            case f.ProRata():
                return _pro_rata(facts)
            case f.MaskedNumber():
                return _masked(rule, facts)
            case f.ToldByProvider():
                return _told(facts, here)
            case _:
                return Worked(_FORMULAS[type(rule)](rule, facts))
    except Missing as missing:
        return Worked(missing=missing.names)


def _ratio(_: f.Formula, facts: LawFacts) -> _Figures:
    if "price_year" in facts:
        year = the_money(facts, "price_year")
        months, part = the_count(facts, "months_defect"), the_rate(facts, "actual_value_share")
        return (("refund", year.share(Fraction(min(months, 12), 12) * (1 - part))),)
    price = the_money(facts, "price")
    actual, conforming = the_money(facts, "actual_value"), the_money(facts, "value_conform")
    if conforming.minor <= 0:
        return ()
    kept = min(Fraction(1), max(Fraction(0), Fraction(actual.minor, conforming.minor)))
    refund = price.share(1 - kept)
    return (("refund", refund), ("reduced_price", price - refund))


def _delivery(_: f.Formula, facts: LawFacts) -> _Figures:
    price, standard = the_money(facts, "price"), the_money(facts, "standard_delivery")
    chosen = amount(facts, "chosen_delivery") or standard
    goes_back = min(standard, chosen)
    return (("refund", price + goes_back), ("kept", chosen - goes_back))


def _loss(_: f.Formula, facts: LawFacts) -> _Figures:
    price = the_money(facts, "price")
    delivery = amount(facts, "standard_delivery") or price.zero()
    if not the_flag(facts, "info_given"):
        return (("refund", price + delivery), ("deduction", price.zero()))
    loss = min(the_money(facts, "loss_of_value"), price)
    return (("refund", price - loss + delivery), ("deduction", loss))


def _pro_rata(facts: LawFacts) -> Worked:
    """One duty missed takes the whole charge; what is not known of them is said to be assumed."""
    whole = the_money(facts, "total_price")
    duties = ("express_request", "info_given")
    if any(flag(facts, name) is False for name in duties):
        return Worked((("consumer_pays", whole.zero()), ("refund", whole)))
    if flag(facts, "separately_priced_parts"):
        raise Missing("price_of_parts")  # CJEU C-641/19: their own prices count, not the time
    used, total = the_count(facts, "days_used"), the_count(facts, "days_total")
    if total <= 0:
        raise Missing("days_total")
    pays = whole.share(Fraction(min(max(used, 0), total), total))
    assumed = tuple(name for name in duties if flag(facts, name) is None)
    return Worked((("consumer_pays", pays), ("refund", whole - pays)), assumes=assumed)


def _interest(rule: f.Formula, facts: LawFacts) -> _Figures:
    if not isinstance(rule, f.Interest):
        return ()
    owed, late = the_money(facts, "amount"), days_late(facts)
    if rule.rate is not None:
        return (("days_late", late), ("interest", yearly_interest(owed, rule.rate, late)))
    above = rule.above_base or Fraction(0)
    return (
        ("days_late", late),
        ("interest", interest(owed, "base_rate", rule.set_rates, facts, above=above)),
    )


def _doubling(rule: f.Formula, facts: LawFacts) -> _Figures:
    owed, late = the_money(facts, "amount"), the_flag(facts, "unjustified_delay")
    twice = owed + owed if late else owed
    if isinstance(rule, f.Doubling) and rule.disputed:
        return (("claimable", owed), ("disputed", twice))
    return (("claimable", twice),)


def _bonus(rule: f.Formula, facts: LawFacts) -> _Figures:
    if not isinstance(rule, f.Bonus):
        return ()
    price = the_money(facts, "price")
    return (
        ("min_bonus", Money(ceil(price.minor * rule.percent), price.currency)),
    )  # at least, so never less


def _covered(rule: f.Formula, facts: LawFacts) -> _Figures:
    prices = facts.get("cash_prices")
    if not isinstance(prices, tuple) or not isinstance(rule, f.PriceRange):
        raise Missing("cash_prices")
    each = [one for one in prices if isinstance(one, Money)]
    return (("covered", tuple(rule.above < one <= rule.at_most for one in each)),)


def _part_shipped(_: f.Formula, facts: LawFacts) -> _Figures:
    paid = the_money(facts, "total_paid")
    shipped = amount(facts, "price_of_shipped_items_alone") or paid.zero()
    return (("refund", max(paid - shipped, paid.zero())),)


def _all_payments(_: f.Formula, facts: LawFacts) -> _Figures:
    """A discount of the order lies on every item in proportion to its price, to the last minor unit."""
    prices = [one for one in several(facts, "items") if isinstance(one, Money)]
    back = [one for one in several(facts, "returned") if isinstance(one, int) and 1 <= one <= len(prices)]
    if not back or not any(price.minor for price in prices):
        return ()
    off = amount(facts, "discount") or prices[0].zero()
    shares = allocate(off.minor, [price.minor for price in prices])
    owed = sum(prices[place - 1].minor - shares[place - 1] for place in sorted(set(back)))
    return (("refund", Money(owed, prices[0].currency)),)


def _use(statute: Statute, facts: LawFacts, here: Here, laws: Mapping[str, Statute]) -> Worked:
    """Free for the clock's months; after them, and for a motor vehicle at once, a straight line over its life."""
    price, free = amount(facts, "price"), dated(statute, facts, here, laws).first
    if price is None:
        return Worked()
    months = statute.clock.period.amount if statute.clock and statute.clock.period else 0
    begun = day(facts, free.started_by, here.zone) if free is not None else None
    ended = day(facts, "rejected", here.zone)
    used = count(facts, "months_used")
    if used is None and begun is not None and ended is not None:
        used = months_between(begun, ended)
    within = (ended <= free.legal) if free and ended else (used is not None and used < months)
    if within and not flag(facts, "motor_vehicle"):
        return Worked((("refund", price), ("deduction", price.zero())))
    life = count(facts, "expected_life_months")
    if used is None or not life:
        raise Missing(*(["months_used"] if used is None else []), *([] if life else ["expected_life_months"]))
    deduction = price.share(min(Fraction(1), Fraction(used, life)))
    return Worked((("refund", price - deduction), ("deduction", deduction)), estimate=True)


def _masked(rule: f.MaskedNumber, facts: LawFacts) -> Worked:
    number = facts.get("card_number")
    if not isinstance(number, str):
        raise Missing("card_number")
    digits = "".join(sign for sign in number if sign.isdigit())
    first = rule.most_first if facts.get("view") == "documented_need" else rule.first
    hidden = max(0, len(digits) - first - rule.last)
    return Worked((("shown", digits[:first] + "*" * hidden + digits[first + hidden :]),))


def _told(facts: LawFacts, here: Here) -> Worked:
    seconds = count(facts, "due_by")
    if not seconds:  # 0 and null both say that there is nothing to answer
        raise Missing("due_by")
    at = datetime.fromtimestamp(seconds, UTC)
    return Worked((("utc", at), ("local", at.astimezone(zone(here.zone) if here.zone else UTC))))


_COUNTED_DAYS = ("due_day", "paid_day")
_Figures: TypeAlias = tuple[tuple[str, Figure], ...]

_FORMULAS = {
    f.Ratio: _ratio,
    f.StandardDelivery: _delivery,
    f.LossOfValue: _loss,
    f.Interest: _interest,
    f.Doubling: _doubling,
    f.Bonus: _bonus,
    f.PriceRange: _covered,
    f.PartShipped: _part_shipped,
    f.AllPayments: _all_payments,
}
