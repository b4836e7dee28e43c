"""The lines at the edges of the desk: header, essentials, status, hints."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.strip import Strip

from refundtui.tui.safe_text import Line, Span, Tone, line_width, spread
from refundtui.tui.widgets.toned import Toned


class Bar(Toned):
    """One line with a left and a right part; the left gives way."""

    _left: Line = ()
    _right: Line = ()

    def show(self, left: Line, right: Line = ()) -> None:
        """Paints only when something changed: an idle desk sends no bytes."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    @property
    def text(self) -> str:
        """What it says, for tests."""
        return "".join(part.text for part in (*self._left, *self._right))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y:
            return self.painted((), width)
        return self.painted((Span(" "), *spread(self._left, (*self._right, Span(" ")), width - 1)), width)


class Hints(Toned):
    """Which keys do what here. A hint that does not fit whole is left out; help and palette always show."""

    _hints: tuple[tuple[str, str, bool], ...] = ()
    _always: Line = ()
    _places: tuple[tuple[int, int, str], ...] = ()  # from, to, and the key that stands there

    class Clicked(Message):
        """Somebody clicked a hint: it means its key."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def show(self, hints: tuple[tuple[str, str, bool], ...], always: Line) -> None:
        """Hints as key, word, and whether it is possible now."""
        if (hints, always) != (self._hints, self._always):
            self._hints, self._always = hints, always
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y:
            return self.painted((), width)
        room = width - line_width(self._always) - 3
        spans: list[Span] = [Span(" ")]
        places: list[tuple[int, int, str]] = []
        used = 0
        for key, word, possible in self._hints:
            hint = (
                Span(key, Tone.KEY if possible else Tone.MUTED),
                Span(f" {word}", Tone.PLAIN if possible else Tone.MUTED),
            )
            wide = line_width(hint) + 2
            if used + wide > room:
                break
            places.append((used + 1, used + wide - 1, key))
            used += wide
            spans.extend((*hint, Span("  ")))
        at = width - line_width(self._always) - 1
        for sign, its_word in zip(self._always[::2], self._always[1::2], strict=False):
            wide = line_width((sign, its_word))
            places.append((at, at + wide, sign.text))
            at += wide
        self._places = tuple(places)
        return self.painted((*spread(tuple(spans), (*self._always, Span(" ")), width),), width)

    def on_click(self, event: events.Click) -> None:
        for first, after, key in self._places:
            if first <= event.x < after:
                self.post_message(self.Clicked(key))
