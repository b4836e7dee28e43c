"""The team, as a lead sees it: counted when it is looked at, and again when it has grown old."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from textual import events

from refundtui.casework.team import may_see_team, team
from refundtui.casework.views import Load
from refundtui.domain.availability import Availability
from refundtui.domain.case import CaseId
from refundtui.i18n.words import t
from refundtui.tui.action import Action
from refundtui.tui.panes.pane import Pane
from refundtui.tui.screens.holding import HoldingScreen

_OLD = 60.0  # seconds: two walks over a million cases take about one


class TeamScreen(HoldingScreen):
    """Each `do_…` belongs to the action of that name."""

    def __init__(self) -> None:
        super().__init__()
        self._counted_at: float | None = None
        self._team: tuple[Sequence[Load], datetime] | None = None

    def on_mount(self) -> None:
        self.see(replace(self.seen, leads=self.leads))

    @property
    def leads(self) -> bool:
        return may_see_team(self.desk.ports.actor)

    @property
    def panes(self) -> tuple[Pane, ...]:
        return (*super().panes, self.team_pane) if self.leads else super().panes

    def why_not(self, action: Action) -> str:
        if action.id in ("pane.5", "team.open") and not self.leads:
            return t("The team is a lead's to see.")
        return super().why_not(action)

    def do_pane_5(self) -> None:
        self.go_to(self.team_pane)
        self.count_team()

    def do_team_open(self) -> None:
        """The queue with what this colleague holds."""
        chosen = self.team_pane.chosen
        if chosen:
            self.note_place()
            self.go_to(self.queue_pane)
            self.look_for(chosen)

    def count_team(self) -> None:
        ports, now = self.desk.ports, self.desk.now()
        self._counted_at = time.monotonic()

        def take(loads: Sequence[Load]) -> None:
            self._team = loads, now
            self.team_pane.show(loads, now, self.speech, self.statuses)
            if not loads:
                self._counted_at = None  # the first cases are still on their way

        self.desk.think("team", lambda: team(ports), take)

    @property
    def statuses(self) -> Mapping[str, Availability] | None:
        """Of everybody who was seen lately; None where there is no office that could tell."""
        return None if self.holding is None else self.holding.availabilities

    def availabilities_changed(self, availabilities: Mapping[str, Availability]) -> None:
        self.draw_team(availabilities)

    def draw_team(self, availabilities: Mapping[str, Availability] | None = None) -> None:
        if self.leads and self._team is not None:
            loads, counted_at = self._team
            self.team_pane.show(loads, counted_at, self.speech, availabilities or self.statuses)

    def cases_changed(self, changed: Sequence[CaseId]) -> None:
        super().cases_changed(changed)
        self._count_if_seen()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._count_if_seen)

    def _count_if_seen(self) -> None:
        is_old = self._counted_at is None or time.monotonic() - self._counted_at > _OLD
        if self.leads and is_old and self.team_pane.region.area:
            self.count_team()
