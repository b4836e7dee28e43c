"""Going back to where I was: view, filter line, order, case and pane; and the cases opened last."""

from __future__ import annotations

from dataclasses import dataclass

from refundtui.casework.queue_filter import Sort
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t
from refundtui.tui.screens.queueing import QueueScreen
from refundtui.tui.widgets.choices import Option

_KEPT = 50
_LISTED = 10
_NUMBERS = "1234567890"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one was. It names a case and no line, so that it is found wherever it stands by then."""

    view: str
    typed: str
    sort: Sort | None
    case_id: CaseId | None
    pane: str


class ReturningScreen(QueueScreen):
    def __init__(self) -> None:
        super().__init__()
        self._places: list[Place] = []
        self._recent: dict[CaseId, str] = {}

    @property
    def place(self) -> Place:
        pane = self.current_pane.id or "queue"
        return Place(self.view, self.typed, self.sort, self.queue_pane.table.case_id, pane)

    def note_place(self) -> None:
        """Before going elsewhere: here one can come back to."""
        here = self.place
        if not self._places or self._places[-1] != here:
            self._places = [*self._places[-_KEPT:], here]

    def note_case(self) -> None:
        """The case under the cursor is being worked on."""
        row = self.queue_pane.table.current
        if row is not None:
            said = f"{row.reference}  {self.speech.name('reason', row.reason)}"
            others = {case: one for case, one in self._recent.items() if case != row.case_id}
            self._recent = dict([(row.case_id, said), *others.items()][:_LISTED])

    def show_view(self, view: str) -> None:
        self.note_place()
        super().show_view(view)

    def do_queue_open(self) -> None:
        self.note_place()
        self.note_case()
        self.go_to(self.case_pane)

    def do_queue_filter(self) -> None:
        self.note_place()
        super().do_queue_filter()

    def do_nav_jump_back(self) -> None:
        """To the place before; places that are here already are passed over."""
        here = self.place
        while self._places and self._places[-1] == here:
            self._places.pop()
        if not self._places:
            self.desk.say(t("There is no place to go back to."))
            return
        there = self._places.pop()
        self.view, self.typed, self.sort = there.view, there.typed, there.sort
        before = self.wanted
        self.aim()
        table = self.queue_pane.table
        at = table.pages.place(there.case_id)
        if self.wanted == before and at is not None:
            table.go_to(at)
        else:
            self.read_queue(there.case_id)
        self.draw_queue_title()
        self.draw_header()
        self.go_to(next((pane for pane in self.panes if pane.id == there.pane), self.queue_pane))

    def do_nav_recent(self) -> None:
        """The cases worked on last, the newest first."""
        if not self._recent:
            self.desk.say(t("No case was opened yet."))
            return
        options = [
            Option(case_id, said, key=_NUMBERS[at]) for at, (case_id, said) in enumerate(self._recent.items())
        ]
        self.pick(t("Cases opened last"), options, lambda chosen: self.jump_to(CaseId(chosen)))

    def jump_to(self, case_id: CaseId) -> None:
        """Go to a case, and be able to come back."""
        self.note_place()
        self.show_case(case_id)
        self.note_case()

    def show_case(self, case_id: CaseId) -> None:
        """Put the cursor on a case, through a search of its reference when it is elsewhere."""
        table = self.queue_pane.table
        at = table.pages.place(case_id)
        if at is not None:
            table.go_to(at)
            self.go_to(self.case_pane)
            return
        ports = self.desk.ports

        def take(row: QueueRow | None) -> None:
            if row is not None:
                reference = row.reference
                self.view, self.typed = "all", reference
                self.aim()
                self.read_queue(case_id)
                self.draw_queue_title()
                self.go_to(self.queue_pane)

        self.desk.think("find", lambda: ports.cache.row(case_id), take)
