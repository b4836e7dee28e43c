"""What arrives by itself: answers from the outbox and changes from the office. Nothing moves under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from refundtui.casework.ports import Entry, EntryState
from refundtui.casework.reading import count
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from refundtui.tui.screens.reading import ReadingScreen
from refundtui.tui.widgets.case_table import PAGE


class ArrivingScreen(ReadingScreen):
    """Lines are painted anew where they stand."""

    def entries_changed(self, entries: Sequence[Entry]) -> None:
        """The outbox is another: the queue's letters and the status follow."""
        now = self.desk.now()
        mine = {entry.submission.case_id: _letter_of(entry, now) for entry in entries}
        changed = {
            case for case in {*mine, *self._mine} if mine.get(cast("CaseId", case)) != self._mine.get(case)
        }
        self._mine = {str(case): letter for case, letter in mine.items()}
        if changed:
            self.queue_pane.table.refresh()
        self.draw_status()

    def cases_changed(self, changed: Sequence[CaseId]) -> None:
        """The office told us of changes: lines are painted anew where they stand, nothing moves."""
        table = self.queue_pane.table
        if changed and not table.pages.count:
            # Nothing to keep in its place: the first cases simply appear.
            self.read_queue()
            return
        known = [case_id for case_id in changed if table.pages.place(case_id) is not None]
        if len(known) < len(changed):
            self._changed_behind += len(changed) - len(known)
            self._count_new()
        self._draw_queue_foot(table)
        if known:
            ports = self.desk.ports

            def read() -> list[QueueRow]:
                rows = (ports.cache.row(case_id) for case_id in known[:PAGE])
                return [row for row in rows if row is not None]

            def take(rows: list[QueueRow]) -> None:
                for row in rows:
                    table.take_row(row)

            self.desk.think("rows", read, take)
        if self.opened is not None and self.opened.file.case.id in changed:
            self.open_case(self.opened.file.case.id)

    def _count_new(self) -> None:
        """How many more there are by now: told, never let in under the cursor."""
        wanted, ports, table = self.wanted, self.desk.ports, self.queue_pane.table
        shown = table.pages

        def take(number: int) -> None:
            if table.pages is shown and self._is_counted:
                self._new_behind = max(0, number - shown.count)
                self._draw_queue_foot(table)

        self.desk.think("new", lambda: count(wanted, ports), take)


def _letter_of(entry: Entry, now: object) -> str:
    match entry.state:
        case EntryState.NEEDS_REVIEW:
            return "!"
        case EntryState.SENDING | EntryState.WITHDRAWING | EntryState.ACCEPTED:
            return "S"
        case _:
            return "H"
