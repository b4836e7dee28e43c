"""The clock of a rule: how long, from what, how it is counted, and what moves it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from refundtui.domain.counting import SATURDAY_AND_SUNDAY

PERFORMANCE: Final = "performance"
"""The calendar of the place where the act is to be done (Regulation 1182/71 Art. 2(1))."""

OPENING_DAYS: Final = "opening_days"
"""The days on which the creditor's own offices are open (12 CFR 1026.2(a)(6))."""


class Unit(StrEnum):
    CALENDAR_DAYS = "calendar_days"
    BUSINESS_DAYS = "business_days"
    WORKING_DAYS = "working_days"  # the law's own word; counted as business days
    MONTHS = "months"
    HOURS = "hours"
    BILLING_CYCLES = "billing_cycles"  # of an account that only its creditor knows

    @property
    def skips_days(self) -> bool:
        return self in {Unit.BUSINESS_DAYS, Unit.WORKING_DAYS}


class EventDay(StrEnum):
    """Is the day of the event the first day of the period?"""

    NOT_COUNTED = "not_counted"
    COUNTED = "counted"
    UNSPECIFIED = "unspecified"  # no number, so nothing is counted


class Which(StrEnum):
    """Which of several facts starts the clock."""

    EITHER = "either"  # one of them exists, by the kind of contract: the first that is told, come or not
    EARLIEST = "earliest"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Period:
    """So many of a unit; `starts` where it has an event of its own."""

    amount: int
    unit: Unit
    starts: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """`starts` are names of `domain.law.facts`; the other rules are named by their ids.

    `extends_if_open`: where the law leaves open whether a last day moves (`rollover` "unspecified"), the day
    shown as legal is the extended one, and the safe one is earlier; False where the text was read and has
    no such rule, so that both are the earlier one.
    """

    starts: tuple[str, ...] = ()
    which: Which = Which.EITHER
    period: Period | None = None
    periods: tuple[tuple[str, Period], ...] = ()  # several under one rule, by name
    event_day: EventDay = EventDay.NOT_COUNTED
    rollover: str = ""
    extends_if_open: bool = True
    calendar: str = ""  # "", `PERFORMANCE`, `OPENING_DAYS`, or a place: "FR", "CA-ON"
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY  # weekdays on which nothing ends and none is counted
    safe_weekend: frozenset[int] | None = None  # … in the strictest reading
    safe_counts_holidays: bool = False
    at_most_days: int | None = None
    from_year_end: bool = False
    at_once: bool = False  # due on the day of the event itself
    starts_after: tuple[str, ...] = ()  # on the last day of the first of these rules that has one
    not_before: str = ""  # never before the last day of this rule
    if_collected: str = ""  # this rule instead, where the trader offered to collect the goods
    late_information_days: int | None = None  # … from when the missing information came after all
    least_after_repair_days: int | None = None  # a repair stops the clock, and leaves at least so many
    silence_accepts: bool = False
