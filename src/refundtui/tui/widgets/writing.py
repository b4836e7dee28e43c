"""Where an agent writes: a line or several, edited letter by letter, blind to what a terminal would obey.

Textual's fields move and delete by code point. A letter of many scripts is several of them (a consonant with its
vowel sign, an accent that has no composed form, a joined emoji): half of one can neither be seen nor meant. And
they show every text in the order in which it is spelled; here Arabic and Hebrew stand in the order of the eye,
the cursor on the letter it is at, and an arrow goes the way it points.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import split_graphemes
from rich.text import Text
from textual.events import MouseEvent, Paste
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input, TextArea
from textual.widgets.input import Selection
from textual.widgets.text_area import Location

from refundtui.domain.hostile_text import clean_text
from refundtui.tui.right_to_left import reads_from_the_right
from refundtui.tui.safe_text import shown
from refundtui.tui.widgets.laid_out import LaidOut, laid_out

_CURSOR = " "  # behind the last letter there is room for the cursor


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


class TextField(Input):
    """One line, calm, and safe to paste into."""

    class Stripped(Message):
        """Of what was pasted some signs were left out: nobody sees them, and a terminal would obey them."""

    cursor_blink = False

    def on_mount(self) -> None:
        self.cursor_blink = False

    # Moving and deleting, letter by letter

    def action_cursor_left(self, select: bool = False) -> None:
        self._go(select, on=self._from_the_right)

    def action_cursor_right(self, select: bool = False) -> None:
        self._go(select, on=not self._from_the_right)

    def action_cursor_left_word(self, select: bool = False) -> None:
        self._go_by_word(select, on=self._from_the_right)

    def action_cursor_right_word(self, select: bool = False) -> None:
        self._go_by_word(select, on=not self._from_the_right)

    def _go(self, select: bool, *, on: bool) -> None:
        start, end = self.selection
        if select or self.selection.is_empty:
            end = (letter_after if on else letter_before)(self.value, end)
            self.selection = Selection(start if select else end, end)
        else:
            self.cursor_position = max(start, end) if on else min(start, end)

    def _go_by_word(self, select: bool, *, on: bool) -> None:
        if on:
            super().action_cursor_right_word(select)
        else:
            super().action_cursor_left_word(select)

    def action_delete_left(self) -> None:
        if self.selection.is_empty:
            self.delete(letter_before(self.value, self.cursor_position), self.cursor_position)
        else:
            self.delete_selection()

    def action_delete_right(self) -> None:
        if self.selection.is_empty:
            self.delete(self.cursor_position, letter_after(self.value, self.cursor_position))
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
        strip = Strip(line.painted(spelled.render(self.app.console)))
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
        if shown(event.text) != event.text.replace("\n", " "):
            self.post_message(self.Stripped())
        # Every line of it, seen as several: 1 above 200 is neither 1 nor 1,200, and no text loses its rest unseen.
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        self.insert_text_at_cursor(shown(" / ".join(lines)))


class TextBox(TextArea):
    """Several lines, safe to paste into. A paragraph that reads from the right stands at the right side."""

    def on_resize(self) -> None:
        # Where the cursor stands depends on where lines are broken, and Textual breaks them after this.
        self.call_later(self._recompute_cursor_offset)

    # Moving, letter by letter

    def get_cursor_left_location(self) -> Location:
        row, column = self.cursor_location
        if not column:
            return super().get_cursor_left_location()
        return row, letter_before(self.document.get_line(row), column)

    def get_cursor_right_location(self) -> Location:
        row, column = self.cursor_location
        text = self.document.get_line(row)
        if column >= len(text):
            return super().get_cursor_right_location()
        return row, letter_after(text, column)

    def action_cursor_left(self, select: bool = False) -> None:
        if self._from_the_right:
            super().action_cursor_right(select)
        else:
            super().action_cursor_left(select)

    def action_cursor_right(self, select: bool = False) -> None:
        if self._from_the_right:
            super().action_cursor_left(select)
        else:
            super().action_cursor_right(select)

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

    def get_cursor_up_location(self) -> Location:
        return self._above_or_below(-1) or super().get_cursor_up_location()

    def get_cursor_down_location(self) -> Location:
        return self._above_or_below(1) or super().get_cursor_down_location()

    # In the order of the eye

    @property
    def _from_the_right(self) -> bool:
        return reads_from_the_right(self.document.get_line(self.cursor_location[0]))

    def _turned(self, y: int) -> _Turned | None:
        """This row of the screen, unless every sign of it stands where it is spelled."""
        if not (self.soft_wrap and 0 <= y < self.wrapped_document.height):
            return None  # what is never broken is cut at both sides before it could be turned
        row, start = self.wrapped_document.offset_to_location(Offset(0, y))
        text = self.document.get_line(row)
        ends = [*self.wrapped_document.get_offsets(row), len(text)]
        end = ends[min(bisect_right(ends, start), len(ends) - 1)]
        side = reads_from_the_right(text)
        line = laid_out(text[start:end] + (_CURSOR if end == len(text) else ""), from_the_right=side)
        if line is None:
            return None
        free = self.scrollable_content_region.width - self.gutter_width - line.cells
        return _Turned(row, start, line, max(0, free) if side else 0)

    def _location_at(self, x: int, y: int) -> Location:
        turned = self._turned(y)
        return turned.location_at(x) if turned else self.wrapped_document.offset_to_location(Offset(x, y))

    def _above_or_below(self, rows: int) -> Location | None:
        _, y = self._cursor_offset
        if self._turned(y) is None and self._turned(y + rows) is None:
            return None
        if not 0 <= y + rows < self.wrapped_document.height:
            return None
        return self._location_at(self.navigator.last_x_offset, y + rows)

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
        strip = Strip(turned.line.painted(strip))
        return Strip.join(
            (strip.crop(strip.cell_length - turned.left), strip.crop(0, strip.cell_length - turned.left))
        )

    async def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert(clean_text(event.text))


class _Turned(NamedTuple):
    """A row of the screen some of whose signs stand elsewhere than they are spelled."""

    row: int
    start: int  # where it begins in its paragraph
    line: LaidOut
    left: int  # cells before it

    def cell_of(self, location: Location) -> int:
        return self.left + self.line.cell_of(location[1] - self.start)

    def location_at(self, x: int) -> Location:
        return self.row, self.start + self.line.place_at(x - self.left)
