"""Bringing the sum to where it must be: an amount set by hand, and what order or payments can still give."""

from __future__ import annotations

from fractions import Fraction

from refundtui.domain.claims.ceilings import no, order_or_payment
from refundtui.domain.findings import Finding, Outcome
from refundtui.domain.money import Money
from refundtui.domain.order import Tax
from refundtui.domain.quote import QuoteRow, RowCode
from refundtui.domain.request import RefundRequest
from refundtui.domain.switches import OverCap
from refundtui.domain.worksheet import Worksheet, in_proportion


def set_by_hand(sheet: Worksheet, request: RefundRequest) -> Finding | None:
    """An amount that wins over the computed one, where the brand lets it; the difference is its own row."""
    if request.override is None:
        return None
    wanted = request.override.minor
    if wanted <= 0:
        return no("amount.not_positive")
    ceiling = sheet.purse.ceiling
    if ceiling is not None and wanted > ceiling:
        return no(order_or_payment(sheet), max=sheet.money(ceiling), typed=request.override)
    sheet.mention("amount_may_be_overridden")
    level(sheet, RowCode.OVERRIDE, wanted - sheet.sum, "override", ("typed", request.override))
    return None


def cut_to_what_is_left(sheet: Worksheet) -> Finding | None:
    """Computed above what order or payments can still give: cut and shown, or refused by the brand's switch."""
    ceiling = sheet.purse.ceiling
    if ceiling is None or sheet.sum <= ceiling:
        return None
    computed = sheet.sum
    sheet.mention("over_cap")
    code = "total.above_order" if sheet.purse.order_is_ceiling else "total.above_payment"
    facts = (
        ("computed", sheet.money(computed)),
        ("max", sheet.money(ceiling)),
        ("short_by", sheet.money(computed - ceiling)),
    )
    if sheet.terms.switches.over_cap is OverCap.REFUSE:
        return Finding(code, Outcome.FAIL, facts)
    sheet.notes.append(Finding(code, Outcome.NOTE, facts))
    level(sheet, RowCode.CUT, ceiling - computed, "cut_to_maximum", ("maximum", sheet.money(ceiling)))
    return None


def level(sheet: Worksheet, code: RowCode, difference: int, formula: str, *inputs: tuple[str, Money]) -> None:
    """One row that brings the sum to where it must be, taxed as the sum is."""
    if not difference:
        return
    taxes: dict[str, int] = {}
    rates: dict[str, Fraction | None] = {}
    for row in sheet.rows:
        for tax in () if row.struck else row.taxes:
            taxes[tax.code] = taxes.get(tax.code, 0) + tax.amount.minor
            rates[tax.code] = tax.rate
    inside = sheet.possible(in_proportion(difference, taxes, sheet.sum))
    spelled = tuple(Tax(name, sheet.money(tax), rates[name]) for name, tax in inside.items() if tax)
    sheet.add(
        QuoteRow(
            code,
            sheet.money(difference),
            sheet.money(difference - sum(tax.amount.minor for tax in spelled)),
            spelled,
            formula=formula,
            inputs=inputs,
            source=sheet.terms.source(code),
        )
    )
