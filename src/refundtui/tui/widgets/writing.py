"""Where an agent writes: a line or several, edited letter by letter, blind to what a terminal would obey.

Textual's fields move and delete by code point. A letter of many scripts is several of them (a consonant with its
vowel sign, an accent that has no composed form, a joined emoji): half of one can neither be seen nor meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import split_graphemes
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input, TextArea
from textual.widgets.input import Selection
from textual.widgets.text_area import Location

from refundtui.domain.hostile_text import clean_text
from refundtui.tui.safe_text import shown


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

    def action_cursor_left(self, select: bool = False) -> None:
        start, end = self.selection
        if select:
            self.selection = Selection(start, letter_before(self.value, end))
        elif self.selection.is_empty:
            self.cursor_position = letter_before(self.value, end)
        else:
            super().action_cursor_left()

    def action_cursor_right(self, select: bool = False) -> None:
        start, end = self.selection
        if select:
            self.selection = Selection(start, letter_after(self.value, end))
        elif self.selection.is_empty and not self.cursor_at_end:
            self.cursor_position = letter_after(self.value, end)
        else:
            super().action_cursor_right()

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

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        if shown(event.text) != event.text.replace("\n", " "):
            self.post_message(self.Stripped())
        # Every line of it, seen as several: 1 above 200 is neither 1 nor 1,200, and no text loses its rest unseen.
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        self.insert_text_at_cursor(shown(" / ".join(lines)))


class TextBox(TextArea):
    """Several lines, safe to paste into."""

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

    async def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert(clean_text(event.text))
