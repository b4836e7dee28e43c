"""Text written from the right is read from the right, stays in its cells, and moves no amount."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.app import App, ComposeResult

from refundtui.tui.right_to_left import AS_IT_STANDS, AS_THE_TERMINAL_LIKES, as_read, leave_to_the_terminal
from refundtui.tui.safe_text import Span, Tone, cell, content, segments, shown
from refundtui.tui.widgets.said import Said
from tests.support.terminal import a_terminal
from tests.tui.test_texts_of_the_world import TEXTS


@pytest.fixture(autouse=True)
def order_as_it_was() -> Iterator[None]:
    yield
    leave_to_the_terminal(leave=False)


def spelled(text: str) -> str:
    """Joined letters as plain ones again."""
    return unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("שלום", "םולש"),
        ("שלום עולם", "םלוע םולש"),
        ("Order by שלום עולם, 3 items", "Order by םלוע םולש, 3 items"),  # the count stays behind
        ("שלום 129.00 EUR", "EUR 129.00 םולש"),  # a sentence from the right
        ("שלום עולם    129.00 EUR", "םלוע םולש    129.00 EUR"),  # another column
        ("שלום · 129.00 · עולם", "םולש · 129.00 · םלוע"),
        ("שלום (RF-0481003)", "(RF-0481003) םולש"),
        ("שלום (order RF-0481003)", "םולש (order RF-0481003)"),
        ("foo (bar) שלום (טוב) baz", "foo (bar) (בוט) םולש baz"),
        ("(שלום)", "(םולש)"),
        ("[שלום] x", "x [םולש]"),
        ("שלום asked for 129.00 EUR back", "םולש asked for 129.00 EUR back"),
        ("שלום עולם iPhone 15", "iPhone 15 םלוע םולש"),
        (" → שלום אחת", " → תחא םולש"),
        ("NP-1 · 2 שלום ·", "NP-1 · םולש 2 ·"),
        (" · שלום 5", " · 5 םולש"),
        ("1. שלום", "םולש .1"),
        ("  שלום  ", "  םולש  "),
        ("Łódź 12,50", "Łódź 12,50"),
    ],
)
def test_each_piece_is_in_the_order_of_the_eye(text: str, seen: str) -> None:
    assert as_read(text) == seen


def test_a_mark_stays_on_its_letter() -> None:
    said = as_read("שָׁלוֹם")
    assert said[:2] == "ם" + "ו"
    assert unicodedata.normalize("NFD", said).endswith(unicodedata.normalize("NFD", "שָׁ"))


def test_letters_of_arabic_are_joined_and_each_keeps_its_cell() -> None:
    said = as_read("محمد")
    assert said == "\ufeaa\ufee4\ufea4\ufee3"
    assert spelled(said) == "محمد"[::-1]
    assert cell_len(as_read("لا إله")) == cell_len("لا إله")


def test_every_text_of_the_world_keeps_its_letters_and_its_cells() -> None:
    for text in TEXTS:
        line = shown(text)
        seen = as_read(line)
        assert cell_len(seen) == cell_len(line), ascii(text)
        turned = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
        assert sorted(spelled(seen)) in (
            sorted(spelled(line)),
            sorted(spelled(line.translate(turned))),
        ), ascii(text)


SIGNS = ("שלום", "محمد", "ab", "Łódź", "3", "129.00", "(", ")", "]", ",", "-", "٣", " ", " ", "€")
_PIECES = st.sampled_from([*SIGNS, "[", "  ", " · "])


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_nothing_is_lost_and_no_figure_is_turned_round(text: str) -> None:
    seen = as_read(shown(text))
    assert cell_len(seen) == cell_len(shown(text))
    letters = re.compile(r"[^\W]")
    assert sorted(letters.findall(spelled(seen))) == sorted(letters.findall(spelled(text)))
    for figure in re.findall(r"(?<![\d.])\d+\.\d+(?![\d.])", text):
        assert figure in seen


@given(st.lists(_PIECES, max_size=8).map("".join).filter(lambda text: "  " not in text))
def test_an_amount_in_the_next_column_stays_in_its_column(name: str) -> None:
    row = cell(name, 20) + "  " + cell("129.00 EUR", 12, right=True)
    styles = {tone: Style() for tone in Tone}
    painted = "".join(piece.text for piece in segments((Span(row),), 34, styles))
    assert painted.endswith("  129.00 EUR")
    assert cell_len(painted) == 34


class Saying(App[None]):
    def compose(self) -> ComposeResult:
        yield Said(content("שלום אחת שתיים שלוש"))


@pytest.mark.anyio
async def test_a_sentence_that_is_broken_begins_in_its_first_line() -> None:
    async with Saying().run_test(size=(11, 4)) as pilot:
        said = pilot.app.query_one(Said)
        lines = [said.render_line(y).text.strip() for y in range(2)]
    assert lines == ["תחא םולש", "שולש םייתש"]


def test_a_terminal_that_orders_by_itself_is_left_to_it() -> None:
    leave_to_the_terminal(leave=True)
    assert as_read("שלום עולם") == "שלום עולם"


def test_the_terminal_is_asked_to_leave_the_order_alone_and_given_back(tmp_path: Path) -> None:
    with a_terminal(tmp_path) as terminal:
        terminal.wait_for(b"RF-0481001")
        assert AS_IT_STANDS.encode() in terminal.written
        terminal.read(0.5)
        terminal.type(b"\x11")
        assert terminal.end() == 0
        assert AS_THE_TERMINAL_LIKES.encode() in terminal.written
