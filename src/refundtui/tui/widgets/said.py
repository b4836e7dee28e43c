"""Sentences that need no cursor, broken into lines by Textual and then put in the order of the eye."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import Static

from refundtui.tui.right_to_left import as_read


class Said(Static):
    """What is said in a dialog or above a field.

    The order is made of whole lines only: turned before it is broken, a sentence would begin in its last line.
    """

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        if strip.text.isascii():
            return strip
        return Strip(
            [Segment(as_read(text), style, control) for text, style, control in strip], strip.cell_length
        )
