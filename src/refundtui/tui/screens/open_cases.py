"""Several cases open at once: each keeps its pane, its tab and its place in the queue; drafts are the books'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from refundtui.casework.reading import queue
from refundtui.casework.views import QueueRow
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t
from refundtui.tui.panes.pane import Pane
from refundtui.tui.present.tab_lines import Tab
from refundtui.tui.screens.returning import Place, ReturningScreen
from refundtui.tui.widgets.case_table import PAGE

MOST_OPEN: Final = 10


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One of the open cases, as it was left."""

    reference: str
    place: Place
    tab: Tab = Tab.DETAILS
    is_unfinished: bool = False  # its calculator or its letter was changed and nothing decided yet


class OpenCasesScreen(ReturningScreen):
    """Each `do_…` belongs to the action of that name."""

    def __init__(self) -> None:
        super().__init__()
        self.open_cases: dict[CaseId, OpenCase] = {}

    def go_to(self, pane: Pane) -> None:
        """Whoever goes to a pane of a case has opened it."""
        if self.is_in_a_case and self.queue_pane.table.case_id in self.open_cases:
            self.keep_open()
        super().go_to(pane)
        if pane in self._of_a_case:
            self.keep_open()

    @property
    def _of_a_case(self) -> tuple[Pane, ...]:
        return self.case_pane, self.calculator, self.letter_pane

    @property
    def is_in_a_case(self) -> bool:
        return self.current_pane in self._of_a_case

    def keep_open(self) -> None:
        """The case under the cursor is among the open ones, as it stands now; the oldest gives way to an eleventh."""
        row = self.queue_pane.table.current
        if row is None:
            return
        is_here = self.opened is not None and self.opened.file.case.id == row.case_id
        unfinished = (
            is_here
            and self.opened is not None
            and (self.opened.weighed.is_changed or self.letter_pane.is_edited)
        )
        self.open_cases[row.case_id] = OpenCase(
            row.reference, self.place, self.case_pane.tab, is_unfinished=unfinished
        )
        for oldest in list(self.open_cases)[: max(0, len(self.open_cases) - MOST_OPEN)]:
            del self.open_cases[oldest]
        self.draw_open_cases()

    def put_away(self, case_id: CaseId) -> None:
        """No longer among the open ones; what was written in it is kept all the same."""
        self.open_cases.pop(case_id, None)
        self.draw_open_cases()

    def draw_open_cases(self) -> None:
        here = self.queue_pane.table.case_id
        names = [(case == here, one.reference, one.is_unfinished) for case, one in self.open_cases.items()]
        self.case_pane.show_open(names if len(names) > 1 else ())

    # Among them

    def do_case_tab_next(self) -> None:
        self._turn_case(1)

    def do_case_tab_prev(self) -> None:
        self._turn_case(-1)

    def do_case_tab_close(self) -> None:
        """Put this one away and show the one that was opened before it."""
        here = self.queue_pane.table.case_id
        if here is None or here not in self.open_cases:
            self.desk.say(t("This case is not among the open ones."))
            return
        self.put_away(here)
        if self.open_cases:
            self._show_open(list(self.open_cases)[-1])
        else:
            self.go_to(self.queue_pane)

    def _turn_case(self, steps: int) -> None:
        here, names = self.queue_pane.table.case_id, list(self.open_cases)
        others = [case for case in names if case != here]
        if not others:
            self.desk.say(t("No other case is open; Enter in the queue opens one."))
            return
        if here in self.open_cases:
            if self.is_in_a_case:
                self.keep_open()
            self._show_open(names[(names.index(here) + steps) % len(names)])
        else:
            self._show_open(names[-1])

    def _show_open(self, case_id: CaseId) -> None:
        """As it was left: where its queue shows it no more, it is looked up by its reference."""
        there = self.open_cases[case_id]
        self.note_place()
        before = self.wanted
        self.view, self.typed, self.sort = there.place.view, there.place.typed, there.place.sort
        self.aim()
        wanted, ports, table = self.wanted, self.desk.ports, self.queue_pane.table

        def enter() -> None:
            self.case_pane.open_tab(there.tab)
            pane = next((pane for pane in self.panes if pane.id == there.place.pane), self.case_pane)
            self.go_to(pane if pane in self._of_a_case else self.case_pane)
            self.draw_queue_title()
            self.draw_header()

        at = table.pages.place(case_id)
        if wanted == before and at is not None:
            table.go_to(at)
            enter()
            return

        def read() -> Sequence[QueueRow]:
            return queue(wanted, ports, limit=PAGE)

        def take(rows: Sequence[QueueRow]) -> None:
            if any(row.case_id == case_id for row in rows):
                self.take_queue(wanted, case_id, rows)
                enter()
            else:
                self.show_case(case_id)

        self.desk.think("queue", read, take)
