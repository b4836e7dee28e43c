"""A request on the calculator survives as text: every kind of it, and a text of another version harms nobody."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from refundtui.domain.money import money
from refundtui.domain.reasons import Grade
from refundtui.domain.request import (
    Charge,
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    LineAmount,
    OrderReduction,
    PriceReduction,
    RefundRequest,
    Repriced,
    RestOfLine,
    Settle,
    TypedDeduction,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.tui.drafts import read_request, request_text

EUR = money("12.34", "EUR")
EVERY = RefundRequest(
    items=(
        Units("a", 2, Grade.B),
        LineAmount("b", EUR, taxes=(("VAT", EUR),)),
        RestOfLine("c"),
        Everything(),
        UnusedTime("d", date(2026, 4, 10)),
        UnusedUnits("e", 3),
        PriceReduction("f", EUR, EUR),
        OrderReduction(EUR),
        Repriced("g", EUR),
        Goodwill(EUR, tax_rate=Fraction(19, 100)),
        DepreciatedValue("h", 9),
        FromPayment("p"),
    ),
    charges=(Charge("new", EUR, Fraction(25, 31)),),
    deductions=(TypedDeduction("return_shipping", EUR),),
    override=EUR,
    settle=Settle.CREDIT,
    settle_split=((Settle.REFUND, EUR),),
)


def test_every_kind_of_request_comes_back_as_it_was() -> None:
    assert read_request(request_text(EVERY)) == EVERY
    assert read_request(request_text(RefundRequest())) == RefundRequest()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '"x"', '{"@":"Bomb"}', '{"@":"Units"}', '{"@":"Units","line_id":"a","units":1}'],
)
def test_what_cannot_be_read_is_no_request(text: str) -> None:
    assert read_request(text) is None
