"""A paste is one text, whatever stands in it: no part of it is a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.message import Message

from refundtui.tui.bursts import Together
from refundtui.tui.pasting import PAUSE, PasteReader
from tests.support.terminal import a_terminal

_BEGIN, _END = "\x1b[200~", "\x1b[201~"


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def heard(*reads: str, apart: float = 0.0) -> list[str]:
    """What the desk hears of these reads, one after the other."""
    clock = Clock()
    reader = PasteReader(now=clock)
    said = []
    for read in reads:
        said += [_said(message) for message in reader.feed(read) if not isinstance(message, Together)]
        clock.at += apart
    return said


def _said(message: Message) -> str:
    match message:
        case events.Paste():
            return f"paste {message.text}"
        case events.Key():
            return f"key {message.key}"
        case _:
            return type(message).__name__


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a\x1b[31mred\x1b[0m",
        "\x1bd\x1bf\x1b\x1b\x1b[A",
        "\x1b[<0;10;10M\x1b[<0;10;10m",
        "\x1b]52;c;" + "QUJD" * 20 + "\x07tail",
        "\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1 d f y",
        "two\r\nlines\t\x03\x11",
    ],
    ids=["plain", "colours", "alt keys", "a click", "a clipboard string", "a long sequence", "controls"],
)
def test_what_is_pasted_is_heard_as_it_is_and_once(text: str) -> None:
    assert heard(_BEGIN + text + _END) == [f"paste {text}"]


def test_an_end_mark_inside_a_paste_does_not_let_the_rest_be_keys() -> None:
    assert heard(f"{_BEGIN}hello{_END}da\r{_END}") == ["paste helloda\r"]


def test_what_follows_a_paste_without_a_pause_belongs_to_it() -> None:
    assert heard(f"{_BEGIN}hello{_END}", "da\r", f"fy{_END}", apart=PAUSE / 2) == [
        "paste hello",
        "paste da\r",
        "paste fy",
    ]


def test_a_paste_in_pieces_is_one_wherever_it_was_cut() -> None:
    whole = f"{_BEGIN}a\x1bdb{_END}"
    for cut in range(1, len(whole)):
        assert heard(whole[:cut], whole[cut:]) == ["paste a\x1bdb"], cut
    assert heard(*whole) == ["paste a\x1bdb"]


def test_keys_are_keys_before_a_paste_and_after_a_pause() -> None:
    assert heard("d", f"j{_BEGIN}x{_END}", "f\x1b[A", apart=PAUSE * 2) == [
        "key d",
        "key j",
        "paste x",
        "key f",
        "key up",
    ]


def test_the_window_that_gets_the_focus_back_right_behind_a_paste_is_heard() -> None:
    assert heard(f"{_BEGIN}x{_END}\x1b[I") == ["AppFocus", "paste x"]


def test_on_a_terminal_a_paste_with_its_own_end_mark_opens_nothing(tmp_path: Path) -> None:
    """`d` opens the decide menu, `n` a note: neither comes of a paste, with or without a field to paste into."""
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.forget()
        terminal.type(b"\x1b[200~hello\x1b[201~d\x1b[201~")
        terminal.wait_for(b"Paste ignored")
        terminal.read(0.6)
        assert b"refuse" not in terminal.written
        terminal.type(b"n")
        terminal.wait_for(b"INTERNAL")
        terminal.type(b"\x1b[200~he\x1bdl\x1b[31mlo\x1b[201~\r\x1b\x1b[201~")
        terminal.wait_for(b"hello")
        terminal.read(0.5)
        terminal.type(b"!")
        terminal.read(0.5)
        assert b"RF-0481002" not in terminal.written.rpartition(b"hello")[2], "the note is still open"


def test_on_a_terminal_bytes_that_are_no_text_do_not_end_the_desk(tmp_path: Path) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        terminal.type(b"\xff\xfe\x1b[200~M\xfcller\x1b[201~")
        terminal.read(0.5)
        terminal.forget()
        terminal.type(b"?")
        terminal.wait_for(b"Help")
