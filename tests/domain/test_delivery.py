"""Outbound delivery that goes back with everything: what standard delivery would have cost, not the dearer choice."""

from __future__ import annotations

import pytest

from refundtui.domain.order import EarlierRefund, LineKind, Order, RefundedPart
from refundtui.domain.quote import Quote, RowCode
from refundtui.domain.request import Units
from refundtui.domain.switches import DeliveryOnWhole, Switches
from refundtui.domain.terms import Terms
from tests.domain.small_orders import eur, line, order, quoted


def bought(surcharge: int | None, *earlier: EarlierRefund) -> Order:
    """A shirt for 20.00, brought for 5.00."""
    dearer = None if surcharge is None else eur(surcharge)
    shipping = line("ship", 500, 0, kind=LineKind.SHIPPING, surcharge=dearer)
    return order(line("l", 2000), shipping, earlier=earlier)


def delivered_back(quote: Quote) -> int:
    return sum(row.amount.minor for row in quote.rows if row.code is RowCode.SHIPPING)


def whole(one: Order, how: DeliveryOnWhole = DeliveryOnWhole.STANDARD, *, in_full: bool = False) -> Quote:
    terms = Terms(Switches(delivery_on_whole=how), deliver_back=True, delivery_in_full=in_full)
    return quoted(one, Units("l", 1), terms=terms)


@pytest.mark.parametrize(("surcharge", "back"), [(None, 500), (0, 500), (200, 300), (500, 0), (600, 0)])
def test_the_surcharge_of_a_dearer_delivery_stays(surcharge: int | None, back: int) -> None:
    """Directive 2011/83/EU Art. 13(2)."""
    assert delivered_back(whole(bought(surcharge))) == back


@pytest.mark.parametrize(("before", "back"), [(100, 200), (300, 0), (400, 0)])
def test_what_went_back_of_it_before_counts_towards_the_standard_cost(before: int, back: int) -> None:
    past = EarlierRefund("e", (RefundedPart("ship", eur(before)),))
    assert delivered_back(whole(bought(200, past))) == back


def test_the_brand_may_give_all_of_it_and_the_seller_s_fault_makes_it() -> None:
    assert delivered_back(whole(bought(200), DeliveryOnWhole.FULL)) == 500
    assert delivered_back(whole(bought(200), in_full=True)) == 500
    assert delivered_back(whole(bought(200), DeliveryOnWhole.NOT)) == 0
