"""Changing what a request asks for, line by line: pure functions on the request."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from refundtui.domain.money import Money, half_up
from refundtui.domain.order import LineKind, Order, OrderLine
from refundtui.domain.reasons import Grade
from refundtui.domain.request import (
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    RefundRequest,
    Repriced,
    RestOfLine,
    Settle,
    Units,
    UnusedTime,
    UnusedUnits,
)

COUNTED = (LineKind.GOODS, LineKind.SERVICE)


def units_left(order: Order, line: OrderLine) -> int:
    """Units of a line that have not come back yet."""
    gone = sum(
        part.units for past in order.earlier if past.holds for part in past.parts if part.line_id == line.id
    )
    return max(0, line.units - gone)


def asked_of(request: RefundRequest, line_id: str) -> Item | None:
    """What is asked on this line; an order that comes back whole asks the rest of each."""
    for item in request.items:
        match item:
            case Goodwill():
                continue
            case (
                Units(line_id=of)
                | LineAmount(line_id=of)
                | RestOfLine(line_id=of)
                | UnusedTime(line_id=of)
                | UnusedUnits(line_id=of)
                | PriceReduction(line_id=of)
                | Repriced(line_id=of)
                | DepreciatedValue(line_id=of)
            ) if of == line_id:
                return item
            case _:
                continue
    return RestOfLine(line_id) if any(isinstance(item, Everything) for item in request.items) else None


def goodwill_in(request: RefundRequest) -> Goodwill | None:
    return next((item for item in request.items if isinstance(item, Goodwill)), None)


def for_the_order(request: RefundRequest) -> OrderReduction | FromPayment | None:
    """What is asked of the order as a whole."""
    return next((i for i in request.items if isinstance(i, OrderReduction | FromPayment)), None)


def without(request: RefundRequest, line_id: str) -> RefundRequest:
    return replace(
        request,
        items=tuple(
            item
            for item in request.items
            if isinstance(item, Goodwill) or getattr(item, "line_id", None) != line_id
        ),
    )


def spelled_out(request: RefundRequest, order: Order) -> RefundRequest:
    """`Everything` as the rest of each line, so that one line can be changed."""
    if not any(isinstance(item, Everything) for item in request.items):
        return request
    rest = tuple(RestOfLine(line.id) for line in order.lines)
    return replace(
        request, items=(*rest, *(item for item in request.items if not isinstance(item, Everything)))
    )


def put(request: RefundRequest, order: Order, item: Item) -> RefundRequest:
    """Ask this on its line, instead of what was asked there."""
    line_id = getattr(item, "line_id", None)
    whole = spelled_out(request, order)
    kept = without(whole, line_id) if line_id else whole
    items = tuple(other for other in kept.items if not isinstance(other, OrderReduction))
    return replace(kept, items=(*items, item), override=None)


def put_goodwill(request: RefundRequest, amount: Money | None) -> RefundRequest:
    """Goodwill stands beside what is owed, never in it."""
    kept = tuple(item for item in request.items if not isinstance(item, Goodwill))
    return replace(request, items=kept if amount is None else (*kept, Goodwill(amount)))


def step(request: RefundRequest, order: Order, line: OrderLine, by: int) -> RefundRequest:
    """One unit more or less of a line; delivery and fees come back wholly or not at all."""
    asked = asked_of(request, line.id)
    if line.kind not in COUNTED or not line.units:
        wanted = by > 0
        return (
            put(request, order, RestOfLine(line.id))
            if wanted
            else without(spelled_out(request, order), line.id)
        )
    left = units_left(order, line)
    now = asked.units if isinstance(asked, Units) else left if isinstance(asked, RestOfLine) else 0
    grade = asked.grade if isinstance(asked, Units) else None
    goal = max(0, min(left, now + by))
    if goal == 0:
        return without(spelled_out(request, order), line.id)
    return put(request, order, Units(line.id, goal, grade))


def with_grade(request: RefundRequest, order: Order, line: OrderLine, grade: Grade | None) -> RefundRequest:
    """The grade of what comes back; a line of which nothing came back yet gets one unit."""
    asked = asked_of(request, line.id)
    left = units_left(order, line)
    units = (
        asked.units if isinstance(asked, Units) else left if isinstance(asked, RestOfLine) else min(1, left)
    )
    return put(request, order, Units(line.id, units, grade)) if units else request


def stepped(request: RefundRequest, order: Order, line: OrderLine, percent: int) -> RefundRequest | None:
    """So many per cent more of a line, less below zero: kept for that much less of its value, or of a typed
    amount so much of what was paid. None where units come back: they do so whole.
    """
    asked = asked_of(request, line.id)
    match asked:
        case None if percent > 0 and line.kind in COUNTED and units_left(order, line):
            agreed = value_of_one(line)
            return put(request, order, _reduced(line.id, agreed, agreed, percent, units_left(order, line)))
        case PriceReduction(actual_value=actual, conforming_value=agreed, units=units):
            reduced = _reduced(line.id, actual, agreed, percent, units)
            is_whole = reduced.actual_value >= reduced.conforming_value
            return without(request, line.id) if is_whole else put(request, order, reduced)
        case LineAmount(amount=amount):
            more = _more(amount, line.gross, percent)
            is_nothing = more.minor == 0
            return (
                without(request, line.id) if is_nothing else put(request, order, replace(asked, amount=more))
            )
        case _:
            return None


def goodwill_stepped(request: RefundRequest, order: Order, percent: int) -> RefundRequest:
    """So many per cent of what the order came to more goodwill, or less."""
    asked = goodwill_in(request)
    more = _more(asked.amount if asked else order.total.zero(), order.total, percent)
    return put_goodwill(request, more if more.minor else None)


def value_of_one(line: OrderLine) -> Money:
    """The value of one unit as agreed: its list price where it is known and even, else what was paid."""
    whole = line.listed or line.gross
    if line.units > 1 and whole.minor % line.units == 0:
        return Money(whole.minor // line.units, whole.currency)
    return whole


def _reduced(line_id: str, actual: Money, agreed: Money, percent: int, units: int) -> PriceReduction:
    return PriceReduction(line_id, _more(actual, agreed, -percent), agreed, units)


def _more(amount: Money, of: Money, percent: int) -> Money:
    return Money(max(0, amount.minor + half_up(Fraction(of.minor * percent, 100))), amount.currency)


def everything(request: RefundRequest) -> RefundRequest:
    goodwill = goodwill_in(request)
    return replace(request, items=(Everything(), *((goodwill,) if goodwill else ())), override=None)


def in_credit(request: RefundRequest) -> RefundRequest:
    """Store credit instead of the way it was paid, or back."""
    settle = Settle.REFUND if request.settle is Settle.CREDIT else Settle.CREDIT
    return replace(request, settle=settle)
