"""Keys of one's own: a file is checked line by line, what is right of it holds, and the desk follows it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import refundtui.tui
from refundtui.cli import main
from refundtui.tui.action import Scope
from refundtui.tui.actions import ACTIONS, BY_ID
from refundtui.tui.app import Desk
from refundtui.tui.keymap import Preset, clashes, key_for, keys_of, preset_keys, table_in_markdown, use_keys
from refundtui.tui.keys_file import EXAMPLE, keys_in, read_key, read_keys
from refundtui.tui.layouts import latin_of
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk

MakeDesk = Callable[..., Desk]
README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(autouse=True)
def keys_as_they_come() -> Iterator[None]:
    use_keys(None)
    yield
    use_keys(None)


def said(text: str) -> list[str]:
    return [str(mistake) for mistake in keys_in(text, "keys.toml").mistakes]


# Presets


@pytest.mark.parametrize("preset", Preset)
def test_no_preset_gives_one_key_to_two_actions_that_could_hear_it(preset: Preset) -> None:
    assert clashes(keys=preset_keys(preset)) == []


def test_in_the_arrows_preset_no_letter_starts_anything() -> None:
    keys = preset_keys(Preset.ARROWS)
    assert not [key for given in keys.values() for key in given if len(key) == 1 and key.isalpha()]
    for name in ("case.decide", "case.take", "case.note", "case.undo", "outbox.open", "app.palette"):
        assert keys[name], name


@pytest.mark.parametrize("preset", Preset)
def test_every_key_of_a_preset_is_one_that_a_file_may_name(preset: Preset) -> None:
    for name, given in preset_keys(preset).items():
        for key in given:
            assert read_key(key) == (key, ""), name


# The file


def test_a_file_that_is_not_there_leaves_every_key_as_it_comes(tmp_path: Path) -> None:
    own = read_keys(tmp_path / "keys.toml")
    assert own.mistakes == ()
    assert own.keys == preset_keys(Preset.DEFAULT)


def test_the_example_can_be_followed() -> None:
    own = keys_in(EXAMPLE, "keys.toml")
    assert own.mistakes == ()
    assert own.keys["case.take"] == ("t", "f3")
    assert own.keys["pane.zoom"] == ()


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('preset = "vmi"', "keys.toml:1: There is no preset “vmi”. Did you mean “vim”?"),
        (
            '[keys]\n"case.notes" = "n"',
            "keys.toml:2: There is no command “case.notes”. Did you mean “case.note”?",
        ),
        ('[kyes]\n"case.note" = "n"', "keys.toml:1: “kyes” is not known here. Did you mean “keys”?"),
        (
            '[keys]\n\ncase.note = "ctrl+h"',
            "keys.toml:3: Terminals send ctrl+h as Backspace: choose another.",
        ),
        ('[keys]\n"case.note" = "pgeup"', "keys.toml:2: There is no key “pgeup”. Did you mean “pageup”?"),
        ('[keys]\n"case.note" = 4', "keys.toml:2: A key is a text in quotes, several are a list of them."),
        ('[keys]\n"case.note" = "ctrl+q"', "keys.toml:2: ^q always means “Quit”."),
        (
            '[keys]\n"case.note" = "d"',
            "keys.toml:2: d is the key of “Decide” (case.decide) already; give that one another key here too.",
        ),
        ("[keys\n", "keys.toml:1: This is no TOML: "),
    ],
)
def test_each_mistake_is_told_with_its_line(text: str, mistake: str) -> None:
    (only,) = said(text)
    assert only.startswith(mistake)


@pytest.mark.parametrize(
    "key",
    ["ctrl+i", "ctrl+m", "ctrl+j", "ctrl+[", "ctrl+s", "ctrl+1", "alt+1", "alt+x", "cmd+k", "ctrl+enter",
     "shift+enter", "shift+f3", "ctrl+shift+p", "f11", "ctrl+space"],
)  # fmt: skip
def test_keys_that_terminals_cannot_send_are_refused(key: str) -> None:
    name, why = read_key(key)
    assert name == ""
    assert key in why


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("/", "slash"),
        ("?", "question_mark"),
        ("Esc", "escape"),
        ("PgDn", "pagedown"),
        ("shift+g", "G"),
        ("ф", "ф"),
    ],
)
def test_a_key_may_be_written_as_people_write_it(written: str, key: str) -> None:
    assert read_key(written) == (key, "")


def test_a_bad_line_is_left_out_and_the_rest_holds() -> None:
    own = keys_in('[keys]\n"case.note" = "alt+n"\n"case.take" = "f3"\n', "keys.toml")
    assert len(own.mistakes) == 1
    assert own.keys["case.note"] == ("n",)
    assert own.keys["case.take"] == ("f3",)


def test_two_actions_may_swap_their_keys() -> None:
    own = keys_in('[keys]\n"case.note" = "m"\n"case.message" = "n"\n', "keys.toml")
    assert own.mistakes == ()
    assert clashes(keys=own.keys) == []


def test_of_two_lines_that_want_one_key_the_later_gives_way() -> None:
    own = keys_in('[keys]\n"case.note" = "f6"\n"case.message" = "f6"\n', "keys.toml")
    assert [mistake.line for mistake in own.mistakes] == [3]
    assert own.keys["case.note"] == ("f6",)
    assert own.keys["case.message"] == ("m",)


def test_a_panes_key_cannot_hide_what_works_everywhere() -> None:
    own = keys_in('[keys]\n"queue.sort" = "d"\n', "keys.toml")
    assert own.keys["queue.sort"] == ("s",)
    assert own.keys["case.decide"] == ("d",)


def test_the_way_out_keeps_its_key() -> None:
    own = keys_in('[keys]\n"app.quit" = "f6"\n"app.back" = ""\n', "keys.toml")
    assert own.keys["app.quit"] == ("f6", "ctrl+q")
    assert own.keys["app.back"] == ("escape",)


# At the desk


@pytest.mark.anyio
async def test_the_desk_follows_the_file_and_says_what_was_wrong(desk_on: MakeDesk) -> None:
    own = keys_in('[keys]\n"pane.zoom" = "f6"\n"view.theme" = "alt+t"\n"queue.sort" = ""\n', "keys.toml")
    ports, _, _ = a_desk()
    desk = desk_on(ports, keys=own.keys, told=[str(mistake) for mistake in own.mistakes])
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "keys.toml:3" in page.status
        assert len(desk.problems) == 1
        zoomed = []
        for key in ("z", "f6"):
            await page.press(key)
            zoomed.append(desk.room.seen.zoomed)
        assert zoomed == [False, True]
        await page.press("f6", "s")
        assert page.dialog is None


@pytest.mark.anyio
async def test_an_action_without_a_key_can_be_given_one(desk_on: MakeDesk) -> None:
    own = keys_in('[keys]\n"case.cancel" = "f7"\n', "keys.toml")
    ports, _, _ = a_desk()
    desk = desk_on(ports, keys=own.keys)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("f7")
        assert page.dialog is not None


@pytest.mark.anyio
async def test_with_the_arrows_preset_letters_are_silent_and_f2_decides(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports, keys=preset_keys(Preset.ARROWS))
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "o", "i")
        assert page.dialog is None
        await page.press("f2")
        assert page.dialog is not None


@pytest.mark.anyio
async def test_a_letter_of_another_script_is_the_command_on_its_key(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("о")  # j on a Russian layout
        assert page.reference == "RF-0481002"
        await page.press("ל")  # k on a Hebrew one
        assert page.reference == "RF-0481001"
        await page.press("slash")
        await page.press("о")
        assert desk.room.wanted.text == "о"


@pytest.mark.anyio
async def test_a_menu_hears_letters_of_another_script_too(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("в", "а")  # d, f
        assert len(page.entries) == 1


@pytest.mark.parametrize(
    ("letter", "latin"),
    [
        ("ф", "a"),
        ("Ф", "A"),
        ("і", "s"),
        ("ω", "v"),
        ("Σ", "S"),
        ("ש", "a"),
        ("ف", "t"),
        ("a", ""),
        ("é", ""),
        ("", ""),
    ],
)
def test_letters_stand_for_the_latin_ones_on_their_keys(letter: str, latin: str) -> None:
    assert latin_of(letter) == latin


def test_sentences_name_the_key_in_force_and_else_the_palettes() -> None:
    assert key_for("outbox.open") == "o"
    use_keys(preset_keys(Preset.ARROWS))
    assert key_for("outbox.open") == "F7"
    assert key_for("queue.views") == "^p"


# Told


def test_no_sentence_of_the_desk_names_a_key_that_can_be_another() -> None:
    # A menu has keys of its own, which no file changes.
    rooms = ("panes", "present", "screens")
    named = re.compile(r'\bt[n]?\(\s*"[^"]*, [A-Za-z] (?:to|[a-z]+s)\b[^"]*"')
    desk = Path(refundtui.tui.__file__).parent
    for room in rooms:
        for file in sorted((desk / room).glob("*.py")):
            assert named.findall(file.read_text(encoding="utf-8")) == [], file.name


def test_the_readme_has_the_keys_as_they_are() -> None:
    """`REFUNDTUI_RECORD=1` writes them there anew, as it does for screens."""
    text = README.read_text("utf-8")
    before, mark, rest = re.split(r"(<!-- keys: [^\n]* -->\n)", text)
    told, end, after = re.split(r"(\n<!-- keys end -->)", rest)
    table = table_in_markdown(preset_keys(Preset.DEFAULT))
    if os.environ.get("REFUNDTUI_RECORD"):
        README.write_text(f"{before}{mark}{table}{end}{after}", "utf-8")
        told = table
    assert told == table


def test_the_command_tells_mistakes_and_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('[keys]\n"case.note" = "d"\n', "utf-8")
    assert main(["keys", "--check", str(file)]) == 1
    assert f"{file}:2: d is the key of" in capsys.readouterr().err
    file.write_text(EXAMPLE, "utf-8")
    assert main(["keys", "--check", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["mistakes"] == []
    assert {entry["id"] for entry in told["keys"]} == set(BY_ID)


def test_every_action_is_found_by_its_key_in_the_table() -> None:
    table = table_in_markdown(preset_keys(Preset.DEFAULT))
    for action in ACTIONS:
        assert not keys_of(action) or f"| {action.title} |" in table
    assert Scope.DESK.value not in table.split()


@pytest.mark.anyio
async def test_what_has_no_key_in_a_preset_is_no_hint(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports, keys=preset_keys(Preset.ARROWS))
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        hints = page.text.splitlines()[-1]
        assert "F2 Decide" in hints
        assert "Facts" not in hints
