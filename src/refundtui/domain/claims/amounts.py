"""An amount typed on a line: its share of net and tax, and the caps it stays below."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from refundtui.domain.claims.ceilings import most_that_pays, no, order_or_payment, the_line, units_possible
from refundtui.domain.findings import Finding
from refundtui.domain.ledger import LineLedger, Share
from refundtui.domain.money import nearest
from refundtui.domain.order import LineKind, OrderLine
from refundtui.domain.request import (
    LineAmount,
    Stated,
)
from refundtui.domain.worksheet import ComingBack, Worksheet


def line_amount(item: LineAmount, sheet: Worksheet) -> Finding | None:
    found = the_line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    amount = book.sign * item.amount.minor
    if not amount:
        return no("amount.not_positive")
    if amount < 0:
        return no("amount.wrong_sign" if book.sign < 0 else "amount.not_positive")
    if item.units:
        stop = units_possible(item.units, book)
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
            return book.of_listed(amount, listed_net(book), switches)
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
            return nearest(listed_net(book) * book.left, book.gross) if book.gross else 0
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
            most, code = most_that_pays(cap, most, pays), its_code
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
        left = book.left_of(code) if book.sign < 0 else min(book.left_of(code), sheet.code_left[code])
        if tax > left:
            return no("amount.above_tax", tax_code=code, max_tax=sheet.money(book.sign * max(0, left)))
    amount = book.sign * item.amount.minor
    if item.stated is Stated.GROSS and sum(typed.values()) > amount:
        return no("amount.above_tax", tax_code=next(iter(typed)), max_tax=item.amount)
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
        inputs=(("typed", item.amount), ("stated", item.stated.value)),
        switches=("explicit_tax_allowed",),
    )
    if item.units and line.kind is LineKind.GOODS:
        sheet.coming_back.append(ComingBack(line, item.units, row))
    return None


def listed_net(book: LineLedger) -> int:
    line = book.line
    if line.listed is None:
        return book.net
    listed = book.sign * line.listed.minor
    if not line.price_includes_tax or not book.gross:
        return listed
    return nearest(listed * book.net, book.gross)
