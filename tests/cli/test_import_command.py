from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program

DATA = Path(__file__).parents[1] / "imports" / "data"
RETAIL = str(DATA / "online_retail_extract.csv")


def test_a_report_accounts_for_every_line(program: Program, empty_home: Path) -> None:
    said = program("office", "import", "--format", "online-retail", RETAIL)
    assert said.code == 0
    assert "171 lines read" in said.out
    assert "24 refused" in said.out
    assert "credit note without a customer" in said.out


def test_the_same_file_twice_adds_nothing(program: Program, empty_home: Path) -> None:
    first = program("office", "import", "--format", "online-retail", RETAIL, "--json").json
    again = program("office", "import", "--format", "online-retail", RETAIL, "--json").json
    assert first["unaccounted"] == again["unaccounted"] == 0
    assert (first["new_orders"], first["new_cases"]) == (first["orders"], first["cases"])
    assert (again["new_orders"], again["new_cases"]) == (0, 0)


def test_imported_cases_stand_in_the_queue_and_orders_can_be_asked_for(
    program: Program, empty_home: Path
) -> None:
    program("office", "import", "--format", "tau2", str(DATA / "tau2_extract.json"))
    rows = program("case", "list", "--view", "all", "--json").json
    assert {row["reference"] for row in rows} >= {"RF-W3220387"}
    new = program(
        "case", "new", "#W2611340", "1=1", "--brand", "tau2-retail", "--reason", "defective", "--json"
    )
    assert new.code == 0
    shown = program("case", "show", new.json["reference"], "--json").json
    assert shown["case"]["customer"]["name"] == "James Li"
    assert shown["case"]["order"]["id"] == "#W2611340"


def test_lines_come_from_a_pipe_too(
    program: Program, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = {
        "brand": "lindenhof",
        "order": {"id": "P-1", "currency": "EUR", "lines": [{"id": "a", "unit_price": "5.00"}]},
    }
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{json.dumps(line)}\n{{\n".encode())))
    said = program("office", "import", "--format", "jsonl", "-", "--json")
    assert said.code == 0
    assert (said.json["orders"], said.json["refused"]) == (1, 1)


@pytest.mark.parametrize(
    "words",
    [("--format", "jsonl", "/nowhere"), ("--format", "online-retail", "-"), ("--format", "excel", RETAIL)],
    ids=["no file", "pipe", "format"],
)
def test_what_cannot_be_imported_is_said(words: tuple[str, ...], program: Program, empty_home: Path) -> None:
    said = program("office", "import", *words)
    assert said.code == 2
    assert said.err


def test_a_file_of_another_kind_is_refused(program: Program, empty_home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    said = program("office", "import", "--format", "online-retail", str(other))
    assert said.code == 1
    assert "must name the columns" in said.err
    assert "Nothing was changed." in said.err
    assert "stays" not in said.err
    said = program("--lang", "de", "office", "import", "--format", "online-retail", str(other))
    assert "muss die Spalten" in said.err


def test_a_file_that_is_torn_after_a_batch_says_what_stays(
    program: Program, empty_home: Path, tmp_path: Path
) -> None:
    one = json.loads(program("office", "import", "--example").out.splitlines()[0])
    lines = [json.dumps(one | {"order": one["order"] | {"id": f"T-{n}"}}) for n in range(1200)]
    torn = tmp_path / "torn.jsonl.gz"
    torn.write_bytes(gzip.compress("\n".join(lines).encode())[:-400])
    said = program("office", "import", "--format", "jsonl", str(torn))
    assert said.code == 1
    assert "torn after line" in said.err
    assert "What was taken in before that stays" in said.err


def test_the_example_can_be_taken_in_and_every_field_is_listed(
    program: Program, empty_home: Path, tmp_path: Path
) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text(program("office", "import", "--example").out, encoding="utf-8")
    taken = program("office", "import", "--format", "jsonl", str(lines), "--json")
    assert (taken.code, taken.json["orders"], taken.json["cases"], taken.json["refused"]) == (0, 1, 1, 0)
    assert "CaseForm" in program("office", "import", "--schema").json["$defs"]
    assert program("office", "import").code == 2
