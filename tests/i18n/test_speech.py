"""Values are said as their place says them, with our number of decimals."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from babel.numbers import format_currency
from hypothesis import given, strategies as st

from refundtui.domain.case import CaseState
from refundtui.domain.findings import Finding, finding
from refundtui.domain.money import Money, currency, money
from refundtui.domain.reasons import Grade, Reason
from refundtui.i18n import formats
from refundtui.i18n.speech import Speech, locale_of

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize("locale", ["en_GB", "en_US", "de"])
def test_the_places_we_ship_are_written_as_cldr_has_them(locale: str) -> None:
    assert formats.formats_of(locale) == formats.from_cldr(locale)


@pytest.mark.parametrize(
    ("locale", "amount", "said"),
    [
        ("en", money("29.16", "EUR"), "€29.16"),
        ("de", money("29.16", "EUR"), "29,16\xa0€"),
        ("de", money("1234.50", "EUR"), "1.234,50\xa0€"),
        ("en", money("8900", "JPY"), "JP¥8,900"),
        ("de", money("12.345", "KWD"), "12,345\xa0KWD"),
        ("en", money("5", "CHF"), "CHF\xa05.00"),
        ("en", money("-5", "EUR"), "-€5.00"),
        ("de_CH", money("1234.5", "CHF"), "CHF\xa01’234.50"),
        ("hi", money("1234567", "INR"), "₹12,34,567.00"),
        ("en", money("0.0001", "CLF"), "CLF\xa00.0001"),
    ],
)
def test_money_is_written_by_the_places_pattern_and_our_decimals(
    locale: str, amount: Money, said: str
) -> None:
    assert Speech(locale).money(amount) == said


@pytest.mark.parametrize("code", ["ISK", "IQD", "LBP", "UGX", "COP", "HUF", "IRR"])
def test_no_decimal_is_dropped_where_shops_no_longer_use_it(code: str) -> None:
    """Babel's number of decimals is the cash register's; ours is ISO 4217's."""
    of = currency(code)
    decimals = Speech("en").amount(Money(1, of)).partition(".")[2]
    assert len(decimals) == of.exponent


@given(minor=st.integers(-(10**12), 10**12), locale=st.sampled_from(["de", "en_US", "fr", "sv", "ja", "hi"]))
def test_euros_are_written_exactly_as_babel_writes_them(minor: int, locale: str) -> None:
    amount = Money(minor, currency("EUR"))
    assert Speech(locale).money(amount) == format_currency(amount.decimal_text(), "EUR", locale=locale)


def test_a_desk_of_many_currencies_can_show_the_code() -> None:
    assert Speech("en").money_with_code(money("29.16", "EUR")) == "29.16\xa0EUR"
    assert Speech("de").money_with_code(money("1931.57", "USD")) == "1.931,57\xa0USD"


def test_days_and_moments_are_the_places_own() -> None:
    day = date(2026, 11, 20)
    assert Speech("en").day(day) == "20 Nov 2026"
    assert Speech("en_US").day_in_full(day) == "November 20, 2026"
    assert Speech("de").day(day) == "20.11.2026"
    assert Speech("de").day_in_full(day) == "20. November 2026"
    assert Speech("de", "Europe/Berlin").moment(NOON) == "20.11.2026, 13:00 CET"
    assert Speech("en", "America/Chicago").moment(NOON) == "20 Nov 2026, 06:00 CST"


def test_the_day_of_an_instant_is_the_day_on_the_wall_there() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert Speech("de", "Europe/Berlin").day_of(late) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("due", "english", "german"),
    [
        (timedelta(hours=2), "in 2 h", "in 2 Std."),
        (timedelta(minutes=59), "in 59 min", "in 59 Min."),
        (timedelta(days=3), "in 3 days", "in 3 Tagen"),
        (timedelta(days=-3), "3 days late", "3 Tage überfällig"),
        (timedelta(hours=-47), "47 h late", "47 Std. überfällig"),
    ],
)
def test_what_is_left_or_late_is_said_in_words(due: timedelta, english: str, german: str) -> None:
    assert Speech("en").until(NOON + due, NOON) == english
    assert Speech("de").until(NOON + due, NOON) == german


def test_percentages_have_no_idle_zeros() -> None:
    assert Speech("en").percent(Fraction(33, 400)) == "8.25%"
    assert Speech("de").percent(Fraction(1, 4)) == "25\xa0%"
    assert Speech("en").percent(Fraction(1, 3)) == "33.33%"
    assert Speech("en").percent(Fraction(-1, 8)) == "-12.5%"


def test_lists_end_as_the_language_ends_them() -> None:
    assert Speech("en").listed(["a"]) == "a"
    assert Speech("en").listed(["a", "b"]) == "a and b"
    assert Speech("de").listed(["a", "b", "c", "d"]) == "a, b, c und d"
    assert Speech("en").listed(["{1}", "{0}"]) == "{1} and {0}"


def test_names_stand_in_the_order_of_the_language() -> None:
    assert Speech("de").full_name("Anna", "Kovács") == "Anna Kovács"
    assert Speech("hu").full_name("Anna", "Kovács") == "Kovács Anna"
    assert Speech("ja").full_name("花子", "山田") == "山田花子"


def test_codes_have_names() -> None:
    assert Speech("en").label(CaseState.PAY_UNKNOWN) == "payment outcome unknown"
    assert Speech("de").label(Reason.DAMAGED_TRANSIT) == "Transportschaden"
    assert Speech("en").label(Grade.C).startswith("C ")
    assert Speech("en").name("state", "from_the_future") == "from_the_future"


def test_a_switch_is_a_sentence() -> None:
    assert Speech("en").switch("cancellation_day", "used") == "The day of cancellation: counts as used"
    assert Speech("en").switch("trial_days_free", "true") == "Trial days are free: yes"


def test_a_findings_facts_are_said_in_words() -> None:
    found = finding("amount.other_currency", typed="USD 5", other="USD", currency="EUR")
    assert Speech("en").finding(found) == "“USD 5” is in USD; this order was paid in EUR."


def test_braces_in_a_fact_stay_what_they_are() -> None:
    found = finding("amount.other_currency", typed="{other.__class__}", other="USD", currency="EUR")
    assert "{other.__class__}" in Speech("en").finding(found)


def test_a_code_nobody_phrased_is_said_as_it_is_and_breaks_nothing() -> None:
    assert Speech("en").finding(Finding("future.rule", facts=(("days", 3),))) == "future.rule (days 3)"
    assert "amount.other_currency" in Speech("en").finding(finding("amount.other_currency", typed="x"))


def test_a_customer_is_addressed_in_the_form_of_her_country() -> None:
    assert locale_of("de", "at") == "de_AT"
    assert locale_of("pt-BR", "PT") == "pt_BR"
    assert locale_of("fr") == "fr"
    assert Speech(locale_of("de", "PL")).formats.locale == "de"


def test_a_fact_may_have_any_name() -> None:
    facts = (("code", "restocking"), ("message", "x"), ("n", 1), ("self", True))
    found = Finding("fee.not_met", facts=facts)
    assert Speech("en").finding(found) == "The fee “Restocking fee” does not apply."
