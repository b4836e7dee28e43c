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


def above_what_is_left(gross: int, sheet: Worksheet) -> Finding | None:
    """The order's and the payments' own ceiling for a typed amount (gross)."""
    left = sheet.left_to_give
    if left is None or gross <= left:
        return None
    return no(order_or_payment(sheet), max=sheet.money(max(0, left)), typed=sheet.money(gross))


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
