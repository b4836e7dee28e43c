"""Money is whole minor units with its exponent; division loses nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.money import (
    MixedCurrenciesError,
    Money,
    NotAnAmountError,
    NothingToWeighError,
    Residue,
    UnknownCurrencyError,
    allocate,
    currencies,
    currency,
    down,
    half_up,
    money,
)


@pytest.mark.parametrize(
    ("code", "exponent"), [("JPY", 0), ("EUR", 2), ("KWD", 3), ("CLF", 4), ("ISK", 0), ("HUF", 2), ("UYW", 4)]
)
def test_a_currency_has_the_exponent_of_iso_4217(code: str, exponent: int) -> None:
    assert currency(code).exponent == exponent


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("DEM", "no longer legal tender"),
        ("HRK", "no longer legal tender"),
        ("XAU", "a precious metal"),
        ("XXX", "the code for no currency"),
        ("XTS", "reserved for tests"),
        ("ABC", "no such code"),
        ("eur", "no such code"),
    ],
)
def test_historic_metal_and_unknown_codes_are_refused_with_the_reason(code: str, why: str) -> None:
    with pytest.raises(UnknownCurrencyError, match=why):
        currency(code)


@pytest.mark.parametrize("text", ["12,3", "1e3", "", "-", ".5", "5.", " 5", "٣", "12.345", "0x1", "1_0"])
def test_a_machine_amount_is_a_plain_decimal_or_nothing(text: str) -> None:
    with pytest.raises(NotAnAmountError):
        money(text, "EUR")


@given(st.integers(), st.sampled_from(currencies()))
def test_an_amount_is_read_back_as_it_was_written(minor: int, of: object) -> None:
    amount = Money(minor, currency(str(of)))
    assert money(amount.decimal_text(), str(of)) == amount


def test_amounts_of_two_currencies_never_meet() -> None:
    with pytest.raises(MixedCurrenciesError):
        money("1.00", "EUR") + money("1.00", "USD")
    with pytest.raises(MixedCurrenciesError):
        _ = money("1.00", "EUR") < money("1.00", "USD")


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [("1/2", 1), ("-1/2", -1), ("3/2", 2), ("-3/2", -2), ("149/100", 1), ("-149/100", -1), ("0", 0)],
)
def test_halves_go_away_from_zero_on_both_sides(exact: str, rounded: int) -> None:
    assert half_up(Fraction(exact)) == rounded


@given(st.fractions())
def test_rounding_is_symmetric_and_never_off_by_more_than_a_half(exact: Fraction) -> None:
    assert half_up(-exact) == -half_up(exact)
    assert abs(half_up(exact) - exact) <= Fraction(1, 2)
    assert abs(down(exact)) <= abs(exact) < abs(down(exact)) + 1


weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=8).filter(any)


@given(st.integers(-(10**9), 10**9), weights, st.sampled_from(Residue))
def test_division_loses_nothing_and_mirrors_negative_amounts(
    amount: int, by: list[int], residue: Residue
) -> None:
    parts = allocate(amount, by, residue=residue)
    assert sum(parts) == amount
    assert allocate(-amount, by, residue=residue) == tuple(-part for part in parts)
    assert all(not part for part, weight in zip(parts, by, strict=True) if not weight)


@given(st.integers(0, 10**9), weights)
def test_no_part_is_a_whole_unit_off_its_exact_share(amount: int, by: list[int]) -> None:
    for part, weight in zip(allocate(amount, by), by, strict=True):
        assert abs(part - Fraction(amount * weight, sum(by))) < 1


def test_the_residue_goes_where_the_switch_says() -> None:
    assert allocate(101, [3, 7]) == (30, 71)
    assert allocate(2, [1, 1, 1]) == (1, 1, 0)
    assert allocate(11, [26, 47, 27]) == (3, 5, 3)
    assert allocate(11, [26, 47, 27], residue=Residue.LARGEST_RATIO) == (2, 6, 3)


def test_an_ariary_is_paid_in_fifths() -> None:
    assert allocate(100, [50, 50], step=currency("MGA").step) == (60, 40)
    with pytest.raises(ValueError, match="steps"):
        allocate(30, [1, 1], step=20)


def test_all_zero_weights_refuse_or_share_equally() -> None:
    with pytest.raises(NothingToWeighError):
        allocate(10, [0, 0])
    assert allocate(10, [0, 0], equal_when_all_zero=True) == (5, 5)
    assert allocate(0, [0, 0]) == (0, 0)
