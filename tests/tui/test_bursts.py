"""Keys that come together are typed ahead, unless they are a text: that changes nothing and sends no money."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from textual import events

from refundtui.casework.submissions import EntryState
from refundtui.tui.app import Desk
from refundtui.tui.bursts import SECONDS, Arrivals, Company, Together
from refundtui.tui.modals.finder import Finder
from refundtui.tui.modals.menu import Menu
from refundtui.tui.modals.views import ViewsDialog
from tests.support.pages import DeskPage, pause_of_a_hand
from tests.support.screen import screen_text
from tests.support.terminal import Terminal, a_terminal
from tests.tui.desk_ports import a_desk, fashion

MakeDesk = Callable[..., Desk]
_PARAGRAPHS = (
    "the parcel came on Monday, but one of two shirts was torn.\nplease refund it to my card.\n",
    "Dear team,\nyour courier left it in the rain; I want my money back.\n",
    "approve drafts\nd f y\n",
    "уважаемые, посылка пришла вчера\n",
    "RF-0481003\tDE02 1203 0000 0000 2020 51\t129.00\n",
)
_NAMES = {
    "\n": "enter",
    " ": "space",
    "\t": "tab",
    ",": "comma",
    ".": "full_stop",
    ";": "semicolon",
    "-": "minus",
}


def keys_of(text: str) -> list[events.Key]:
    return [events.Key(_NAMES.get(sign, sign), sign) for sign in text]


def came(*keys: str, apart: float = 0.0) -> list[Company]:
    arrivals, at, found = Arrivals(), 100.0, []
    for name in keys:
        key = events.Key(name, None)
        key.time = at
        found.append(arrivals.came(key))
        at += apart
    return found


# Who comes together


def test_keys_apart_are_each_alone() -> None:
    assert all(one.is_alone for one in came(*"approve", apart=SECONDS))


def test_a_held_key_is_no_burst_however_fast_it_comes() -> None:
    assert not any(one.is_burst for one in came(*["down"] * 30))


def test_many_letters_may_be_a_text_and_moving_about_is_none() -> None:
    assert came(*"drafts")[-1].may_be_text
    assert not came("j", "j", "k", "enter", "tab", "escape", "down", "up", "left", "f5")[-1].may_be_text


def test_what_was_read_at_once_is_known_from_its_first_key_on() -> None:
    arrivals = Arrivals()
    arrivals.announced(("d", "r", "a", "f", "t"))
    first = arrivals.came(events.Key("d", "d"))
    assert first.may_be_text
    assert not first.is_alone


# The desk


async def after(desk_on: MakeDesk, keys: list[events.Key], *, slowly: bool) -> tuple[str, Desk]:
    ports, _, _ = a_desk(tuple(fashion(str(number)) for number in range(1, 60)))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        start = time.monotonic()
        for at, key in enumerate(keys):
            key.time = start + at * (1.0 if slowly else 0.1 / len(keys))
            desk.post_message(key)
            if slowly:
                await page.rest()
        await page.rest()
        return screen_text(desk), desk


@pytest.mark.anyio
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param("j j j j enter", marks=pytest.mark.proof),
        pytest.param("j j j j escape tab enter", marks=pytest.mark.proof),
        pytest.param(
            "down down up enter 3 down down plus minus 1 j j j k enter escape 1 G k k g j z z 3 2 1 tab shift+tab enter",
            marks=pytest.mark.proof,
        ),
        pytest.param(
            "j j l enter l l h 3 j j j plus plus minus k 4 l l h 1 space space V j j V escape escape b 2 1 P",
            marks=pytest.mark.proof,
        ),
        "j j j d",
        "slash b r a n d colon a c m e enter j j",
    ],
    ids=["rows, open", "esc, tab, enter", "thirty keys", "thirty letters", "a menu", "a search"],
)
async def test_keys_typed_ahead_end_as_if_typed_slowly(desk_on: MakeDesk, keys: str) -> None:
    def made() -> list[events.Key]:
        signs = {
            "slash": "/",
            "colon": ":",
            "space": " ",
            "plus": "+",
            "minus": "-",
            "enter": "\r",
            "tab": "\t",
        }
        return [events.Key(name, signs.get(name)) for name in keys.split()]

    slowly, _ = await after(desk_on, made(), slowly=True)
    quickly, _ = await after(desk_on, made(), slowly=False)
    assert quickly == slowly


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("pane", "text"),
    [
        pytest.param(pane, text, marks=() if (at + n) % 4 == 0 else pytest.mark.proof)
        for at, pane in enumerate("1234")
        for n, text in enumerate(_PARAGRAPHS)
    ],
)
async def test_a_pasted_paragraph_changes_nothing(desk_on: MakeDesk, text: str, pane: str) -> None:
    ports, office, _ = a_desk()
    before = dict(office.cases)
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press(pane)
        keys = keys_of(text)
        desk.post_message(Together([key.key for key in keys]))
        for key in keys:
            desk.post_message(key)
        await page.rest()
        assert page.entries == []
        assert office.cases == before
        assert not isinstance(page.dialog, Menu) or not page.dialog.decides


@pytest.mark.anyio
async def test_a_lump_of_keys_never_sends_money(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d")
        assert isinstance(page.dialog, Menu)
        for lump in ("fy", "jf"):
            desk.post_message(Together(lump))
            for name in lump:
                desk.post_message(events.Key(name, name))
            await page.rest()
            assert page.entries == []
            assert isinstance(page.dialog, Menu)
            assert "all at once" in page.status
            await pause_of_a_hand()
        await page.press("f")
        assert [entry.state for entry in page.entries] == [EntryState.QUEUED]


@pytest.mark.anyio
async def test_what_is_only_looked_at_hears_keys_typed_ahead_of_it(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports, dialog_pause=30.0)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("v", "1")
        assert not isinstance(page.dialog, ViewsDialog)
        await page.press("ctrl+p")
        await page.type("zoom")
        assert isinstance(page.dialog, Finder)
        assert "Zoom the pane" in page.text
        assert "Approve the request" not in page.text
        await page.press("escape", "n")
        await page.type("called")
        assert "called" in page.text
        await page.press("tab", "tab", "enter")
        assert page.in_dialog, "what ends it is not for its first moment"


# A terminal without bracketed paste


def screen_after(terminal: Terminal) -> bytes:
    """Everything it shows, written anew for another window."""
    terminal.resize(119, 40)
    terminal.read(1.0)
    terminal.forget()
    terminal.resize(120, 40)
    terminal.wait_for(b"[1]")
    terminal.read(1.0)
    return re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", bytes(terminal.written))


_THIRTY = (b"j", b"j", b"\x1b[B", b"j", b"\r", b"3", b"j", b"+", b"-", b"\t", b"1", b"G", b"k", b"g", b"j", b"z",
           b"z", b"2", b"l", b"l", b"h", b"\x1b[Z", b"1", b"k", b"\x1b[B", b"j", b"j", b"\r", b"3", b"j")  # fmt: skip


def slowly(terminal: Terminal) -> None:
    for key in _THIRTY:
        terminal.type(key)
        terminal.read(0.3)


def in_a_hundred_milliseconds(terminal: Terminal) -> None:
    for key in _THIRTY:
        terminal.type(key)
        time.sleep(0.0033)


def in_one_read(terminal: Terminal) -> None:
    terminal.type(b"".join(_THIRTY))


@pytest.mark.proof
def test_on_a_terminal_thirty_keys_end_as_if_typed_slowly(tmp_path: Path) -> None:
    def shown(terminal: Terminal, typed: Callable[[Terminal], None]) -> bytes:
        terminal.wait_for(b"RF-0481001")
        terminal.read(1.0)
        typed(terminal)
        terminal.read(1.5)
        assert b"ignored" not in terminal.written
        return screen_after(terminal)

    ways = (slowly, in_a_hundred_milliseconds, in_one_read)
    with ExitStack() as open_desks, ThreadPoolExecutor(len(ways)) as hands:
        # Started one after another, typed to at once: a process with threads is not to fork.
        desks = [open_desks.enter_context(a_terminal(tmp_path / way.__name__)) for way in ways]
        typed_slowly, *others = hands.map(shown, desks, ways)
        for way, desk, screen in zip(ways[1:], desks[1:], others, strict=True):
            # A busy machine may have written one screen in two pieces: what it comes to is what counts.
            again = iter(range(5))
            while screen != typed_slowly and next(again, None) is not None:
                screen = screen_after(desk)  # noqa: PLW2901 - the same one, looked at again
            assert screen == typed_slowly, way.__name__


@pytest.mark.proof
def test_on_a_terminal_a_pasted_paragraph_without_its_marks_is_refused_from_its_first_word_on(
    tmp_path: Path,
) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.read(1.0)
        before = screen_after(terminal)
        terminal.forget()
        terminal.type(b"Dear team, the parcel came on Monday and is torn.\rdfy\rplease approve it\r" * 5)
        terminal.wait_for(b"Paste ignored")
        terminal.read(0.5)
        assert b"Decide RF" not in terminal.written
        # But for the sentence itself, in the line above the keys.
        assert screen_after(terminal).partition(b"[on]")[0] == before.partition(b"[on]")[0]


def test_on_a_terminal_money_is_sent_by_a_key_that_comes_alone(tmp_path: Path) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.read(1.0)
        terminal.type(b"d")
        terminal.wait_for(b"Decide RF-0481001")
        terminal.read(0.5)
        terminal.type(b"fy")
        terminal.wait_for(b"all at once")
        assert b"take back" not in terminal.written
        terminal.read(0.5)
        terminal.type(b"f")
        terminal.wait_for(b"take back")
