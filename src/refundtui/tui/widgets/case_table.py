"""The queue's own table: a window onto pages of rows, however many there are.

Textual's `DataTable` holds every cell (843 MB and 136 s for a million rows); this one holds the pages
around the cursor and paints a line in a fraction of a millisecond.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, Self

from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from refundtui.tui.safe_text import Line, Span, Tone
from refundtui.tui.widgets.toned import Toned

PAGE: Final = 200
_PAGES_KEPT: Final = 64
_FRESH: Final = 20.0  # seconds a painted line is shown again as it is: what is due is said to the minute


class Pages:
    """The rows of one filter and order, page by page; a row keeps its place until a new set is asked for."""

    def __init__(self, count: int = 0) -> None:
        self.count = count
        self._pages: OrderedDict[int, list[QueueRow]] = OrderedDict()
        self._places: dict[CaseId, int] = {}

    def put(self, page: int, rows: Sequence[QueueRow]) -> None:
        for n, row in enumerate(rows):
            self._places[row.case_id] = page * PAGE + n
        self._pages[page] = list(rows)
        self._pages.move_to_end(page)
        while len(self._pages) > _PAGES_KEPT:
            _, dropped = self._pages.popitem(last=False)
            for row in dropped:
                self._places.pop(row.case_id, None)

    def row(self, at: int) -> QueueRow | None:
        rows = self._pages.get(at // PAGE)
        n = at % PAGE
        return rows[n] if rows is not None and n < len(rows) else None

    def has(self, page: int) -> bool:
        return page in self._pages

    def place(self, case_id: CaseId | None) -> int | None:
        return None if case_id is None else self._places.get(case_id)

    def replace(self, row: QueueRow) -> int | None:
        """The row as it is now, at the place it had; None when its page is not here."""
        at = self._places.get(row.case_id)
        if at is None:
            return None
        rows = self._pages[at // PAGE]
        rows[at % PAGE] = row
        return at


class CaseTable(Toned, ScrollView, can_focus=True, inherit_bindings=False):
    """The cursor belongs to a case, not to a line: what arrives never moves it."""

    cursor = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor rests on another case."""

        def __init__(self, table: CaseTable, row: QueueRow | None) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> CaseTable:
            return self.table

    class Opened(Message):
        """A case was clicked while the cursor stood on it."""

        def __init__(self, row: QueueRow) -> None:
            super().__init__()
            self.row = row

    class PageWanted(Message):
        """Rows came into view that are not here yet."""

        def __init__(self, page: int) -> None:
            super().__init__()
            self.page = page

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.pages = Pages()
        self.case_id: CaseId | None = None
        self.marked: dict[CaseId, None] = {}  # in the order in which they were marked
        self.range_start: int | None = None  # where a range begins that still follows the cursor
        self._asked: set[int] = set()
        self._line_of: Callable[[QueueRow, int], Line] = lambda _row, _width: ()
        self._empty: Line = ()
        self._painted: dict[int, Strip] = {}  # lines as they were painted last, the cursor's own apart
        self._painted_at = 0.0

    # Content

    def paint_with(self, line_of: Callable[[QueueRow, int], Line], empty: Line = ()) -> None:
        """How a row becomes a line of so many cells."""
        self._line_of = line_of
        self._empty = empty
        self.refresh()

    def refresh(self, *regions: Region, **how: Any) -> Self:
        """Without a region everything may be another: no painted line is used again."""
        if not regions:
            self._painted.clear()
        return super().refresh(*regions, **how)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._painted.clear()

    def show(self, pages: Pages, at: int = 0) -> None:
        """Another set of rows; `at` is where the cursor's case stands in it."""
        self.pages = pages
        self.range_start = None
        self._asked = set()
        self.virtual_size = Size(self.size.width, max(pages.count, 1))
        goal = max(0, min(pages.count - 1, at)) if pages.count else 0
        self.set_reactive(CaseTable.cursor, goal)
        row = pages.row(goal)
        self.case_id = row.case_id if row else None
        self._bring_into_view()
        self.refresh(layout=True)
        self.post_message(self.Moved(self, row))

    def is_so_long(self, count: int) -> None:
        """How many rows there are, known after the first of them; the cursor stays where it is."""
        self.pages.count = count
        self.virtual_size = Size(self.size.width, max(count, 1))
        if self.cursor >= count:
            self.go_to(count - 1)

    def take_page(self, page: int, rows: Sequence[QueueRow]) -> None:
        self.pages.put(page, rows)
        self._asked.discard(page)
        self.refresh()
        row = self.current
        if row is not None and row.case_id != self.case_id:
            self.case_id = row.case_id
            self.post_message(self.Moved(self, row))

    def take_row(self, row: QueueRow) -> None:
        """One case changed: its line is painted anew, where it stood."""
        at = self.pages.replace(row)
        if at is not None:
            self._painted.pop(at, None)
            self._refresh_row(at)

    @property
    def current(self) -> QueueRow | None:
        return self.pages.row(self.cursor)

    # Marks

    def mark(self, cases: Iterable[CaseId], *, on: bool = True) -> None:
        """Marks belong to cases: they stay when the queue is read anew, in another order or filter."""
        for case_id in cases:
            if on:
                self.marked[case_id] = None
            else:
                self.marked.pop(case_id, None)
        self.refresh()

    def begin_range(self) -> None:
        self.range_start = self.cursor
        self.refresh()

    def end_range(self) -> range:
        """The places of the range; it no longer follows the cursor."""
        places = self._range()
        self.range_start = None
        self.refresh()
        return places

    def _range(self) -> range:
        if self.range_start is None:
            return range(0)
        return range(min(self.range_start, self.cursor), max(self.range_start, self.cursor) + 1)

    def _with_mark(self, line: Line, at: int, row: QueueRow) -> Line:
        if row.case_id in self.marked or at in self._range():
            return (Span("*", Tone.ACCENT), *line[1:])
        return line

    # Cursor

    def move(self, steps: int) -> None:
        self.go_to(self.cursor + steps)

    def go_to(self, at: int) -> None:
        if self.pages.count:
            self.cursor = max(0, min(self.pages.count - 1, at))

    def watch_cursor(self, old: int, new: int) -> None:
        row = self.pages.row(new)
        self.case_id = row.case_id if row else None
        if self.range_start is not None:
            self._bring_into_view()
            self.refresh()
        elif not self._bring_into_view():
            self._refresh_row(old)
            self._refresh_row(new)
        self.post_message(self.Moved(self, row))

    def _bring_into_view(self) -> bool:
        """Scroll to the cursor; True when that repaints everything anyway.

        To the middle, not just into view: a step that scrolls sends every line, sixteen kilobytes of them,
        and so only one step in half a window does.
        """
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        if top <= self.cursor < top + height or height <= 0:
            return False
        self.scroll_to(y=self.cursor - height // 2, animate=False, immediate=True, force=True)
        return True

    def _refresh_row(self, at: int) -> None:
        self.refresh(Region(0, at - self.scroll_offset.y, self.size.width, 1))

    # Painting

    def on_resize(self, event: events.Resize) -> None:
        self._painted.clear()
        self.virtual_size = Size(self.size.width, max(self.pages.count, 1))
        self._bring_into_view()

    def on_focus(self) -> None:
        self._refresh_row(self.cursor)

    def on_blur(self) -> None:
        self._refresh_row(self.cursor)

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        width = self.size.width
        if at >= self.pages.count:
            return self.painted(self._empty if at == 1 and not self.pages.count else (), width)
        if at != self.cursor:
            # A step that scrolls moves every line and changes none.
            known = self._known(at)
            if known is not None and known.cell_length == width:
                return known
        row = self.pages.row(at)
        if row is None:
            self._want(at // PAGE)
            return self.painted((Span("    ·", Tone.MUTED),), width)
        line = self._with_mark(self._line_of(row, width - 1), at, row)
        if at != self.cursor:
            self._painted[at] = strip = self.painted((Span(" "), *line), width)
            return strip
        mark = Span(">") if self.has_focus else Span("›")
        return self.painted((mark, *line), width, self.cursor_style(awake=self.has_focus))

    def _known(self, at: int) -> Strip | None:
        now = time.monotonic()
        if now - self._painted_at > _FRESH or len(self._painted) > PAGE:
            self._painted.clear()
            self._painted_at = now
        return self._painted.get(at)

    def _want(self, page: int) -> None:
        if page not in self._asked:
            self._asked.add(page)
            # Not made here: while painting, the screen counts as the sender, and nothing passes above it.
            self.call_later(self._ask, page)

    def _ask(self, page: int) -> None:
        self.post_message(self.PageWanted(page))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        at = int(event.y) + self.scroll_offset.y
        if at >= self.pages.count:
            return
        if at == self.cursor:
            row = self.current
            if row is not None:
                self.post_message(self.Opened(row))
        else:
            self.go_to(at)
