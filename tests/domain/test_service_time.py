"""Used and unused days of a service, to the last day the calendar has."""

from __future__ import annotations

from datetime import date

import pytest

from refundtui.domain.order import ServicePeriod
from refundtui.domain.request import UnusedTime
from refundtui.domain.service_time import service_time
from refundtui.domain.switches import CancellationDay, Switches

MARCH = ServicePeriod(date(2026, 3, 1), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("ended_on", "rule", "unused"),
    [
        (date(2026, 3, 10), CancellationDay.USED, 21),
        (date(2026, 3, 10), CancellationDay.UNUSED, 22),
        (date(2026, 2, 1), CancellationDay.USED, 31),
        (date(2026, 2, 28), CancellationDay.USED, 31),
        (date(2026, 3, 31), CancellationDay.USED, 0),
        (date(2026, 3, 31), CancellationDay.UNUSED, 1),
        (date(2026, 4, 1), CancellationDay.USED, 0),
        (date.max, CancellationDay.USED, 0),
        (date.min, CancellationDay.UNUSED, 31),
    ],
)
def test_the_day_it_ended_counts_as_the_switch_says_and_no_day_is_too_late(
    ended_on: date, rule: CancellationDay, unused: int
) -> None:
    time = service_time(MARCH, UnusedTime("plan", ended_on), Switches(cancellation_day=rule))
    assert time is not None
    assert (time.days, time.unused, time.used) == (31, unused, 31 - unused)


def test_a_period_to_the_end_of_the_calendar_is_reckoned_with_too() -> None:
    period = ServicePeriod(date(9999, 12, 1), date.max)
    time = service_time(period, UnusedTime("plan", date.max), Switches(cancellation_day=CancellationDay.USED))
    assert time is not None
    assert (time.unused, time.used) == (0, 30)
