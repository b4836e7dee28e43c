"""Steps on the calculator: pure changes of what a request asks for."""

from __future__ import annotations

import pytest

from refundtui.casework.asking import asked_of, goodwill_in, goodwill_stepped, stepped
from refundtui.domain.order import Order, OrderLine
from refundtui.domain.request import LineAmount, PriceReduction, RefundRequest, Units
from tests.support.making import an_order_a, eur


def line(order: Order, line_id: str) -> OrderLine:
    found = order.line(line_id)
    assert found is not None
    return found


def after(request: RefundRequest, line_id: str, *percents: int) -> RefundRequest:
    order = an_order_a()
    for percent in percents:
        changed = stepped(request, order, line(order, line_id), percent)
        assert changed is not None
        request = changed
    return request


def test_a_line_nothing_is_asked_of_is_kept_for_five_per_cent_less() -> None:
    asked = asked_of(after(RefundRequest(), "jacket", 5), "jacket")
    assert asked == PriceReduction("jacket", eur("122.55"), eur("129.00"), 1)


def test_steps_up_and_down_again_come_back_to_nothing() -> None:
    assert after(RefundRequest(), "jacket", 5, 5, -5, -5).items == ()


def test_a_reduction_never_takes_more_than_the_whole_value() -> None:
    asked = asked_of(after(RefundRequest(), "jacket", *([20] * 6)), "jacket")
    assert isinstance(asked, PriceReduction)
    assert asked.actual_value == eur("0")


def test_a_typed_amount_moves_by_a_share_of_what_was_paid() -> None:
    request = RefundRequest((LineAmount("jacket", eur("10.00")),))
    asked = asked_of(after(request, "jacket", 5), "jacket")
    assert asked == LineAmount("jacket", eur("15.83"))  # 5 % of 116.64, half-up


def test_units_come_back_whole() -> None:
    order = an_order_a()
    assert stepped(RefundRequest((Units("shirt", 1),)), order, line(order, "shirt"), 5) is None


@pytest.mark.parametrize(("percents", "given"), [((5,), "9.69"), ((5, 5), "19.38"), ((5, -5), None)])
def test_goodwill_moves_by_a_share_of_the_order_and_stays_apart(
    percents: tuple[int, ...], given: str | None
) -> None:
    request = RefundRequest((Units("shirt", 1),))
    for percent in percents:
        request = goodwill_stepped(request, an_order_a(), percent)
    goodwill = goodwill_in(request)
    assert (goodwill.amount if goodwill else None) == (eur(given) if given else None)
    assert asked_of(request, "shirt") == Units("shirt", 1)
