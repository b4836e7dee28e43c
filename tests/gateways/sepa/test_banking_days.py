"""On which day a bank carries out what it was handed, weekends and closing days counted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import holidays
import pytest

from refundtui.gateways.sepa_file.banking_days import answer_due, settlement_day, target_holidays


@pytest.mark.parametrize("year", range(2002, 2060))
def test_the_closing_days_are_the_ecb_s(year: int) -> None:
    """2001 had one more, once, before there were euro coins."""
    assert target_holidays(year) == set(holidays.financial_holidays("ECB", years=year))


@pytest.mark.parametrize(
    ("handed_in", "on"),
    [
        pytest.param("2026-11-23T13:59:59+00:00", "2026-11-23", id="a second before three in Frankfurt"),
        pytest.param("2026-11-23T14:00:00+00:00", "2026-11-24", id="three in Frankfurt"),
        pytest.param("2026-07-23T13:00:00+00:00", "2026-07-24", id="three in summer"),
        pytest.param("2026-11-27T20:00:00+00:00", "2026-11-30", id="Friday evening"),
        pytest.param("2026-11-28T08:00:00+00:00", "2026-11-30", id="Saturday"),
        pytest.param("2026-04-02T16:00:00+00:00", "2026-04-07", id="over Easter"),
        pytest.param("2026-12-24T16:00:00+00:00", "2026-12-28", id="over Christmas"),
        pytest.param("2026-12-31T16:00:00+00:00", "2027-01-04", id="over New Year"),
        pytest.param("2026-05-01T09:00:00+00:00", "2026-05-04", id="on 1 May"),
    ],
)
def test_scenario_57_weekends_and_closing_days_are_passed_over(handed_in: str, on: str) -> None:
    assert settlement_day(datetime.fromisoformat(handed_in)) == date.fromisoformat(on)


def test_silence_is_nothing_until_a_banking_day_has_passed() -> None:
    assert answer_due(datetime(2026, 11, 27, 9, tzinfo=UTC)) == date(2026, 11, 30)
    assert answer_due(datetime(2026, 12, 24, 9, tzinfo=UTC)) == date(2026, 12, 28)
