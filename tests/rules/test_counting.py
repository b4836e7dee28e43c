"""How days are counted: a fixture table of months' ends, leap days, weekends, holidays and clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, strategies as st

from refundtui import rulebooks
from refundtui.domain.counting import (
    day_of,
    end_of,
    months_between,
    plus_business_days,
    plus_days,
    plus_months,
    rolled_over,
)
from refundtui.rulebooks.loading import holidays_of, read_pack
from refundtui.rulebooks.spelling import CalendarPack


def _holidays(place: str) -> frozenset[date]:
    pack = read_pack(rulebooks.shipped()["law/holidays.toml"])
    assert isinstance(pack, CalendarPack)
    return holidays_of(pack)[place]


DE = _holidays("DE")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "days", "rollover", "place", "expected"),
    [
        pytest.param("2026-11-10", 14, "none", "DE", "2026-11-24", id="fourteen days"),
        pytest.param("2026-03-08", 14, "next_working_day", "DE", "2026-03-23", id="Sunday to Monday"),
        pytest.param("2026-03-21", 14, "next_working_day", "DE", "2026-04-07", id="over the whole of Easter"),
        pytest.param("2026-03-20", 14, "next_working_day", "DE", "2026-04-07", id="Good Friday"),
        pytest.param("2026-12-11", 14, "next_working_day", "DE", "2026-12-28", id="both days of Christmas"),
        pytest.param("2026-05-21", 14, "next_working_day", "DE-BY", "2026-06-05", id="a Bavarian holiday"),
        pytest.param("2026-05-21", 14, "next_working_day", "DE-BE", "2026-06-04", id="… is none in Berlin"),
        pytest.param("2028-02-15", 14, "next_working_day", "DE", "2028-02-29", id="to the leap day"),
        pytest.param("2027-02-15", 14, "none", "DE", "2027-03-01", id="no leap day, next month"),
        pytest.param("2026-12-18", 14, "none", "DE", "2027-01-01", id="over the year's end"),
        pytest.param("2026-12-18", 14, "unspecified", "DE", "2027-01-04", id="silent law: the extended day"),
    ],
)
def test_a_period_of_days_ends_on(start: str, days: int, rollover: str, place: str, expected: str) -> None:
    assert rolled_over(plus_days(day(start), days), rollover, _holidays(place)) == day(expected)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2025-12-20", 24, "2027-12-20"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_a_period_of_months_ends_on_the_same_date_or_the_last_of_a_shorter_month(
    start: str, months: int, expected: str
) -> None:
    assert plus_months(day(start), months) == day(expected)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-02-15", "2026-11-20", 9),
        ("2026-02-20", "2026-11-20", 9),
        ("2026-02-21", "2026-11-20", 8),
        ("2025-12-20", "2026-11-20", 11),
        ("2024-02-29", "2025-02-28", 12),
        ("2026-11-20", "2026-11-19", -1),
    ],
)
def test_whole_months_between_two_days(start: str, end: str, months: int) -> None:
    assert months_between(day(start), day(end)) == months


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 600))
def test_so_many_months_later_that_many_months_have_passed(start: date, months: int) -> None:
    assert months_between(start, plus_months(start, months)) == months


def test_business_days_leave_out_weekends_and_holidays() -> None:
    assert plus_business_days(day("2026-04-02"), 3, DE) == day("2026-04-09")


def test_a_day_is_over_at_the_midnight_of_its_own_place() -> None:
    assert end_of(day("2026-12-04"), "Europe/Berlin") == datetime(2026, 12, 4, 23, 0, tzinfo=UTC)
    assert end_of(day("2026-07-01"), "Europe/Berlin") == datetime(2026, 7, 1, 22, 0, tzinfo=UTC)
    assert end_of(day("2026-12-04"), "America/Chicago") == datetime(2026, 12, 5, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(("changes", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-20", 24)])
def test_a_day_on_which_clocks_change_has_its_own_length(changes: str, hours: int) -> None:
    end = end_of(day(changes), "Europe/Berlin")
    start = end_of(plus_days(day(changes), -1), "Europe/Berlin")
    assert (end - start).total_seconds() == hours * 3600


def test_an_instant_belongs_to_the_day_of_the_place_where_days_are_counted() -> None:
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    assert day_of(late, "Europe/Berlin") == day("2026-04-01")
    assert day_of(late, "America/Chicago") == day("2026-03-31")


def test_an_instant_at_the_calendar_s_end_has_a_day_in_every_zone() -> None:
    last, first = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
    assert day_of(last, "Europe/Berlin") == date.max
    assert day_of(first, "America/Chicago") == date.min
