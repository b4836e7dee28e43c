"""Why an item stops, and the ceilings it stops at."""

from __future__ import annotations

from collections.abc import Callable

from refundtui.domain.findings import Fact, Finding, Outcome, finding
from refundtui.domain.ledger import LineLedger
from refundtui.domain.order import OrderLine
from refundtui.domain.worksheet import Worksheet


def no(code: str, **facts: Fact) -> Finding:
    """Why not, with the most that would be possible."""
    return finding(code, Outcome.FAIL, **facts)


def the_line(line_id: str, sheet: Worksheet) -> tuple[OrderLine, LineLedger] | Finding:
    book = sheet.books.get(line_id)
    return no("line.unknown", line=line_id) if book is None else (book.line, book)


def units_possible(units: int, book: LineLedger) -> Finding | None:
    if units <= 0:
        return no("units.not_positive", units=units)
    if not book.units_left:
        return no("line.nothing_left", line=book.line.title or book.line.id, max_units=0)
    if units > book.units_left:
        return no("units.above_left", units=units, max_units=book.units_left)
    return None


def kept_once(line: OrderLine, units: int, sheet: Worksheet) -> Finding | None:
    """A unit that stays, for less or written off, is paid for once in a request."""
    before = sheet.kept.get(line.id, 0)
    stop = units_possible(before + units, sheet.books[line.id])
    if stop is None:
        sheet.kept[line.id] = before + units
    return stop


def comes_back_too(sheet: Worksheet) -> Finding | None:
    """What is kept does not come back in the same request: it would be paid for twice."""
    for line_id, units in sheet.kept.items():
        left = sheet.books[line_id].units_left
        if units > left:
            return no("units.above_left", units=units, max_units=left)
    return None


def order_or_payment(sheet: Worksheet) -> str:
    """Which of the two is the ceiling."""
    return "amount.above_order" if sheet.purse.order_is_ceiling else "amount.above_payment"


def most_that_pays(cap: int, too_much: int, pays: Callable[[int], int]) -> int:
    """The largest typed amount that pays out no more than a gross cap (found by halving)."""
    low, high = 0, too_much
    while low < high:
        middle = (low + high + 1) // 2
        if pays(middle) > cap:
            high = middle - 1
        else:
            low = middle
    return low
