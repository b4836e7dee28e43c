"""When a case that is set aside comes back: `4h`, `3d`, `tomorrow`, `14:30`, a day, or a day and a time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

MORNING: Final = time(8)  # a day alone means its morning
_LENGTH: Final = re.compile(r"(\d{1,4}) ?(min|h|d|w)", re.ASCII)
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


def read_waking(typed: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant in UTC; None for what is no time. A clock that has passed today means tomorrow's."""
    text = " ".join(typed.lower().split())
    here = now.astimezone(zone)
    length = _LENGTH.fullmatch(text)
    if length is not None:
        return _after(int(length[1]), length[2], here, zone)
    first, _, rest = text.partition(" ")
    day = day_said(first, here.date())
    clock = _clock(rest if day is not None else text)
    if day is None:
        if clock is None or rest:
            return None
        day = here.date() + timedelta(days=clock <= here.time())
    elif rest and clock is None:
        return None
    return _at(day, clock or MORNING, zone)


def _after(number: int, unit: str, here: datetime, zone: tzinfo) -> datetime:
    """So many hours are hours; so many days end in a morning."""
    if unit in {"min", "h"}:
        return (here + timedelta(minutes=number * (60 if unit == "h" else 1))).astimezone(UTC)
    return _at(here.date() + timedelta(days=number * (7 if unit == "w" else 1)), MORNING, zone)


def day_said(text: str, today: date) -> date | None:
    """`today`, `tomorrow`, `2026-11-20`, `20.11.2026`; None for what is no day."""
    match text:
        case "today":
            return today
        case "tomorrow":
            return today + timedelta(days=1)
        case _:
            pass
    said = _DAY.fullmatch(text)
    if said is None:
        return None
    year, month, day = (said[1], said[2], said[3]) if said[1] else (said[6], said[5], said[4])
    try:
        return date(int(year), int(month), int(day)) if 1900 <= int(year) <= 2199 else None
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    said = _CLOCK.fullmatch(text)
    return None if said is None else time(int(said[1]), int(said[2]))


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)
