"""Tax by code over the whole order: none is given twice, and none is lost when the order is empty."""

from __future__ import annotations

from dataclasses import replace

from refundtui.domain.money import Money
from refundtui.domain.order import Tax
from refundtui.domain.quote import QuoteRow
from refundtui.domain.request import Stated
from refundtui.domain.worksheet import Worksheet


def leave_the_lines_their_tax(sheet: Worksheet) -> None:
    """Goodwill was taxed before the lines had theirs: what its code has no room for is net after all."""
    for place, row in enumerate(sheet.rows):
        if row.line_id is None and row.taxes:
            others = replace(row, taxes=(), net=row.amount)
            sheet.change(place, others)
            inside = sheet.possible({tax.code: tax.amount.minor for tax in row.taxes})
            taxes = tuple(replace(tax, amount=sheet.money(inside[tax.code])) for tax in row.taxes)
            sheet.change(place, with_taxes(row, taxes, keep_net=False))


def stay_below_invoiced_tax(sheet: Worksheet) -> None:
    """Tax rounded per line may not exceed what the invoice really charged; the last row gives way.

    A typed gross amount stays as typed: what is no tax in it is net.
    """
    above = -(sheet.tax_left or 0)
    for place in sorted(sheet.shares, reverse=True):
        if above <= 0:
            return
        row = sheet.rows[place]
        taxes = []
        for tax in row.taxes:
            less = max(0, min(above, tax.amount.minor))
            above -= less
            taxes.append(Tax(tax.code, tax.amount - sheet.money(less), tax.rate))
        typed_gross = dict(row.inputs).get("stated") == Stated.GROSS
        capped = with_taxes(row, tuple(taxes), keep_net=not typed_gross)
        sheet.change(place, capped, because="above_invoiced_tax")


def stay_within_each_code(sheet: Worksheet) -> None:
    """What money without a line had of a code, the lines no longer have: the last rows give way.

    The customer paid what she paid: what is no tax in it is net. Only a net amount that was typed stays net.
    """
    for code, left in sheet.code_left.items():
        above = max(0, -left)
        for place in range(len(sheet.rows) - 1, -1, -1):
            above -= _changed_by(-above, code, place, sheet)


def close_each_code(sheet: Worksheet) -> None:
    """A refund that empties the order gives what is left of each code, where all money so far had its tax.

    Money given without tax on purpose corrects no invoice: beside it the rest keeps its own proportion.
    """
    if sheet.purse.order_left != sheet.sum or sheet.order.tax_ceiling is not None or _some_untaxed(sheet):
        return
    for code, left in sheet.code_left.items():
        missing = max(0, left)
        for place in range(len(sheet.rows) - 1, -1, -1):
            missing -= _changed_by(missing, code, place, sheet)


def _some_untaxed(sheet: Worksheet) -> bool:
    before = any(past.holds and past.loose and not past.loose_taxes for past in sheet.order.earlier)
    return before or any(row.line_id is None and row.amount.minor > 0 and not row.taxes for row in sheet.rows)


def _changed_by(wanted: int, code: str, place: int, sheet: Worksheet) -> int:
    """Move one row's tax of a code by so much or less; how far it went, without its sign."""
    row = sheet.rows[place]
    had = next((tax.amount.minor for tax in row.taxes if tax.code == code), 0)
    if row.struck or row.formula == "typed_with_tax" or not had or not wanted:
        return 0
    if wanted < 0:
        moved = -min(-wanted, max(0, had))
    else:
        room = row.net.minor if had > 0 else -had
        if row.line_id is not None:
            room = min(room, sheet.books[row.line_id].left_of(code))
        moved = min(wanted, max(0, room))
    taxes = tuple(
        replace(tax, amount=sheet.money(had + moved)) if tax.code == code else tax for tax in row.taxes
    )
    typed_net = dict(row.inputs).get("stated") in {Stated.NET, Stated.NET_BEFORE_DISCOUNT}
    sheet.change(place, with_taxes(row, taxes, keep_net=typed_net and moved < 0))
    return abs(moved)


def with_taxes(row: QuoteRow, taxes: tuple[Tax, ...], *, keep_net: bool) -> QuoteRow:
    tax = sum(tax.amount.minor for tax in taxes)
    of = row.amount.currency
    if keep_net:
        return replace(row, taxes=taxes, amount=Money(row.net.minor + tax, of))
    return replace(row, taxes=taxes, net=Money(row.amount.minor - tax, of))
