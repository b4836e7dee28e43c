"""The floor the law puts under a quote."""

from __future__ import annotations

from refundtui.domain.claims.goodwill import as_order
from refundtui.domain.findings import Basis, Finding, Outcome
from refundtui.domain.quote import QuoteRow, RowCode
from refundtui.domain.worksheet import Worksheet


def raise_to_minimum(sheet: Worksheet) -> None:
    """Law is a floor: what policy leaves below it is raised, and says so.

    Goodwill is given on top of what is owed, not instead of it. Sending the goods back is the customer's
    own expense (Directive 2011/83/EU Art. 14(1)): where it was taken off, the floor is lower by it.
    """
    minimum = sheet.terms.minimum
    if minimum is None:
        return
    minimum = sheet.order.total.zero() + minimum  # in other money it is none of this order's
    sent_back = _sent_at_her_expense(sheet)
    floor, owed = minimum.minor - sent_back, _owed(sheet)
    if sent_back:
        sheet.notes.append(_for_its_direct_cost(sheet, sent_back))
    missing = floor - owed
    if missing <= 0:
        return
    source = sheet.terms.minimum_source
    sheet.notes.append(
        Finding(
            "minimum.raised",
            Outcome.NOTE,
            (("computed", sheet.money(owed)), ("minimum", sheet.money(floor))),
            Basis.LAW,
            source.rule,
            source.clause,
        )
    )
    taxes = as_order(missing, sheet)
    sheet.add(
        QuoteRow(
            RowCode.STATUTORY_MINIMUM,
            sheet.money(missing),
            sheet.money(missing - sum(tax.amount.minor for tax in taxes)),
            taxes,
            formula="raised_to_minimum",
            inputs=(("minimum", sheet.money(floor)),),
            source=source,
        )
    )


def _for_its_direct_cost(sheet: Worksheet, sent_back: int) -> Finding:
    """The article says "direct cost" and no number: what the carrier charged, which only his bill can show."""
    source = sheet.terms.source(RowCode.RETURN_SHIPPING)
    return Finding(
        "minimum.direct_cost",
        Outcome.NOTE,
        (("amount", sheet.money(sent_back)),),
        Basis.LAW,
        source.rule or sheet.terms.minimum_source.rule,
        source.clause or sheet.terms.minimum_source.clause,
    )


def _owed(sheet: Worksheet) -> int:
    """The sum so far without goodwill; an amount set lower by hand takes from goodwill first."""
    lowered = -sum(row.amount.minor for row in sheet.rows if row.code is RowCode.OVERRIDE)
    return sheet.sum - max(0, sheet.goodwill - max(0, lowered))


def _sent_at_her_expense(sheet: Worksheet) -> int:
    rows = (row for row in sheet.rows if row.code is RowCode.RETURN_SHIPPING and not row.struck)
    return -sum(row.amount.minor for row in rows)
