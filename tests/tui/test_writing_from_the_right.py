"""What is written in Arabic or Hebrew is seen in the order of the eye, with the cursor on the letter it is at."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import ClassVar

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.events import Paste
from textual.strip import Strip
from textual.widgets.text_area import Selection

from refundtui.tui.right_to_left import as_read, leave_to_the_terminal, reading
from refundtui.tui.safe_text import prose
from refundtui.tui.widgets.laid_out import laid_out
from refundtui.tui.widgets.writing import TextBox, TextField
from tests.tui.test_right_to_left import SIGNS, spelled

_WIDE = 30
PEACE = "שלום עולם"
ORDER = "order שלום 12"
LONG = "שלום עולם iPhone 15 Pro max שלום עולם עוד פעם טוב מאוד"


@pytest.fixture(autouse=True)
def order_as_it_was() -> Iterator[None]:
    yield
    leave_to_the_terminal(leave=False)


class Writing(App[None]):
    CSS: ClassVar[str] = (
        f"TextBox, TextField {{ width: {_WIDE}; border: none; padding: 0; }} TextBox {{ height: 6; }}"
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text_at_first = text

    def compose(self) -> ComposeResult:
        yield TextField(self.text_at_first, select_on_focus=False, compact=True)
        yield TextBox(self.text_at_first, soft_wrap=True, compact=True)

    @property
    def line(self) -> TextField:
        return self.query_one(TextField)

    @property
    def box(self) -> TextBox:
        return self.query_one(TextBox)


def cursor_in(strip: Strip) -> tuple[int, str]:
    """The one cell that looks otherwise than its row, and the sign in it."""
    row = cells(strip)
    (odd,) = [(cell, sign) for cell, (sign, style) in enumerate(row) if style != row[-1][1]]
    return odd


def cells(strip: Strip) -> list[tuple[str, Style | None]]:
    return [(sign, segment.style) for segment in strip for sign in segment.text if cell_len(sign)]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("text", "place", "cell", "sign"),
    [
        (PEACE, 0, 9, "ש"),  # the first letter is the rightmost
        (PEACE, 8, 1, "ם"),
        (PEACE, 9, 0, " "),  # behind the last: at its left
        (ORDER, 6, 9, "ש"),  # inside a line from the left only the stretch is turned
        (ORDER, 13, 13, " "),
    ],
)
async def test_the_cursor_of_a_line_stands_on_its_letter(text: str, place: int, cell: int, sign: str) -> None:
    async with Writing(text).run_test(size=(40, 10)) as pilot:
        line = pilot.app.query_one(TextField)
        line.focus()
        line.cursor_position = place
        await pilot.pause()
        assert cursor_in(line.render_line(0)) == (cell, sign)
        assert pilot.app.cursor_position.x == line.content_region.x + cell


@pytest.mark.anyio
@pytest.mark.parametrize("text", [PEACE, ORDER, LONG, "محمد (طلب RF-0481003)"])
async def test_an_arrow_goes_the_way_it_points_along_letters_of_one_side(text: str) -> None:
    from_the_right = text != ORDER
    on, back = ("left", "right") if from_the_right else ("right", "left")
    async with Writing(text).run_test(size=(80, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, Writing)
        for field in (app.line, app.box):
            field.focus()
            await pilot.press("home", on)
            assert place(field) == 1
            await pilot.press(back)
            assert place(field) == 0
            await pilot.press(f"ctrl+{on}")
            assert place(field) in {4, 5}  # where the first word ends
            await pilot.press(f"ctrl+{back}")
            assert place(field) == 0
            await pilot.press(f"shift+{on}", f"shift+{on}")
            assert field.selected_text == text[:2]
            await pilot.press("delete")
            assert whole(field) == text[2:]


def place(field: TextField | TextBox) -> int:
    return field.cursor_position if isinstance(field, TextField) else field.cursor_location[1]


def whole(field: TextField | TextBox) -> str:
    return field.value if isinstance(field, TextField) else field.text


@pytest.mark.anyio
async def test_what_is_typed_stands_where_it_is_read_and_is_kept_as_it_is_spelled() -> None:
    async with Writing("").run_test(size=(40, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, Writing)
        for field in (app.line, app.box):
            field.focus()
            await pilot.press(*"שלום", "space", *"RF-1", "left", "left")
            assert whole(field) == "שלום RF-1"
            seen = field.render_line(0).text
            assert seen.strip() == "RF-1 םולש"
        assert app.line.render_line(0).text.startswith(" RF-1")  # beside its label
        assert app.box.render_line(0).text.endswith("םולש")  # a paragraph at its own side


@pytest.mark.anyio
async def test_a_box_breaks_a_paragraph_before_it_turns_its_lines() -> None:
    async with Writing(LONG).run_test(size=(40, 10)) as pilot:
        box = pilot.app.query_one(TextBox)
        box.focus()
        await pilot.pause()
        first, second = (box.render_line(row).text for row in (0, 1))
        assert (first.strip(), second.strip()) == (
            "iPhone 15 Pro max םלוע םולש",
            "דואמ בוט םעפ דוע םלוע םולש",
        )
        assert {first[-1], second[-1]} == {"ש"}
        box.move_cursor((0, 0))
        assert box.cursor_screen_offset.x == box.content_region.x + _WIDE - 1


@pytest.mark.anyio
async def test_up_and_down_keep_to_the_column_that_is_seen() -> None:
    async with Writing(f"{LONG}\nabc\n{PEACE}").run_test(size=(40, 10)) as pilot:
        box = pilot.app.query_one(TextBox)
        box.focus()
        await pilot.press("home", *["left"] * 3)
        columns = [box.cursor_screen_offset.x]
        for _ in range(3):
            await pilot.press("down")
            columns.append(box.cursor_screen_offset.x)
        short = box.content_region.x + 3  # the line in Latin letters ends there
        assert columns == [columns[0], columns[0], short, columns[0]]
        await pilot.press("up", "up")
        assert box.cursor_screen_offset.x == columns[0]


@pytest.mark.anyio
async def test_a_click_lands_on_the_letter_that_is_seen_there() -> None:
    async with Writing(PEACE).run_test(size=(40, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, Writing)
        for cell, at in ((9, 0), (8, 1), (1, 8), (0, 9), (20, 0)):
            await pilot.click(TextField, offset=(cell, 0))
            assert app.line.cursor_position == at, cell
        for cell, at in ((_WIDE - 1, 0), (_WIDE - 2, 1), (_WIDE - 9, 8), (0, 9)):
            await pilot.click(TextBox, offset=(cell, 0))
            assert app.box.cursor_location == (0, at), cell


@pytest.mark.anyio
async def test_a_selection_is_seen_on_its_own_letters() -> None:
    async with Writing(PEACE).run_test(size=(40, 10)) as pilot:
        box = pilot.app.query_one(TextBox)
        box.focus()
        await pilot.pause()
        box.selection = Selection((0, 0), (0, 4))
        await pilot.pause()
        row = cells(box.render_line(0))
        look = row[-1][1]
        assert "".join(sign for sign, style in row if style == look) == "םולש"


@pytest.mark.anyio
async def test_a_terminal_that_orders_for_itself_is_given_the_text_as_it_is_spelled() -> None:
    leave_to_the_terminal(leave=True)
    async with Writing(PEACE).run_test(size=(40, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, Writing)
        assert app.line.render_line(0).text.startswith(PEACE)
        assert app.box.render_line(0).text.startswith(PEACE)
        app.line.focus()
        await pilot.press("home", "right")
        assert app.line.cursor_position == 1


@pytest.mark.anyio
async def test_a_long_line_scrolls_to_the_cursor_at_its_left() -> None:
    async with Writing(LONG).run_test(size=(40, 10)) as pilot:
        line = pilot.app.query_one(TextField)
        line.focus()
        await pilot.press("home")
        assert line.render_line(0).text.rstrip().endswith("םולש")
        assert 0 <= line.cursor_screen_offset.x - line.content_region.x < _WIDE
        await pilot.press("end")
        assert line.render_line(0).text.startswith(" דואמ")


@pytest.mark.anyio
@pytest.mark.parametrize("text", ["abc שלום def", "שלום abc def עולם", "(שלום) 12 משהו", "مُحَمَّد abc"])
async def test_each_step_of_an_arrow_is_one_letter_in_its_direction(text: str) -> None:
    """Also inside a run that is written from the other side."""
    async with Writing(text).run_test(size=(80, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, Writing)
        for field in (app.line, app.box):
            field.focus()
            await pilot.press("home")
            for arrow, step in (("right", 1), ("left", -1)):
                columns = [field.cursor_screen_offset.x]
                for _ in range(len(text) + 1):
                    await pilot.press(arrow)
                    columns.append(field.cursor_screen_offset.x)
                steps = {there - here for here, there in pairwise(columns)}
                assert steps <= {step, 0}
            left = field.content_region.x
            assert field.cursor_screen_offset.x in {left, left + _WIDE - cell_len(text) - 1}


@pytest.mark.anyio
async def test_a_word_is_gone_over_with_its_marks() -> None:
    text = "مُحَمَّد عَلِيّ"
    async with Writing(text).run_test(size=(80, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, Writing)
        for field in (app.line, app.box):
            field.focus()
            await pilot.press("home", "ctrl+left")
            assert place(field) == text.index(" ")
            await pilot.press("ctrl+left")
            assert place(field) == len(text)
            await pilot.press("ctrl+w")
            assert whole(field) == text[: text.index(" ") + 1]


@pytest.mark.anyio
@pytest.mark.parametrize("text", ["ُمحمد", "hello\n\u0301שלום", "\u05b8שָׁלוֹם", "\u0301", "\u200c\u05b8"])
async def test_a_paragraph_that_begins_with_a_mark_is_written_in_like_any_other(text: str) -> None:
    async with Writing("").run_test(size=(80, 10)) as pilot:
        box = pilot.app.query_one(TextBox)
        box.load_text(text)
        box.focus()
        for key in ("home", "end", "left", "right", "up", "down", "ctrl+left", "pagedown", "pageup"):
            await pilot.press(key)
        assert box.text == text
        await pilot.press("down", "down", "end", "a")
        assert box.text == text + "a"


@pytest.mark.anyio
async def test_a_mark_is_painted_on_its_letter_at_the_right_edge() -> None:
    async with Writing("שָׁלוֹם").run_test(size=(80, 10)) as pilot:
        row = pilot.app.query_one(TextBox).render_line(0).text
        assert row.rstrip() == row
        assert row.lstrip() == as_read("שָׁלוֹם")


@pytest.mark.anyio
@pytest.mark.parametrize("kind", [TextField, TextBox])
async def test_what_is_pasted_takes_the_place_of_what_is_selected(kind: type[TextField | TextBox]) -> None:
    async with Writing("old text").run_test(size=(80, 10)) as pilot:
        field = pilot.app.query_one(kind)
        field.focus()
        await pilot.press("home", "shift+right", "shift+right", "shift+right")
        field.post_message(Paste("NEW"))
        await pilot.pause()
        assert whole(field) == "NEW text"
        assert place(field) == 3


@pytest.mark.anyio
@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "क्\u200dष", "👩\u200d💻 🇩🇪 👍🏽", "D’Arc – 12 € «Müller»", "x" * 10_000]
)
async def test_what_is_pasted_is_kept_as_it_is_spelled(text: str) -> None:
    async with Writing("").run_test(size=(80, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, Writing)
        for field in (app.line, app.box):
            field.focus()
            field.post_message(Paste(text))
            await pilot.pause()
            assert whole(field) == text


@pytest.mark.anyio
async def test_a_page_further_keeps_to_the_column_that_is_seen() -> None:
    rows = "\n".join([LONG[:25]] * 6 + ["a line in other letters"] * 6)
    async with Writing(rows).run_test(size=(40, 10)) as pilot:
        box = pilot.app.query_one(TextBox)
        box.focus()
        await pilot.press("home", *["left"] * 11)
        column = box.cursor_screen_offset.x
        await pilot.press("pagedown")
        assert (box.cursor_location[0], box.cursor_screen_offset.x) == (6, column)
        await pilot.press("pageup")
        assert (box.cursor_location[0], box.cursor_screen_offset.x) == (0, column)


_MOVES = (
    *("left", "right", "up", "down", "home", "end", "pageup", "pagedown", "ctrl+left", "ctrl+right"),
    *("shift+left", "shift+right", "shift+up", "shift+down", "ctrl+shift+left", "ctrl+shift+right"),
)


@pytest.mark.anyio
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.proof) for seed in range(2, 40))])
async def test_wherever_one_goes_nothing_is_lost_and_the_cursor_is_in_the_box(seed: int) -> None:
    chance = Random(seed)
    text = "".join(chance.choice([*_SIGNS, "\n"]) for _ in range(60))
    async with Writing("").run_test(size=(40, 10)) as pilot:
        app = pilot.app
        assert isinstance(app, Writing)
        app.line.value = text.replace("\n", " ")
        app.box.load_text(text)
        for field, written in ((app.line, app.line.value), (app.box, text)):
            field.focus()
            for key in ("home", *chance.choices(_MOVES, k=40)):
                await pilot.press(key)
                x = field.cursor_screen_offset.x - field.content_region.x
                assert 0 <= x <= _WIDE, (seed, key)
                field.render_line(0)
            assert whole(field) == written
            await pilot.press("x", "backspace", "delete", "ctrl+w", "y")
            assert "y" in whole(field)


_SIGNS = (
    *SIGNS,
    *("שָׁ", "é", "☎️", "김", "\u200c", "\u05ee", "\u0378", "\U0001eef2", "\u0301", "\u05b8"),
    *("👩\u200d💻", "🇩🇪", "👍🏽", "क्षि"),
)
_PIECES = st.sampled_from([*_SIGNS, "  ", " · ", "\u2067"])


@given(st.lists(_PIECES, max_size=12).map("".join), st.booleans())
def test_every_sign_stands_once_and_where_it_is_clicked(text: str, from_the_right: bool) -> None:
    order = reading(text, from_the_right=from_the_right)
    assert sorted(order.places) == list(range(len(text)))
    assert cell_len(order.signs) == cell_len(text)
    line = laid_out(text + " ", from_the_right=from_the_right)
    if line is None:
        return
    for at, sign in enumerate(text):
        if cell_len(sign):
            assert line.place_at(line.cell_of(at)) == line.letters[line.holders[at]].place <= at
    here, behind = line.painted([Segment(text), Segment(" "), Segment("behind")])
    assert "".join(one.text for one in here) == line.order.signs
    assert "".join(one.text for one in behind) == "behind"
    assert line.cells == cell_len(text) + 1


@given(st.lists(_PIECES, max_size=12).map("".join), st.booleans())
def test_from_letter_to_letter_a_line_is_walked_through_once(text: str, from_the_right: bool) -> None:
    line = laid_out(text + " ", from_the_right=from_the_right)
    if line is None:
        return
    at: int | None = line.place_at(0)
    walked: list[int] = []
    while at is not None:
        walked.append(line.cell_of(at))
        at = line.beside(at, 1)
    assert walked == sorted(set(walked)) == [one.cell for one in line.letters if one.cells]


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_a_piece_that_is_only_shown_stands_as_the_one_that_is_written(text: str) -> None:
    if "  " in text or "·" in text or text != text.strip():
        return  # columns: each piece by itself
    side = spelled(as_read(text)) == spelled(reading(text, from_the_right=True).signs)
    assert side or as_read(text) == reading(text, from_the_right=False).signs


def test_a_paragraph_from_the_right_is_shown_at_the_right_side_and_others_are_not() -> None:
    lines = prose(f"{LONG}\nabc", 30)
    assert [sum(cell_len(part.text) for part in line) for line in lines] == [30, 30, 3]
    assert [any(part.from_the_right for part in line) for line in lines] == [True, True, False]
