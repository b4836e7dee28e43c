"""Holding a case from its first edit on: asked of the office behind the keys, and given back when one moves on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual import events

from refundtui.casework.holding import Holding
from refundtui.casework.ports import EntryState, HeldElsewhere, NotAllowed
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t
from refundtui.tui.actions import Action
from refundtui.tui.screens.open_cases import OpenCasesScreen

_ADDS_ONLY: Final = frozenset({"add_note", "add_evidence"})
"""What is beside everybody's work and in nobody's way: writing it down takes no case."""


class HoldingScreen(OpenCasesScreen):
    """A desk without an office at the other end of a line holds nothing, and nothing is missing."""

    def __init__(self) -> None:
        super().__init__()
        self.holding: Holding | None = None
        self._beginning: set[CaseId] = set()
        self._keeping = False

    def on_mount(self) -> None:
        ports = self.desk.ports
        if ports.colleagues is not None and not ports.outbox.read_only:
            self.holding = Holding(ports.colleagues, ports.actor.id)

    def lease_of(self, case_id: CaseId) -> int | None:
        return None if self.holding is None else self.holding.epoch(case_id)

    def begins(self, action: Action) -> None:
        """The first edit takes the case."""
        super().begins(action)
        if action.needs_case and action.writes and action.command not in _ADDS_ONLY and self.opened:
            self.hold(self.opened.file.case.id, self.opened.file.case.reference)

    def hold(self, case_id: CaseId, reference: str) -> None:
        holding, desk = self.holding, self.desk
        if holding is None or holding.epoch(case_id) is not None or case_id in self._beginning:
            return
        self._beginning.add(case_id)

        def begin() -> HeldElsewhere | NotAllowed | None:
            try:
                return holding.begin(case_id, desk.now())
            finally:
                self._beginning.discard(case_id)

        def take(answer: HeldElsewhere | NotAllowed | None) -> None:
            match answer:
                case HeldElsewhere():
                    who = answer.holder_name or answer.holder or t("somebody else")
                    desk.say(t("{who} is working on {reference}: what you decide on it is refused as long.", who=who, reference=reference), bad=True)  # fmt: skip
                case NotAllowed(findings=found):
                    desk.say(" ".join(map(self.speech.finding, found)), bad=True)
                case None:
                    self.keep_up()

        desk.think("hold", begin, take, alone=False)

    # Keeping up

    @property
    def whereabouts(self) -> CaseId | None:
        """The case the agent is at: opened, or held. Walking past is no visit."""
        here = self.queue_pane.table.case_id
        return here if here is not None and (self.is_in_a_case or self.lease_of(here) is not None) else None

    @property
    def worked_on(self) -> frozenset[CaseId]:
        """What a lease is kept for; also for a decision that has not been answered yet."""
        on_their_way = {EntryState.QUEUED, EntryState.SENDING}
        here = self.queue_pane.table.case_id
        return frozenset(
            {
                *self.open_cases,
                *self._beginning,
                *(() if here is None else (here,)),
                *(entry.submission.case_id for entry in self.desk.entries if entry.state in on_their_way),
            }
        )

    def keep_up(self) -> None:
        """Renew, let go, say where one is: whatever of it is due, once a second and when one goes elsewhere."""
        holding, desk = self.holding, self.desk
        if holding is None or self._keeping:
            return
        here, worked_on = self.whereabouts, self.worked_on
        if not holding.is_behind(here, worked_on, desk.now()):
            return
        self._keeping = True

        def keep() -> tuple[HeldElsewhere, ...]:
            try:
                return holding.keep_up(here, worked_on, desk.now())
            finally:
                self._keeping = False

        desk.think("keep-up", keep, self.tell_lost, alone=False)

    def tell_lost(self, lost: Iterable[HeldElsewhere]) -> None:
        for one in lost:
            who = one.holder_name or one.holder or t("somebody else")
            row = self.queue_pane.table.pages.place(one.case_id)
            known = None if row is None else self.queue_pane.table.pages.row(row)
            reference = known.reference if known is not None else t("a case")
            self.desk.say(t("{who} has taken over {reference}. What you wrote is kept.", who=who, reference=reference), bad=True)  # fmt: skip

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.keep_up()  # to a pane of a case or back to the queue

    def leave_work(self) -> None:
        """The desk is left: everything goes back, if somebody hears it."""
        if self.holding is not None:
            self.holding.leave()
