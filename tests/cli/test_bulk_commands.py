"""Many cases with one word, in plain lines: the trial, the counted yes, taking it all back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Program


@pytest.fixture(autouse=True)
def _at_home(home: Path) -> None:
    """Every command here asks the practice."""


def owners(program: Program, line: str) -> list[str]:
    return [row["owner"] for row in program("case", "list", "--filter", line, "--json").json]


def test_without_a_count_it_is_a_trial_that_lists_every_effect(program: Program) -> None:
    before = owners(program, "owner:none")
    said = program("case", "bulk", "take", "--filter", "owner:none")
    assert said.code == 0
    ready = said.out.count("would be done")
    assert ready + said.out.count("left out:") == len(before)
    assert f"--expect {ready} " in said.out
    assert owners(program, "owner:none") == before


def test_another_count_than_what_is_ready_changes_nothing(program: Program) -> None:
    said = program("case", "bulk", "take", "--filter", "owner:none", "--expect", "1")
    assert said.code == 2
    assert "1 were expected" in said.err
    assert program("outbox", "--json").json == []


def test_all_of_it_is_held_and_taken_back_with_one_word(program: Program) -> None:
    trial = program("case", "bulk", "note", "--filter", "brand:lindenhof", "--text", "recall", "--json").json
    assert trial["ready"] > 2
    done = program(
        "case", "bulk", "note", "--filter", "brand:lindenhof", "--text", "recall", "--expect", str(trial["ready"]), "--json"
    )  # fmt: skip
    assert done.code == 0
    assert {row["done"] for row in done.json} == {True}
    assert len(program("outbox", "--json").json) == trial["ready"]
    assert program("case", "bulk", "undo").code == 0
    assert program("outbox", "--json").json == []
    assert program("case", "bulk", "undo").code == 1


def test_named_cases_are_approved_only_where_one_key_would(program: Program) -> None:
    said = program("case", "bulk", "approve", "--filter", "owner:me", "--json").json
    left_out = [row for row in said["cases"] if not row["ready"]]
    assert left_out
    assert all(row["why_not"] for row in left_out)
    ready = [row["reference"] for row in said["cases"] if row["ready"]]
    assert ready
    done = program("case", "bulk", "approve", *ready, "--expect", str(len(ready)))
    assert done.code == 0
    assert done.out.count(" · held ") == len(ready)


def test_what_is_missing_is_told(program: Program) -> None:
    assert program("case", "bulk", "take").code == 2
    assert "--text" in program("case", "bulk", "note", "--view", "mine").err
    assert "--until" in program("case", "bulk", "snooze", "--view", "mine", "--text", "x").err
    assert "--tag" in program("case", "bulk", "tag", "--view", "mine").err
