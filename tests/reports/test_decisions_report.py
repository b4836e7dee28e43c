"""The report of decisions: the same figures as the quote, safe to open anywhere."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from refundtui.domain.case import Case, CaseState, Ground
from refundtui.i18n.speech import Speech
from refundtui.reports.decisions import decisions
from refundtui.reports.table import Column, Table
from refundtui.reports.writers import as_csv, as_json, as_text
from tests.letters.making_letters import a_case, denied, determined, with_quote


def some_cases() -> tuple[Case, ...]:
    granted = with_quote(a_case(CaseState.APPROVED), determined())
    refused = replace(denied(a_case(), Ground.WINDOW_PASSED), reference="RF-2")
    undecided = replace(a_case(CaseState.QUOTE), reference="RF-3")
    return granted, refused, undecided


def test_only_what_was_decided_is_reported_with_who_decided() -> None:
    table = decisions(some_cases())
    assert list(table.column("reference")) == ["RF-0481920", "RF-2"]
    assert list(table.column("agent")) == ["ana", "ana"]


def test_a_voided_decision_is_none() -> None:
    granted = some_cases()[0]
    assert decisions([replace(granted, state=CaseState.QUOTE)]).rows == ()


def test_csv_has_codes_and_exact_figures_whatever_the_language() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(decisions(some_cases())))))
    assert rows[0]["amount"] == "29.16"
    assert rows[0]["amount_currency"] == "EUR"
    assert rows[0]["reason"] == "damaged_transit"
    assert rows[1]["amount"] == ""


def test_json_has_minor_units() -> None:
    rows = json.loads(as_json(decisions(some_cases())))["rows"]
    assert rows[0]["amount"] == {"minor": 2916, "currency": "EUR"}


def test_people_read_words_in_their_language() -> None:
    text = as_text(decisions(some_cases()), Speech("de", "Europe/Berlin"))
    assert "Transportschaden" in text
    assert "29,16\xa0EUR" in text


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_a_spreadsheet_runs_nothing_that_a_customer_wrote(text: str) -> None:
    table = Table("t", (Column("name", "Customer"),), ((text,),))
    cell = list(csv.reader(io.StringIO(as_csv(table))))[1][0]
    assert cell.startswith("'")


def test_wide_letters_keep_the_columns_straight() -> None:
    table = Table("t", (Column("name", "Customer"), Column("n", "Cases")), (("山田花子", 1), ("Ana", 2)))
    lines = as_text(table, Speech("en")).splitlines()
    assert lines[2].endswith("  1")
    assert lines[3].index("2") == 10
