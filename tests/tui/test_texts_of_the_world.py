"""Every name, address and message of the data shows, cuts, aligns and edits right: by letters and cells, not by code points."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from rich.cells import cell_len, split_graphemes
from textual.app import App, ComposeResult
from textual.widgets import TextArea

from refundtui.domain.hostile_text import clean_line
from refundtui.tui.right_to_left import reads_from_the_right
from refundtui.tui.safe_text import cell, fit, shown, wrap
from refundtui.tui.terse import terse
from refundtui.tui.widgets.writing import TextBox, TextField, letter_after, letter_before
from tests.tui.test_widths import as_a_table, as_clusters, screen_of, with_an_old_table

_DATA = Path(__file__).parent / "data"
NAMES, ADDRESSES, MESSAGES = (
    (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for name in ("names", "addresses", "messages")
)
TEXTS = (*NAMES, *ADDRESSES, *MESSAGES)
_JOINERS = str.maketrans("", "", "\u200c\u200d")  # they shape letters that a terminal does not join anyway


def test_nothing_of_a_real_text_is_lost_where_it_enters() -> None:
    for text in TEXTS:
        whole = unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip()
        unseen = {"\u200e", "\u200f", "\u200b", "\ufeff", "\xad"}
        kept = clean_line(text).replace("\u00a0", " ")
        assert kept == "".join(sign for sign in whole if sign not in unseen), ascii(text)


def test_a_real_text_is_shown_as_it_is_spelled() -> None:
    for text in TEXTS:
        assert shown(text) == clean_line(text).translate(_JOINERS), ascii(text)


def test_every_text_is_cut_between_letters_and_fills_its_cells() -> None:
    for text in TEXTS:
        for width in (1, 2, 3, 5, 8, 13, 21, 34):
            placed = cell(text, width)
            assert cell_len(placed) == width
            kept = fit(text, width)
            if kept != shown(text):
                assert kept.endswith("…")
                begun = kept[:-1]
                rest = shown(text)[len(begun) :].lstrip()
                assert shown(text).startswith(begun)
                assert not rest or not unicodedata.combining(rest[0]), ascii(text)


@pytest.mark.parametrize("count", [as_clusters, as_a_table, with_an_old_table])
def test_the_amount_after_any_name_stands_in_its_column(count: Callable[[str], int]) -> None:
    for name in (*NAMES, *ADDRESSES):
        said = screen_of(terse(f"\x1b[3;5H{cell(name, 18)} \x1b[0m129.00 EUR"), count)
        assert "".join(said[at] for at in range(24, 34)) == "129.00 EUR", ascii(name)


def test_wrapping_loses_no_letter_of_an_address_or_a_message() -> None:
    for text in (*ADDRESSES, *MESSAGES):
        lines = wrap(text, 20)
        assert all(cell_len(span.text) <= 20 for line in lines for span in line)
        assert "".join(span.text for line in lines for span in line).replace(" ", "") == shown(text).replace(
            " ", ""
        )


def test_the_cursor_steps_over_whole_letters_and_comes_back_the_same_way() -> None:
    for text in TEXTS:
        forth, at = [0], 0
        while at < len(text):
            at = letter_after(text, at)
            forth.append(at)
        back = [at]
        while at:
            at = letter_before(text, at)
            back.append(at)
        assert forth == back[::-1]
        assert all(not unicodedata.combining(text[place]) for place in forth[1:-1]), ascii(text)


@pytest.mark.parametrize("letter", ["é", "ñ̃", "प्रि", "각", "👨‍👩‍👧", "שָׁ", "ไม้"])
def test_half_a_letter_is_never_left_behind(letter: str) -> None:
    text = f"a{letter}"
    at = len(text)
    steps = 0
    while at > 1:
        at = letter_before(text, at)
        steps += 1
    assert at == 1
    assert steps == len(split_graphemes(letter)[0])


class Writing(App[None]):
    CSS: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        yield TextField(id="line")
        yield TextBox(id="box")


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["Nguyễn", "שָׁלוֹם", "प्रिया", "김민준", "Łódź", "محمد"])
async def test_a_name_is_deleted_letter_by_letter_in_a_line_and_in_a_box(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    letters = len(split_graphemes(decomposed)[0])
    back = "right" if reads_from_the_right(name) else "left"
    async with Writing().run_test() as pilot:
        line, box = pilot.app.query_one(TextField), pilot.app.query_one(TextBox)
        line.value, box.text = decomposed, decomposed
        line.cursor_position = len(decomposed)
        box.move_cursor((0, len(decomposed)))
        line.focus()
        await pilot.press(*[back] * letters)
        assert line.cursor_position == 0
        await pilot.press("end", *["backspace"] * (letters - 1))
        assert line.value == decomposed[: letter_after(decomposed, 0)]
        assert isinstance(box, TextArea)
        box.focus()
        await pilot.press(*[back] * letters)
        assert box.cursor_location == (0, 0)
        await pilot.press(*["delete"] * (letters - 1))
        assert box.text == decomposed[letter_before(decomposed, len(decomposed)) :]
