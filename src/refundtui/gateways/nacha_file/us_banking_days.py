"""The days on which no ACH entry is settled: those on which the Federal Reserve Banks are closed, weekends beside.

Source: Federal Reserve Banks, Holiday Schedules: the federal holidays; one on a Sunday is kept on the Monday after
it, and for one on a Saturday they are open the Friday before, unlike federal offices.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from refundtui.domain.counting import plus_days

ZONE: Final = "America/New_York"
_SUNDAY: Final = 6


@lru_cache(maxsize=32)
def closed_in(year: int) -> frozenset[date]:
    """The days of a year, weekends beside, on which nothing is settled."""
    from holidays import country_holidays  # noqa: PLC0415 - a third of a second, for whoever pays by files

    days = country_holidays("US", years=year, observed=False)
    return frozenset(plus_days(day, 1) if day.weekday() == _SUNDAY else day for day in days)
