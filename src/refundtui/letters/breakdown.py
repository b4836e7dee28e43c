"""What a letter says of the figures: the things, the rows of the amount, what is kept out, and the ways it goes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from refundtui.domain.case import Case, Ground
from refundtui.domain.determination import Determination
from refundtui.domain.eligibility import ground_of
from refundtui.domain.findings import Finding
from refundtui.domain.hostile_text import clean_line
from refundtui.domain.money import Money
from refundtui.domain.order import Order, TenderKind
from refundtui.domain.quote import Leg, LegKind, Quote, QuoteRow, RowCode
from refundtui.domain.request import PriceReduction
from refundtui.i18n.speech import Speech
from refundtui.letters.transfers import Part


def items_of(case: Case, order: Order | None) -> list[dict[str, Part]]:
    kept = {item.line_id for item in case.request.items if isinstance(item, PriceReduction)}
    found: list[dict[str, Part]] = []
    for item in case.request.items:
        line = order.line(getattr(item, "line_id", None) or "") if order else None
        if line is not None:
            title = clean_line(line.title) or line.id
            found.append({"title": title, "units": getattr(item, "units", 0), "kept": line.id in kept})
    return found


def keeps_everything(case: Case) -> bool:
    items = case.request.items
    return bool(items) and all(isinstance(item, PriceReduction) for item in items)


def row_of(row: QuoteRow, order: Order | None, speech: Speech) -> dict[str, Part]:
    line = order.line(row.line_id) if order and row.line_id else None
    return {
        "code": row.code.value,
        "title": (clean_line(line.title) or line.id) if line else "",
        "units": row.units,
        "amount": speech.money(abs(row.amount)),
        "deduction": row.amount.minor < 0,
        "part": _reduced_by(row, speech),
        "of": speech.money(paid) if isinstance(paid := dict(row.inputs).get("paid"), Money) else "",
        "clause": clean_line(row.source.clause),
    }


def kept_out(
    quote: Quote, order: Order | None, determination: Determination | None
) -> Iterator[dict[str, Part]]:
    """Each line that gives nothing because a rule says so, once, with what that rule found."""
    told: set[str] = set()
    for row in quote.applied:
        line = order.line(row.line_id) if order and row.line_id else None
        if row.formula != "kept_out" or line is None or line.id in told:
            continue
        told.add(line.id)
        found = determination.eligibility.findings if determination is not None else ()
        grounds = [ground_of(one) for one in found if one.rule == row.source.rule and _is_about(one, line.id)]
        ground = next((one for one in grounds if one not in (None, Ground.OTHER)), None)
        yield {
            "title": clean_line(line.title) or line.id,
            "ground": ground.value if ground else "",
            "clause": clean_line(row.source.clause),
        }


def _is_about(found: Finding, line_id: str) -> bool:
    return found.fact("line_id") in {None, line_id}


def _reduced_by(row: QuoteRow, speech: Speech) -> str:
    """By how much the price of a kept thing was reduced, in per cent: `25 %`; empty for other rows."""
    if row.code is not RowCode.PRICE_REDUCTION:
        return ""
    values = dict(row.inputs)
    actual, conforming = values.get("actual_value"), values.get("conforming_value")
    if not (isinstance(actual, Money) and isinstance(conforming, Money) and conforming):
        return ""
    return speech.percent(1 - Fraction(actual.minor, conforming.minor))


def way_of(leg: Leg, order: Order | None, speech: Speech) -> dict[str, Part]:
    payment = next((paid for paid in order.payments if paid.id == leg.payment_id), None) if order else None
    kind = payment.kind if payment else TenderKind.OTHER
    label = clean_line(leg.label or (payment.label if payment else ""))
    return {
        "kind": leg.kind.value,
        "tender": kind.value if leg.kind is LegKind.TENDER else "",
        "label": speech.tender(label, kind) if label and label != leg.payment_id else "",
        "amount": speech.money(leg.amount),
    }
