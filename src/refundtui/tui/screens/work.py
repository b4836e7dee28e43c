"""The desk: queue, case, calculator and letter, and where every action begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.layout import Layout
from textual.widgets import Input, TextArea

from refundtui.casework.holding import Company
from refundtui.casework.saved_views import BUILT_IN, View
from refundtui.casework.submissions import Entry
from refundtui.casework.taking_back import newest_to_take_back
from refundtui.domain.case import CaseId
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.action import Action, Scope
from refundtui.tui.actions import BY_ID
from refundtui.tui.keymap import bindings, rebind
from refundtui.tui.modals.menu import Menu
from refundtui.tui.panes.calculator import CalculatorPane
from refundtui.tui.panes.case import CasePane
from refundtui.tui.panes.letter import LetterPane
from refundtui.tui.panes.pane import Pane
from refundtui.tui.panes.queue import QueuePane
from refundtui.tui.panes.team import TeamPane
from refundtui.tui.places import Seen, places
from refundtui.tui.screens.seat import Seat
from refundtui.tui.weighing import (
    Opened,
    Weighed,
    why_not,
)
from refundtui.tui.widgets.bars import Bar, Hints
from refundtui.tui.widgets.choices import Option
from refundtui.tui.widgets.entry import Entry as EntryLine
from refundtui.tui.widgets.lines import Lines
from refundtui.tui.widgets.placed import PlacedLayout


class WorkScreen(Seat):
    """Exactly one pane has the focus; state flows down to the panes, messages come up."""

    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.DESK)]

    def __init__(self) -> None:
        super().__init__()
        self.opened: Opened | None = None
        self.view = "open"
        self.views: tuple[View, ...] = BUILT_IN
        self.seen = Seen()
        self._placed = PlacedLayout(lambda width, height: places(width, height, self.seen))

    def compose(self) -> ComposeResult:
        yield Bar(id="header")
        yield QueuePane()
        yield CasePane()
        yield CalculatorPane()
        yield LetterPane()
        yield TeamPane()
        yield Bar(id="essentials")
        yield Bar(id="status")
        yield Hints(id="hints")
        yield Bar(id="too-small")

    def on_mount(self) -> None:
        rebind(self, Scope.DESK)
        self.set_class(self.desk.training, "-training")
        self.case_pane.show(None, self.desk.now(), self.speech)
        self.calculator.show(None, self.speech)
        self.letter_pane.show(None, of=None, to="", draft=None, speech=self.speech)
        self.queue_pane.enter()

    # The parts

    @property
    def queue_pane(self) -> QueuePane:
        return self.query_one(QueuePane)

    @property
    def case_pane(self) -> CasePane:
        return self.query_one(CasePane)

    @property
    def calculator(self) -> CalculatorPane:
        return self.query_one(CalculatorPane)

    @property
    def letter_pane(self) -> LetterPane:
        return self.query_one(LetterPane)

    @property
    def team_pane(self) -> TeamPane:
        return self.query_one(TeamPane)

    @property
    def panes(self) -> tuple[Pane, ...]:
        return (self.queue_pane, self.case_pane, self.calculator, self.letter_pane)

    @property
    def current_pane(self) -> Pane:
        for pane in self.panes:
            if pane.has_focus_within:
                return pane
        return next(pane for pane in self.panes if pane.id == self.seen.pane)

    @property
    def is_typing(self) -> bool:
        return isinstance(self.focused, Input | TextArea)

    @property
    def shown_view(self) -> View:
        return next((view for view in self.views if view.id == self.view), BUILT_IN[0])

    @property
    def weighed(self) -> Weighed:
        """The request of the open case, worked out."""
        if self.opened is None:
            raise LookupError("No case is open.")
        return self.opened.weighed

    # Panes

    @property
    def layout(self) -> Layout:
        return self._placed

    def see(self, seen: Seen) -> None:
        """Show another pane, or the same ones at other places."""
        if seen != self.seen:
            self.seen = seen
            self._clear_arrangement_cache()
            self.refresh(layout=True)

    def go_to(self, pane: Pane) -> None:
        self._mark_pane(pane)
        pane.enter()

    def _mark_pane(self, pane: Pane) -> None:
        name = pane.id or "queue"
        beside = self.seen.beside if pane is self.queue_pane else name
        self.see(replace(self.seen, pane=name, beside=beside))

    def on_entry_closed(self, event: EntryLine.Closed) -> None:
        self.calculator.lines.focus()

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        if event.control is self.calculator.lines:
            self.calculator.toggle()

    # Acting

    def why_not(self, action: Action) -> str:
        """Why an action is not possible now, in a sentence; empty when it is."""
        if action.needs_case and self.opened is None:
            return t("No case is chosen.")
        if action.id == "case.undo" and self.desk.newest_held is None and self.newest_sent is None:
            return t("Nothing is held or under way: what the office has accepted cannot be taken back.")
        if action.command and self.opened is not None:
            found = why_not(self.opened.weighed, action.command)
            if found:
                return self.speech.finding(found[0])
        return ""

    def act(self, action_id: str) -> None:
        """Do it, or say why not."""
        action = BY_ID[action_id]
        reason = self.why_not(action)
        if reason:
            self.desk.say(reason, bad=True)
            return
        self.begins(action)
        getattr(self, "do_" + action_id.replace(".", "_"))()

    @property
    def newest_sent(self) -> Entry | None:
        """What has left and was not answered yet: only the office can take it back."""
        return newest_to_take_back(self.desk.entries, self.desk.ports.actor.id)

    def begins(self, action: Action) -> None:
        """It is possible and about to be done."""

    def company_at(self, case_id: CaseId) -> Company | None:
        """Which colleague is at a case now, as far as that is known."""
        return None

    def lease_of(self, case_id: CaseId) -> int | None:
        """Under which lease the agent holds a case now, if any."""
        return None

    @property
    def speech(self) -> Speech:
        return self.desk.speech

    def pick(
        self, title: str, options: Sequence[Option], then: Callable[[str], None], *, foot: str = ""
    ) -> None:
        """A menu of what is looked at or filled in, never of what sends money; nothing happens when it is left."""

        def take(chosen: str | None) -> None:
            if chosen is not None:
                then(chosen)

        self.open_dialog(Menu(title, options, foot=foot, decides=False), take)
