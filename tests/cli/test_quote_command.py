from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from refundtui import rulebooks
from refundtui.wire.quotefile import EXAMPLE
from tests.cli.conftest import Program


def a_file(folder: Path, change: Callable[[dict[str, Any]], object] = lambda _: None) -> str:
    document = json.loads(EXAMPLE)
    change(document)
    path = folder / "case.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def test_the_example_is_worked_out(program: Program, tmp_path: Path) -> None:
    said = program("quote", a_file(tmp_path))
    assert said.code == 0
    assert "29.16" in said.out
    assert "4.66" in said.out
    assert "Visa ••4242" in said.out


def test_the_example_that_is_printed_can_be_read(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(program("quote", "--example").out, encoding="utf-8")
    assert program("quote", str(path)).code == 0


def test_every_field_is_listed(program: Program) -> None:
    assert set(program("quote", "--schema").json["properties"]) >= {"order", "request", "policy", "facts"}


def test_why_opens_the_figure_to_its_sum(program: Program, tmp_path: Path) -> None:
    said = program("quote", a_file(tmp_path), "--why")
    assert "116.64" in said.out
    assert "96.75" in said.out
    assert "129.00" in said.out


def test_json_holds_minor_units(program: Program, tmp_path: Path) -> None:
    quote = program("quote", a_file(tmp_path), "--json").json["quote"]
    assert (quote["total_minor"], quote["tax_minor"], quote["currency"]) == (2916, 466, "EUR")


def test_standard_input_is_read(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(EXAMPLE.encode())))
    assert "29.16" in program("quote", "-").out


def test_a_brand_brings_eligibility_fees_and_law(program: Program, tmp_path: Path) -> None:
    def by_brand(document: dict[str, Any]) -> None:
        document.update(
            policy="lindenhof",
            reason="changed_mind",
            today="2026-11-20",
            request={"items": [{"type": "units", "line": "shirt", "units": 1}]},
        )

    said = program("quote", a_file(tmp_path, by_brand), "--json")
    assert said.code == 0
    assert said.json["quote"]["total_minor"] == 3608
    assert [row["code"] for row in said.json["quote"]["rows"] if row.get("struck")] == ["restocking"]
    assert said.json["eligibility"]["verdict"] == "eligible"


def test_what_the_policy_refuses_ends_with_1(program: Program, tmp_path: Path) -> None:
    def too_much(document: dict[str, Any]) -> None:
        document["request"] = {"items": [{"type": "goodwill", "amount": "500.00"}]}

    said = program("quote", a_file(tmp_path, too_much))
    assert said.code == 1
    assert "193.70" in said.err


def test_an_unknown_brand_is_told_which_there_are(program: Program, tmp_path: Path) -> None:
    said = program("quote", a_file(tmp_path, lambda document: document.update(policy="lindenhoff")))
    assert said.code == 2
    assert "lindenhof" in said.err


def test_every_mistake_has_its_line_of_words_and_place(program: Program, tmp_path: Path) -> None:
    def wrong(document: dict[str, Any]) -> None:
        document["order"]["lines"][0]["unit_prise"] = "1"
        document["order"]["lines"][1]["units"] = "one"

    said = program("quote", a_file(tmp_path, wrong))
    assert said.code == 2
    assert "order.lines[0].unit_prise: There is no “unit_prise” here. Did you mean “unit_price”?" in said.err
    assert "order.lines[1].units: This must be a whole number" in said.err


def test_a_missing_file_is_one_sentence(program: Program) -> None:
    said = program("quote", "/nowhere/x.json")
    assert said.code == 2
    assert len(said.err.splitlines()) == 1


def test_nothing_in_a_file_reaches_the_terminal(program: Program, tmp_path: Path) -> None:
    def hostile(document: dict[str, Any]) -> None:
        document["order"]["lines"][1]["title"] = "Jacket\x1b]52;c;aGk=\x07\u202e"
        document["order"]["lines"][0]["\x1b[2J"] = 1

    said = program("quote", a_file(tmp_path, hostile), "--why")
    assert "\x1b" not in said.out + said.err
    assert "\u202e" not in said.out + said.err


def test_goods_that_came_back_are_known_to_the_rules(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = b"""
    [[rules]]
    id = "goods-first"
    clause = "X-1"
    action = "require_shipment"
    """
    packs = {
        name: body + (rule if "lindenhof" in name else b"") for name, body in rulebooks.shipped().items()
    }
    monkeypatch.setattr(rulebooks, "shipped", lambda: packs)

    def by_brand(document: dict[str, Any]) -> None:
        document.update(policy="lindenhof", reason="changed_mind", today="2026-12-05")
        document["request"]["items"] = [{"type": "units", "line": "shirt", "units": 1}]

    def came_back(document: dict[str, Any]) -> None:
        by_brand(document)
        document["goods_back_on"] = "2026-12-01"

    before = program("quote", a_file(tmp_path, by_brand), "--json").json["eligibility"]
    after = program("quote", a_file(tmp_path, came_back), "--json").json["eligibility"]
    assert (before["verdict"], before["missing"]) == ("information_missing", ["sent_back"])
    assert after["verdict"] == "eligible"
