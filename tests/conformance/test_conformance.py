"""The same runner inside the suite: every case of other systems has its own line in the report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import credit_notes, engines, law, tau
from tests.conformance.__main__ import main

_CASES = Path(__file__).parent / "cases"


def _of(name: str, key: str = "cases") -> list[Any]:
    whole = json.loads((_CASES / name).read_text("utf-8"))
    for part in key.split("."):
        whole = whole[part]
    return list(whole)


def _of_law(confidence: str) -> list[Any]:
    cases = json.loads((_CASES / "law-cases.json").read_text("utf-8"))
    return [case for case in cases if case["confidence"] == confidence]


@pytest.mark.parametrize("case", _of("engine-cases.json"), ids=lambda case: case["id"])
def test_the_refund_is_the_figure_that_the_other_system_asserts(case: dict[str, Any]) -> None:
    outcome = engines.run(case)
    assert outcome.passed, outcome.trouble or outcome.differences


@pytest.mark.parametrize("case", _of("online-retail-credit-notes.json"), ids=lambda case: case["id"])
def test_the_refund_is_what_the_merchant_really_credited(case: dict[str, Any]) -> None:
    assert credit_notes.run(case).passed


def test_a_credit_at_another_price_than_paid_is_told_apart() -> None:
    cases = _of("online-retail-credit-notes.json", "exceptions.price_differs")
    assert cases
    assert all(credit_notes.run_price_differs(case).passed for case in cases)


def test_more_units_than_are_left_are_refused_with_the_maximum() -> None:
    cases = _of("online-retail-credit-notes.json", "exceptions.more_units_than_left")
    assert cases
    assert all(credit_notes.run_more_units_than_left(case).passed for case in cases)


@pytest.mark.parametrize("case", _of("tau2-retail.json"), ids=lambda case: case["task"])
def test_a_tau2_task_gives_its_amount_to_its_method(case: dict[str, Any]) -> None:
    assert tau.run(case).differences == ()


@pytest.mark.parametrize("case", _of("tau2-retail.json", "refused"), ids=lambda case: case["task"])
def test_what_the_tau2_shop_refuses_is_refused(case: dict[str, Any]) -> None:
    assert tau.run_refused(case).differences == ()


@pytest.mark.parametrize("case", _of_law("high"), ids=lambda case: case["case_id"])
def test_a_date_or_figure_of_law_is_what_its_text_gives(case: dict[str, Any]) -> None:
    assert law.run(case).differences == ()


def test_a_wrong_day_of_law_fails_the_run_only_where_it_must_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wrong.json"
    for confidence, code in (("high", 1), ("medium", 0), ("low", 0)):
        case = {**_of_law("high")[0], "confidence": confidence, "expected": {"due": "2026-01-01"}}
        file.write_text(json.dumps([case]), "utf-8")
        assert main(["--law", str(file)]) == code
        assert "due expected 2026-01-01, got 2026-" in capsys.readouterr().out


def test_a_wrong_figure_fails_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = next(case for case in _of("engine-cases.json") if case["expected"].get("refund_total") == "8.00")
    case["expected"]["refund_total"] = "8.01"
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps({"cases": [case]}), "utf-8")
    assert main(["--engines", str(file)]) == 1
    assert "expected 8.01, got 8.00" in capsys.readouterr().out


def test_the_built_in_files_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert last.startswith("conformance: engines 148/148  credit-notes 124/124  tau 15/15  law ")
    assert last.endswith("(high 46/46)")
