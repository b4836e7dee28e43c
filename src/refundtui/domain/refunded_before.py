"""A quote as the next one will find it behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from refundtui.domain.money import Money, allocate
from refundtui.domain.order import EarlierRefund, RefundedPart, RefundStatus, Tax
from refundtui.domain.quote import LegKind, Quote, RowCode
from refundtui.domain.worksheet import in_proportion, part_of


def as_earlier(
    quote: Quote,
    refund_id: str,
    status: RefundStatus = RefundStatus.DONE,
    kind: str = "refund",
    seller: str = "",
) -> EarlierRefund:
    """The quote as the next one will find it behind it: per line, deductions as withheld.

    What a cap took off was not paid: it is taken off the lines it came from and stays there. It does not go
    out with the last unit, but can be given later as a typed amount on the line. What an exchange spent on
    new things is paid with: it is told apart, for it is gone.
    """
    cut = -sum(row.amount.minor for row in quote.applied if row.code is RowCode.CUT)
    spent = -sum(row.amount.minor for row in quote.applied if row.code is RowCode.EXCHANGE)
    apart = {RowCode.CUT, RowCode.EXCHANGE}
    rows = [row for row in quote.applied if row.code not in apart and row.formula != "kept_out"]
    parts = _one_part_per_line([part_of(row) for row in rows if row.line_id is not None])
    loose = sum(row.amount.minor for row in rows if row.line_id is None)
    parts, loose = _cut_off(cut, parts, loose)
    return EarlierRefund(
        refund_id,
        parts,
        Money(loose, quote.currency) if loose else None,
        tuple(
            (leg.payment_id, leg.amount)
            for leg in quote.legs
            if leg.kind is LegKind.TENDER and leg.payment_id
        ),
        status,
        kind,
        seller=seller,
        spent=Money(spent, quote.currency) if spent else None,
        loose_taxes=_not_on(parts, quote),
    )


def _not_on(parts: Sequence[RefundedPart], quote: Quote) -> tuple[Tax, ...]:
    """The tax of a quote that none of the lines gave; what new things cost has its tax on their own invoice."""
    left: dict[str, Tax] = {}
    given = [tax for row in quote.applied if row.code is not RowCode.EXCHANGE for tax in row.taxes]
    taken = [replace(tax, amount=-tax.amount) for part in parts for tax in part.taxes or ()]
    for tax in (*given, *taken):
        known = left.get(tax.code)
        left[tax.code] = tax if known is None else replace(known, amount=known.amount + tax.amount)
    return tuple(tax for tax in left.values() if tax.amount)


def _cut_off(cut: int, parts: tuple[RefundedPart, ...], loose: int) -> tuple[tuple[RefundedPart, ...], int]:
    """A cut, shared by what each part and the loose money came to; of a line it is withheld."""
    weights = [*(max(0, part.gross.minor) for part in parts), max(0, loose)]
    if cut <= 0 or not any(weights):
        return parts, loose - cut
    *shares, off_loose = allocate(cut, weights)
    return tuple(_less(part, less) for part, less in zip(parts, shares, strict=True)), loose - off_loose


def _less(part: RefundedPart, less: int) -> RefundedPart:
    if not less:
        return part
    of = part.gross.currency
    taxes = {tax.code: tax.amount.minor for tax in part.taxes or ()}
    off = in_proportion(less, taxes, part.gross.minor)
    return replace(
        part,
        gross=part.gross - Money(less, of),
        taxes=tuple(replace(tax, amount=tax.amount - Money(off[tax.code], of)) for tax in part.taxes or ()),
        withheld=Money(less, of) if part.withheld is None else part.withheld + Money(less, of),
    )


def _one_part_per_line(parts: list[RefundedPart]) -> tuple[RefundedPart, ...]:
    """Rows of one line that moved units and those that withheld from them become one part."""
    merged: dict[str, RefundedPart] = {}
    alone: list[RefundedPart] = []
    for part in parts:
        known = merged.get(part.line_id)
        if known is None and part.units:
            merged[part.line_id] = part
        elif known is not None and part.withheld is not None and not part.units:
            taxes = {tax.code: tax for tax in known.taxes or ()}
            for tax in part.taxes or ():
                had = taxes.get(tax.code)
                taxes[tax.code] = tax if had is None else replace(had, amount=had.amount + tax.amount)
            withheld = part.withheld if known.withheld is None else known.withheld + part.withheld
            merged[part.line_id] = replace(
                known, gross=known.gross + part.gross, taxes=tuple(taxes.values()), withheld=withheld
            )
        else:
            alone.append(part)
    return (*merged.values(), *alone)
