"""Beyond what is owed: goodwill, and what a used thing is still worth."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from refundtui.domain.claims.ceilings import (
    kept_once,
    most_that_pays,
    no,
    order_or_payment,
    the_line,
    units_possible,
)
from refundtui.domain.findings import Finding
from refundtui.domain.money import half_up, nearest
from refundtui.domain.order import Tax
from refundtui.domain.quote import Input, QuoteRow, RowCode
from refundtui.domain.request import (
    DepreciatedValue,
    Goodwill,
    Stated,
)
from refundtui.domain.switches import DepreciationFloor, GoodwillTax
from refundtui.domain.terms import Depreciation, Method, Terms
from refundtui.domain.worksheet import Worksheet, in_proportion


def goodwill(item: Goodwill, sheet: Worksheet) -> Finding | None:
    """Beyond what is owed: money without units, taxed as typed or as the brand's switch says."""
    if item.amount.minor <= 0 or (item.tax_rate is not None and item.tax_rate < 0):
        return no("amount.not_positive")
    left, typed = sheet.left_to_give, item.amount.minor

    def pays(amount: int) -> int:
        return goodwill_row(replace(item, amount=sheet.money(amount)), sheet).amount.minor

    if left is not None and pays(typed) > max(0, left):
        most = most_that_pays(max(0, left), typed, pays)
        return no(order_or_payment(sheet), max=sheet.money(most), typed=item.amount)
    sheet.add(goodwill_row(item, sheet))
    return None


def goodwill_row(item: Goodwill, sheet: Worksheet) -> QuoteRow:
    amount, on_top = item.amount.minor, item.stated is not Stated.GROSS
    switches: tuple[str, ...] = ("goodwill_tax",)
    taxes: tuple[Tax, ...] = ()
    if item.tax_rate is not None:
        rate, switches = item.tax_rate, ()
        tax = half_up(amount * rate if on_top else amount * rate / (1 + rate))
        taxes = (Tax(f"{rate.numerator}/{rate.denominator}", sheet.money(tax), rate),)
    elif sheet.terms.switches.goodwill_tax is GoodwillTax.AS_ORDER:
        taxes = as_order(amount, sheet, on_top=on_top)
    whole = sum(tax.amount.minor for tax in taxes)
    net = amount if on_top else amount - whole
    return QuoteRow(
        code=RowCode.GOODWILL,
        amount=sheet.money(net + whole),
        net=sheet.money(net),
        taxes=taxes,
        formula="typed",
        inputs=(("typed", item.amount),),
        source=sheet.terms.source(RowCode.GOODWILL),
        switches=switches,
    )


def as_order(amount: int, sheet: Worksheet, *, on_top: bool = False) -> tuple[Tax, ...]:
    """The taxes of money that belongs to no line: in the order's own proportion, inside it or on top.

    No code gives more than is left of it on the whole order.
    """
    sums: dict[str, int] = {}
    rates: dict[str, Fraction | None] = {}
    for line in sheet.order.lines:
        for tax in line.taxes:
            sums[tax.code] = sums.get(tax.code, 0) + tax.amount.minor
            rates[tax.code] = tax.rate
    whole = sheet.order.total.minor - (sum(sums.values()) if on_top else 0)
    inside = sheet.possible(in_proportion(amount, sums, whole))
    return tuple(Tax(code, sheet.money(tax), rates[code]) for code, tax in inside.items() if tax)


def depreciated(item: DepreciatedValue, sheet: Worksheet) -> Finding | None:
    """What a used thing is still worth, from its price before tax: goodwill, never an entitlement."""
    found = the_line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    schedule = sheet.terms.depreciation
    if schedule is None:
        return no("depreciation.no_schedule")
    stop = units_possible(item.units, book) or kept_once(line, item.units, sheet)
    if stop is not None:
        return stop
    if item.months < 0:
        return no("depreciation.months", months=item.months)
    price = nearest(book.net * item.units, line.units)
    value = half_up(price * worth(schedule, item.months, sheet.terms))
    left = sheet.left_to_give
    cut = min(value, book.left, value if left is None else max(0, left))
    taxed = sheet.terms.switches.goodwill_tax is GoodwillTax.AS_ORDER
    taxes = as_order(cut, sheet) if taxed else ()
    sheet.add(
        QuoteRow(
            code=RowCode.DEPRECIATION,
            amount=sheet.money(cut),
            net=sheet.money(cut - sum(tax.amount.minor for tax in taxes)),
            taxes=taxes,
            formula=schedule.method.value,
            inputs=(
                ("price", sheet.money(price)),
                ("age_months", max(0, item.months - schedule.grace_months)),
                *_pace(schedule),
                ("floor", _spelled(schedule.floor)),
            ),
            source=schedule.source,
            uncapped=sheet.money(value) if cut < value else None,
            switches=("depreciation_floor", "goodwill_tax"),
        )
    )
    return None


def _pace(schedule: Depreciation) -> tuple[tuple[str, Input], ...]:
    """How fast its value goes."""
    if schedule.method is Method.DECLINING:
        return (("rate", _spelled(schedule.rate or Fraction(0))),)
    return (("life_months", schedule.months),)


def _spelled(part: Fraction) -> str:
    return f"{part.numerator}/{part.denominator}"


def worth(schedule: Depreciation, months: int, terms: Terms) -> Fraction:
    """The part of the price a thing is worth after so many months."""
    age = max(0, months - schedule.grace_months)
    if schedule.method is Method.STRAIGHT_LINE:
        gone = min(Fraction(1), Fraction(age, schedule.months))
        if terms.switches.depreciation_floor is DepreciationFloor.RESIDUAL:
            return 1 - (1 - schedule.floor) * gone
        return max(schedule.floor, 1 - gone)
    rate = schedule.rate or Fraction(0)
    years, rest = divmod(age, 12)
    left = (1 - rate) ** years * (1 - rate * Fraction(rest, 12))
    if terms.switches.depreciation_floor is DepreciationFloor.RESIDUAL:
        return schedule.floor + (1 - schedule.floor) * left
    return max(schedule.floor, left)
