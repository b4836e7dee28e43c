"""From what is asked to rows: one small function per kind of item, each stopping with its reason."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import assert_never

from refundtui.domain.findings import Fact, Finding, Outcome, finding
from refundtui.domain.ledger import LineLedger, Share
from refundtui.domain.money import allocate, half_up
from refundtui.domain.order import LineKind, OrderLine, Tax
from refundtui.domain.quote import QuoteRow, RowCode
from refundtui.domain.request import (
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    Repriced,
    RestOfLine,
    Stated,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.domain.service_time import service_time
from refundtui.domain.settlement import share_left
from refundtui.domain.switches import CashLimit, DepreciationFloor, EarlierCredit, GoodwillTax
from refundtui.domain.terms import Depreciation, Method, Terms
from refundtui.domain.worksheet import ComingBack, Worksheet, in_proportion

_NOT_REDUCED = (LineKind.SHIPPING, LineKind.STORED_VALUE)  # a reduction of the order is one of its goods


def claim(item: Item, sheet: Worksheet) -> Finding | None:
    """Put the rows of one item on the sheet; the finding that stopped it otherwise."""
    match item:
        case Units():
            return _units(item, sheet)
        case LineAmount():
            return _line_amount(item, sheet)
        case RestOfLine():
            return _rest_of_line(item, sheet)
        case Everything():
            return _everything(sheet)
        case UnusedTime():
            return _unused_time(item, sheet)
        case UnusedUnits():
            return _unused_units(item, sheet)
        case PriceReduction():
            return _price_reduction(item, sheet)
        case OrderReduction():
            return _order_reduction(item, sheet)
        case Repriced():
            return _repriced(item, sheet)
        case Goodwill():
            return _goodwill(item, sheet)
        case DepreciatedValue():
            return _depreciated(item, sheet)
        case FromPayment():
            return _from_payment(item, sheet)
        case _:
            assert_never(item)


def no(code: str, **facts: Fact) -> Finding:
    """Why not, with the most that would be possible."""
    return finding(code, Outcome.FAIL, **facts)


def _line(line_id: str, sheet: Worksheet) -> tuple[OrderLine, LineLedger] | Finding:
    book = sheet.books.get(line_id)
    return no("line.unknown", line=line_id) if book is None else (book.line, book)


def _units(item: Units, sheet: Worksheet) -> Finding | None:
    found = _line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    stop = _units_possible(item.units, book)
    if stop is not None:
        return stop
    share = book.of_units(item.units, sheet.terms.switches)
    switches = ("last_unit",) if book.withheld and item.units == book.units_left else ()
    row = sheet.give(
        line,
        share,
        units=item.units,
        formula="share_of_units",
        inputs=(
            ("paid", line.gross),
            ("units", item.units),
            ("of_units", line.units),
            ("units_before", book.used_units),
        ),
        switches=switches,
    )
    if line.kind is LineKind.GOODS:
        sheet.coming_back.append(ComingBack(line, item.units, row, item.grade))
    return None


def _units_possible(units: int, book: LineLedger) -> Finding | None:
    if units <= 0:
        return no("units.not_positive", units=units)
    if not book.units_left:
        return no("line.nothing_left", line=book.line.title or book.line.id, max_units=0)
    if units > book.units_left:
        return no("units.above_left", units=units, max_units=book.units_left)
    return None


def _line_amount(item: LineAmount, sheet: Worksheet) -> Finding | None:
    found = _line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    amount = book.sign * item.amount.minor
    if not amount:
        return no("amount.not_positive")
    if amount < 0:
        return no("amount.wrong_sign" if book.sign < 0 else "amount.not_positive")
    if item.units:
        stop = _units_possible(item.units, book)
        if stop is not None:
            return stop
    if item.unit is not None and not 1 <= item.unit <= line.units:
        return no("unit.unknown", unit=item.unit, units=line.units)
    if item.taxes is not None:
        return _explicit(item, line, book, sheet)
    stop = _above_caps(item, book, sheet)
    if stop is not None:
        return stop
    row = sheet.give(
        line,
        _typed(item.stated, amount, book, sheet),
        units=item.units,
        unit=item.unit,
        formula="typed",
        inputs=(("typed", item.amount), ("stated", item.stated.value), ("paid", line.gross)),
    )
    if item.units and line.kind is LineKind.GOODS:
        sheet.coming_back.append(ComingBack(line, item.units, row))
    return None


def _typed(stated: Stated, amount: int, book: LineLedger, sheet: Worksheet) -> Share:
    """The share of a line that a typed amount stands for."""
    switches = sheet.terms.switches
    match stated:
        case Stated.GROSS:
            return book.of_gross(amount, switches)
        case Stated.NET:
            return book.of_net(amount, switches)
        case Stated.NET_BEFORE_DISCOUNT:
            return book.of_listed(amount, _listed_net(book), switches)
        case _:
            assert_never(stated)


def _line_cap(stated: Stated, book: LineLedger) -> int:
    """The most that can be typed on a line, on the basis it is typed on."""
    match stated:
        case Stated.GROSS:
            return book.left
        case Stated.NET:
            return max(0, book.left - sum(book.left_of(code) for code in book.taxes))
        case Stated.NET_BEFORE_DISCOUNT:
            return half_up(Fraction(_listed_net(book) * book.left, book.gross)) if book.gross else 0
        case _:
            assert_never(stated)


def _above_caps(item: LineAmount, book: LineLedger, sheet: Worksheet) -> Finding | None:
    """A typed amount above any cap is refused with the tightest one, told on the basis that was typed."""
    typed = book.sign * item.amount.minor
    code = "amount.above_line" if book.unspent is None else "amount.above_stored_value"
    most = min(typed, _line_cap(item.stated, book))

    def pays(amount: int) -> int:
        return _comes_to(item.stated, amount, book, sheet)

    for cap, its_code in _gross_caps(item.unit, book, sheet):
        if pays(most) > cap:
            most, code = _most_that_pays(cap, most, pays), its_code
    if most == typed:
        return None
    return no(code, max=sheet.money(book.sign * most), typed=item.amount)


def _gross_caps(unit: int | None, book: LineLedger, sheet: Worksheet) -> list[tuple[int, str]]:
    """The caps beside the line's own: its named unit, the order, the payments. Gross, in positive space."""
    caps = [] if unit is None else [(book.unit_left(unit), "amount.above_unit")]
    left = sheet.left_to_give
    if left is not None and book.sign > 0:
        caps.append((max(0, left), order_or_payment(sheet)))
    return caps


def _comes_to(stated: Stated, amount: int, book: LineLedger, sheet: Worksheet) -> int:
    """What a typed amount would pay out, gross; tax above the invoice's own is not given."""
    share = _typed(stated, amount, book, sheet)
    tax_left = sheet.tax_left
    if stated is Stated.GROSS or tax_left is None:
        return share.gross
    return share.gross - max(0, share.tax - max(0, tax_left))


def _most_that_pays(cap: int, too_much: int, pays: Callable[[int], int]) -> int:
    """The largest typed amount that pays out no more than a gross cap (found by halving)."""
    low, high = 0, too_much
    while low < high:
        middle = (low + high + 1) // 2
        if pays(middle) > cap:
            high = middle - 1
        else:
            low = middle
    return low


def _listed_net(book: LineLedger) -> int:
    line = book.line
    if line.listed is None:
        return book.net
    listed = book.sign * line.listed.minor
    if not line.price_includes_tax or not book.gross:
        return listed
    return half_up(Fraction(listed * book.net, book.gross))


def _explicit(item: LineAmount, line: OrderLine, book: LineLedger, sheet: Worksheet) -> Finding | None:
    """Tax typed by the agent beats the derived one, where the brand allows it; every code has its cap."""
    if not sheet.terms.switches.explicit_tax_allowed:
        return no("tax.not_explicit")
    typed = {code: book.sign * tax.minor for code, tax in item.taxes or ()}
    if len(book.taxes) == 1 and len(typed) == 1 and set(typed) != set(book.taxes):
        typed = dict(zip(book.taxes, typed.values(), strict=True))
    for code, tax in typed.items():
        if code not in book.taxes:
            return no("tax.unknown_code", tax_code=code)
        if tax < 0 <= book.taxes[code]:
            return no("amount.wrong_sign")
        if tax > book.left_of(code):
            return no(
                "amount.above_tax", tax_code=code, max_tax=sheet.money(book.sign * max(0, book.left_of(code)))
            )
    amount = book.sign * item.amount.minor
    gross = amount if item.stated is Stated.GROSS else amount + sum(typed.values())
    caps = [(book.left, "amount.above_line"), *_gross_caps(item.unit, book, sheet)]
    cap, tightest = min(caps, key=lambda known: known[0])
    if gross > cap:
        return no(tightest, max=sheet.money(book.sign * cap), typed=item.amount)
    taxes = {code: typed.get(code, 0) for code in book.taxes}
    row = sheet.give(
        line,
        Share(gross, taxes, Fraction(gross), {code: Fraction(tax) for code, tax in taxes.items()}),
        units=item.units,
        unit=item.unit,
        formula="typed_with_tax",
        inputs=(("typed", item.amount),),
        switches=("explicit_tax_allowed",),
    )
    if item.units and line.kind is LineKind.GOODS:
        sheet.coming_back.append(ComingBack(line, item.units, row))
    return None


def above_what_is_left(gross: int, sheet: Worksheet) -> Finding | None:
    """The order's and the payments' own ceiling for a typed amount (gross)."""
    left = sheet.left_to_give
    if left is None or gross <= left:
        return None
    return no(order_or_payment(sheet), max=sheet.money(max(0, left)), typed=sheet.money(gross))


def order_or_payment(sheet: Worksheet) -> str:
    """Which of the two is the ceiling."""
    return "amount.above_order" if sheet.purse.order_is_ceiling else "amount.above_payment"


def _rest_of_line(item: RestOfLine, sheet: Worksheet) -> Finding | None:
    found = _line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    share = book.everything(sheet.terms.switches)
    if not share.gross:
        return no("line.nothing_left", line=line.title or line.id)
    row = sheet.give(
        line, share, units=book.units_left, formula="rest_of_line", inputs=(("paid", line.gross),)
    )
    if line.kind is LineKind.GOODS and book.units_left:
        sheet.coming_back.append(ComingBack(line, book.units_left, row))
    return None


def _everything(sheet: Worksheet) -> Finding | None:
    """All that is left, line by line; outbound delivery follows its own rule where one holds."""
    given = False
    for line in sheet.order.lines:
        book = sheet.books[line.id]
        if line.kind is LineKind.SHIPPING and sheet.terms.deliver_back:
            continue
        share = book.everything(sheet.terms.switches)
        if not share.gross and not book.units_left:
            continue
        given = given or bool(share.gross)
        row = sheet.give(
            line, share, units=book.units_left, formula="rest_of_line", inputs=(("paid", line.gross),)
        )
        if line.kind is LineKind.GOODS and book.units_left:
            sheet.coming_back.append(ComingBack(line, book.units_left, row))
    return None if given else no("order.nothing_left")


def _unused_time(item: UnusedTime, sheet: Worksheet) -> Finding | None:
    found = _line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    if line.id in sheet.ended:
        return no("line.nothing_left", line=line.title or line.id)  # a service ends once
    switches = sheet.terms.switches
    time = None if line.period is None else service_time(line.period, item, switches)
    if time is None:
        return no("period.unknown", line=line.title or line.id)
    part = time.unused_part
    if switches.earlier_credit is EarlierCredit.DEDUCT:
        part = max(Fraction(0), part - _credited_part(book, sheet))
    share = book.of_part(part, switches)
    names = ["cancellation_day", "day_count"]
    if item.upgrade:
        names.append("upgrade_day")
    if line.period is not None and line.period.trial_end_exclusive is not None:
        names.append("trial_days_free")
    if book.refunded:
        names.append("earlier_credit")
    if switches.cash_limit is CashLimit.PAID_MINUS_USED:
        names += ["cash_limit", "intermediate_rounding"]
    sheet.ended[line.id] = book.gross * time.used_part
    sheet.give(
        line,
        share,
        code=RowCode.USE,
        formula="unused_days",
        inputs=(
            ("paid", line.gross),
            ("unused_days", time.unused),
            ("days", time.days),
            ("used_days", time.used),
        ),
        switches=tuple(names),
    )
    return None


def _credited_part(book: LineLedger, sheet: Worksheet) -> Fraction:
    """Earlier credits as a part of the line, measured before discount as the source did."""
    listed = _listed_net(book)
    credited = sum(
        part.gross.minor - sum(tax.amount.minor for tax in part.taxes or ())
        if part.taxes is not None
        else half_up(Fraction(part.gross.minor * book.net, book.gross or 1))
        for past in sheet.order.earlier
        if past.holds
        for part in past.parts
        if part.line_id == book.line.id
    )
    return Fraction(credited, listed) if listed else Fraction(0)


def _unused_units(item: UnusedUnits, sheet: Worksheet) -> Finding | None:
    found = _line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    if not 0 <= item.used <= line.units:
        return no("units.used_unknown", used=item.used, units=line.units)
    unused = line.units - item.used - book.used_units
    if unused <= 0:
        return no("line.nothing_left", line=line.title or line.id)
    share = book.of_units(unused, sheet.terms.switches)
    sheet.give(
        line,
        share,
        code=RowCode.USE,
        units=unused,
        formula="unused_units",
        inputs=(("paid", line.gross), ("units", unused), ("of_units", line.units), ("used", item.used)),
    )
    return None


def _price_reduction(item: PriceReduction, sheet: Worksheet) -> Finding | None:
    """Paid value × (1 − actual ÷ conforming); money without units, for the goods are kept."""
    found = _line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    stop = _units_possible(item.units, book)
    if stop is not None:
        return stop
    if item.conforming_value.minor <= 0 or not 0 <= item.actual_value.minor <= item.conforming_value.minor:
        return no("reduction.values", actual=item.actual_value, conforming=item.conforming_value)
    lost = 1 - Fraction(item.actual_value.minor, item.conforming_value.minor)
    share = book.of_part(lost * Fraction(item.units, line.units), sheet.terms.switches)
    sheet.give(
        line,
        share,
        code=RowCode.PRICE_REDUCTION,
        formula="reduction_ratio",
        inputs=(
            ("paid", line.gross.share(Fraction(item.units, line.units))),
            ("actual_value", item.actual_value),
            ("conforming_value", item.conforming_value),
            ("units", item.units),
        ),
    )
    return None


def _order_reduction(item: OrderReduction, sheet: Worksheet) -> Finding | None:
    """A reduction of the whole order, shared over what is left of its goods."""
    if item.amount.minor <= 0:
        return no("amount.not_positive")
    lines = [line for line in sheet.order.lines if line.kind not in _NOT_REDUCED and line.gross.minor > 0]
    net = item.stated is not Stated.GROSS
    weights = [_left_net(sheet.books[line.id]) if net else sheet.books[line.id].left for line in lines]

    def shares(amount: int) -> list[Share]:
        return [
            _of(sheet.books[line.id], part, net, sheet)
            for line, part in zip(lines, allocate(amount, weights), strict=True)
        ]

    most = min(item.amount.minor, sum(weights))
    left = sheet.left_to_give
    if left is not None and sum(share.gross for share in shares(most)) > left:
        most = _most_that_pays(left, most, lambda amount: sum(share.gross for share in shares(amount)))
    if most < item.amount.minor:
        return no("amount.above_order", max=sheet.money(most), typed=item.amount)
    for line, share in zip(lines, shares(most), strict=True):
        if share.gross:
            sheet.give(
                line,
                share,
                code=RowCode.PRICE_REDUCTION,
                formula="share_of_reduction",
                inputs=(("reduction", item.amount), ("paid", line.gross)),
            )
    return None


def _of(book: LineLedger, amount: int, net: bool, sheet: Worksheet) -> Share:
    switches = sheet.terms.switches
    return book.of_net(amount, switches) if net else book.of_gross(amount, switches)


def _left_net(book: LineLedger) -> int:
    return max(0, book.left - sum(book.left_of(code) for code in book.taxes))


def _repriced(item: Repriced, sheet: Worksheet) -> Finding | None:
    """Old price less new price, of one line; never more than is left of it."""
    found = _line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    difference = book.gross - item.new_price.minor - book.refunded
    if item.new_price.minor < 0 or difference <= 0:
        return no("reprice.not_lower", max=sheet.money(book.gross - book.refunded))
    share = book.of_gross(min(difference, book.left), sheet.terms.switches)
    sheet.give(line, share, formula="repriced", inputs=(("paid", line.gross), ("new_price", item.new_price)))
    return None


def _goodwill(item: Goodwill, sheet: Worksheet) -> Finding | None:
    """Beyond what is owed: money without units, taxed as typed or as the brand's switch says."""
    if item.amount.minor <= 0:
        return no("amount.not_positive")
    row = goodwill_row(item, sheet)
    stop = above_what_is_left(row.amount.minor, sheet)
    if stop is None:
        sheet.add(row)
    return stop


def goodwill_row(item: Goodwill, sheet: Worksheet) -> QuoteRow:
    amount = item.amount.minor
    if item.tax_rate is not None:
        rate = item.tax_rate
        tax = half_up(amount * rate if item.stated is Stated.NET else amount * rate / (1 + rate))
        gross = amount + tax if item.stated is Stated.NET else amount
        taxes: tuple[Tax, ...] = (Tax(f"{rate.numerator}/{rate.denominator}", sheet.money(tax), rate),)
        switches: tuple[str, ...] = ()
    else:
        gross, switches = amount, ("goodwill_tax",)
        taxes = as_order(amount, sheet) if sheet.terms.switches.goodwill_tax is GoodwillTax.AS_ORDER else ()
    return QuoteRow(
        code=RowCode.GOODWILL,
        amount=sheet.money(gross),
        net=sheet.money(gross - sum(tax.amount.minor for tax in taxes)),
        taxes=taxes,
        formula="typed",
        inputs=(("typed", item.amount),),
        source=sheet.terms.source(RowCode.GOODWILL),
        switches=switches,
    )


def as_order(amount: int, sheet: Worksheet) -> tuple[Tax, ...]:
    """The taxes of money that belongs to no line: in the order's own proportion."""
    sums: dict[str, int] = {}
    rates: dict[str, Fraction | None] = {}
    for line in sheet.order.lines:
        for tax in line.taxes:
            sums[tax.code] = sums.get(tax.code, 0) + tax.amount.minor
            rates[tax.code] = tax.rate
    inside = in_proportion(amount, sums, sheet.order.total.minor)
    return tuple(Tax(code, sheet.money(tax), rates[code]) for code, tax in inside.items() if tax)


def _depreciated(item: DepreciatedValue, sheet: Worksheet) -> Finding | None:
    """What a used thing is still worth, from its price before tax: goodwill, never an entitlement."""
    found = _line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    schedule = sheet.terms.depreciation
    if schedule is None:
        return no("depreciation.no_schedule")
    stop = _units_possible(item.units, book)
    if stop is not None:
        return stop
    if item.months < 0:
        return no("depreciation.months", months=item.months)
    price = half_up(Fraction(book.net * item.units, line.units))
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
                ("age_months", item.months),
                ("life_months", schedule.months),
                ("floor", f"{schedule.floor.numerator}/{schedule.floor.denominator}"),
            ),
            source=schedule.source,
            uncapped=sheet.money(value) if cut < value else None,
            switches=("depreciation_floor", "goodwill_tax"),
        )
    )
    return None


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


def _from_payment(item: FromPayment, sheet: Worksheet) -> Finding | None:
    tender = next((t for t in sheet.purse.tenders or () if t.payment.id == item.payment_id), None)
    if tender is None:
        return no("tender.unknown", payment=item.payment_id)
    left, code = tender.left - sheet.from_payment.get(item.payment_id, 0), "amount.above_payment"
    share = share_left(sheet.order, tender.payment, item.seller) if item.seller else None
    if share is not None and share < left:
        left, code = share, "amount.above_share"
    in_all = sheet.left_to_give
    if in_all is not None and in_all < left:
        left, code = max(0, in_all), order_or_payment(sheet)
    amount = left if item.amount is None else item.amount.minor
    if item.amount is not None and amount <= 0:
        return no("amount.not_positive")
    if not left and item.amount is None:
        return no("order.nothing_left")
    if amount > left:
        return no(code, max=sheet.money(left), typed=sheet.money(amount))
    sheet.from_payment[item.payment_id] = sheet.from_payment.get(item.payment_id, 0) + amount
    sheet.add(
        QuoteRow(
            code=RowCode.PAYMENT,
            amount=sheet.money(amount),
            net=sheet.money(amount),
            formula="from_payment",
            inputs=(("payment", tender.payment.label or tender.payment.id), ("left", sheet.money(left))),
        )
    )
    return None
