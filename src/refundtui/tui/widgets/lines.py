"""A scrolling list of lines with a cursor on those that can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from refundtui.tui.safe_text import Line, Span
from refundtui.tui.widgets.toned import Toned


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a pane; with a `key` the cursor can rest on it."""

    line: Line
    key: str | None = None


def plain(line: Line) -> Row:
    return Row(line)


class Lines(Toned, ScrollView, can_focus=True, inherit_bindings=False):
    """Shows what `build(width)` returns: made anew when the width changes, painted line by line.

    A few hundred lines in one widget cost what one label costs.
    """

    class Moved(Message):
        """The cursor rests on another row."""

        def __init__(self, lines: Lines, key: str | None) -> None:
            super().__init__()
            self.lines = lines
            self.key = key

        @property
        def control(self) -> Lines:
            return self.lines

    class Chosen(Message):
        """A row was clicked while the cursor stood on it already."""

        def __init__(self, lines: Lines, key: str) -> None:
            super().__init__()
            self.lines = lines
            self.key = key

        @property
        def control(self) -> Lines:
            return self.lines

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._build: Callable[[int], Sequence[Row]] = lambda _: ()
        self._rows: Sequence[Row] = ()
        self._built_for = -1
        self._built_high = -1
        self.key: str | None = None

    # Content

    def show(self, build: Callable[[int], Sequence[Row]], *, top: bool = False) -> None:
        """Show other lines; the cursor stays on its key where that is still there."""
        self._build = build
        self._rebuild()
        if top:
            self.scroll_to(y=0, animate=False, immediate=True, force=True)

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    def _rebuild(self) -> None:
        width = self.scrollable_content_region.width or self.size.width
        if width <= 0:
            self._built_for = -1  # not on the screen: made when it is there again
            return
        self._rows = self._build(width)
        self._built_for = width
        self._built_high = self.size.height
        keys = self.keys()
        if self.key not in keys:
            self.key = keys[0] if keys else None
        self.virtual_size = Size(width, len(self._rows))
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        # The scrollbar's gutter is kept stable by the styles, so the width changes with the window only.
        if self.scrollable_content_region.width != self._built_for or event.size.height != self._built_high:
            self._rebuild()

    def keys(self) -> list[str]:
        return [row.key for row in self._rows if row.key is not None]

    # Cursor

    def move(self, steps: int) -> bool:
        """Move the cursor over rows that can be chosen; scroll where there is none."""
        keys = self.keys()
        if not keys:
            self.scroll_relative(y=steps, animate=False)
            return False
        at = keys.index(self.key) if self.key in keys else 0
        goal = max(0, min(len(keys) - 1, at + steps))
        if goal == at:
            self.scroll_relative(y=steps, animate=False)
            return False
        self.put_cursor(keys[goal])
        return True

    def put_cursor(self, key: str) -> None:
        old, self.key = self.key, key
        if old == key:
            return
        for wanted in (old, key):
            at = self.index_of(wanted)
            if at is not None:
                self._refresh_row(at)
        self.bring_into_view()
        self.post_message(self.Moved(self, key))

    def bring_into_view(self) -> None:
        at = self.index_of(self.key)
        if at is None:
            return
        # The lines that belong to a row stand under it: show a few of them too.
        under = next(
            (n for n in range(at + 1, len(self._rows)) if self._rows[n].key is not None), len(self._rows)
        )
        height = max(1, self.scrollable_content_region.height)
        self.scroll_to_region(
            Region(0, at, 1, min(under - at, height)), animate=False, immediate=True, force=True
        )
        if at < self.scroll_offset.y:
            self.scroll_to(y=at, animate=False, immediate=True, force=True)

    def index_of(self, key: str | None) -> int | None:
        if key is None:
            return None
        return next((at for at, row in enumerate(self._rows) if row.key == key), None)

    def _refresh_row(self, at: int) -> None:
        self.refresh(Region(0, at - self.scroll_offset.y, self.size.width, 1))

    # Painting

    def on_focus(self) -> None:
        self._repaint_cursor()

    def on_blur(self) -> None:
        self._repaint_cursor()

    def _repaint_cursor(self) -> None:
        at = self.index_of(self.key)
        if at is not None:
            self._refresh_row(at)

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        width = self.size.width
        if at >= len(self._rows):
            return self.painted((), width)
        row = self._rows[at]
        if row.key is None:
            return self.painted((Span(" "), *row.line), width)
        if row.key != self.key:
            return self.painted((Span(" "), *row.line), width)
        mark = Span(">") if self.has_focus else Span("›")
        return self.painted((mark, *row.line), width, self.cursor_style(awake=self.has_focus))

    # Mouse: may do everything but send money

    def on_click(self, event: events.Click) -> None:
        at = int(event.y) + self.scroll_offset.y
        if 0 <= at < len(self._rows):
            key = self._rows[at].key
            if key is None:
                return
            if key == self.key:
                self.post_message(self.Chosen(self, key))
            else:
                self.put_cursor(key)
