from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from refundtui.domain.money import money
from refundtui.domain.reasons import Reason
from refundtui.domain.request import PriceReduction
from refundtui.domain.switches import TenderOrder
from refundtui.wire.problems import DocumentError
from refundtui.wire.quotefile import EXAMPLE, Asked, read_quote_file

Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> str:
    document = json.loads(EXAMPLE)
    change(document)
    return json.dumps(document)


def mistakes(change: Change) -> list[tuple[str, str]]:
    with pytest.raises(DocumentError) as wrong:
        read_quote_file(changed(change))
    return [(problem.path, problem.code) for problem in wrong.value.problems]


def test_the_example_is_order_a_of_the_journeys() -> None:
    asked = read_quote_file(EXAMPLE)
    assert asked.order.total == money("193.70", "EUR")
    assert [line.gross for line in asked.order.lines] == [
        money("72.16", "EUR"),
        money("116.64", "EUR"),
        money("4.90", "EUR"),
    ]
    assert asked.request.items == (PriceReduction("jacket", money("96.75", "EUR"), money("129.00", "EUR")),)
    assert asked.terms is not None
    assert asked.terms.policy == "example@1"


def test_paid_figures_are_taken_as_they_stand() -> None:
    def paid(document: dict[str, Any]) -> None:
        document["order"].update(
            lines=[
                {
                    "id": "jacket",
                    "net": "98.02",
                    "taxes": [{"code": "VAT", "amount": "18.62", "rate": "0.19"}],
                }
            ],
            discounts=[],
            payments=[],
        )

    asked = read_quote_file(changed(paid))
    assert asked.order.lines[0].gross == money("116.64", "EUR")


def test_a_brand_by_name_asks_its_pack() -> None:
    def by_brand(document: dict[str, Any]) -> None:
        document.update(
            policy="lindenhof", reason="changed_mind", today="2026-11-20", facts={"opened": False}
        )

    asked: Asked = read_quote_file(changed(by_brand))
    assert (asked.brand, asked.terms, asked.reason) == ("lindenhof", None, Reason.CHANGED_MIND)


def test_a_number_without_quotes_is_read_as_it_is_written() -> None:
    text = EXAMPLE.replace('"captured": "193.70"', '"captured": 193.70')
    assert read_quote_file(text).order.paid == money("193.70", "EUR")


def test_switches_are_named_as_policies_name_them() -> None:
    asked = read_quote_file(
        changed(lambda document: document["policy"].update(switches={"tender_order": "card_first"}))
    )
    assert asked.terms is not None
    assert asked.terms.switches.tender_order is TenderOrder.CARD_FIRST


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda d: d.pop("order"), [("order", "field.missing")]),
        (
            lambda d: d["order"]["lines"][0].update(unit_prise="1"),
            [("order.lines[0].unit_prise", "field.unknown")],
        ),
        (
            lambda d: d["order"]["lines"][0].update(unit_price="1,20"),
            [("order.lines[0].unit_price", "number.unreadable")],
        ),
        (lambda d: d["order"]["lines"][0].pop("unit_price"), [("order.lines[0]", "line.without_price")]),
        (
            lambda d: d["order"]["lines"][0].update(net="1.00"),
            [("order.lines[1]", "order.listed_and_paid_lines")],
        ),
        (lambda d: d["order"]["lines"][1].update(id="shirt"), [("order.lines[1].id", "id.twice")]),
        (
            lambda d: d["order"]["payments"][0].update(captured="500"),
            [("order.payments", "payments.exceed_order")],
        ),
        (
            lambda d: d["order"].update(declared_total="190.00"),
            [("order.declared_total", "order.total_differs")],
        ),
        (lambda d: d["order"].update(currency="XAU"), [("order.currency", "currency.unknown")]),
        (
            lambda d: d["order"]["lines"][0]["taxes"][0].update(rate="19"),
            [("order.lines[0].taxes[0].rate", "rate.not_a_fraction")],
        ),
        (
            lambda d: d["request"]["items"].append({"type": "units", "line": "hat", "units": 1}),
            [("request.items[1].line", "line.unknown")],
        ),
        (
            lambda d: d["request"]["items"].append({"type": "units", "line": "shirt", "units": 0}),
            [("request.items[1].units", "field.too_small")],
        ),
        (
            lambda d: d["request"]["items"][0].update(type="reduction"),
            [("request.items[0]", "field.not_one_of")],
        ),
        (lambda d: d["request"].update(payment="cash"), [("request.payment", "payment.unknown")]),
        (
            lambda d: d["policy"].update(switches={"tender_ordr": "x"}),
            [("policy.switches.tender_ordr", "field.unknown")],
        ),
        (
            lambda d: d["policy"].update(switches={"rounding": "up"}),
            [("policy.switches.rounding", "field.not_one_of")],
        ),
        (
            lambda d: d["policy"].update(fees=[{"code": "restocking"}]),
            [("policy.fees[0]", "fee.amount_or_percent")],
        ),
        (
            lambda d: d["policy"].update(fees=[{"code": "restocking", "amount": "-5"}]),
            [("policy.fees[0].amount", "field.too_small")],
        ),
        (
            lambda d: d["policy"].update(fees=[{"code": "restocking", "percent": "1.5"}]),
            [("policy.fees[0].percent", "rate.above_the_whole")],
        ),
        (
            lambda d: d["policy"].update(grades={"C": {"percent": "2"}}),
            [("policy.grades.C.percent", "rate.above_the_whole")],
        ),
        (
            lambda d: d["policy"].update(depreciation={"months": 24, "floor": "1.01"}),
            [("policy.depreciation.floor", "rate.above_the_whole")],
        ),
        (
            lambda d: d["policy"].update(depreciation={"months": 24, "method": "declining"}),
            [("policy.depreciation.rate", "depreciation.rate")],
        ),
        (
            lambda d: d["request"].update(items=[{"type": "everything"}] * 10_001),
            [("request.items", "field.too_many")],
        ),
        (lambda d: d.update(reason="because"), [("reason", "field.not_one_of")]),
    ],
)
def test_every_mistake_says_where_and_what(change: Change, expected: list[tuple[str, str]]) -> None:
    assert mistakes(change) == expected


def test_all_mistakes_are_told_at_once() -> None:
    def several(document: dict[str, Any]) -> None:
        document["order"]["lines"][0]["unit_price"] = "a lot"
        document["order"]["payments"][0]["captured"] = "1.234"
        document["request"]["items"][0]["actual_value"] = "20%"

    assert {code for _, code in mistakes(several)} == {"number.unreadable", "amount.not_exact"}
    assert len(mistakes(several)) == 3


def test_an_unknown_name_comes_with_the_nearest_known_one() -> None:
    with pytest.raises(DocumentError) as wrong:
        read_quote_file(changed(lambda document: document["request"]["items"][0].update(actual_valu="1")))
    assert dict(wrong.value.problems[0].facts)["nearest"] == "actual_value"


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", '"x"', "NaN", "[" * 100_000, "\ufeff{}", '{"order": {"id": 1e999}}'],
    ids=["empty", "torn", "null", "list", "text", "nan", "deep", "mark", "huge"],
)
def test_whatever_is_no_such_document_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        read_quote_file(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000, "json.too_deep"),
        (b'{"order": "\xff"}', "json.no_text"),
        ('{"order": NaN}', "json.no_number"),
        ('{"order": -Infinity}', "json.no_number"),
        ('{"order": ' + "9" * 5_000 + "}", "json.long_number"),
        ('{"request": {"items": [{"amount": "5.00", "amount": "500.00"}]}}', "json.twice"),
    ],
)
def test_what_no_json_says_has_its_own_sentence(text: str | bytes, code: str) -> None:
    with pytest.raises(DocumentError) as wrong:
        read_quote_file(text)
    assert [one.code for one in wrong.value.problems] == [code]
