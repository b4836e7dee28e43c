"""Holding a case from its first edit on, seeing who else is at one, and a lead's taking over.

All of it is asked of the office behind the keys: nothing here waits for a line.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from textual import events

from refundtui.casework.company import HeldElsewhere
from refundtui.casework.holding import IDLE, Company, Holding
from refundtui.casework.submissions import EntryState, NotAllowed, Unreachable
from refundtui.domain.availability import Availability
from refundtui.domain.case import CaseId
from refundtui.domain.permissions import may_take_over
from refundtui.i18n.words import t
from refundtui.tui.action import Action
from refundtui.tui.modals.confirm import Confirm
from refundtui.tui.screens.open_cases import OpenCasesScreen

_NO_EDIT: Final = frozenset({"case.note", "case.evidence", "case.take", "case.take_over"})
"""Beside everybody's work and in nobody's way, or no work on the case itself: it takes no lease."""

_LOOKED: Final = 20.0  # seconds after which the others are asked about although nobody poked


class HoldingScreen(OpenCasesScreen):
    """A desk without an office at the other end of a line holds nothing, and nothing is missing."""

    def __init__(self) -> None:
        super().__init__()
        self.holding: Holding | None = None
        self._beginning: set[CaseId] = set()
        self._keeping = False
        self._looking = False
        self._look_again = False
        self._looked_at = 0.0
        self._company: dict[CaseId, Company] = {}
        self._availabilities: dict[str, Availability] = {}

    def on_mount(self) -> None:
        ports = self.desk.ports
        if ports.colleagues is not None and not ports.outbox.read_only:
            self.holding = Holding(ports.colleagues, ports.actor.id)

    def lease_of(self, case_id: CaseId) -> int | None:
        return None if self.holding is None else self.holding.epoch(case_id)

    def begins(self, action: Action) -> None:
        """The first edit takes the case."""
        super().begins(action)
        edits = action.needs_case and action.writes and action.id not in _NO_EDIT
        if edits and self.opened is not None:
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
        here = None if self._is_left_alone else self.queue_pane.table.case_id
        return here if here is not None and (self.is_in_a_case or self.lease_of(here) is not None) else None

    @property
    def worked_on(self) -> frozenset[CaseId]:
        """What a lease is kept for; also for a decision that has not been answered yet."""
        on_their_way = {EntryState.QUEUED, EntryState.SENDING, EntryState.WITHDRAWING}
        said = {entry.submission.case_id for entry in self.desk.entries if entry.state in on_their_way}
        if self._is_left_alone:
            return frozenset(said)
        here = self.queue_pane.table.case_id
        return frozenset({*said, *self.open_cases, *self._beginning, *(() if here is None else (here,))})

    @property
    def _is_left_alone(self) -> bool:
        return self.desk.idle > IDLE.total_seconds()

    def keep_up(self) -> None:
        """Renew, let go, say where one is: whatever of it is due, once a second and when one goes elsewhere."""
        holding, desk = self.holding, self.desk
        if holding is None:
            return
        if time.monotonic() - self._looked_at > _LOOKED:
            self.look_around()
        if self._keeping:
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

    # The others

    def company_at(self, case_id: CaseId) -> Company | None:
        return self._company.get(case_id)

    def look_around(self) -> None:
        """Hear who is where; asked again when something moved meanwhile."""
        holding, desk = self.holding, self.desk
        if holding is None or self._looking:
            self._look_again = self._looking
            return
        self._looking, self._look_again, self._looked_at = True, False, time.monotonic()

        def look() -> tuple[HeldElsewhere, ...]:
            try:
                return holding.look_around(desk.now())
            finally:
                self._looking = False

        def take(lost: tuple[HeldElsewhere, ...]) -> None:
            self._learn_names(holding.names())
            self._see_company(holding.company(desk.now()))
            self._see_availabilities(holding.availabilities)
            self.tell_lost(lost)
            if self._look_again:
                self.look_around()

        desk.think("look-around", look, take, alone=False)

    def _learn_names(self, names: dict[str, str]) -> None:
        """Whoever was ever seen is called by name from then on."""
        known = {**self.speech.people, **names}
        if known != self.speech.people:
            self.desk.speech = replace(self.speech, people=known)

    def _see_company(self, company: dict[CaseId, Company]) -> None:
        if company != self._company:
            self._company = company
            self.queue_pane.table.refresh()
            self.draw_header()

    def _see_availabilities(self, availabilities: dict[str, Availability]) -> None:
        if availabilities != self._availabilities:
            self._availabilities = availabilities
            self.draw_header()
            self.availabilities_changed(availabilities)

    def availabilities_changed(self, availabilities: Mapping[str, Availability]) -> None:
        """Somebody came, went, or takes cases now or no more."""

    @property
    def availability(self) -> Availability:
        return Availability.AVAILABLE if self.holding is None else self.holding.availability

    def why_not(self, action: Action) -> str:
        if action.id == "case.take_over" and self.opened is not None:
            case = self.opened.file.case
            company = self.company_at(case.id)
            if not may_take_over(self.desk.ports.actor, case.brand):
                return t("To take over from a colleague is a lead's right.")
            if company is None or not company.working:
                return t("No colleague holds this case.")
        return super().why_not(action)

    def do_case_take_over(self) -> None:
        """Asks first: it ends a colleague's work on the case."""
        opened = self.opened
        company = None if opened is None else self.company_at(opened.file.case.id)
        if opened is None or company is None:
            return
        case = opened.file.case
        facts = (
            (t("Case"), f"{case.reference} · {self.speech.label(case.reason)}"),
            (t("Held by"), company.name),
            (
                t("Effect"),
                t("{name} is told and keeps what is written; what {name} decides on it from now on is refused", name=company.name),
            ),
        )  # fmt: skip

        def sure(answer: bool | None) -> None:
            if answer:
                self._take_over(case.id, case.reference, company.name)

        title = t("Take {reference} over", reference=case.reference)
        self.open_dialog(Confirm(title, facts, t("take it over"), t("Leave it with them")), sure)

    def _take_over(self, case_id: CaseId, reference: str, name: str) -> None:
        holding, desk = self.holding, self.desk
        if holding is None:
            return

        def take(answer: HeldElsewhere | NotAllowed | Unreachable | None) -> None:
            match answer:
                case None:
                    desk.say(t("You hold {reference} now.", reference=reference))
                case Unreachable():
                    desk.say(t("The office cannot be reached: {name} still holds {reference}.", name=name, reference=reference), bad=True)  # fmt: skip
                case HeldElsewhere():
                    desk.say(t("{name} still holds {reference}.", name=answer.holder_name or name, reference=reference), bad=True)  # fmt: skip
                case NotAllowed(findings=found):
                    desk.say(" ".join(map(self.speech.finding, found)), bad=True)
            self.look_around()
            self.keep_up()

        desk.think("take-over", lambda: holding.take_over(case_id, desk.now()), take, alone=False)

    def leave_work(self) -> None:
        """The desk is left: everything goes back, if somebody hears it."""
        if self.holding is not None:
            self.holding.leave()
