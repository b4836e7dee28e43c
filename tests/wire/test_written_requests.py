"""Every way to ask, as people and other programs write it, becomes what the calculator is asked."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any, get_args

import pytest

from refundtui.domain.money import money
from refundtui.domain.reasons import Grade
from refundtui.domain.request import (
    Charge,
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
    Stated,
    TypedDeduction,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.wire.problems import DocumentError
from refundtui.wire.quotefile import EXAMPLE, read_quote_file
from refundtui.wire.request_forms import ItemForm

WRITTEN: dict[str, tuple[dict[str, Any], Item]] = {
    "units": ({"line": "shirt", "units": 2}, Units("shirt", 2)),
    "units with a grade": (
        {"type": "units", "line": "shirt", "units": 1, "grade": "B"},
        Units("shirt", 1, Grade("B")),
    ),
    "line_amount": ({"line": "shirt", "amount": "12.50"}, LineAmount("shirt", money("12.50", "EUR"))),
    "line_amount net, of two units": (
        {"type": "line_amount", "line": "shirt", "amount": "12.50", "stated": "net", "units": 2},
        LineAmount("shirt", money("12.50", "EUR"), Stated.NET, 2),
    ),
    "rest_of_line": ({"line": "jacket"}, RestOfLine("jacket")),
    "everything": ({}, Everything()),
    "unused_time": ({"line": "jacket", "ended_on": "2026-11-20"}, UnusedTime("jacket", date(2026, 11, 20))),
    "unused_time counted by hand": (
        {"type": "unused_time", "line": "jacket", "counted": 12},
        UnusedTime("jacket", None, 12),
    ),
    "unused_units": ({"line": "jacket", "used": 3}, UnusedUnits("jacket", 3)),
    "price_reduction": (
        {"line": "shirt", "actual_value": "30", "conforming_value": "39.90", "units": 2},
        PriceReduction("shirt", money("30.00", "EUR"), money("39.90", "EUR"), 2),
    ),
    "order_reduction": ({"amount": "10", "stated": "gross"}, OrderReduction(money("10.00", "EUR"))),
    "repriced": ({"line": "shirt", "new_price": "35.00"}, Repriced("shirt", money("35.00", "EUR"))),
    "goodwill": ({"amount": "5.00"}, Goodwill(money("5.00", "EUR"))),
    "goodwill with tax": (
        {"type": "goodwill", "amount": "5.00", "tax_rate": "0.19"},
        Goodwill(money("5.00", "EUR"), Stated.GROSS, Fraction(19, 100)),
    ),
    "depreciated_value": ({"line": "jacket", "months": 8}, DepreciatedValue("jacket", 8)),
    "from_payment": ({"payment": "card"}, FromPayment("card")),
    "from_payment a part": (
        {"type": "from_payment", "payment": "card", "amount": "20"},
        FromPayment("card", money("20.00", "EUR")),
    ),
}


def document(**request: Any) -> str:
    asked = json.loads(EXAMPLE)
    asked["request"] = {"items": [{"type": "units", "line": "shirt", "units": 1}], **request}
    return json.dumps(asked)


def requested(**request: Any) -> RefundRequest:
    return read_quote_file(document(**request)).request


def mistakes(**request: Any) -> list[tuple[str, str]]:
    with pytest.raises(DocumentError) as wrong:
        read_quote_file(document(**request))
    return [(problem.path, problem.code) for problem in wrong.value.problems]


@pytest.mark.parametrize("name", WRITTEN)
def test_an_item_is_read_as_it_is_written(name: str) -> None:
    written, item = WRITTEN[name]
    assert requested(items=[{"type": name, **written}]).items == (item,)


def test_every_form_of_an_item_is_written_above() -> None:
    forms = get_args(get_args(ItemForm)[0])
    types = {get_args(form.model_fields["type"].annotation)[0] for form in forms}
    assert types == {written.get("type", name) for name, (written, _) in WRITTEN.items()}


def test_what_stands_beside_the_items_is_read_too() -> None:
    asked = requested(
        charges=[{"title": "A larger shirt", "amount": "42.00"}],
        deductions=[{"code": "return_shipping", "amount": "4.90"}],
        override="30.00",
        settle="credit",
        payment="card",
        preferred_payment="card",
        tender_order=["card"],
    )
    assert asked.charges == (Charge("A larger shirt", money("42.00", "EUR")),)
    assert asked.deductions == (TypedDeduction("return_shipping", money("4.90", "EUR")),)
    assert (asked.override, asked.settle) == (money("30.00", "EUR"), Settle.CREDIT)
    assert (asked.payment_id, asked.preferred_payment, asked.tender_order) == ("card", "card", ("card",))
    assert requested(even_exchange=True).even_exchange


@pytest.mark.parametrize("name", [name for name, (written, _) in WRITTEN.items() if "line" in written])
def test_a_line_that_is_not_in_the_order_is_named_with_its_place(name: str) -> None:
    written = {"type": name, **WRITTEN[name][0], "line": "trousers"}
    assert mistakes(items=[written]) == [("request.items[0].line", "line.unknown")]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({"items": [{"type": "from_payment", "payment": "cash"}]}, "request.items[0].payment"),
        ({"payment": "cash"}, "request.payment"),
        ({"preferred_payment": "cash"}, "request.preferred_payment"),
    ],
)
def test_a_payment_that_is_not_the_order_s_is_named_with_its_place(asked: dict[str, Any], place: str) -> None:
    assert mistakes(**asked) == [(place, "payment.unknown")]


@pytest.mark.parametrize("amount", ["12,3", "1.234,50", "$20", "20%", "12.345", "credit card", ""])
def test_an_amount_that_is_none_is_never_read_as_another_one(amount: str) -> None:
    (mistake,) = mistakes(items=[{"type": "goodwill", "amount": amount}])
    assert mistake[0] == "request.items[0].amount"
