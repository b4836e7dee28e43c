"""A brand's `[service]` table as the domain knows it."""

from __future__ import annotations

import re
from typing import Final

from refundtui.domain.opening_hours import Opening
from refundtui.domain.policy import ServiceLevel
from refundtui.rulebooks.spelling import ServiceTable

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOUR: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


def service_level(table: ServiceTable | None) -> ServiceLevel | None:
    if table is None:
        return None
    openings = [
        Opening(WEEKDAYS.index(day), minute_of(row.opens) or 0, minute_of(row.closes) or 0)
        for row in table.open
        for day in row.days
    ]
    return ServiceLevel(
        table.first_reply_minutes,
        table.next_reply_minutes,
        table.resolution_minutes,
        tuple(sorted(openings, key=lambda opening: (opening.weekday, opening.start))),
        table.closed_on_holidays,
        frozenset(table.paused_in),
    )


def minute_of(hour: str) -> int | None:
    """The minute of the day, 1440 for its end; None where it is no hour."""
    read = _HOUR.fullmatch(hour)
    minute = None if read is None else int(read[1]) * 60 + int(read[2])
    return minute if minute is not None and minute <= 24 * 60 else None
