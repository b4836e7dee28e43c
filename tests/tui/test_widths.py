"""Columns stand in every terminal, whatever it makes of a script: what follows a name is never moved by it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from rich.cells import cell_len
from rich.style import Style

from refundtui.tui.safe_text import Span, Tone, cell, fit, segments, wrap
from refundtui.tui.terse import terse
from refundtui.tui.widths import cut_to

NAMES = [
    "प्रिया शर्मा",
    "অনন্যা চট্টোপাধ্যায়",
    "தமிழ்ச்செல்வி",
    "ខ្មែរ សុភា",
    "မြန်မာ မောင်",
    "සිංහල අනුර",
    "각" + "\u1100\u1161\u11a8" * 2,
    "ไม้ น้ำ",
    "e\u0301o\u0308" * 4,
    "👨‍👩‍👧 🫨 family",
    "उ" + "ि" * 30,
]


def as_clusters(text: str) -> int:
    return cell_len(text)


def as_a_table(text: str) -> int:
    """As xterm and tmux count: a mark beside its letter has a cell of its own."""
    narrow = {"Mn", "Me", "Cf"}
    return sum(
        0 if unicodedata.category(sign) in narrow else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def with_an_old_table(text: str) -> int:
    """As a terminal that knows no newer emoji."""
    return sum(1 if sign >= "\U0001f000" else as_a_table(sign) for sign in text)


def screen_of(written: str, count: Callable[[str], int], columns: int = 80) -> dict[int, str]:
    """A terminal's first line: which letter was written last where."""
    cells: dict[int, str] = {}
    column = 1
    for order, text in re.findall(r"\x1b\[([\d;]*[A-Za-z])|([^\x1b]+)", written):
        if order.endswith("H"):
            column = int(order[:-1].split(";")[1])
        elif order.endswith("G"):
            column = int(order[:-1])
        elif not order:
            for sign in text:
                wide = count(sign)
                if wide:
                    cells[min(column, columns)] = sign
                column += wide
    return cells


@pytest.mark.parametrize("count", [as_clusters, as_a_table, with_an_old_table])
@pytest.mark.parametrize("name", NAMES)
def test_the_column_after_a_name_stands_where_it_should(name: str, count: Callable[[str], int]) -> None:
    written = terse(f"\x1b[3;5H\x1b[1m{cell(name, 16)} \x1b[0m129.00 EUR")
    said = screen_of(written, count)
    assert "".join(said[at] for at in range(22, 32)) == "129.00 EUR"


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_has_room_for_the_widest_reading_of_what_is_in_it(name: str) -> None:
    for width in range(1, 24):
        assert cell_len(cell(name, width)) == width
        assert as_a_table(fit(name, width)) <= width
        assert "".join(cut_to(name, width)) == name
        for line in wrap(name, max(8, width)):
            assert sum(as_a_table(part.text) for part in line) <= max(8, width)


def test_marks_are_never_parted_from_their_letter() -> None:
    for piece in cut_to("प्रिया शर्मा", 3):
        assert not unicodedata.category(piece[0]).startswith("M")


def test_what_nobody_disputes_costs_no_byte_more() -> None:
    assert terse("\x1b[3;5HJana Brückner 佐藤 花子   129.00") == "\x1b[3;5HJana Brückner 佐藤 花子   129.00"


def test_a_sentence_keeps_the_blanks_behind_it_for_what_is_drawn_wider() -> None:
    said = "मैं ऑर्डर का एक हिस्सा लौटा रहा हूँ।"
    (whole,) = segments((Span(said),), 60, {tone: Style() for tone in Tone})
    drawn = screen_of(terse(f"\x1b[3;5H{whole.text}|"), as_a_table)
    assert drawn[65] == "|"
    assert "".join(drawn[at] for at in sorted(drawn)).rstrip("|").rstrip().endswith("हूँ।"[-1])
