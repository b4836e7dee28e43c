"""What is rounded once over the whole note, by the brand's switch, and allotted back to its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from refundtui.domain.code_caps import with_taxes
from refundtui.domain.money import allocate, down, half_up
from refundtui.domain.order import Tax
from refundtui.domain.quote import QuoteRow, RowCode
from refundtui.domain.switches import Rounding, Switches, TaxRounding, Total
from refundtui.domain.unit_shares import SHARES_OF_UNITS
from refundtui.domain.worksheet import Worksheet

_OVER_THE_NOTE: Final = "rounded_over_note"


def rounded_sum(exact: Sequence[Fraction], switches: Switches) -> int:
    """Exact amounts summed, then rounded once by the brand's switch."""
    whole = sum(exact, Fraction(0))
    return down(whole) if switches.rounding is Rounding.SUM_FLOOR else half_up(whole)


def floor_the_sum(sheet: Worksheet) -> None:
    """Solidus: the exact shares of the goods are summed and rounded down once, the rest stays unpaid."""
    if sheet.terms.switches.rounding is not Rounding.SUM_FLOOR:
        return
    places = [
        place
        for place, share in sheet.shares.items()
        if _is_share_of_goods(sheet.rows[place]) and share.gross > 0
    ]
    exact = [sheet.shares[place].exact_gross for place in places]
    if not places:
        return
    for place, part in zip(places, allocate(down(sum(exact, Fraction(0))), exact), strict=True):
        row = sheet.rows[place]
        gross = sheet.money(min(part, row.amount.minor + sheet.books[row.line_id or ""].rest))
        sheet.change(place, replace(row, amount=gross, net=gross - row.tax), because="rounded_down")


def _is_share_of_goods(row: QuoteRow) -> bool:
    return row.formula in SHARES_OF_UNITS and row.code is not RowCode.USE


def round_over_the_note(sheet: Worksheet) -> None:
    """Lago: tax (and net, where the total is the sum of rounded parts) is rounded once over the whole note."""
    switches = sheet.terms.switches
    if switches.tax_rounding is not TaxRounding.HEADER:
        return
    keep_net = switches.total is Total.SUM_OF_ROUNDED_PARTS
    if keep_net:
        _net_over_the_note(sheet)
    _tax_over_the_note(sheet, keep_net=keep_net)


def _net_over_the_note(sheet: Worksheet) -> None:
    """The exact nets are summed, rounded half-up and allotted back to their rows; so are the discounts."""
    nets = _once({place: share.exact_net for place, share in sheet.shares.items()})
    discounts = _once({place: _exact_discount(sheet, place) for place in sheet.shares})
    for place, part in nets.items():
        row = sheet.rows[place]
        net = sheet.money(min(part, row.net.minor + sheet.books[row.line_id or ""].rest))
        discount = sheet.money(discounts[place]) if place in discounts else row.discount
        sheet.change(
            place, replace(row, net=net, amount=net + row.tax, discount=discount), because=_OVER_THE_NOTE
        )


def _once(exact: Mapping[int, Fraction]) -> dict[int, int]:
    """The positive ones, rounded half-up as a sum and allotted back."""
    positive = {place: amount for place, amount in exact.items() if amount > 0}
    parts = allocate(half_up(sum(positive.values(), Fraction(0))), list(positive.values()))
    return dict(zip(positive, parts, strict=True))


def _exact_discount(sheet: Worksheet, place: int) -> Fraction:
    book = sheet.books[sheet.rows[place].line_id or ""]
    if book.line.discount is None or not book.gross:
        return Fraction(0)
    return book.line.discount.minor * sheet.shares[place].exact_gross / book.gross


def _tax_over_the_note(sheet: Worksheet, *, keep_net: bool) -> None:
    """The exact taxes are summed, rounded half-up and allotted to codes, then to rows."""
    cells = [
        (place, code, exact)
        for place, share in sheet.shares.items()
        for code, exact in share.exact_taxes.items()
        if exact > 0
    ]
    if not cells:
        return
    codes = list(dict.fromkeys(code for _, code, _ in cells))
    by_code = [sum((e for _, c, e in cells if c == code), Fraction(0)) for code in codes]
    totals = dict(zip(codes, allocate(half_up(sum(by_code, Fraction(0))), by_code), strict=True))
    for code in codes:
        own = [(place, exact) for place, c, exact in cells if c == code]
        for (place, _), amount in zip(own, allocate(totals[code], [e for _, e in own]), strict=True):
            row = sheet.rows[place]
            taxes = tuple(
                Tax(tax.code, sheet.money(_possible_tax(sheet, row, tax, amount, keep_net)), tax.rate)
                if tax.code == code
                else tax
                for tax in row.taxes
            )
            sheet.change(place, with_taxes(row, taxes, keep_net=keep_net), because=_OVER_THE_NOTE)


def _possible_tax(sheet: Worksheet, row: QuoteRow, tax: Tax, wanted: int, keep_net: bool) -> int:
    """No more of a code than its line has left, and no more than the row or its line can bear."""
    if row.line_id is None:
        return wanted
    book = sheet.books[row.line_id]
    room = book.left if keep_net else max(0, row.net.minor)
    return min(wanted, tax.amount.minor + max(0, min(book.left_of(tax.code), room)))
