"""Units that come back, what is left of a line, and everything that is left."""

from __future__ import annotations

from refundtui.domain.claims.ceilings import no, the_line, units_possible
from refundtui.domain.findings import Finding
from refundtui.domain.order import LineKind
from refundtui.domain.request import (
    RestOfLine,
    Units,
)
from refundtui.domain.unit_shares import units_explained
from refundtui.domain.worksheet import ComingBack, Worksheet, all_left


def units_back(item: Units, sheet: Worksheet) -> Finding | None:
    found = the_line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    stop = units_possible(item.units, book)
    if stop is not None:
        return stop
    share = book.of_units(item.units, sheet.terms.switches)
    switches = ("last_unit",) if book.withheld and item.units == book.units_left else ()
    formula, inputs = units_explained(book, item.units, sheet.terms.switches)
    row = sheet.give(line, share, units=item.units, formula=formula, inputs=inputs, switches=switches)
    if line.kind is LineKind.GOODS:
        sheet.coming_back.append(ComingBack(line, item.units, row, item.grade))
    return None


def rest_of_line(item: RestOfLine, sheet: Worksheet) -> Finding | None:
    found = the_line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    share = book.everything(sheet.terms.switches)
    if not share.gross:
        return no("line.nothing_left", line=line.title or line.id)
    formula, inputs = all_left(book, sheet)
    row = sheet.give(line, share, units=book.units_left, formula=formula, inputs=inputs)
    if line.kind is LineKind.GOODS and book.units_left:
        sheet.coming_back.append(ComingBack(line, book.units_left, row))
    return None


def everything(sheet: Worksheet) -> Finding | None:
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
        formula, inputs = all_left(book, sheet)
        row = sheet.give(line, share, units=book.units_left, formula=formula, inputs=inputs)
        if line.kind is LineKind.GOODS and book.units_left:
            sheet.coming_back.append(ComingBack(line, book.units_left, row))
    return None if given else no("order.nothing_left")
