"""The queue as it is read: what the view and the line ask for, in pages, and the case the cursor rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from textual.timer import Timer

from refundtui.casework.filter_fields import Surroundings
from refundtui.casework.filtering import ReadFilter, read_filter
from refundtui.casework.queue_filter import QueueFilter, Sort
from refundtui.casework.reading import count, queue
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from refundtui.domain.hostile_text import mask_cards
from refundtui.i18n.words import N_, t, tn
from refundtui.tui.keymap import key_for
from refundtui.tui.modals.views import view_said
from refundtui.tui.present.personal import HIDDEN
from refundtui.tui.present.queue_lines import essentials, row_line
from refundtui.tui.safe_text import Line
from refundtui.tui.screens.opening import OpeningScreen
from refundtui.tui.widgets.bars import Bar
from refundtui.tui.widgets.case_table import PAGE, CaseTable, Pages

_REST = 0.15  # the other panes follow when the cursor rests, not while somebody walks
SORTS = {
    Sort.DUE: N_("by what is due"),
    Sort.RECEIVED: N_("by age"),
    Sort.AMOUNT: N_("by amount"),
    Sort.REFERENCE: N_("by reference"),
}


class ReadingScreen(OpeningScreen):
    """The queue follows the filter; the other panes follow the cursor when it rests."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted = QueueFilter()
        self.typed = ""  # the filter line, over what the view asks for
        self.sort: Sort | None = None  # chosen over the view's own
        self.brands: tuple[str, ...] = ()
        self._resting: Timer | None = None
        self._mine: dict[str, str] = {}
        self._changed_behind = 0
        self._new_behind = 0  # so many more than are shown, when the queue was last counted
        self._is_counted = True
        self._counts: dict[QueueFilter, int] = {}  # of the last filter that was counted
        self._counted_as_of: datetime | None = None  # when it was last looked who woke

    def on_mount(self) -> None:
        self.queue_pane.paint_with(self.row_line)
        self.wanted = self.wanted.as_usual(self.desk.now())
        self.read_queue()

    # Reading the queue

    @property
    def around(self) -> Surroundings:
        """What a filter line is read against; the same all through a minute, so that counts are known."""
        now = self.desk.now().replace(second=0, microsecond=0)
        return Surroundings(
            now, self.desk.ports.actor.id, self.brands, ZoneInfo(self.speech.zone), self.speech.people
        )

    def aim(self) -> ReadFilter:
        """Work out anew what the view and the line ask for, as of now."""
        base = read_filter(self.shown_view.filter, self.around).wanted
        if self.sort is not None:
            base = replace(base, sort=self.sort)
        read = read_filter(self.typed, self.around, base)
        self.wanted = read.wanted
        return read

    def read_queue(self, keep: CaseId | None = None) -> None:
        """Read the queue anew; the cursor goes where its case stands now."""
        wanted, ports = self.wanted, self.desk.ports
        keep = keep or self.queue_pane.table.case_id

        def read() -> Sequence[QueueRow]:
            return queue(wanted, ports, limit=PAGE)

        self.desk.think("queue", read, partial(self.take_queue, wanted, keep))

    def take_queue(self, wanted: QueueFilter, keep: CaseId | None, rows: Sequence[QueueRow]) -> None:
        if wanted != self.wanted:
            return
        # A short first page tells the count by itself; else the rows do not wait for it.
        self._is_counted = len(rows) < PAGE
        pages = Pages(max(len(rows), 0 if self._is_counted else self._counts.get(wanted, 0)))
        pages.put(0, rows)
        self._changed_behind = self._new_behind = 0
        self._counted_as_of = wanted.asleep_at
        self.queue_pane.table.show(pages, pages.place(keep) or 0)
        self.draw_queue_title()
        if not self._is_counted:
            ports = self.desk.ports
            self.desk.think("count", lambda: count(wanted, ports), partial(self._take_count, wanted, pages))

    def _take_count(self, wanted: QueueFilter, pages: Pages, number: int) -> None:
        table = self.queue_pane.table
        if table.pages is not pages:
            return
        self._counts = {wanted: number}
        self._is_counted = True
        table.is_so_long(number)
        self._draw_queue_foot(table)

    def on_case_table_page_wanted(self, event: CaseTable.PageWanted) -> None:
        wanted, ports, page = self.wanted, self.desk.ports, event.page

        def read() -> Sequence[QueueRow]:
            return queue(wanted, ports, limit=PAGE, offset=page * PAGE)

        def take(rows: Sequence[QueueRow]) -> None:
            if wanted == self.wanted:
                self.queue_pane.table.take_page(page, rows)

        self.desk.think(f"page-{page}", read, take)

    def draw_queue_title(self) -> None:
        table = self.queue_pane.table
        parts = [view_said(self.shown_view, self.speech)]
        if self.typed:
            parts.append(f"/{HIDDEN if self.desk.privacy.hidden else mask_cards(self.typed)}")
        parts.append(t(SORTS[self.wanted.sort]))
        self.queue_pane.title_is(" · ".join(parts))
        self._draw_queue_foot(table)

    def _draw_queue_foot(self, table: CaseTable) -> None:
        # The position is the scrollbar's: a foot that changed with every step would cost a frame a step.
        number = table.pages.count
        said = self.speech.number(number) + ("" if self._is_counted else "+")
        foot = tn("{number} case", "{number} cases", number, number=said)
        if self._new_behind:
            foot = (
                t("+{n} new, {key} to show", n=self._new_behind, key=key_for("queue.show_new")) + f" · {foot}"
            )
        elif self._changed_behind:
            foot = (
                t("{n} changed, {key} reads anew", n=self._changed_behind, key=key_for("queue.show_new"))
                + f" · {foot}"
            )
        if table.marked:
            foot = f"{foot} · " + tn("{n} marked", "{n} marked", len(table.marked))
        self.queue_pane.foot_is(foot)

    def row_line(self, row: QueueRow, width: int) -> Line:
        row = self.desk.privacy.row(row)
        me, company = self.desk.ports.actor.id, self.company_at(row.case_id)
        return row_line(row, width, self.desk.now(), self.speech, me, self._mine, company)

    # The cursor

    def on_case_table_moved(self, event: CaseTable.Moved) -> None:
        if self._resting is not None:
            self._resting.stop()
        self.is_settled = True
        if event.row is None:
            self._nothing_open()
            return
        if event.row.case_id != self.queue_pane.table.case_id:
            return  # it has moved on meanwhile, and says so behind this
        row = self.desk.privacy.row(event.row)
        self.query_one("#essentials", Bar).show(essentials(row, "", self.desk.now(), self.speech))
        if self.opened is not None and self.opened.file.case.id == event.row.case_id:
            self.open_case(event.row.case_id)
            return
        self.is_settled = False
        self._resting = self.set_timer(_REST, partial(self.open_case, event.row.case_id))

    def on_case_table_opened(self) -> None:
        self.act("queue.open")
