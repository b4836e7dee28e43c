"""The team, for a lead: who holds how many cases, and whose are late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from refundtui.casework.views import Load
from refundtui.domain.availability import Availability
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_, t
from refundtui.tui.action import Scope
from refundtui.tui.keymap import bindings
from refundtui.tui.panes.pane import Pane
from refundtui.tui.present.team_lines import team_rows
from refundtui.tui.safe_text import Span, Tone
from refundtui.tui.widgets.lines import Lines, Row


class TeamPane(Pane):
    scope = Scope.TEAM
    number = 5
    name_of = N_("Team")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.TEAM)]

    def __init__(self) -> None:
        super().__init__(id="team", classes="pane")

    def compose(self) -> ComposeResult:
        yield Lines(id="team-lines")

    def on_mount(self) -> None:
        super().on_mount()
        self.lines.show(lambda _: [Row((Span(t("Being counted."), Tone.MUTED),))])

    @property
    def lines(self) -> Lines:
        return self.query_one("#team-lines", Lines)

    @property
    def home(self) -> Widget:
        return self.lines

    def show(
        self,
        loads: Sequence[Load],
        now: datetime,
        speech: Speech,
        statuses: Mapping[str, Availability] | None = None,
    ) -> None:
        """What was counted, and when: counting a million cases is not done at every change."""
        self.foot_is(t("counted {time}", time=speech.clock(now)))
        self.lines.show(lambda width: team_rows(loads, now, speech, width, statuses))

    @property
    def chosen(self) -> str:
        """The filter of the row under the cursor: `owner:ann`, `owner:none`."""
        return self.lines.key or ""
