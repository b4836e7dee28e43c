"""A case comes back when somebody said: in hours, on a morning, at a time of the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from refundtui.casework.waking import read_waking

NOW = datetime(2026, 11, 20, 8, 10, tzinfo=UTC)  # a Friday, 09:10 in Berlin
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("4h", "2026-11-20 13:10"),
        ("90 min", "2026-11-20 10:40"),
        ("3d", "2026-11-23 08:00"),
        ("1w", "2026-11-27 08:00"),
        ("tomorrow", "2026-11-21 08:00"),
        ("Tomorrow 14:30", "2026-11-21 14:30"),
        ("14:30", "2026-11-20 14:30"),
        ("8:00", "2026-11-21 08:00"),
        ("2026-11-25", "2026-11-25 08:00"),
        ("25.11.2026 16:00", "2026-11-25 16:00"),
        ("2027-07-01", "2027-07-01 08:00"),
    ],
)
def test_it_comes_back_at(typed: str, there: str) -> None:
    read = read_waking(typed, NOW, BERLIN)
    assert read is not None
    assert f"{read.astimezone(BERLIN):%Y-%m-%d %H:%M}" == there


@pytest.mark.parametrize(
    "typed", ["", "soon", "25:00", "2026-02-30", "2026-11-25 25:00", "9999-01-01", "h", "14:30 x"]
)
def test_what_is_no_time_is_none(typed: str) -> None:
    assert read_waking(typed, NOW, BERLIN) is None


@given(st.text(max_size=20))
def test_nothing_that_can_be_typed_falls(typed: str) -> None:
    _ = read_waking(typed, NOW, BERLIN)
