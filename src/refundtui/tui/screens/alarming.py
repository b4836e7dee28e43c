"""Once a minute: which of one's own cases are due within the hour, or just became late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from refundtui.casework.alarms import Alarm, Alarms, due_soon
from refundtui.i18n.words import t, tn
from refundtui.tui.screens.arriving import ArrivingScreen

_EVERY: Final = timedelta(minutes=1)


class AlarmingScreen(ArrivingScreen):
    """Said in the status line and kept among the problems: whoever was away reads it there."""

    def __init__(self) -> None:
        super().__init__()
        self._alarms = Alarms()
        self._asked_at: datetime | None = None

    def look_for_due(self) -> None:
        now, ports = self.desk.now(), self.desk.ports
        if self._asked_at is None or now - self._asked_at >= _EVERY:
            self._asked_at = now
            self.desk.think("alarms", lambda: due_soon(ports, now), partial(self._alarm, now))

    def _alarm(self, now: datetime, found: Sequence[Alarm]) -> None:
        new = self._alarms.looked(found, now)
        if not new:
            return
        said = self._said(new[0], now)
        if len(new) > 1:
            said += " · " + tn("{n} more of yours", "{n} more of yours", len(new) - 1)
        for alarm in new:
            self.desk.problems.append(self._said(alarm, now))
        self.desk.say(said, bad=True)

    def _said(self, alarm: Alarm, now: datetime) -> str:
        until = self.speech.until(alarm.due_at, now)
        match alarm.row.due_basis:
            case "law":
                return t("{reference} is due by law: {until}.", reference=alarm.row.reference, until=until)
            case "service":
                return t(
                    "An answer is promised for {reference}: {until}.",
                    reference=alarm.row.reference,
                    until=until,
                )
            case _:
                return t("{reference} is due: {until}.", reference=alarm.row.reference, until=until)
