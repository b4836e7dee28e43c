"""Which of one's own cases are about to be due, or have just become late: each told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.reading import queue
from refundtui.casework.views import QueueRow

SOON: Final = timedelta(hours=1)
_MOST: Final = 50  # who has more of them at once needs no alarm for each


@dataclass(frozen=True, slots=True)
class Alarm:
    """A case of one's own and its next deadline (UTC), as it stands at one moment."""

    row: QueueRow
    due_at: datetime
    is_late: bool


class Alarms:
    """What was told already. A deadline that moves is another one, and is told again."""

    def __init__(self) -> None:
        self._told: set[tuple[str, datetime, bool]] = set()
        self._since: datetime | None = None

    def looked(self, found: Sequence[Alarm], now: datetime) -> tuple[Alarm, ...]:
        """What is news. What was late before anybody looked is none: the queue tells it."""
        since = self._since = self._since or now
        new = tuple(one for one in found if _key(one) not in self._told and one.due_at >= since)
        self._told = {_key(one) for one in found}
        return new


def due_soon(ports: Ports, now: datetime) -> tuple[Alarm, ...]:
    """What the agent holds and is due within the hour, or became due within the last."""
    wanted = QueueFilter(owner=ports.actor.id, due_from=now - SOON, due_before=now + SOON).as_usual(now)
    rows = queue(wanted, ports, limit=_MOST)
    return tuple(Alarm(row, row.due_at, row.due_at < now) for row in rows if row.due_at is not None)


def _key(alarm: Alarm) -> tuple[str, datetime, bool]:
    return alarm.row.case_id, alarm.due_at, alarm.is_late
