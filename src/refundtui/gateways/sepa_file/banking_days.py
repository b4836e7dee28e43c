"""On which day a bank carries out what it is handed: its hour of cut-off, weekends, and the days TARGET is closed.

Source: ECB, TARGET closing days: New Year's Day, Good Friday, Easter Monday, 1 May, 25 and 26 December.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

from refundtui.domain.counting import next_working_day, plus_business_days, plus_days, zone

CUTOFF: Final = time(15, 0)
ZONE: Final = "Europe/Berlin"  # the ECB's own hours; a bank elsewhere has its own
ClosedIn: TypeAlias = Callable[[int], frozenset[date]]
"""The days of a year, weekends beside, on which nothing is carried out."""


@lru_cache(maxsize=32)
def target_holidays(year: int) -> frozenset[date]:
    """The days of a year, weekends beside, on which no SEPA credit transfer is carried out."""
    easter = _easter(year)
    return frozenset(
        {
            date(year, 1, 1),
            easter - timedelta(days=2),
            easter + timedelta(days=1),
            date(year, 5, 1),
            date(year, 12, 25),
            date(year, 12, 26),
        }
    )


def settlement_day(
    handed_in: datetime,
    cutoff: time = CUTOFF,
    zone_name: str = ZONE,
    closed_in: ClosedIn = target_holidays,
) -> date:
    """The day on which a file handed in at that moment is carried out: at the hour of cut-off it is too late."""
    there = handed_in.astimezone(zone(zone_name))
    first = there.date() if there.time() < cutoff else plus_days(there.date(), 1)
    return next_working_day(first, _closed_around(first, closed_in))


def answer_due(
    handed_in: datetime, days: int = 1, zone_name: str = ZONE, closed_in: ClosedIn = target_holidays
) -> date:
    """The last day on which silence is nothing: after it, somebody looks whether the file arrived."""
    day = handed_in.astimezone(zone(zone_name)).date()
    return plus_business_days(day, days, _closed_around(day, closed_in))


def _closed_around(day: date, closed_in: ClosedIn) -> frozenset[date]:
    return closed_in(day.year) | closed_in(plus_days(day, 31).year)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    four, over = divmod(of_century, 4)
    weekday = (32 + 2 * rest + 2 * four - epact - over) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
