"""An order is imported into what was paid: discounts and tax allotted once, to lines, as whole minor units."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, strategies as st

from refundtui.domain.invoice import (
    ListedDiscount,
    ListedLine,
    ListedOrderDiscount,
    ListedTax,
    Listing,
    paid_order,
)
from refundtui.domain.money import currency
from refundtui.domain.order import LineKind, Order

EUR = currency("EUR")
VAT = ListedTax("v", Fraction(19, 100))


def imported(*lines: ListedLine, off: int = 0, **rest: object) -> Order:
    discounts = (ListedOrderDiscount(Fraction(off)),) if off else ()
    return paid_order(Listing(Order("o", EUR, ()), lines, discounts, **rest))  # type: ignore[arg-type] # facts by name, for brevity


def listed(name: str, units: int, price: int, **facts: object) -> ListedLine:
    return ListedLine(name, units, Fraction(price), **facts)  # type: ignore[arg-type] # facts by name, for brevity


def test_the_order_discount_is_shared_by_largest_remainder_over_lines() -> None:
    order = imported(listed("shirts", 2, 3990), listed("jacket", 1, 12900), off=2000)
    assert [line.gross.minor for line in order.lines] == [7216, 11664]
    assert [line.order_discount.minor for line in order.lines if line.order_discount] == [764, 1236]


def test_tax_is_half_up_once_per_line_and_code() -> None:
    line = imported(listed("mugs", 2, 1190, includes_tax=False, taxes=(ListedTax("v", Fraction(6, 100)),)))
    assert (line.lines[0].net.minor, line.lines[0].tax.minor) == (2380, 143)


def test_stored_tax_beats_the_rate() -> None:
    stored = ListedTax("v", Fraction(19, 100), Fraction(0))
    assert imported(listed("l", 1, 1000, taxes=(stored,))).lines[0].tax.minor == 0


def test_several_codes_inside_one_inclusive_price_share_one_net() -> None:
    taxes = (ListedTax("county", Fraction(1, 100)), ListedTax("state", Fraction(9, 100)))
    line = imported(listed("l", 1, 11000, taxes=taxes)).lines[0]
    assert [tax.amount.minor for tax in line.taxes] == [100, 900]
    assert line.net.minor == 10000


def test_a_line_discount_never_makes_a_line_negative() -> None:
    line = imported(listed("l", 1, 500, discounts=(ListedDiscount(Fraction(900)),))).lines[0]
    assert line.gross.minor == 0


def test_delivery_bears_an_order_discount_only_when_the_source_says_so() -> None:
    goods = listed("l", 1, 900)
    delivery = listed("d", 0, 0, line_total=Fraction(100), kind=LineKind.SHIPPING)
    listing = Listing(Order("o", EUR, ()), (goods, delivery), (ListedOrderDiscount(Fraction(100)),))
    assert [line.gross.minor for line in paid_order(listing).lines] == [800, 100]
    shared = Listing(listing.order, listing.lines, (ListedOrderDiscount(Fraction(100), with_shipping=True),))
    assert [line.gross.minor for line in paid_order(shared).lines] == [810, 90]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 50_000)), min_size=1, max_size=6),
    st.integers(0, 300_000),
    st.booleans(),
)
def test_what_the_lines_cost_is_their_prices_less_the_discount(
    goods: list[tuple[int, int]], off: int, includes: bool
) -> None:
    lines = [
        listed(str(n), units, price, includes_tax=includes, taxes=(VAT,))
        for n, (units, price) in enumerate(goods)
    ]
    order = imported(*lines, off=off)
    asked = sum(units * price for units, price in goods)
    base = sum(line.gross.minor if includes else line.net.minor for line in order.lines)
    assert base == asked - min(off, asked)
    assert all(line.gross.minor >= 0 for line in order.lines)
