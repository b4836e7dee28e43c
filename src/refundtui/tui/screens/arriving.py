"""What arrives by itself: answers from the outbox and changes from the office. Nothing moves under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from refundtui.casework.reading import count
from refundtui.casework.submissions import Entry, EntryState
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from refundtui.tui.screens.reading import ReadingScreen
from refundtui.tui.widgets.case_table import PAGE


class ArrivingScreen(ReadingScreen):
    """Lines are painted anew where they stand."""

    def __init__(self) -> None:
        super().__init__()
        self._leaving: set[CaseId] = (
            set()
        )  # set aside here: once the office has it, the queue is read without it

    def leaves_at_once(self, case_id: CaseId) -> None:
        self._leaving.add(case_id)

    def look_for_woken(self) -> None:
        """Once a minute: what was set aside until now is new in the queue."""
        at = self.wanted.as_of(self.desk.now()).asleep_at
        if at != self._counted_as_of and self.wanted.snoozed is False and self._is_counted:
            self._counted_as_of = at
            self._count_new()

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
        if self._leaving & set(changed):
            self._leaving -= set(changed)
            self.aim()
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
        ports, table = self.desk.ports, self.queue_pane.table
        wanted, shown = self.wanted.as_of(self.desk.now()), table.pages

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
