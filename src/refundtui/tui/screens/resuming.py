"""Coming back to where one was, and the case beside the queue or below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from refundtui.casework.queue_filter import Sort
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t
from refundtui.tui.places import NORMAL_WIDTH, TALL_HEIGHT
from refundtui.tui.screens.open_cases import MOST_OPEN, OpenCase, OpenCasesScreen
from refundtui.tui.session import Session


class ResumingScreen(OpenCasesScreen):
    """Each `do_…` belongs to the action of that name."""

    def on_mount(self) -> None:
        """Before the queue is read for the first time: as it was left."""
        left = self.desk.session
        known = {view.id for view in self.views}
        if left.view in known:
            self.view = left.view
        if left.sort in tuple(Sort):
            self.sort = Sort(left.sort)
        if left.view in known or self.sort is not None:
            self.aim()
        if left.case_id:
            self.queue_pane.table.case_id = CaseId(left.case_id)
        self.see(replace(self.seen, below=left.below))
        pane = next((pane for pane in self.panes if pane.id == left.pane), None)
        if pane is not None and pane is not self.queue_pane:
            self.call_after_refresh(self.go_to, pane)

        if left.open_cases:
            self._open_again(left.open_cases)

    def _open_again(self, cases: Sequence[str]) -> None:
        """The cases that were open, as far as they are still here."""
        ports = self.desk.ports

        def read() -> list[QueueRow]:
            rows = (ports.cache.row(CaseId(case)) for case in cases[-MOST_OPEN:])
            return [row for row in rows if row is not None]

        def take(rows: list[QueueRow]) -> None:
            place = self.place
            for row in rows:
                there = replace(place, case_id=row.case_id, pane="case")
                self.open_cases.setdefault(row.case_id, OpenCase(row.reference, there))
            self.draw_open_cases()

        self.desk.think("open-cases", read, take)

    def session_now(self) -> Session:
        """Where the agent is."""
        return Session(
            view=self.view,
            sort=self.sort.value if self.sort is not None else "",
            case_id=str(self.queue_pane.table.case_id or ""),
            pane=self.current_pane.id or "queue",
            below=self.seen.below,
            open_cases=tuple(str(case) for case in self.open_cases),
        )

    def do_view_side(self) -> None:
        """The case beside the queue, or below it."""
        if self.size.height < TALL_HEIGHT or self.size.width < NORMAL_WIDTH:
            self.desk.say(t("For that the window has to be at least 100x30."), bad=True)
            return
        self.see(replace(self.seen, below=not self.seen.below))
