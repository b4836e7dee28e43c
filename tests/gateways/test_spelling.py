"""No provider's decimals are ours: an amount is spelled exactly by its table, or not sent."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.money import Currency, Money, NotAnAmountError, allocate, currencies, currency, money
from refundtui.gateways.spelling import ADYEN, PAYPAL, SEPA, STRIPE, CannotBeSpelled, Spelling, decimal_text

TABLES = {"stripe": STRIPE, "adyen": ADYEN, "paypal": PAYPAL, "sepa": SEPA}


def refused(spelling: Spelling, text: str, code: str) -> Refusal:
    with pytest.raises(CannotBeSpelled) as trouble:
        spelling.spelled(money(text, code))
    return trouble.value.refusal


def test_65_yen_has_no_decimals_anywhere() -> None:
    two_hundred = money("200", "JPY")
    assert (STRIPE.spelled(two_hundred), ADYEN.spelled(two_hundred)) == (200, 200)
    assert decimal_text(two_hundred, PAYPAL) == "200"
    with pytest.raises(NotAnAmountError):
        money("200.50", "JPY")


def test_66_three_decimals_end_in_zero_at_stripe_and_not_at_adyen() -> None:
    assert refused(STRIPE, "1.234", "KWD") is Refusal.DECIMALS
    assert STRIPE.spelled(money("1.230", "KWD")) == 1230
    assert ADYEN.spelled(money("1.234", "KWD")) == 1234


def test_67_a_krona_is_a_hundred_at_stripe_and_at_adyen() -> None:
    assert STRIPE.spelled(money("40", "ISK")) == 4000
    assert ADYEN.spelled(money("40", "ISK")) == 4000
    with pytest.raises(NotAnAmountError):
        money("40.5", "ISK")
    assert STRIPE.read(4050, currency("ISK")) is None


@pytest.mark.parametrize(("raw", "sent"), [(5000, 2000), (500000, 200000)])
def test_68_how_stripe_spells_the_uganda_shilling_is_told_by_the_charge(raw: int, sent: int) -> None:
    charge = (money("5000", "UGX"), raw)
    assert STRIPE.spelled(money("2000", "UGX"), charge) == sent
    assert STRIPE.read(sent, currency("UGX"), charge) == money("2000", "UGX")


@pytest.mark.parametrize("raw", [None, 50000, 0])
def test_68_without_a_charge_that_agrees_no_uganda_shilling_is_sent(raw: int | None) -> None:
    charge = None if raw is None else (money("5000", "UGX"), raw)
    with pytest.raises(CannotBeSpelled) as trouble:
        STRIPE.spelled(money("2000", "UGX"), charge)
    assert trouble.value.refusal is Refusal.EXPONENT_MISMATCH


@pytest.mark.parametrize(
    ("code", "text", "stripe", "adyen"),
    [
        ("CLP", "1000", 1000, 100000),
        ("IDR", "15000.00", 1500000, 15000),
        ("CVE", "10.00", 1000, 10),
        ("MGA", "10.00", 10, 1000),
        ("EUR", "30.50", 3050, 3050),
        ("HUF", "1234.50", 123450, 123450),
        ("CLF", "1.0005", 10005, 10005),
    ],
)
def test_69_70_71_every_provider_has_its_own_decimals(code: str, text: str, stripe: int, adyen: int) -> None:
    amount = money(text, code)
    assert (STRIPE.spelled(amount), ADYEN.spelled(amount)) == (stripe, adyen)


@pytest.mark.parametrize("code", ["HUF", "TWD"])
def test_70_paypal_takes_forints_and_taiwan_dollars_whole(code: str) -> None:
    assert decimal_text(money("1234.00", code), PAYPAL) == "1234"
    assert refused(PAYPAL, "1234.50", code) is Refusal.DECIMALS


def test_what_adyen_writes_without_decimals_is_not_rounded_to_fit() -> None:
    assert refused(ADYEN, "15000.50", "IDR") is Refusal.DECIMALS


def test_74_the_largest_transfer_goes_and_one_cent_more_does_not() -> None:
    assert SEPA.spelled(Money(99_999_999_999, currency("EUR"))) == 99_999_999_999
    assert refused(SEPA, "1000000000.00", "EUR") is Refusal.AMOUNT_TOO_LARGE
    assert refused(STRIPE, "1000000.00", "EUR") is Refusal.AMOUNT_TOO_LARGE


@pytest.mark.parametrize(("spelling", "code"), [(SEPA, "USD"), (STRIPE, "IQD"), (STRIPE, "LYD")])
def test_a_currency_a_provider_does_not_know_is_refused(spelling: Spelling, code: str) -> None:
    assert refused(spelling, "10.000" if code != "USD" else "10.00", code) is Refusal.CURRENCY


@pytest.mark.parametrize("minor", [0, -1])
def test_12_nothing_and_less_than_nothing_are_not_sent(minor: int) -> None:
    with pytest.raises(CannotBeSpelled) as trouble:
        STRIPE.spelled(Money(minor, currency("EUR")))
    assert trouble.value.refusal is Refusal.AMOUNT_TOO_SMALL


@given(st.sampled_from(currencies()), st.integers(1, 10**11), st.sampled_from(sorted(TABLES)))
def test_73_what_is_spelled_reads_back_as_the_same_amount(of: Currency, minor: int, name: str) -> None:
    amount = Money(minor, of)
    try:
        number = TABLES[name].spelled(amount)
    except CannotBeSpelled:
        return
    assert TABLES[name].read(number, amount.currency) == amount


@given(
    st.sampled_from([one for one in currencies() if one.code not in {"UGX", "IQD", "LYD"}]),
    st.integers(1, 1000),
    st.lists(st.integers(1, 100), min_size=1, max_size=4),
    st.sampled_from([STRIPE, ADYEN, PAYPAL]),
)
def test_legs_divided_in_a_provider_s_steps_can_all_be_spelled(
    of: Currency, steps: int, weights: list[int], table: Spelling
) -> None:
    parts = [part for part in allocate(steps * table.step(of), weights, step=table.step(of)) if part]
    numbers = [table.spelled(Money(part, of)) for part in parts]
    assert sum(numbers) == table.spelled(Money(steps * table.step(of), of))
