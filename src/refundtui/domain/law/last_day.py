"""The last day of a period: as counted, as the governing law extends it, and in the safe reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from refundtui.domain.clock import OPENING_DAYS, PERFORMANCE, Clock, EventDay, Period, Unit
from refundtui.domain.counting import (
    UNSPECIFIED,
    plus_business_days,
    plus_days,
    plus_months,
    rolled_over,
)
from refundtui.domain.law.facts import LawFacts

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Here:
    """Where days are counted: the trader's place and time zone, and the holidays of every place that is known.

    A place whose calendar nobody froze has no holidays that are known; its weekends still apply.
    """

    place: str = ""  # "DE", "DE-BY"; where the act is to be done
    zone: str = ""
    holidays: Mapping[str, frozenset[date]] = field(default_factory=dict)

    def off(self, calendar: str) -> frozenset[date]:
        """The holidays of a calendar; those of the very region where the place is known as exactly."""
        if calendar == OPENING_DAYS:
            return frozenset()
        if calendar in {"", PERFORMANCE}:
            return self._of(self.place) or self._of(self.place.partition("-")[0])
        inside = self.place if self.place.startswith(f"{calendar}-") else ""
        return self._of(inside) or self._of(calendar)

    def _of(self, place: str) -> frozenset[date]:
        return self.holidays.get(place, frozenset())


@dataclass(frozen=True, slots=True)
class LastDay:
    """`counted` is the bare last day, `legal` the one the law extends it to, `safe` the earliest reading.

    `at` is the instant where hours are counted. `started_by` names the fact that started the clock,
    `moved_by` what moved it. `name` tells several periods of one rule apart.
    """

    counted: date
    legal: date
    safe: date
    started_by: str = ""
    moved_by: str = ""
    at: datetime | None = None
    name: str = ""

    def not_before(self, day: date, moved_by: str) -> LastDay:
        """Held back until a day: no fresh period runs from there (Directive 2011/83/EU Art. 13(3))."""
        if day <= self.safe:
            return self
        later = replace(self, safe=day, moved_by=moved_by)
        return replace(later, counted=max(self.counted, day), legal=max(self.legal, day))


def on_the_day(day: date, started_by: str) -> LastDay:
    return LastDay(day, day, day, started_by)


def reckoned(period: Period, started: date, clock: Clock, here: Here, facts: LawFacts) -> LastDay | None:
    """Count a period of days or months from the day of its event; None where only an account can tell."""
    rest, off = _rest(clock, facts), here.off(clock.calendar)
    counts = clock.event_day is EventDay.COUNTED
    match period.unit:
        case Unit.BUSINESS_DAYS | Unit.WORKING_DAYS:
            before = plus_days(started, -1) if counts else started
            last = plus_business_days(before, period.amount, off, rest)
            safe = plus_business_days(
                before,
                period.amount,
                frozenset() if clock.safe_counts_holidays else off,
                rest if clock.safe_weekend is None else clock.safe_weekend,
            )
            return LastDay(last, last, safe)
        case Unit.CALENDAR_DAYS:
            last = plus_days(started, period.amount - counts)
        case Unit.MONTHS:
            last = plus_days(plus_months(started, period.amount), -int(counts))
        case _:
            return None
    is_open = clock.rollover == UNSPECIFIED
    moves = clock.extends_if_open if is_open else True
    legal = rolled_over(last, clock.rollover, off, rest) if moves else last
    return LastDay(last, legal, last)


def after_hours(period: Period, started: datetime) -> LastDay:
    """Hours run in real time, whatever the clocks on the wall do."""
    at = started + timedelta(hours=period.amount)
    return LastDay(at.date(), at.date(), at.date(), at=at)


def _rest(clock: Clock, facts: LawFacts) -> frozenset[int]:
    days = facts.get("open_weekdays")
    if clock.calendar == OPENING_DAYS and isinstance(days, tuple):
        opened = {WEEKDAYS.index(str(one)[:3].title()) for one in days}
        return frozenset(range(7)) - opened
    return clock.weekend
