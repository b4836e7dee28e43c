"""Where an agent writes: a line or several, edited letter by letter, blind to what a terminal would obey.

Textual's fields move and delete by code point. A letter of many scripts is several of them (a consonant with its
vowel sign, an accent that has no composed form, a joined emoji): half of one can neither be seen nor meant. And
they show every text in the order in which it is spelled; here Arabic and Hebrew stand in the order of the eye,
the cursor on the letter it is at, and an arrow goes the way it points.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from rich.cells import split_graphemes
from rich.text import Text
from textual.events import MouseEvent, Paste
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input, TextArea
from textual.widgets.input import Selection
from textual.widgets.text_area import Location

from refundtui.domain.hostile_text import clean_line, clean_text
from refundtui.tui.right_to_left import reads_from_the_right
from refundtui.tui.widgets.laid_out import LaidOut, laid_out

_LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CURSOR: Final = " "  # behind the last letter there is room for the cursor


def letter_before(text: str, at: int) -> int:
    """Where the letter begins that ends at, or goes over, this place."""
    return max((start for start in _starts(text) if start < at), default=0)


def letter_after(text: str, at: int) -> int:
    """Where the next letter begins."""
    return next((start for start in _starts(text) if start > at), len(text))


def _starts(text: str) -> Iterator[int]:
    if text.isascii():
        yield from range(len(text))
    else:
        yield from (start for start, _, _ in split_graphemes(text)[0])


def word_before(text: str, at: int) -> int:
    """Where the word begins that is before this place, or in which it is."""
    while at and not _in_a_word(text[at - 1]):
        at -= 1
    while at and _in_a_word(text[at - 1]):
        at -= 1
    return at


def word_after(text: str, at: int) -> int:
    """Where the word ends that is after this place, or in which it is."""
    while at < len(text) and not _in_a_word(text[at]):
        at += 1
    while at < len(text) and _in_a_word(text[at]):
        at += 1
    return at


def _in_a_word(sign: str) -> bool:
    """Textual's own words end at a mark: no mark is a letter to a regular expression."""
    return sign.isalnum() or sign in "_\u200c\u200d" or unicodedata.category(sign)[0] == "M"


class TextField(Input):
    """One line, calm, and safe to paste into."""

    class Stripped(Message):
        """Of what was pasted some signs were left out: nobody sees them, and a terminal would obey them."""

    cursor_blink = False

    def on_mount(self) -> None:
        self.cursor_blink = False

    # Moving and deleting, letter by letter and word by word

    def action_cursor_left(self, select: bool = False) -> None:
        self._step(-1, select)

    def action_cursor_right(self, select: bool = False) -> None:
        self._step(1, select)

    def _step(self, step: int, select: bool) -> None:
        on = (step > 0) != self._from_the_right
        if not select and not self.selection.is_empty:
            self.cursor_position = max(self.selection) if on else min(self.selection)
            return
        at, line = self.selection.end, self._laid_out
        if line is None:
            self._go((letter_after if on else letter_before)(self.value, at), select)
        elif (beside := line.beside(at, step)) is not None:
            self._go(beside, select)

    def action_cursor_left_word(self, select: bool = False) -> None:
        found = word_after if self._from_the_right else word_before
        self._go(found(self.value, self.selection.end), select)

    def action_cursor_right_word(self, select: bool = False) -> None:
        found = word_before if self._from_the_right else word_after
        self._go(found(self.value, self.selection.end), select)

    def _go(self, at: int, select: bool) -> None:
        self.selection = Selection(self.selection.start if select else at, at)

    def action_delete_left(self) -> None:
        self._delete_until(letter_before)

    def action_delete_right(self) -> None:
        self._delete_until(letter_after)

    def action_delete_left_word(self) -> None:
        self._delete_until(word_before)

    def action_delete_right_word(self) -> None:
        self._delete_until(word_after)

    def _delete_until(self, found: Callable[[str, int], int]) -> None:
        if self.selection.is_empty:
            self.delete(*sorted((found(self.value, self.cursor_position), self.cursor_position)))
        else:
            self.delete_selection()

    # In the order of the eye

    @property
    def _from_the_right(self) -> bool:
        return reads_from_the_right(self.value)

    @property
    def _laid_out(self) -> LaidOut | None:
        return laid_out(self.value + _CURSOR, from_the_right=self._from_the_right)

    def render_line(self, y: int) -> Strip:
        line = self._laid_out
        if y or line is None:
            return super().render_line(y)
        spelled = Text(self.value + _CURSOR, end="", no_wrap=True)
        if self.has_focus:
            at = self.cursor_position
            spelled.stylize(self.get_component_rich_style("input--selection"), *sorted(self.selection))
            spelled.stylize(
                self.get_component_rich_style("input--cursor"), at, max(at + 1, letter_after(self.value, at))
            )
        left, wide = self.scroll_offset.x, self.scrollable_content_region.width + 1
        here, behind = line.painted(spelled.render(self.app.console))
        strip = Strip([*here, *behind])
        return strip.crop(left, left + wide).extend_cell_length(wide).apply_style(self.rich_style)

    @property
    def _cursor_offset(self) -> int:
        line = self._laid_out
        return super()._cursor_offset if line is None else line.cell_of(self.cursor_position)

    def _cell_offset_to_index(self, offset: int) -> int:
        line = self._laid_out
        return (
            super()._cell_offset_to_index(offset)
            if line is None
            else line.place_at(offset + self.scroll_offset.x)
        )

    # From the clipboard

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        text = unicodedata.normalize("NFC", event.text)
        if clean_text(text) != _LINE_ENDS.sub("\n", text).replace("\t", " "):
            self.post_message(self.Stripped())
        # Every line of it, seen as several: 1 above 200 is neither 1 nor 1,200, and no text loses its rest unseen.
        lines = [cleaned for line in text.splitlines() if (cleaned := clean_line(line))]
        self.replace(" / ".join(lines), *self.selection)


class TextBox(TextArea):
    """Several lines, safe to paste into. A paragraph that reads from the right stands at the right side."""

    def on_resize(self) -> None:
        # Where the cursor stands depends on where lines are broken, and Textual breaks them after this.
        self.call_later(self._recompute_cursor_offset)

    # Moving and deleting, letter by letter and word by word

    def get_cursor_left_location(self) -> Location:
        return self._beside(-1)

    def get_cursor_right_location(self) -> Location:
        return self._beside(1)

    def get_cursor_word_left_location(self) -> Location:
        row, column = self.cursor_location
        if not column:
            return self._before((row, column))
        return row, word_before(self.document.get_line(row), column)

    def get_cursor_word_right_location(self) -> Location:
        row, column = self.cursor_location
        text = self.document.get_line(row)
        return (row, word_after(text, column)) if column < len(text) else self._after((row, column))

    def get_cursor_up_location(self) -> Location:
        return self._rows_away(-1) or super().get_cursor_up_location()

    def get_cursor_down_location(self) -> Location:
        return self._rows_away(1) or super().get_cursor_down_location()

    def action_cursor_left(self, select: bool = False) -> None:
        if select or self.selection.is_empty or not self._from_the_right:
            super().action_cursor_left(select)
        else:
            self.move_cursor(max(*self.selection))

    def action_cursor_right(self, select: bool = False) -> None:
        if select or self.selection.is_empty or not self._from_the_right:
            super().action_cursor_right(select)
        else:
            self.move_cursor(min(*self.selection))

    def action_cursor_word_left(self, select: bool = False) -> None:
        if self._from_the_right:
            super().action_cursor_word_right(select)
        else:
            super().action_cursor_word_left(select)

    def action_cursor_word_right(self, select: bool = False) -> None:
        if self._from_the_right:
            super().action_cursor_word_left(select)
        else:
            super().action_cursor_word_right(select)

    def action_cursor_page_up(self) -> None:
        self._page(-1)

    def action_cursor_page_down(self) -> None:
        self._page(1)

    def action_delete_left(self) -> None:
        self._delete_until(self._before)

    def action_delete_right(self) -> None:
        self._delete_until(self._after)

    def action_delete_word_right(self) -> None:
        self._delete_until(lambda _: self.get_cursor_word_right_location())

    def _delete_until(self, found: Callable[[Location], Location]) -> None:
        start, end = self.selection
        if not self.read_only:
            self.delete(start, found(end) if start == end else end, maintain_selection_offset=False)

    def _before(self, location: Location) -> Location:
        row, column = location
        if column:
            return row, letter_before(self.document.get_line(row), column)
        return (row - 1, len(self.document.get_line(row - 1))) if row else location

    def _after(self, location: Location) -> Location:
        row, column = location
        text = self.document.get_line(row)
        if column < len(text):
            return row, letter_after(text, column)
        return (row + 1, 0) if row + 1 < self.document.line_count else location

    def _beside(self, step: int) -> Location:
        """The letter at that side, as it is seen; beyond the end of a row, the next one or the one before."""
        row, column = self.cursor_location
        onwards = (step > 0) != self._from_the_right
        turned = self._turned(self._cursor_offset[1])
        if turned is None:
            return self._after((row, column)) if onwards else self._before((row, column))
        place = turned.line.beside(column - turned.start, step)
        if place is not None:
            return row, turned.start + place
        if not onwards:
            return self._before((row, turned.start))
        is_last = turned.end == len(self.document.get_line(row))
        return self._after((row, turned.end)) if is_last else (row, turned.end)

    # In the order of the eye

    @property
    def _from_the_right(self) -> bool:
        return reads_from_the_right(self.document.get_line(self.cursor_location[0]))

    def _turned(self, y: int) -> _Turned | None:
        """This row of the screen, unless every sign of it stands where it is spelled."""
        if not (self.soft_wrap and 0 <= y < self.wrapped_document.height):
            return None  # what is never broken is cut at both sides before it could be turned
        row, at = self.wrapped_document.offset_to_location(Offset(0, y))
        text, breaks = self.document.get_line(row), self.wrapped_document.get_offsets(row)
        n = bisect_right(breaks, at)  # it may be behind the beginning: a mark before any letter takes no cell
        start, end = [0, *breaks][n], [*breaks, len(text)][n]
        side = reads_from_the_right(text)
        line = laid_out(text[start:end] + (_CURSOR if end == len(text) else ""), from_the_right=side)
        if line is None:
            return None
        free = self.scrollable_content_region.width - self.gutter_width - line.cells
        return _Turned(row, start, end, line, max(0, free) if side else 0)

    def _location_at(self, x: int, y: int) -> Location:
        turned = self._turned(y)
        return turned.location_at(x) if turned else self.wrapped_document.offset_to_location(Offset(x, y))

    def _rows_away(self, rows: int) -> Location | None:
        """The letter above or below, as it is seen; nothing where Textual finds it itself."""
        y = self._cursor_offset[1]
        if self._turned(y) is None and self._turned(y + rows) is None:
            return None
        if not 0 <= y + rows < self.wrapped_document.height:
            return None
        return self._location_at(self.navigator.last_x_offset, y + rows)

    def _page(self, step: int) -> None:
        rows = step * self.content_size.height
        y = min(max(self._cursor_offset[1] + rows, 0), self.wrapped_document.height - 1)
        self.scroll_relative(y=rows, animate=False)
        self.move_cursor(self._location_at(self.navigator.last_x_offset, y), record_width=False)

    def get_target_document_location(self, event: MouseEvent) -> Location:
        left, top = self.scroll_offset
        return self._location_at(
            event.x - self.gutter_width + left - self.gutter.left, max(0, event.y + top - self.gutter.top)
        )

    def record_cursor_width(self) -> None:
        self._recompute_cursor_offset()
        self.navigator.last_x_offset, _ = self._cursor_offset

    def _recompute_cursor_offset(self) -> None:
        x, y = self.wrapped_document.location_to_offset(self.cursor_location)
        turned = self._turned(y)
        self._cursor_offset = (turned.cell_of(self.cursor_location) if turned else x, y)

    def _render_line(self, y: int) -> Strip:
        strip = super()._render_line(y)
        turned = self._turned(y + self.scroll_offset.y)
        if turned is None:
            return strip
        here, behind = turned.line.painted(strip)
        return Strip([*behind, *here] if turned.left else [*here, *behind], strip.cell_length)

    async def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        if not self.read_only:
            put = self.replace(clean_text(event.text), *self.selection, maintain_selection_offset=False)
            self.move_cursor(put.end_location)


class _Turned(NamedTuple):
    """A row of the screen some of whose signs stand elsewhere than they are spelled."""

    row: int
    start: int  # where it begins in its paragraph
    end: int
    line: LaidOut
    left: int  # cells before it

    def cell_of(self, location: Location) -> int:
        return self.left + self.line.cell_of(location[1] - self.start)

    def location_at(self, x: int) -> Location:
        return self.row, self.start + self.line.place_at(x - self.left)
