"""The next case: the office gives the one that needs this agent most; without a line it is the queue's next."""

from __future__ import annotations

from typing import Final

from refundtui.casework.company import Lease, NothingWaits
from refundtui.casework.submissions import NotAllowed, Unreachable
from refundtui.casework.syncing import pull
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t
from refundtui.tui.screens.holding import HoldingScreen
from refundtui.tui.screens.moving import MovingScreen
from refundtui.tui.widgets.case_table import CaseTable

_PATIENCE: Final = 3.0  # seconds an agent waits for the office's word; then the queue's own order goes on


class NextScreen(HoldingScreen, MovingScreen):
    """Each `do_…` belongs to the action of that name."""

    def __init__(self) -> None:
        super().__init__()
        self._given: CaseId | None = None  # by the office, and not yet under the cursor
        self._wish = 0  # the question under way, 0 for none
        self._wishes = 0

    @property
    def worked_on(self) -> frozenset[CaseId]:
        return super().worked_on if self._given is None else super().worked_on | {self._given}

    def do_case_next(self) -> None:
        holding, desk, ports = self.holding, self.desk, self.desk.ports
        if holding is None:
            super().do_case_next()
            return
        if self._wish:
            return  # one case for two presses
        self._wishes += 1
        self._wish = wish = self._wishes
        brand, language = self.wanted.brand, self.wanted.language

        def ask() -> Lease | NothingWaits | NotAllowed | Unreachable:
            answer = holding.next_case(desk.now(), brand, language)
            if isinstance(answer, Lease) and self._wish == wish:
                self._given = answer.case_id
                if ports.cache.row(answer.case_id) is None:
                    pull(ports)  # newer than this machine's copy
            return answer

        def take(answer: Lease | NothingWaits | NotAllowed | Unreachable) -> None:
            if self._wish == wish:
                self._wish = 0
                self._go_on(answer)
            elif isinstance(answer, Lease):
                late = answer.case_id  # the agent has gone on: somebody else may have it
                desk.think("give-back", lambda: holding.let_go(late), lambda _: None, alone=False)

        def give_up() -> None:
            if self._wish == wish:
                self._wish = 0
                self._go_on(Unreachable("line.slow"))

        desk.think("next", ask, take, alone=False)
        self.set_timer(_PATIENCE, give_up)

    def _go_on(self, answer: Lease | NothingWaits | NotAllowed | Unreachable) -> None:
        match answer:
            case Lease(case_id=case_id):
                self.jump_to(case_id)
                self.keep_up()
            case NothingWaits():
                self.desk.say(t("No case waits for you now."))
            case NotAllowed(findings=found):
                self.desk.say(" ".join(map(self.speech.finding, found)), bad=True)
            case Unreachable():
                self._pass_by_held_ones()
                super().do_case_next()
                self.desk.say(t("The office does not answer: this is the next by this machine's order."), bad=True)  # fmt: skip

    def _pass_by_held_ones(self) -> None:
        """Onto the last of those that a colleague was seen at work on: the next is free, as far as is known."""
        table = self.queue_pane.table
        at = table.cursor
        while (row := table.pages.row(at + 1)) is not None:
            company = self.company_at(row.case_id)
            if company is None or not company.working:
                break
            at += 1
        table.go_to(at)

    def on_case_table_moved(self, event: CaseTable.Moved) -> None:
        super().on_case_table_moved(event)
        if event.row is not None and event.row.case_id == self._given:
            self._given = None
