"""Opening hours: so many minutes of them reach to one instant, over nights, holidays, pauses and changes of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.opening_hours import Opening, OpeningHours

BERLIN = ZoneInfo("Europe/Berlin")
WORKDAYS = tuple(Opening(day, 9 * 60, 18 * 60) for day in range(5))
HOURS = OpeningHours("Europe/Berlin", WORKDAYS)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-11-20 10:00", 240, "2026-11-20 14:00"),
        ("2026-11-20 16:00", 240, "2026-11-23 11:00"),  # Friday to Monday
        ("2026-11-20 07:00", 60, "2026-11-20 10:00"),  # before they open
        ("2026-11-21 12:00", 60, "2026-11-23 10:00"),  # a Saturday
        ("2026-11-20 17:00", 60, "2026-11-20 18:00"),  # up to the end of the day itself
        ("2026-11-20 18:00", 1, "2026-11-23 09:01"),
        ("2026-11-20 09:00", 45 * 60, "2026-11-26 18:00"),  # five whole days
    ],
)
def test_minutes_are_counted_while_somebody_is_there(start: str, minutes: int, due: str) -> None:
    assert HOURS.reach(berlin(start), minutes, ()) == berlin(due)


def test_a_holiday_is_no_day_where_the_brand_closes_on_it() -> None:
    closed = OpeningHours("Europe/Berlin", WORKDAYS, frozenset({date(2026, 12, 25)}))
    assert closed.reach(berlin("2026-12-24 17:00"), 120, ()) == berlin("2026-12-28 10:00")
    assert HOURS.reach(berlin("2026-12-24 17:00"), 120, ()) == berlin("2026-12-25 10:00")


def test_without_hours_the_clock_never_stops() -> None:
    always = OpeningHours("Europe/Berlin")
    assert always.reach(berlin("2026-11-21 23:00"), 120, ()) == berlin("2026-11-22 01:00")


def test_the_night_clocks_change_is_an_hour_longer_or_shorter() -> None:
    nights = OpeningHours("Europe/Berlin", tuple(Opening(day, 0, 24 * 60) for day in range(7)))
    start = berlin("2026-10-24 12:00")  # on the 25th clocks go back
    assert nights.reach(start, 24 * 60, ()) == start.astimezone(UTC) + timedelta(hours=24)
    assert nights.reach(start, 24 * 60, ()) == berlin("2026-10-25 11:00")
    assert nights.reach(berlin("2026-03-28 12:00"), 24 * 60, ()) == berlin("2026-03-29 13:00")


def test_what_was_another_ones_turn_does_not_count() -> None:
    pause = (berlin("2026-11-20 11:00"), berlin("2026-11-20 13:00"))
    assert HOURS.reach(berlin("2026-11-20 10:00"), 120, (pause,)) == berlin("2026-11-20 14:00")
    over_night = (berlin("2026-11-20 17:00"), berlin("2026-11-23 10:00"))
    assert HOURS.reach(berlin("2026-11-20 16:00"), 120, (over_night,)) == berlin("2026-11-23 11:00")


def test_a_clock_that_stands_still_has_no_end() -> None:
    assert HOURS.reach(berlin("2026-11-20 10:00"), 120, ((berlin("2026-11-20 11:00"), None),)) is None
    # … unless it had run out before that.
    assert HOURS.reach(berlin("2026-11-20 10:00"), 30, ((berlin("2026-11-20 11:00"), None),)) == berlin(
        "2026-11-20 10:30"
    )


def test_a_brand_that_never_opens_promises_nothing() -> None:
    closed = OpeningHours("UTC", (Opening(0, 540, 600),), frozenset())
    always_holiday = OpeningHours("UTC", (Opening(0, 540, 600),), _Every())
    assert closed.reach(datetime(2026, 11, 20, tzinfo=UTC), 30, ()) is not None
    assert always_holiday.reach(datetime(2026, 11, 20, tzinfo=UTC), 30, ()) is None


class _Every(frozenset[date]):
    def __contains__(self, day: object) -> bool:
        return True


_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy sets the zone
_SETS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 1400), st.integers(10, 300)), min_size=1, max_size=6
).map(lambda rows: tuple(_apart(rows)))


def _apart(rows: list[tuple[int, int, int]]) -> list[Opening]:
    found: list[Opening] = []
    for day, start, length in sorted(rows):
        if not found or found[-1].weekday != day or found[-1].end <= start:
            found.append(Opening(day, start, min(1440, start + length)))
    return found


def _pauses(rows: list[tuple[datetime, int]]) -> list[tuple[datetime, datetime | None]]:
    found: list[tuple[datetime, datetime | None]] = []
    for since, minutes in sorted(rows):
        if not found or found[-1][1] is None or found[-1][1] <= since:
            found.append((since, since + timedelta(minutes=minutes)))
    return found


_PAUSES = st.lists(st.tuples(_MOMENTS, st.integers(1, 5_000)), max_size=4).map(_pauses)


@given(start=_MOMENTS, openings=_SETS, minutes=st.integers(1, 3_000), pauses=_PAUSES)
def test_counted_minute_by_minute_it_is_the_same(
    start: datetime, openings: tuple[Opening, ...], minutes: int, pauses: list[tuple[datetime, datetime]]
) -> None:
    """A second way to the same instant: step through every minute, and count those in which somebody is there."""
    start = start.replace(second=0, microsecond=0)
    pauses = [(a.replace(second=0, microsecond=0), b.replace(second=0, microsecond=0)) for a, b in pauses]
    hours = OpeningHours("UTC", openings)
    at, left = start, minutes
    for _ in range(60 * 24 * 60):
        minute = at.hour * 60 + at.minute
        is_open = any(one.weekday == at.weekday() and one.start <= minute < one.end for one in openings)
        if is_open and not any(since <= at < until for since, until in pauses):
            left -= 1
        at += timedelta(minutes=1)
        if not left:
            assert hours.reach(start, minutes, pauses) == at
            return


@given(
    start=_MOMENTS, openings=_SETS, minutes=st.integers(1, 2_000), more=st.integers(0, 500), pauses=_PAUSES
)
def test_more_minutes_never_end_earlier_and_a_pause_never_makes_it_sooner(
    start: datetime,
    openings: tuple[Opening, ...],
    minutes: int,
    more: int,
    pauses: list[tuple[datetime, datetime | None]],
) -> None:
    hours = OpeningHours("Europe/Berlin", openings)
    due, later = hours.reach(start, minutes, pauses), hours.reach(start, minutes + more, pauses)
    unpaused = hours.reach(start, minutes, ())
    assert due is not None
    assert later is not None
    assert unpaused is not None
    assert start < due <= later
    assert unpaused <= due
