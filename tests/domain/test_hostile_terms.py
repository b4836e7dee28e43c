"""Terms that no careful brand has: a quote never mixes money, never gives through a deduction, never explains roughly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.calculator import as_earlier
from refundtui.domain.money import MixedCurrenciesError, Money, currency, half_up
from refundtui.domain.order import Order, Tax
from refundtui.domain.quote import RowCode
from refundtui.domain.reasons import Grade
from refundtui.domain.request import Units
from refundtui.domain.switches import Switches, TaxOnPart
from refundtui.domain.terms import Fee, FeeBase, GradeDeduction, Source, Terms
from tests.domain.small_orders import card, eur, line, order, quoted

HERE = Source("fee", "§ 6")
BOUGHT = order(line("shirt", 1000, 2, tax=100), payments=(card(1000),))
DOLLARS = Money(300, currency("USD"))


@pytest.mark.parametrize("base", FeeBase)
def test_a_fee_in_other_money_is_not_taken_and_that_is_said(base: FeeBase) -> None:
    quote = quoted(
        BOUGHT, Units("shirt", 1), terms=Terms(fees=(Fee("restocking", HERE, DOLLARS, base=base),))
    )
    assert quote.total == eur(500)
    said = next(one for one in quote.findings if one.code == "deduction.other_currency")
    assert (said.fact("amount"), said.fact("currency"), said.rule) == (DOLLARS, "EUR", "fee")


def test_a_minimum_in_other_money_raises_no_sum() -> None:
    with pytest.raises(MixedCurrenciesError):
        quoted(BOUGHT, Units("shirt", 1), terms=Terms(minimum=DOLLARS))


@pytest.mark.parametrize(
    "terms",
    [
        Terms(fees=(Fee("restocking", HERE, eur(-300)),)),
        Terms(fees=(Fee("restocking", HERE, percent=Fraction(-1)),)),
        Terms(grades=((Grade.C, GradeDeduction(Fraction(-1), HERE)),)),
    ],
    ids=["a fee", "a percentage", "a grade"],
)
def test_a_deduction_below_nothing_gives_nothing(terms: Terms) -> None:
    quote = quoted(BOUGHT, Units("shirt", 1, Grade.C), terms=terms)
    assert [row.code for row in quote.rows] == [RowCode.GOODS]
    assert quote.total == eur(500)


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (Fraction(15, 100), "15 %"),
        (Fraction(125, 1000), "12.5 %"),
        (Fraction(123456, 1000000), "12.3456 %"),
        (Fraction(1, 3), "100/3 %"),
        (Fraction(1, 100_000_000), "0.000001 %"),
    ],
)
def test_a_percentage_is_told_as_it_was_reckoned_with(percent: Fraction, said: str) -> None:
    dear = order(line("shirt", 100_000_000), payments=(card(100_000_000),))
    row = quoted(dear, Units("shirt", 1), terms=Terms(fees=(Fee("handling", HERE, percent=percent),))).rows[1]
    assert dict(row.inputs)["percent"] == said


@given(st.fractions(Fraction(1, 1000), 1, max_denominator=100_000), st.integers(1000, 10**9))
def test_a_percentage_off_any_price_can_be_done_again_to_the_minor_unit(
    percent: Fraction, price: int
) -> None:
    dear = order(line("shirt", price), payments=(card(price),))
    quote = quoted(dear, Units("shirt", 1), terms=Terms(fees=(Fee("handling", HERE, percent=percent),)))
    told = str(dict(quote.rows[1].inputs)["percent"]).removesuffix(" %")
    assert quote.rows[1].amount == eur(-half_up(price * Fraction(told) / 100))


def rated(rate: Fraction) -> Order:
    """Two units for 9.00 and 1.00 of tax, and a rate that never made that tax."""
    odd = replace(line("shirt", 1000, 2, tax=100), taxes=(Tax("vat", eur(100), rate),))
    return order(odd, payments=(card(1000),))


@pytest.mark.parametrize(
    ("rate", "comes_to"), [(Fraction(30), 550), (Fraction(-3), 500), (Fraction(1, 9), 500)], ids=str
)
def test_a_rate_that_never_made_the_tax_gives_no_more_than_was_charged_and_takes_nothing(
    rate: Fraction, comes_to: int
) -> None:
    by_rate = Terms(Switches(tax_on_part=TaxOnPart.RATE))
    quote = quoted(rated(rate), Units("shirt", 1), terms=by_rate)
    assert (quote.total, quote.net) == (eur(comes_to), eur(450))
    rest = quoted(rated(rate).after(as_earlier(quote, "r")), Units("shirt", 1), terms=by_rate)
    assert quote.tax + rest.tax <= eur(100)
    assert quote.total + rest.total <= eur(1000)
