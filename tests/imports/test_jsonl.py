from __future__ import annotations

import gzip
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from refundtui.domain.case import Case
from refundtui.domain.money import money
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Units
from refundtui.office.imports.jsonl import read_jsonl
from refundtui.office.imports.report import Found, ImportReport, NotImportableError, SoldOrder

ORDER: dict[str, Any] = {
    "id": "L-1",
    "currency": "EUR",
    "country": "DE",
    "delivered_on": "2026-11-10",
    "lines": [
        {
            "id": "cup",
            "title": "Cup",
            "units": 2,
            "unit_price": "9.90",
            "taxes": [{"code": "VAT", "rate": "0.19"}],
        }
    ],
    "payments": [{"id": "card", "captured": "19.80"}],
}
CASE: dict[str, Any] = {
    "reason": "defective",
    "received_at": "2026-11-20T09:00:00+01:00",
    "customer": {"name": "Łucja Żak", "language": "pl", "country": "PL"},
    "order": ORDER,
    "request": {"items": [{"type": "units", "line": "cup", "units": 1, "grade": "X"}]},
    "claimed": "9.90",
    "facts": {"opened": True, "photos": 2},
    "messages": [{"at": "2026-11-20T08:59:00+01:00", "text": "Kubek jest pęknięty."}],
}


def taken_in(*lines: object) -> tuple[list[Found], ImportReport]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    report = ImportReport("-")
    return list(read_jsonl(io.BytesIO(text.encode()), brand="", report=report)), report


def test_an_order_line_is_an_order_to_be_found() -> None:
    (sold,), report = taken_in({"brand": "lindenhof", "customer": {"name": "Ann"}, "order": ORDER})
    assert isinstance(sold, SoldOrder)
    assert (sold.brand, sold.customer.name, sold.order.total) == ("lindenhof", "Ann", money("19.80", "EUR"))
    assert (report.read, report.in_orders, report.unaccounted) == (1, 1, 0)


def test_a_day_among_the_facts_is_a_day() -> None:
    facts = {"goods_back_on": "2026-11-18", "order.region": "NO", "warehouse": "2026-11-18"}
    (case,), _ = taken_in({"brand": "lindenhof", "case": {**CASE, "facts": facts}})
    assert isinstance(case, Case)
    assert dict(case.facts) == {**facts, "goods_back_on": date(2026, 11, 18)}


@pytest.mark.parametrize(
    ("name", "told", "code"),
    [
        ("goods_back_on", "soon", "field.not_a_date"),
        ("goods_back", "yes", "field.not_yes_or_no"),
        ("photos", "two", "field.not_a_number"),
        ("evidence", "photo", "field.not_a_list"),
        ("return.method", "pigeon", "field.not_one_of"),
        ("return.location", 12, "field.not_text"),
    ],
)
def test_a_fact_that_is_no_answer_is_named_with_its_place(name: str, told: object, code: str) -> None:
    (found, report) = taken_in({"brand": "lindenhof", "case": {**CASE, "facts": {name: told}}})
    assert found == []
    assert [(one.path, one.code) for one in report.examples[code][0].problems] == [
        (f"case.facts.{name}", code)
    ]


def test_a_case_line_is_a_case_with_all_it_says() -> None:
    (case,), report = taken_in({"brand": "lindenhof", "case": CASE})
    assert isinstance(case, Case)
    assert case.reason is Reason.DEFECTIVE
    assert isinstance(case.request.items[0], Units)
    assert case.claimed == money("9.90", "EUR")
    assert case.fact("photos") == 2
    assert case.messages[0].text == "Kubek jest pęknięty."
    assert (report.in_cases, report.unmatched, report.unaccounted) == (1, 0, 0)


def test_a_case_without_its_order_is_unmatched_and_says_its_currency() -> None:
    told = {**CASE, "order_ref": "4711", "currency": "JPY", "claimed": "980", "request": {}}
    del told["order"]
    (case,), report = taken_in({"brand": "lindenhof", "case": told})
    assert isinstance(case, Case)
    assert (case.order, case.order_ref, case.claimed) == (None, "4711", money("980", "JPY"))
    assert report.unmatched == 1


def test_the_same_line_is_the_same_case() -> None:
    line = {"brand": "lindenhof", "case": CASE}
    (first, second), _ = taken_in(line, line)
    assert isinstance(first, Case)
    assert isinstance(second, Case)
    assert first.id == second.id


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ('{"brand": ', "json.torn", "line=1"),
        ("[1]", "field.not_an_object", ""),
        ({"order": ORDER}, "brand.missing", "brand"),
        ({"brand": "x"}, "line.order_or_case", ""),
        ({"brand": "x", "order": ORDER, "case": CASE}, "line.order_or_case", ""),
        ({"brand": "x", "order": {**ORDER, "currency": "DEM"}}, "currency.unknown", "no longer legal tender"),
        ({"brand": "x", "order": {**ORDER, "colour": "red"}}, "field.unknown", "order.colour"),
        ({"brand": "x", "case": {**CASE, "claimed": "9,90"}}, "amount.not_exact", "case.claimed"),
        (
            {"brand": "x", "case": {**CASE, "received_at": "yesterday"}},
            "field.not_a_moment",
            "case.received_at",
        ),
    ],
    ids=["torn", "list", "brand", "neither", "both", "currency", "unknown name", "comma", "moment"],
)
def test_a_line_that_cannot_be_followed_is_refused_and_the_next_is_read(
    line: object, code: str, told: str
) -> None:
    found, report = taken_in(line, {"brand": "lindenhof", "order": ORDER})
    assert dict(report.refusals) == {code: 1}
    assert report.examples[code][0].line == 1
    assert told in report.examples[code][0].text
    assert len(found) == 1
    assert report.unaccounted == 0


def test_empty_lines_are_no_lines() -> None:
    _, report = taken_in("", {"brand": "lindenhof", "order": ORDER}, "   ")
    assert report.read == 1


def test_hostile_text_and_card_numbers_come_in_harmless() -> None:
    told = {
        **CASE,
        "messages": [{"at": CASE["received_at"], "text": "my card 4242 4242 4242 4242 \x1b[31m\u202e!"}],
    }
    (case,), _ = taken_in({"brand": "x", "case": told})
    assert isinstance(case, Case)
    assert case.messages[0].text == "my card •••• •••• •••• 4242 !"


def test_a_packed_file_is_read_as_it_is(tmp_path: Path) -> None:
    packed = tmp_path / "orders.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps({"brand": "x", "order": ORDER}).encode()))
    report = ImportReport("orders")
    assert len(list(read_jsonl(packed, brand="", report=report))) == 1
    packed.write_bytes(packed.read_bytes()[:-12])
    with pytest.raises(NotImportableError, match=r"import\.torn"):
        list(read_jsonl(packed, brand="", report=ImportReport("orders")))


def test_a_line_without_end_is_one_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refundtui.office.imports.jsonl._LONGEST_LINE", 500)
    found, report = taken_in("x" * 1600, {"brand": "x", "order": {**ORDER, "payments": []}})
    assert dict(report.refusals) == {"line.too_long": 1}
    assert len(found) == 1
