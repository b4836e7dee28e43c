"""A coupon that needed a certain order value, priced anew on what is kept: the value itself is enough."""

from __future__ import annotations

from fractions import Fraction

import pytest

from refundtui.domain.order import Order, OrderDiscount
from refundtui.domain.quote import RowCode
from refundtui.domain.request import Units
from refundtui.domain.switches import LostCoupon, Switches
from refundtui.domain.terms import Terms
from tests.domain.small_orders import eur, line, order, quoted

REEVALUATE = Terms(Switches(lost_coupon=LostCoupon.REEVALUATE))


def bought(minimum: int, percent: Fraction | None = None) -> Order:
    """Two at 50.00 with 20.00 off the order: 80.00 paid."""
    pair = line("l", 8000, 2, listed=eur(10000), discount=eur(2000), order_discount=eur(2000))
    return order(pair, discounts=(OrderDiscount(eur(2000), eur(minimum), percent, ("l",)),))


@pytest.mark.parametrize(
    ("minimum", "back"),
    [
        pytest.param(4999, 5000, id="kept goods are above it: she keeps one for 30.00"),
        pytest.param(5000, 5000, id="kept goods are just worth it"),
        pytest.param(5001, 3000, id="a cent short: she keeps one for 50.00"),
    ],
)
def test_a_fixed_coupon_stays_where_the_kept_goods_reach_its_minimum(minimum: int, back: int) -> None:
    assert quoted(bought(minimum), Units("l", 1), terms=REEVALUATE).total == eur(back)


@pytest.mark.parametrize(("minimum", "back"), [(5000, 4000), (5001, 3000)])
def test_a_coupon_by_percent_keeps_its_share_at_the_minimum_and_loses_it_below(
    minimum: int, back: int
) -> None:
    quote = quoted(bought(minimum, Fraction(1, 5)), Units("l", 1), terms=REEVALUATE)
    assert quote.total == eur(back)
    assert (RowCode.LOST_COUPON in {row.code for row in quote.rows}) == (back == 3000)


def test_where_the_brand_lets_it_stand_the_share_goes_back() -> None:
    assert quoted(bought(5001), Units("l", 1)).total == eur(4000)
