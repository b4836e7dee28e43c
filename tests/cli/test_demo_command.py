from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Program

EXTRACT = str(Path(__file__).parents[1] / "imports" / "data" / "tau2_extract.json")


def references(program: Program) -> list[str]:
    return [
        row["reference"] for row in program("case", "list", "--view", "all", "--json", "--limit", "500").json
    ]


def test_what_is_there_is_reopened_unless_fresh(program: Program, home: Path) -> None:
    program("case", "note", "1", "mine", "--no-hold")
    assert program("demo", "--no-desk", "--cases", "5").code == 0
    assert len(references(program)) == 60
    assert program("demo", "--no-desk", "--fresh", "--cases", "12").code == 0
    assert len(references(program)) == 12
    assert "mine" not in program("case", "show", "1").out


def test_fresh_leaves_what_it_did_not_write(program: Program, home: Path) -> None:
    own = home / "training" / "my-notes.txt"
    own.write_text("keep me", encoding="utf-8")
    program("demo", "--no-desk", "--fresh", "--cases", "3")
    assert own.read_text(encoding="utf-8") == "keep me"


def test_another_seed_makes_other_cases(program: Program, empty_home: Path) -> None:
    program("demo", "--no-desk", "--cases", "12", "--seed", "5")
    assert program("case", "show", "12", "--json").code == 0


def test_a_file_can_be_practised_on(program: Program, empty_home: Path) -> None:
    said = program("demo", "--no-desk", "--import", EXTRACT, "--format", "tau2")
    assert said.code == 0
    assert "9 orders and 3 cases" in said.out
    assert len(references(program)) == 3


def test_an_import_without_its_format_is_asked_for_it(program: Program, empty_home: Path) -> None:
    assert program("demo", "--import", EXTRACT).code == 2


def test_every_file_lies_in_the_home(program: Program, empty_home: Path) -> None:
    program("demo", "--no-desk", "--cases", "3")
    assert {path.name for path in (empty_home / "training").iterdir()} >= {
        "office.db",
        "cache.db",
        "outbox.db",
    }


def test_half_an_office_is_not_left_behind(program: Program, empty_home: Path) -> None:
    assert program("demo", "--no-desk", "--import", "/nowhere", "--format", "tau2").code == 2
    assert not list((empty_home / "training").glob("office.db"))
