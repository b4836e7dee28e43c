"""Files that were torn, swapped, locked or filled up: one sentence each, and what can be had again is there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from refundtui.cli import main
from tests.hostile.conftest import Program


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REFUNDTUI_HOME", str(home))
        environment.setenv("LANG", "en_US.UTF-8")
        assert main(["demo", "--no-desk", "--cases", "12"]) == 0
    return home


@pytest.fixture
def practice(filled: Path, home: Path) -> Path:
    shutil.copytree(filled, home)
    return home / "training"


def _torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def _a_picture(path: Path) -> None:
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 9000)


def _another_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs(x)")
    other.close()


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE = [_torn, _a_picture, _another_database, _a_folder]


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("book", ["cache.db", "outbox.db"])
def test_a_damaged_book_is_set_aside_named_and_the_cases_are_here(
    practice: Path, program: Program, damage: object, book: str
) -> None:
    assert callable(damage)
    damage(practice / book)
    said = program("case", "list", "--view", "all", "--json")
    assert said.code == 0
    assert len(said.json) == 12
    assert f"{book}.aside-" in said.err
    assert len(list(practice.glob(f"{book}.aside-*"))) == 1
    again = program("case", "list", "--view", "all", "--json")
    assert (again.code, again.err) == (0, "")


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_office_is_never_called_ready_and_decisions_wait(
    practice: Path, program: Program, damage: object
) -> None:
    assert callable(damage)
    damage(practice / "office.db")
    said = program("case", "note", "RF-0000001", "she rang again")
    assert said.code == 0
    assert "everything is kept" in said.err
    assert "The office's file" in said.err
    assert program("sync").code == 3
    assert "RF-0000001" in program("outbox").out
    ready = program("demo", "--no-desk")
    assert ready.code == 1
    assert "is ready" not in ready.out


@pytest.mark.parametrize("words", [("case", "list"), ("case", "next"), ("case", "show", "1")], ids=" ".join)
def test_an_empty_desk_that_can_ask_nobody_never_says_there_are_no_cases(
    practice: Path, program: Program, words: tuple[str, ...]
) -> None:
    for cache in practice.glob("cache.db*"):
        cache.unlink()
    (practice / "office.db").write_bytes(b"torn" * 2000)
    said = program(*words)
    assert said.code == 3
    assert said.out == ""
    assert "The office's file" in said.err
    assert "No case has come to this desk yet." in said.err
    assert program("outbox").code == 0


@pytest.mark.parametrize(
    "text",
    ["garbage", "{}", '{"not_before": "9999-12-31T23:59:59+00:00"}', '{"not_before": "2026-11-20T08:00:00"}'],
)
def test_a_torn_clock_costs_practice_time_and_nothing_else(
    practice: Path, program: Program, text: str
) -> None:
    (practice / "clock.json").write_text(text, encoding="utf-8")
    assert program("case", "list").code == 0


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("locale = 5", "“locale”"),
        ("nosuch = 1", "“nosuch”"),
        ("= garbage", "cannot be read"),
        ('actor = "nobody"', "nobody"),
    ],
)
def test_a_mistake_in_the_settings_is_told_and_nothing_is_changed(
    practice: Path, program: Program, settings: str, told: str
) -> None:
    (practice.parent / "config.toml").write_text(settings, encoding="utf-8")
    said = program("case", "list")
    assert said.code == 2
    assert told in said.err


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("locale = 5", "muss so lauten: ein Text in Anführungszeichen."),
        ('mono = "yes"', "muss so lauten: true oder false."),
        ('lock_minutes = "ten"', "muss so lauten: eine ganze Zahl."),
        ('actor = "nobody"', "„nobody“ arbeitet hier nicht; es gibt agent, senior, lead"),
    ],
)
def test_a_mistake_in_the_settings_is_told_in_ones_own_language(
    practice: Path, program: Program, settings: str, told: str
) -> None:
    (practice.parent / "config.toml").write_text(settings, encoding="utf-8")
    assert told in program("--lang", "de", "case", "list").err


def test_the_settings_name_the_language(practice: Path, program: Program) -> None:
    (practice.parent / "config.toml").write_text('locale = "de"', encoding="utf-8")
    assert "Marke" in program("case", "list").out


def test_what_customers_wrote_is_nobody_elses_to_read(practice: Path) -> None:
    assert stat.S_IMODE(practice.stat().st_mode) == 0o700
    for file in practice.glob("*.db"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_a_home_that_is_a_file_is_told(home: Path, program: Program) -> None:
    home.write_text("x", encoding="utf-8")
    said = program("demo", "--no-desk")
    assert said.code == 2
    assert "Errno" not in said.err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_an_older_alphabet_loses_a_letter_and_not_the_command(practice: Path, encoding: str) -> None:
    environment = {**os.environ, "REFUNDTUI_HOME": str(practice.parent), "PYTHONIOENCODING": encoding}
    ran = subprocess.run(
        [sys.executable, "-m", "refundtui", "case", "list", "--view", "all"],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"RF-0000001" in ran.stdout


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "| head -c 1", "> /dev/full"])
def test_a_reader_that_is_gone_is_no_traceback(practice: Path, closed: str) -> None:
    command = f"{sys.executable} -m refundtui case list --view all {closed}"
    ran = subprocess.run(
        ["/bin/sh", "-c", command],
        env={**os.environ, "REFUNDTUI_HOME": str(practice.parent)},
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in ran.stderr
    assert b"Exception ignored" not in ran.stderr
