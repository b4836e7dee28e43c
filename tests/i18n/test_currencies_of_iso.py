"""Every currency is shown with ISO 4217's decimals, also where the library that writes it has others."""

from __future__ import annotations

import pytest
from babel.numbers import get_currency_precision

from refundtui.domain.money import Money, currencies, currency, money
from refundtui.i18n.speech import Speech

DIVERGENT = sorted(one.code for one in currencies() if get_currency_precision(one.code) != one.exponent)


def test_scenario_72_the_library_disagrees_with_iso_about_the_currencies_we_know_of() -> None:
    """Where a new version of it disagrees about another one, the loop below has it too."""
    known = ["AFN", "ALL", "IQD", "IRR", "KPW", "LAK", "LBP", "MMK", "RSD", "SOS", "SYP", "YER"]
    assert set(known) <= set(DIVERGENT)


@pytest.mark.parametrize("code", DIVERGENT)
@pytest.mark.parametrize("locale", ["en_US", "de", "fr", "ja"])
def test_scenario_72_none_of_its_decimals_is_dropped(code: str, locale: str) -> None:
    of = currency(code)
    minor = 10 * 10**of.exponent + 55
    shown = Speech(locale).amount(Money(minor, of))
    digits = "".join(letter for letter in shown if letter.isdigit())
    assert digits == str(minor)


def test_scenario_72_ten_dinars_and_fifty_five_are_not_eleven() -> None:
    assert "10.55" in Speech("en_US").money(money("10.55", "RSD"))
