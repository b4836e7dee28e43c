"""A lower price for what is kept: of a line, of the order, by a new price."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from refundtui.domain.claims.ceilings import kept_once, most_that_pays, no, the_line, units_possible
from refundtui.domain.findings import Finding
from refundtui.domain.ledger import LineLedger, Share, ledgers
from refundtui.domain.money import Money, allocate
from refundtui.domain.order import LineKind, Order, OrderLine
from refundtui.domain.quote import Input, RowCode
from refundtui.domain.request import (
    OrderReduction,
    PriceReduction,
    Repriced,
    Stated,
)
from refundtui.domain.worksheet import Worksheet

_NOT_REDUCED = (LineKind.SHIPPING, LineKind.STORED_VALUE)  # a reduction of the order is one of its goods


def price_reduction(item: PriceReduction, sheet: Worksheet) -> Finding | None:
    """Paid value × (1 − actual ÷ conforming); money without units, for the goods are kept."""
    found = the_line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    stop = units_possible(item.units, book) or kept_once(line, item.units, sheet)
    if stop is not None:
        return stop
    if item.conforming_value.minor <= 0 or not 0 <= item.actual_value.minor <= item.conforming_value.minor:
        return no("reduction.values", actual=item.actual_value, conforming=item.conforming_value)
    lost = 1 - Fraction(item.actual_value.minor, item.conforming_value.minor)
    share = book.of_part(lost * Fraction(item.units, line.units), sheet.terms.switches)
    sheet.give(
        line,
        share,
        code=RowCode.PRICE_REDUCTION,
        formula="reduction_ratio",
        inputs=(
            ("paid", line.gross.share(Fraction(item.units, line.units))),
            ("actual_value", item.actual_value),
            ("conforming_value", item.conforming_value),
            ("units", item.units),
        ),
    )
    return None


def most_of_the_order(order: Order) -> Money:
    """The most a reduction of the whole order can be: what is left of its goods, for delivery is none of them."""
    books = ledgers(order)
    return Money(sum(books[line.id].left for line in _reduced(order)), order.currency)


def _reduced(order: Order) -> list[OrderLine]:
    return [line for line in order.lines if line.kind not in _NOT_REDUCED and line.gross.minor > 0]


def order_reduction(item: OrderReduction, sheet: Worksheet) -> Finding | None:
    """A reduction of the whole order, shared over what is left of its goods."""
    if item.amount.minor <= 0:
        return no("amount.not_positive")
    lines = _reduced(sheet.order)
    net = item.stated is not Stated.GROSS
    weights = [_left_net(sheet.books[line.id]) if net else sheet.books[line.id].left for line in lines]

    def shares(amount: int) -> list[Share]:
        return [
            _of(sheet.books[line.id], part, net, sheet)
            for line, part in zip(lines, allocate(amount, weights), strict=True)
        ]

    most = min(item.amount.minor, sum(weights))
    left = sheet.left_to_give
    if left is not None and sum(share.gross for share in shares(most)) > left:
        most = most_that_pays(left, most, lambda amount: sum(share.gross for share in shares(amount)))
    if most < item.amount.minor:
        return no("amount.above_order", max=sheet.money(most), typed=item.amount)
    for line, share in zip(lines, shares(most), strict=True):
        if share.gross:
            sheet.give(
                line,
                share,
                code=RowCode.PRICE_REDUCTION,
                formula="share_of_reduction",
                inputs=(("reduction", item.amount), ("paid", line.gross)),
            )
    return None


def _of(book: LineLedger, amount: int, net: bool, sheet: Worksheet) -> Share:
    switches = sheet.terms.switches
    return book.of_net(amount, switches) if net else book.of_gross(amount, switches)


def _left_net(book: LineLedger) -> int:
    return max(0, book.left - sum(book.left_of(code) for code in book.taxes))


def repriced(item: Repriced, sheet: Worksheet) -> Finding | None:
    """Old price less new price, of one line; never more than is left of it."""
    found = the_line(item.line_id, sheet)
    if isinstance(found, Finding):
        return found
    line, book = found
    new_price = book.sign * item.new_price.minor  # a discount stays one: its new price is below nothing too
    difference = book.gross - new_price - book.refunded
    if new_price < 0 or difference <= 0:
        return no("reprice.not_lower", max=sheet.money(book.sign * (book.gross - book.refunded)))
    share = book.of_gross(min(difference, book.left), sheet.terms.switches)
    if difference > book.left:
        share = replace(share, uncapped=difference)
    inputs: tuple[tuple[str, Input], ...] = (("paid", line.gross), ("new_price", item.new_price))
    if book.refunded:
        before = sheet.money(book.sign * book.refunded)
        sheet.give(line, share, formula="repriced_again", inputs=(*inputs, ("before", before)))
    else:
        sheet.give(line, share, formula="repriced", inputs=inputs)
    return None
