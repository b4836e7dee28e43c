"""Which version of a policy holds: the one of the day of purchase, as the brand's own calendar has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.case import BrandId, Case
from refundtui.rulebooks.library import Library
from tests.support.making import a_case, an_order_a

FIRST_OF_JULY = date(2026, 7, 1)
ZONES = (
    "Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati",
    "Pacific/Pago_Pago", "America/St_Johns", "UTC",
)  # fmt: skip


def pack(version: str, zone: str, *dates: str) -> bytes:
    return "\n".join(
        [
            'kind = "policy"', 'id = "shop"', f'version = "{version}"', 'brand = "shop"', 'title = "Shop"',
            'currency = "EUR"', f'timezone = "{zone}"', *dates,
        ]
    ).encode()  # fmt: skip


def shop(old: str, new: str, *, ends: bool = False) -> Library:
    """Two versions, the second from 1 July on; the first ends the day before or gives way."""
    until = ("valid_until = 2026-06-30",) if ends else ()
    return Library(
        {
            "new.toml": pack("new", new, "valid_from = 2026-07-01"),
            "old.toml": pack("old", old, "valid_from = 2026-01-01", *until),
        }
    )


def bought(at: datetime, country: str = "DE") -> Case:
    case = a_case(brand=BrandId("shop"), order=replace(an_order_a(), ordered_at=at, country=country))
    return replace(case, customer=replace(case.customer, country=country))


def version(library: Library, case: Case) -> str:
    return library.for_case(case).policy.version


# One in the morning of 1 July in Auckland, six in the morning of 30 June in Los Angeles.
HALF_WAY = datetime(2026, 6, 30, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "holds"), [("Pacific/Auckland", "new"), ("America/Los_Angeles", "old"), ("UTC", "old")]
)
def test_from_1_july_is_counted_where_the_brand_counts_its_days(zone: str, holds: str) -> None:
    for country in ("NZ", "US", "DE", ""):  # wherever she lives: it is the brand's promise and its calendar
        assert version(shop(zone, zone), bought(HALF_WAY, country)) == holds


@given(st.sampled_from(ZONES), st.integers(-48 * 60, 48 * 60), st.booleans())
def test_the_new_version_holds_from_the_first_minute_of_its_day_and_not_before(
    zone: str, minutes: int, ends: bool
) -> None:
    midnight = datetime(2026, 7, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    holds = version(shop(zone, zone, ends=ends), bought(midnight + timedelta(minutes=minutes)))
    assert holds == ("new" if minutes >= 0 else "old")


@given(st.sampled_from(ZONES), st.sampled_from(ZONES), st.integers(-48 * 60, 48 * 60), st.booleans())
def test_a_brand_that_moves_its_calendar_has_exactly_one_version_at_every_moment(
    old: str, new: str, minutes: int, ends: bool
) -> None:
    """Two calendars can overlap or leave a gap of a day: then the later one that has begun holds."""
    at = datetime(2026, 7, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    begun = at.astimezone(ZoneInfo(new)).date() >= FIRST_OF_JULY
    assert version(shop(old, new, ends=ends), bought(at)) == ("new" if begun else "old")


def test_the_day_an_order_came_decides_where_nobody_knows_when_it_was_placed() -> None:
    case = a_case(
        brand=BrandId("shop"), order=replace(an_order_a(), ordered_at=None, delivered_on=FIRST_OF_JULY)
    )
    assert version(shop("UTC", "UTC"), case) == "new"
    earlier = replace(an_order_a(), ordered_at=None, delivered_on=FIRST_OF_JULY - timedelta(1))
    assert version(shop("UTC", "UTC"), replace(case, order=earlier)) == "old"


def test_a_summer_s_clock_change_moves_no_midnight() -> None:
    """Auckland is thirteen hours ahead in summer and twelve in winter: 1 July is winter there."""
    library = shop("Pacific/Auckland", "Pacific/Auckland")
    assert version(library, bought(datetime(2026, 6, 30, 11, 59, tzinfo=UTC))) == "old"
    assert version(library, bought(datetime(2026, 6, 30, 12, 0, tzinfo=UTC))) == "new"
