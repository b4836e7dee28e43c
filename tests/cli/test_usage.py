from __future__ import annotations

import os
import subprocess
import sys
from argparse import _SubParsersAction
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from refundtui.cli.command_line import Parser, later
from refundtui.cli.parser import parser
from refundtui.i18n.words import use_language
from refundtui.tui.action import Action, Alone
from refundtui.tui.actions import ACTIONS
from tests.cli.conftest import Program


def every_parser(program: Parser) -> Iterator[Parser]:
    yield program
    for action in program._actions:
        if isinstance(action, _SubParsersAction):
            for under in dict.fromkeys(action.choices.values()):
                yield from every_parser(under)


@cache
def whole() -> Parser:
    return parser()


def test_alone_it_says_to_start_with_demo(program: Program) -> None:
    said = program()
    assert said.code == 0
    assert "refundtui demo" in said.out


def test_every_command_has_help() -> None:
    for one in every_parser(parser()):
        assert one.description, one.prog
        assert one.description in " ".join(one.format_help().split()), one.prog


@pytest.mark.parametrize(
    "words", [(), ("case",), ("case", "decide"), ("office", "bank-file", "list")], ids=" ".join
)
def test_help_is_asked_for_behind_any_command(words: tuple[str, ...], program: Program) -> None:
    said = program(*words, "--help")
    assert said.code == 0
    assert said.out.startswith(" ".join(("usage: refundtui", *words)))


def test_the_version_is_said(program: Program) -> None:
    said = program("-V")
    assert said.code == 0
    assert said.out.startswith("refundtui ")


@pytest.mark.parametrize(
    "words",
    [
        ("fly",),
        ("quote", "--fast"),
        ("case", "decide"),
        ("office", "import", "x"),
        ("demo", "--cases", "none"),
        ("case",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_sentence_and_exit_2(words: tuple[str, ...], program: Program) -> None:
    said = program(*words)
    assert said.code == 2
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("words", "english", "german"),
    [
        (("case", "shwo"), "“shwo” is not possible", "„shwo“ ist nicht möglich"),
        (("case", "shwo"), "Did you mean “show”?", "Gemeint war „show“?"),
        (
            ("case", "list", "--sort", "x"),
            "possible: due, received, amount, reference.",
            "möglich: due, received",
        ),
        (("case", "decide"), "Missing: REFERENCE.", "Es fehlt: REFERENCE."),
        (("quote", "--fast"), "Nothing here understands --fast.", "nichts anfangen: --fast."),
        (("demo", "--cases", "none"), "“none” is no number from 1", "„none“ ist keine Zahl"),
        (("demo", "--seed", "x"), "“x” is no whole number.", "„x“ ist keine ganze Zahl."),
        (("case", "list", "--sort"), "--sort needs a value.", "--sort braucht einen Wert."),
        (("case", "list", "--json=1"), "--json takes no value", "--json nimmt keinen Wert"),
    ],
)
def test_every_mistake_is_told_in_ones_own_language(
    words: tuple[str, ...], english: str, german: str, program: Program
) -> None:
    assert english in program(*words).err
    said = program("--lang", "de", *words).err
    assert german in said
    assert english not in said


def test_no_help_is_half_english_in_german(program: Program) -> None:
    assert program("--lang", "de", "case", "--help").out.startswith("Aufruf: ")
    use_language("de")
    try:
        told = {one.prog: one.format_help() for one in every_parser(parser())}
    finally:
        use_language("en")
    for command, said in told.items():
        assert said.startswith("Aufruf: "), command
        for english in ("usage:", "positional", "options:", "show this", "arguments:"):
            assert english not in said, command


def test_words_and_options_come_in_any_order() -> None:
    ways = (
        ("case", "deny", "RF-1", "Not ours.", "--ground", "other", "--dry-run"),
        ("case", "deny", "RF-1", "--ground", "other", "Not ours.", "--dry-run"),
        ("case", "deny", "--dry-run", "--ground", "other", "RF-1", "Not ours."),
        ("case", "deny", "--ground", "other", "RF-1", "--dry-run", "Not ours."),
    )
    told = [vars(whole().parse_args(way)) for way in ways]
    assert all({**one, "helper": None} == {**told[0], "helper": None} for one in told)
    assert (told[0]["reference"], told[0]["text"]) == ("RF-1", "Not ours.")


def test_behind_two_dashes_everything_is_a_word() -> None:
    note = whole().parse_args(["case", "note", "--", "RF-1", "--json", "-5"])
    assert (note.reference, note.text, note.json) == ("RF-1", ["--json", "-5"], False)


def test_two_dashes_are_no_value_of_the_option_before_them(program: Program, home: Path) -> None:
    for words in (
        ("override", "RF-1", "--rule", "--", "my", "reason"),
        ("deny", "RF-1", "--clause", "--", "§3"),
    ):
        told = program("case", *words)
        assert (told.code, words[2] in told.err.splitlines()[0]) == (2, True)


def test_a_word_behind_two_dashes_is_said_back_as_it_was_typed(program: Program, home: Path) -> None:
    told = program("case", "reason", "RF-1", "--", "-changed")
    assert told.code == 2
    assert "“-changed”" in told.err
    assert "x00" not in told.err


def test_a_language_the_desk_does_not_speak_is_refused_and_a_region_of_one_is_not(
    program: Program, home: Path
) -> None:
    told = program("--lang", "xx", "case", "list")
    assert (told.code, "does not speak “xx”" in told.err) == (2, True)
    assert program("--lang", "de-AT", "case", "list").code == 0


def test_an_option_is_never_guessed_from_its_beginning(program: Program, home: Path) -> None:
    assert program("case", "decide", "1", "--ye").code == 2


_SPOKEN = {
    "REFERENCE": "1", "TEXT": "x", "NOTE": "x", "REASON": "defective", "LEVEL": "verified", "KIND": "photo",
    "TITLE": "x", "DAY": "2026-12-01", "INTO": "2", "AMOUNT": "5.00", "ORDER": "LH-1", "VIEW": "mine",
    "FILE": "x.json", "LINE=UNITS": "a=1", "LINE=WHAT": "a=rest", "WHAT": "take", "REFERENCE…": "1",
    "LINE": "brand:x", "WHICH": "email", "STATUS": "break",
}  # fmt: skip


@pytest.mark.parametrize(
    "action", [one for one in ACTIONS if not isinstance(one.twin, Alone)], ids=lambda action: action.id
)
def test_every_action_of_the_desk_has_a_twin_that_is_understood(action: Action) -> None:
    words = [_SPOKEN.get(word, word) for word in action.twin.split()[1:]]
    if "--sort" in words:
        words[-1] = "due"
    if action.twin.endswith("--kind KIND"):
        words[-1] = "money"
    if "--help" not in words:
        assert callable(whole().parse_args(words).run)


# What only plain lines can do, and why the desk has no action of that name.
_ONLY_HERE = {
    "list": "the queue is always there",
    "offer": "a choice of the menu of decisions",
    "deny": "a choice of the menu of decisions",
    "ask": "a choice of the menu of decisions",
    "escalate": "a choice of the menu of decisions",
    "expire": "done by the clock at the desk",
    "hold": "the fraud desk's",
    "release": "the fraud desk's",
    "review": "what `a` shows before it is granted",
    "versions": "a tab of the case",
    "views": "a menu of the queue",
}


def test_everything_that_is_done_to_a_case_in_plain_lines_is_done_at_the_desk_too() -> None:
    twins = {action.twin.split()[2] for action in ACTIONS if action.twin.startswith("refundtui case ")}
    (case,) = (one for one in every_parser(parser()) if one.prog == "refundtui case")
    (under,) = (one for one in case._actions if isinstance(one, _SubParsersAction))
    spoken = {one.prog.split()[-1] for one in under.choices.values()}
    assert spoken - {"new"} - twins - set(_ONLY_HERE) == set()


def test_without_a_practice_office_it_says_how_to_make_one(program: Program, empty_home: Path) -> None:
    said = program("case", "list")
    assert said.code == 2
    assert "refundtui demo" in said.err
    assert not empty_home.exists()


def test_an_unknown_person_is_told_who_works_there(program: Program, home: Path) -> None:
    said = program("case", "list", "--as", "boss")
    assert said.code == 2
    assert "lead" in said.err


def test_a_broken_setting_is_said(program: Program, home: Path) -> None:
    (home / "config.toml").write_text("colour = 1\n", encoding="utf-8")
    said = program("case", "list")
    assert said.code == 2
    assert "colour" in said.err


def test_it_runs_as_a_module_and_speaks_german(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "refundtui", "--lang", "de", "case", "list"],
        env={**os.environ, "REFUNDTUI_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 2
    assert "refundtui demo" in answer.stderr
    assert "There is" not in answer.stderr


def test_an_older_python_is_told_in_one_sentence() -> None:
    code = "import sys; sys.version_info = (3, 10, 12); sys.version = '3.10.12 (main)'; import refundtui.cli"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 2
    assert answer.stderr == "refundtui needs Python 3.11 or newer; this is Python 3.10.12.\n"


def test_an_interrupt_ends_with_130(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("refundtui.cli.quote.run", interrupted)
    assert program("quote", "x").code == 130


def test_help_loads_neither_the_desk_nor_the_office_nor_the_wire() -> None:
    code = (
        "import sys; from refundtui.cli import main; main(['--help']); "
        "print([name for name in ('textual', 'sqlmodel', 'pydantic', 'babel', 'liquid') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_has_enough_is_no_mistake(home: Path) -> None:
    words = [sys.executable, "-m", "refundtui", "case", "list", "--view", "all", "--json", "--limit", "500"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        said = program.stderr.read()
        assert program.wait() == 0
    assert said == b""


def test_what_every_command_does_is_there_to_be_loaded() -> None:
    runs = {one.prog: one.get_default("run") for one in every_parser(parser())}
    assert sum(isinstance(run, later) for run in runs.values()) > 40
    for name, run in runs.items():
        assert not isinstance(run, later) or callable(run.loaded()), name
