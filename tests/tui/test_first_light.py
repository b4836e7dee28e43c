"""The rows that are there before the desk is: the same, in the same place, on a terminal that is given back."""

from __future__ import annotations

import os
import re
import sys
import termios
from collections.abc import Callable
from typing import Any

import pytest

from refundtui.domain.case import CaseState
from refundtui.i18n.speech import Speech
from refundtui.tui.app import Desk
from refundtui.tui.first_light import first_light, picture
from refundtui.tui.present.queue_lines import LETTERS
from tests.support.screen import at_rest, screen_text
from tests.tui.desk_ports import a_desk, fashion

_PLACED = re.compile(r"\x1b\[(\d+);(\d+)H([^\x1b]*(?:\x1b\[\d+m[^\x1b]*)*)")


def placed(painted: str) -> dict[int, tuple[int, str]]:
    return {
        int(line): (int(column), re.sub(r"\x1b\[\d+m", "", text))
        for line, column, text in _PLACED.findall(painted)
    }


def test_every_state_has_its_letter() -> None:
    assert set(LETTERS) == set(CaseState)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("cases", [12, 80], ids=["all in view", "beside a scrollbar"])
async def test_the_rows_stand_where_the_desk_puts_them(
    desk_on: Callable[..., Desk], size: tuple[int, int], cases: int
) -> None:
    ports, _, _ = a_desk(tuple(fashion(str(number)) for number in range(1, cases + 1)))
    early = placed(picture(ports, Speech("en", "Europe/Berlin"), *size))
    desk = desk_on(ports)
    async with desk.run_test(size=size) as pilot:
        await at_rest(pilot)
        lines = screen_text(desk).splitlines()
    assert len(early) > 10
    for number, (column, text) in early.items():
        assert lines[number - 1][column - 1 :].startswith(text), number


def test_a_window_too_small_for_a_queue_shows_none() -> None:
    ports, _, _ = a_desk()
    assert not picture(ports, Speech("en", "Europe/Berlin"), 59, 30)


@pytest.mark.parametrize("falls", [False, True])
def test_the_terminal_is_given_back_as_it_was(monkeypatch: pytest.MonkeyPatch, falls: bool) -> None:
    ports, _, _ = a_desk()
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (40, 120))
    before = termios.tcgetattr(theirs)
    with open(theirs, "r+b", buffering=0, closefd=False) as raw:
        monkeypatch.setattr(sys, "__stdin__", _Text(raw))
        monkeypatch.setattr(sys, "__stderr__", _Text(raw))
        during = before
        try:
            with first_light(ports, language="en", zone="Europe/Berlin"):
                during = termios.tcgetattr(theirs)
                _ = 1 / (not falls)
        except ZeroDivisionError:
            assert falls
    assert not during[3] & (termios.ECHO | termios.ICANON)
    assert termios.tcgetattr(theirs) == before
    said = _all_said(ours, theirs)
    assert b"RF-" in said
    assert said.endswith(b"\x1b[?1049l") == falls
    os.close(ours)
    os.close(theirs)


def _all_said(ours: int, theirs: int) -> bytes:
    """Everything up to now: a terminal hands on what was written in pieces, and each when it comes to it."""
    end = b"<that was all>"
    os.write(theirs, end)
    said = b""
    while not said.endswith(end):
        said += os.read(ours, 65536)
    return said.removesuffix(end)


class _Text:
    """A terminal as `sys` knows one."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def isatty(self) -> bool:
        return os.isatty(self._raw.fileno())

    def fileno(self) -> int:
        return int(self._raw.fileno())

    def write(self, text: str) -> None:
        self._raw.write(text.encode())

    def flush(self) -> None:
        """Nothing is held back."""
