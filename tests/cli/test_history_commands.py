"""What happened to a case, how its quote became what it is, what a switch would change, and the team: in plain lines."""

from __future__ import annotations

from tests.cli.conftest import Program


def test_the_timeline_is_told_whole_or_by_kind(program: Program, home: object) -> None:
    whole = program("case", "timeline", "1", "--json").json
    assert {"order", "parcel", "money"} <= {one["kind"] for one in whole}
    notes = program("case", "note", "1", "called her")
    assert notes.code == 0
    said = program("case", "timeline", "1", "--kind", "note")
    assert "called her" in said.out
    assert "parcel" not in said.out


def test_versions_say_who_and_what_differs(program: Program, home: object) -> None:
    assert program("case", "quote", "1", "--fix").code == 0
    assert program("case", "quote", "1", "goodwill=5.00", "--fix").code == 0
    made = program("case", "versions", "1", "--json").json
    assert [one["version"] for one in made][-2:] == [1, 2]
    assert made[-1]["difference_minor"] == 500
    assert [one["row"] for one in made[-1]["changed"]] == ["goodwill"]
    said = program("case", "versions", "1").out
    assert "+5.00" in said
    assert "by you" in said


def test_what_if_changes_nothing(program: Program, home: object) -> None:
    before = program("case", "show", "5", "--json").json["case"]
    assert program("case", "quote", "5", "--what-if").code in {0, 1}
    assert program("case", "show", "5", "--json").json["case"] == before


def test_a_reduction_moves_by_steps(program: Program, home: object) -> None:
    before = program("case", "quote", "1", "--json").json["quote"]
    after = program("case", "quote", "1", "goodwill=+5%", "--json").json["quote"]
    assert after != before
    wrong = program("case", "quote", "1", "nothing=+5%")
    assert wrong.code == 2


def test_a_case_says_its_next_step(program: Program, home: object) -> None:
    assert "next: " in program("case", "show", "1").out


def test_the_team_is_a_leads_to_see(program: Program, home: object) -> None:
    assert program("team").code == 4
    said = program("team", "--as", "lead", "--json").json
    assert sum(one["open"] for one in said) > 0
    assert {"owner", "late", "within_a_day", "oldest", "next_due"} <= set(said[0])
