"""How periods are counted: days, months, business days, and where a last day moves.

Regulation (EEC, Euratom) 1182/71 Art. 3: the day of the event is not counted, every day inside the
period is, months end on the same date or on the last day of a shorter month, and a period that ends
on a Saturday, Sunday or public holiday ends with the next working day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

NEXT_WORKING_DAY: Final = "next_working_day"
UNSPECIFIED: Final = "unspecified"  # the law leaves open whether a last day moves
NONE: Final = "none"
SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})
"""The weekdays of rest, unless a statute names others: Sunday alone in Ontario, Friday and Saturday in Saudi Arabia."""


def plus_days(day: date, days: int) -> date:
    """The last day of a period of calendar days that an event on `day` started."""
    return _in_the_calendar(day.toordinal() + days)


def plus_months(day: date, months: int) -> date:
    """The same date so many months on, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if not date.min.year <= year <= _LAST.year:
        return date.min if year < date.min.year else _LAST
    return date(year, month, min(day.day, monthrange(year, month)[1]))


_LAST: Final = date(9999, 12, 30)  # a day before the end, so that even its end is an instant in every zone


def _in_the_calendar(ordinal: int) -> date:
    """A day typed as 9999 must not stop a desk: beyond the calendar's ends there is no later or earlier day."""
    return date.fromordinal(max(date.min.toordinal(), min(ordinal, _LAST.toordinal())))


def plus_business_days(
    day: date, days: int, holidays: AbstractSet[date], rest: AbstractSet[int] = SATURDAY_AND_SUNDAY
) -> date:
    """The last day of a period in which only working days count."""
    while days > 0 and day < _LAST:
        day = plus_days(day, 1)
        if is_working_day(day, holidays, rest):
            days -= 1
    return day


def months_between(start: date, end: date) -> int:
    """Whole months that have passed; negative before the start."""
    months = (end.year - start.year) * 12 + end.month - start.month
    while plus_months(start, months) > end:
        months -= 1
    return months


def is_working_day(
    day: date, holidays: AbstractSet[date], rest: AbstractSet[int] = SATURDAY_AND_SUNDAY
) -> bool:
    return day.weekday() not in rest and day not in holidays


def next_working_day(
    day: date, holidays: AbstractSet[date], rest: AbstractSet[int] = SATURDAY_AND_SUNDAY
) -> date:
    """The day itself when it is one."""
    while not is_working_day(day, holidays, rest) and day < _LAST:
        day = plus_days(day, 1)
    return day


def rolled_over(
    day: date, rollover: str, holidays: AbstractSet[date], rest: AbstractSet[int] = SATURDAY_AND_SUNDAY
) -> date:
    """The last day after the governing law's extension.

    Where the law is silent (`unspecified`) the extended day is the legal one and the caller warns on
    the earlier.
    """
    if rollover in {NEXT_WORKING_DAY, UNSPECIFIED}:
        return next_working_day(day, holidays, rest)
    return day


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def day_of(instant: datetime, zone_name: str) -> date:
    """The calendar day of an instant where days are counted; at the calendar's ends, where none follows, its own."""
    try:
        return instant.astimezone(zone(zone_name)).date()
    except OverflowError:
        return instant.date()


def start_of(day: date, zone_name: str) -> datetime:
    """The instant at which a day begins there, by the clock of that place."""
    return datetime.combine(day, time.min, zone(zone_name))


def end_of(day: date, zone_name: str) -> datetime:
    """The instant at which a day is over there, in UTC: 23 or 25 hours after it began, when clocks change."""
    return datetime.combine(plus_days(min(day, _LAST), 1), time.min, zone(zone_name)).astimezone(UTC)
