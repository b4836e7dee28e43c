"""The one door: whatever comes in, what goes out is one harmless line of a known width."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len
from rich.style import Style

from refundtui.tui.safe_text import (
    Span,
    Tone,
    cell,
    clip,
    content,
    fit,
    line_width,
    paragraphs,
    segments,
    shown,
    spread,
    wrap,
)

HOSTILE = (
    "[/bold] x",
    "[@click=app.quit]x[/]",
    "price [EUR] 5",
    "\x1b]52;c;SUJBTg==\x1b\\stolen",
    "\x1b[2J\x1b[31mred",
    "\x9b31mred",
    "a\u202eevil\u202cb",
    "a\u2066b\u2069c",
    "x" * 10_000,
    "佐藤 花子さん",
    "أمينة حداد",
    "e\u0301" + "\u0300" * 500,
    "👨‍👩‍👧‍👦 family",
    "🇩🇪 1️⃣ ❤️ 👍🏽",
    "tab\tand\nline\r\nend",
    "\u2028sep\u2029",
    "zero\u200bwidth\u200d",
)
ANYTHING = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


def is_harmless(text: str) -> bool:
    forbidden = {
        *range(0x20),
        0x7F,
        *range(0x80, 0xA0),
        0x200E,
        0x200F,
        *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
    }
    return not any(ord(sign) in forbidden for sign in text)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_shown_line_holds_nothing_a_terminal_obeys(text: str) -> None:
    assert is_harmless(shown(text))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("width", [0, 1, 2, 7, 20])
def test_a_cell_has_exactly_its_width(text: str, width: int) -> None:
    assert cell_len(cell(text, width)) == width
    assert cell_len(cell(text, width, right=True)) == width


@given(ANYTHING, st.integers(0, 40))
def test_any_text_is_cut_to_its_cells_and_harmless(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) <= width
    assert cell_len(cell(text, width)) == width
    assert is_harmless(fit(text, width))


@given(ANYTHING, st.integers(1, 30))
def test_wrapped_lines_never_overflow(text: str, width: int) -> None:
    for line in wrap(text, width):
        assert line_width(line) <= max(width, 2)


@given(st.lists(ANYTHING, max_size=4), st.integers(0, 40))
def test_a_painted_line_is_exactly_as_wide_as_asked(texts: list[str], width: int) -> None:
    styles = dict.fromkeys(Tone, Style())
    painted = segments(tuple(Span(text) for text in texts), width, styles)
    assert sum(cell_len(segment.text) for segment in painted) == width
    assert all(is_harmless(segment.text) for segment in painted)


def test_a_cut_text_says_so() -> None:
    assert fit("damaged in transit", 10) == "damaged i…"


def test_flags_and_families_become_signs_of_one_width() -> None:
    assert shown("🇩🇪") == "DE"
    assert shown("👨‍👩‍👧 x") == "□ x"


def test_brackets_are_text_and_never_markup() -> None:
    assert content("[/bold] [red]x").plain == "[/bold] [red]x"
    assert not content("[red]x").spans
    assert paragraphs("a\n[b]").plain == "a\n[b]"


def test_the_left_part_gives_way_to_the_right_one() -> None:
    line = spread((Span("a very long left part"),), (Span("12.00"),), 16)
    assert "".join(part.text for part in line) == "a very lo… 12.00"


def test_a_clipped_line_ends_in_an_ellipsis() -> None:
    assert "".join(part.text for part in clip((Span("one "), Span("two three")), 8)) == "one two…"


def test_blanks_at_both_ends_stay() -> None:
    assert shown("  a  ") == "  a  "
