"""What a refund is for, line by line, as a provider of deferred payment wants it told: the sum is the refund."""

from __future__ import annotations

from refundtui.domain.case import Case
from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.money import total
from refundtui.domain.quote import QuoteRow
from refundtui.office.ports import SoldLine


def sold_lines(case: Case, leg: RefundLeg) -> tuple[SoldLine, ...]:
    """The lines of the quote that this leg pays; empty where it pays only part of it, for then nobody can say
    which, and where they do not come to its amount.
    """
    quote = next((made.quote for made in case.quotes if made.number == leg.version), None)
    if quote is None or quote.total != leg.amount:
        return ()
    titles = {line.id: line.title for line in case.order.lines} if case.order else {}
    by_line: dict[str, list[QuoteRow]] = {}
    for row in quote.applied:
        if row.amount:
            by_line.setdefault(row.line_id or row.code.value, []).append(row)
    told = tuple(_line(titles.get(name) or name, rows) for name, rows in by_line.items())
    whole = total([line.amount for line in told], leg.amount.currency)
    return told if whole == leg.amount and all(line.amount.minor > 0 for line in told) else ()


def _line(name: str, rows: list[QuoteRow]) -> SoldLine:
    of = rows[0].amount.currency
    units = sum(row.units for row in rows)
    return SoldLine(
        name, max(1, units), total([row.amount for row in rows], of), total([row.tax for row in rows], of)
    )
