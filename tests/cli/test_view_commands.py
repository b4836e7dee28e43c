"""The filter line and the views in plain lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Program


@pytest.fixture(autouse=True)
def _at_home(home: Path) -> None:
    """Every command here asks the practice."""


def test_a_filter_line_narrows_the_list(program: Program) -> None:
    said = program("case", "list", "--filter", "brand:lindenhof amount>100 sort:amount", "--json")
    assert said.code == 0
    amounts = [row["amount_minor"] for row in said.json]
    assert amounts
    assert min(amounts) > 10_000
    assert {row["brand"] for row in said.json} == {"lindenhof"}


def test_a_filter_line_needs_no_option(program: Program) -> None:
    by_option = program("case", "list", "--filter", "brand:lindenhof amount>100", "--json")
    assert by_option.json
    assert program("case", "list", "brand:lindenhof amount>100", "--json").json == by_option.json
    assert program("case", "list", "brand:lindenhof", "amount>100", "--json").json == by_option.json
    assert program("case", "list", "stat:approval").code == 2


def test_what_is_set_aside_leaves_the_list_and_is_found_by_name_or_view(program: Program) -> None:
    reference = program("case", "list", "state:intake due>3d", "--json").json[0]["reference"]
    assert program("case", "snooze", reference, "4h", "she", "calls", "back").code == 0

    def is_in(*asked: str) -> bool:
        return reference in {row["reference"] for row in program("case", "list", *asked, "--json").json}

    assert not is_in()
    assert is_in("--view", "snoozed")
    assert is_in("--search", reference)
    assert is_in(reference)
    assert program("case", "snooze", reference, "--wake").code == 0
    assert is_in("--limit", "1000")
    unreadable = program("case", "snooze", reference, "someday", "why")
    assert unreadable.code == 2
    assert "write it like 4h, 3d, 14:30 or 2026-11-20" in unreadable.err


def test_every_mistake_of_a_line_is_told_with_its_place_and_nothing_is_listed(program: Program) -> None:
    said = program("case", "list", "--filter", "stat:approval due<soon")
    assert said.code == 2
    assert said.out == ""
    assert "At 1 of" in said.err
    assert "Is “state:approval” meant?" in said.err
    assert "At 15 of" in said.err


def test_a_view_is_kept_listed_used_and_forgotten(program: Program) -> None:
    assert program("case", "views", "--save", "Big ones", "--filter", "amount>100 sort:amount").code == 0
    listed = {row["name"]: row for row in program("case", "views", "--json").json}
    assert listed["Big ones"]["filter"] == "amount>100 sort:amount"
    assert listed["Big ones"]["own"]
    by_view = program("case", "list", "--view", "big ONES", "--json").json
    assert len(by_view) == listed["Big ones"]["cases"]
    assert by_view == program("case", "list", "--filter", "amount>100 sort:amount", "--json").json
    assert program("case", "views", "--drop", "Big ones").code == 0
    unknown = program("case", "list", "--view", "Big ones")
    assert unknown.code == 2
    assert "There is no view “Big ones”." in unknown.err


def test_a_view_that_comes_with_the_desk_stays_and_its_name_is_taken(program: Program) -> None:
    assert program("case", "views", "--drop", "mine").code == 1
    assert program("case", "views", "--save", "mine", "--filter", "lang:de").code == 2
    assert program("case", "views", "--save", "x", "--filter", "lang:").code == 2


def test_an_option_says_more_exactly_what_the_view_asks_for(program: Program) -> None:
    everything = program("case", "list", "--view", "all", "--sort", "reference", "--json").json
    assert [row["reference"] for row in everything] == sorted(row["reference"] for row in everything)
    mine = program("case", "list", "--view", "mine", "--search", everything[0]["reference"], "--json").json
    assert [row for row in mine if row["owner"] == ""] == []
