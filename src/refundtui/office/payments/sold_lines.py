"""What a refund is for, line by line, as a provider of deferred payment wants it told: the sum is the refund."""

from __future__ import annotations

from refundtui.domain.case import Case
from refundtui.domain.legs.leg import RefundLeg, leg_id
from refundtui.domain.legs.line_parts import WholeLine, parts_by_leg
from refundtui.domain.money import Money, total
from refundtui.domain.quote import Quote, QuoteRow
from refundtui.office.ports import SoldLine


def sold_lines(case: Case, leg: RefundLeg) -> tuple[SoldLine, ...]:
    """The lines of the quote, or parts of them, that this leg pays; they come to its amount.

    Empty where nobody can say which: it is no leg of that quote, or something is kept back of it that belongs to
    no line. A provider that wants lines is then not asked.
    """
    quote = next((made.quote for made in case.quotes if made.number == leg.version), None)
    place = None if quote is None else _place_of(leg, quote)
    if quote is None or place is None:
        return ()
    named = _by_line(case, quote)
    of = leg.amount.currency
    lines = [
        WholeLine(
            total([row.amount for row in rows], of).minor,
            total([row.tax for row in rows], of).minor,
            max(1, sum(row.units for row in rows)),
        )
        for _, rows in named
    ]
    parts = parts_by_leg(lines, [part.amount.minor for part in quote.legs if part.amount])
    if parts is None:
        return ()
    return tuple(
        SoldLine(named[part.line][0], part.units, Money(part.amount, of), Money(part.tax, of))
        for part in parts[place]
    )


def _place_of(leg: RefundLeg, quote: Quote) -> int | None:
    """Which of the quote's legs that give anything it is, by its id; None where it is none of them."""
    place = 0
    for number, part in enumerate(quote.legs, 1):
        if not part.amount:
            continue
        if leg_id(leg.decision_id, number) == leg.id:
            return place if part.amount == leg.amount else None
        place += 1
    return None


def _by_line(case: Case, quote: Quote) -> list[tuple[str, list[QuoteRow]]]:
    """The figures of each line under its title, in the order of the quote."""
    titles = {line.id: line.title for line in case.order.lines} if case.order else {}
    rows_of: dict[str, list[QuoteRow]] = {}
    for row in quote.applied:
        if row.amount:
            rows_of.setdefault(row.line_id or row.code.value, []).append(row)
    return [(titles.get(name) or name, rows) for name, rows in rows_of.items()]
