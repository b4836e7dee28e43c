"""Coming back to where one was, and the case beside the queue or below it."""

from __future__ import annotations

from refundtui.casework.ports import Sort
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t
from refundtui.tui.screens.reading import ReadingScreen
from refundtui.tui.session import Session

_TALL = 30


class ResumingScreen(ReadingScreen):
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
        self.set_class(left.below, "-below")
        pane = next((pane for pane in self.panes if pane.id == left.pane), None)
        if pane is not None and pane is not self.queue_pane:
            self.call_after_refresh(self.go_to, pane)

    def session_now(self) -> Session:
        """Where the agent is."""
        return Session(
            view=self.view,
            sort=self.sort.value if self.sort is not None else "",
            case_id=str(self.queue_pane.table.case_id or ""),
            pane=self.current_pane.id or "queue",
            below=self.has_class("-below"),
        )

    def do_view_side(self) -> None:
        """The case beside the queue, or below it."""
        if self.size.height < _TALL or self.size.width < 100:
            self.desk.say(t("For that the window has to be at least 100x30."), bad=True)
            return
        self.toggle_class("-below")
