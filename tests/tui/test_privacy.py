"""Who the customer is: masked in lists, hidden by one key, revealed for a moment and written down, never elsewhere."""

from __future__ import annotations

import base64
import os
import re
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from refundtui.domain.case import Customer, Note
from refundtui.i18n.words import t, use_language
from refundtui.tui.app import Desk
from refundtui.tui.clipboard import MOST_BYTES, Between, between, handed_on, safe_to_copy, said_of_copying
from refundtui.tui.present.personal import masked_mail, masked_name, masked_phone, without
from refundtui.tui.safe_text import width_of
from refundtui.tui.screens.curtain import Curtain
from tests.support.making import NOW
from tests.support.pages import DeskPage
from tests.support.terminal import a_terminal
from tests.tui.desk_ports import a_desk, believable_cases, fashion, the_jacket_case

MakeDesk = Callable[..., Desk]
PERSONAL = (
    "Karin",
    "Brandt",
    "karin.brandt@example.org",
    "5550117",
    "Fleck im Futter",
    "calls from the office",
)


def a_case_full_of_people() -> tuple[object, ...]:
    jacket = the_jacket_case(notes=(Note("n1", "ann", NOW, "Karin Brandt calls from the office"),))
    return (jacket, *believable_cases()[1:])


# Masked


async def _seen(page: DeskPage) -> str:
    """Every pane and every tab of the case, one after the other."""
    seen = [page.text]
    for keys in (("2",), ("l",), ("l",), ("l",), ("l",), ("3",), ("4",), ("1",)):
        await page.press(*keys)
        seen.append(page.text)
    return "\n".join(seen)


@pytest.mark.anyio
async def test_in_the_queue_names_are_initials_and_the_open_case_tells_the_name(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports, mask_names=True)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        rows = [line[:66] for line in page.text.splitlines()]
        assert any("K••• B•••" in row for row in rows)
        assert not any("Brandt" in row or "Dubois" in row for row in rows)
        assert "Karin Brandt" in page.text  # in the case that is open
        assert "karin.brandt@" not in page.text
        await page.press("ctrl+p")
        await page.type("dubois")
        assert "A••• D•••" in page.text


@pytest.mark.anyio
async def test_one_key_hides_everything_about_a_person_and_brings_it_back(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(a_case_full_of_people())  # type: ignore[arg-type]  # cases, all of them
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "Karin Brandt" in page.text
        await page.press("f9")
        seen = await _seen(page)
        assert [word for word in PERSONAL if word.casefold() in seen.casefold()] == []
        assert "RF-0481001" in seen
        await page.press("4", "enter")
        assert not desk.room.letter_pane.has_class("-editing")
        await page.press("f9")
        assert "Karin Brandt" in page.text


@pytest.mark.anyio
async def test_what_is_sent_is_the_same_while_it_is_hidden(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        letter = desk.room.letter_pane.text
        assert "Karin" in letter or "Brandt" in letter
        await page.press("f9")
        assert desk.room.letter_pane.text == letter
        assert desk.room.opened is not None
        assert desk.room.opened.file.case.customer.name == "Karin Brandt"


@pytest.mark.anyio
async def test_f9_while_writing_keeps_what_was_written(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("4", "enter")
        await page.type("Qq")
        await page.press("f9")
        assert "Brandt" not in page.text
        assert desk.room.letter_pane.text.startswith("Qq")


@pytest.mark.anyio
async def test_a_search_for_a_name_does_not_stand_in_the_title_while_hidden(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("slash")
        await page.type("brandt")
        await page.press("enter", "f9")
        assert "brandt" not in page.text.casefold()


# Revealed


@pytest.mark.anyio
async def test_one_detail_is_shown_for_twenty_seconds_and_written_down_without_it(
    desk_on: MakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "k••••t@example.org" in page.text
        await page.press("p", "1")
        assert "karin.brandt@example.org" in page.text
        assert "5550117" not in page.text
        line = (tmp_path / "revealed.log").read_text("utf-8")
        assert re.fullmatch(r"\S+ case=1 field=email\n", line)
        assert (tmp_path / "revealed.log").stat().st_mode & 0o077 == 0
        real = time.monotonic
        monkeypatch.setattr("refundtui.tui.app.time.monotonic", lambda: real() + 20.5)
        desk.beat()
        await page.rest()
        assert "karin.brandt@example.org" not in page.text


@pytest.mark.anyio
async def test_what_cannot_be_written_down_is_not_shown(desk_on: MakeDesk, tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("no folder")
    ports, _, _ = a_desk()
    desk = desk_on(ports, reports=tmp_path / "blocked")
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("p", "1")
        assert "karin.brandt@example.org" not in page.text
        assert "stays masked" in page.status


@pytest.mark.anyio
async def test_while_everything_is_hidden_the_name_alone_can_be_shown(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("f9", "p", "1")
        assert "Karin Brandt" in page.text
        assert "example.org" not in page.text
        assert "Fleck im Futter" not in page.text


# Locked


@pytest.mark.anyio
@pytest.mark.parametrize("mono", [True, False], ids=["mono", "colour"])
async def test_after_some_minutes_nothing_is_seen_until_enter_and_the_draft_is_there(
    mono: bool, desk_on: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports, lock_minutes=5, mono=mono)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("4", "enter")
        await page.type("Qq")
        real = time.monotonic
        monkeypatch.setattr("refundtui.tui.app.time.monotonic", lambda: real() + 299)
        desk.beat()
        assert not isinstance(desk.screen, Curtain)
        monkeypatch.setattr("refundtui.tui.app.time.monotonic", lambda: real() + 301)
        desk.beat()
        await page.rest()
        assert "RF-0481001" not in page.text
        assert "Brandt" not in page.text
        assert "locked" in page.text
        await page.press("x", "f9", "escape", "ctrl+p")
        assert "locked" in page.text
        await page.press("enter")
        assert "RF-0481001" in page.text
        assert desk.room.letter_pane.text.startswith("Qq")
        assert "x" not in desk.room.letter_pane.text[:3]


@pytest.mark.anyio
async def test_f9_in_a_dialog_locks_and_the_dialog_is_there_afterwards(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("n")
        await page.type("half")
        await page.press("f9")
        assert "half" not in page.text
        await page.press("enter")
        assert "half" in page.text


# Pictures and the clipboard


def the_picture_in(folder: Path) -> str:
    (picture,) = folder.glob("*.svg")
    return picture.read_text("utf-8")


@pytest.mark.anyio
async def test_a_picture_tells_nobody_who_it_is_and_fetches_nothing(
    desk_on: MakeDesk, tmp_path: Path
) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        desk.room.act("view.screenshot")
        await page.rest()
        svg = the_picture_in(tmp_path)
        assert "RF-0481001" in svg
        assert [word for word in PERSONAL if word in svg] == []
        assert "@font-face" not in svg
        assert "Karin Brandt" in page.text


@pytest.mark.anyio
async def test_c_copies_the_reference_and_promises_nothing(
    desk_on: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMUX", "STY", "TERM"):
        monkeypatch.delenv(name, raising=False)
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("c", "1")
        assert desk.clipboard == "RF-0481001"
        assert "pasting shows whether" in page.status
        monkeypatch.setenv("TMUX", "/run/tmux")
        await page.press("c", "1")
        assert "set-clipboard" in page.status
        monkeypatch.delenv("TMUX")
        monkeypatch.setenv("STY", "1.tty")
        await page.press("c", "1")
        assert "pasting shows whether" in page.status
        monkeypatch.delenv("STY")
        desk.copy("It", "x" * (MOST_BYTES + 1))
        assert desk.clipboard == "RF-0481001"


def test_whole_card_and_account_numbers_are_never_copied() -> None:
    text = safe_to_copy("Card 4242 4242 4242 4242, account DE89 3704 0044 0532 0130 00 please; order A-1001.")
    assert "4242 4242" not in text
    assert "3704" not in text
    assert "DE•• •••• 3000 please; order A-1001." in text
    assert safe_to_copy("RF-0481001 29,16 EUR") == "RF-0481001 29,16 EUR"
    assert safe_to_copy("GB82WEST12345698765432") == "GB•• •••• 5432"


def test_tmux_is_asked_in_its_own_words() -> None:
    body = base64.b64encode("ß".encode()).decode()
    assert handed_on("ß", Between.TMUX) == f"\x1bPtmux;\x1b\x1b]52;c;{body}\a\x1b\\"
    assert handed_on("ß", Between.NOTHING) == ""


def test_screen_is_asked_in_pieces_it_can_take_which_make_the_same_request() -> None:
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", handed_on("ß" * 2000, Between.SCREEN), re.DOTALL)
    assert max(map(len, pieces)) < 768
    assert "".join(pieces) == f"\x1b]52;c;{base64.b64encode(('ß' * 2000).encode()).decode()}\a"


@pytest.mark.parametrize(
    ("surroundings", "stands_between"),
    [
        ({"TMUX": "/run/tmux", "TERM": "screen-256color"}, Between.TMUX),
        ({"STY": "1.tty", "TERM": "screen"}, Between.SCREEN),
        ({"TERM": "screen-256color"}, Between.EITHER),
        ({"TERM": "tmux-256color"}, Between.TMUX),
        ({"TERM": "xterm-256color"}, Between.NOTHING),
        ({}, Between.NOTHING),
    ],
)
def test_what_stands_between_desk_and_terminal_is_known(
    surroundings: dict[str, str], stands_between: Between
) -> None:
    assert between(surroundings) is stands_between


# Masks


def test_masks_tell_neither_who_it_is_nor_how_long_the_name_is() -> None:
    assert masked_name("Karin Brandt") == "K••• B•••"
    assert masked_name("佐藤 花子") == "佐••• 花•••"
    assert masked_name("") == ""
    assert masked_mail("k@example.org") == "k••••@example.org"
    assert masked_mail("nonsense") == "••••"
    assert masked_phone("+49 171 5550117") == "••• ••17"
    veil = without(Customer("Karin Brandt", "karin@example.org", ""))
    assert veil("Dear KARIN Brandt, (karin@example.org)") == "Dear ••••, (••••)"
    assert without(replace(fashion("1").customer, name="", email="", phone=""))("text") == "text"


def test_a_terminal_keeps_nothing_personal_in_its_title_or_behind_the_desk(tmp_path: Path) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.read(0.5)
        os.kill(terminal.pid, signal.SIGTERM)
        assert terminal.end() == 143
    written = bytes(terminal.written)
    assert not re.search(rb"\x1b\][0-2];", written), "a window's title is read by every other window"
    before, after = written.partition(b"\x1b[?1049h")[0], written.rpartition(b"\x1b[?1049l")[2]
    assert b"Brandt" not in before + after
    assert b"RF-" not in before + after


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("through", Between)
def test_what_became_of_a_copy_is_read_whole_in_a_narrow_window(language: str, through: Between) -> None:
    use_language(language)
    for what in ("The reference", "The order's number", "The amount", "The letter", "What is selected"):
        assert width_of(f" [on]  {said_of_copying(t(what), through)}") <= 80
