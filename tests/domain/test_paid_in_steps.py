"""Ariary and ouguiya: two decimals by ISO 4217, paid in fifths. What cannot be paid is said, not rounded."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.calculator import as_earlier, quote_refund
from refundtui.domain.money import Money, currencies, currency
from refundtui.domain.order import Order, OrderLine, Payment, Tax
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.request import (
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    RefundRequest,
    Settle,
    Stated,
    Units,
)
from refundtui.domain.switches import Switches, TenderOrder
from refundtui.domain.terms import Terms
from tests.domain.quote_strategies import History, histories

STEPPED = ["MGA", "MRU"]


def bought(code: str = "MGA", gross: int = 10000, units: int = 3, tax: int = 1667) -> Order:
    of = currency(code)
    line = OrderLine("l", "", units, Money(gross - tax, of), (Tax("vat", Money(tax, of)),))
    return Order("o", of, (line,), (Payment("a", Money(gross // 2, of)), Payment("b", Money(gross // 2, of))))


def asked(order: Order, *items: Item, terms: Terms | None = None, **more: Any) -> Quote | Refused:
    return quote_refund(order, RefundRequest(items, **more), terms or Terms())


def why(found: Quote | Refused) -> str:
    assert isinstance(found, Refused), found
    return found.first.code


def test_no_other_money_is_paid_in_steps() -> None:
    assert [of.code for of in currencies() if of.step != 1] == STEPPED
    assert {(currency(code).exponent, currency(code).step) for code in STEPPED} == {(2, 20)}


@pytest.mark.parametrize("code", STEPPED)
def test_what_comes_to_whole_steps_is_paid_whatever_its_tax(code: str) -> None:
    quote = asked(bought(code), Everything())
    assert isinstance(quote, Quote)
    assert (quote.total.minor, quote.tax.minor) == (10000, 1667)


@pytest.mark.parametrize("code", STEPPED)
def test_what_comes_between_two_steps_is_refused_with_what_it_came_to(code: str) -> None:
    found = asked(bought(code), Units("l", 1))
    assert isinstance(found, Refused)
    of = currency(code)
    assert (found.first.code, found.first.fact("computed"), found.first.fact("step")) == (
        "currency.in_steps",
        Money(3333, of),
        Money(20, of),
    )


def test_then_the_amount_is_typed_in_whole_steps() -> None:
    of = currency("MGA")
    quote = asked(bought(), LineAmount("l", Money(3340, of), units=1))
    assert isinstance(quote, Quote)
    assert (quote.total.minor, quote.rows[0].units) == (3340, 1)


@pytest.mark.parametrize(
    ("items", "more"),
    [
        ((LineAmount("l", Money(3333, currency("MGA"))),), {}),
        ((Goodwill(Money(30, currency("MGA"))),), {}),
        ((OrderReduction(Money(10, currency("MGA"))),), {}),
        ((FromPayment("a", Money(50, currency("MGA"))),), {}),
        ((Units("l", 3),), {"override": Money(4990, currency("MGA"))}),
        ((Units("l", 3),), {"settle_split": ((Settle.REFUND, Money(4990, currency("MGA"))),)}),
    ],
)
def test_an_amount_typed_between_two_steps_is_refused(items: tuple[Item, ...], more: dict[str, Any]) -> None:
    allowed = Terms(Switches(amount_may_be_overridden=True))
    assert why(asked(bought(), *items, terms=allowed, **more)) == "amount.not_payable"


def test_a_net_amount_is_judged_by_what_is_paid() -> None:
    of = currency("MGA")
    even = bought(gross=12000, units=1, tax=2000)
    quote = asked(even, LineAmount("l", Money(5050, of), Stated.NET))
    assert isinstance(quote, Quote)
    assert (quote.net.minor, quote.total.minor) == (5050, 6060)
    assert why(asked(even, LineAmount("l", Money(5051, of), Stated.NET))) == "currency.in_steps"


def test_each_payment_gives_whole_steps() -> None:
    of = currency("MGA")
    pro_rata = Terms(Switches(tender_order=TenderOrder.PRO_RATA))
    assert why(asked(bought(), LineAmount("l", Money(3340, of)), terms=pro_rata)) == "currency.in_steps"
    assert isinstance(asked(bought(), LineAmount("l", Money(3360, of)), terms=pro_rata), Quote)


@given(
    st.sampled_from(STEPPED), st.integers(1, 500), st.integers(1, 7), st.integers(1, 7), st.integers(0, 9999)
)
def test_no_quote_ever_pays_between_two_steps(
    code: str, steps: int, units: int, back: int, typed: int
) -> None:
    order = bought(code, steps * 40, units, steps)
    for item in (Units("l", back), LineAmount("l", Money(typed, order.currency)), Everything()):
        found = asked(order, item)
        if isinstance(found, Quote):
            assert all(leg.amount.minor % 20 == 0 for leg in found.legs)
            assert found.total.minor % 20 == 0


@given(st.sampled_from(STEPPED).flatmap(lambda code: histories(currency(code))))
def test_whatever_is_asked_under_whatever_terms_only_whole_steps_are_paid(history: History) -> None:
    for quote in history.quotes:
        assert all(leg.amount.minor % 20 == 0 for leg in quote.legs)
        assert quote.total.minor == sum(leg.amount.minor for leg in quote.legs)


@given(
    st.sampled_from(STEPPED),
    st.lists(st.integers(0, 60), max_size=4),
    st.integers(10, 200),
    st.integers(1, 7),
)
def test_typed_in_whole_steps_any_order_closes_at_exactly_what_was_paid(
    code: str, typed: list[int], steps: int, units: int
) -> None:
    of = currency(code)
    start = bought(code, steps * 40, units, steps * 40 // 6)
    order, given_back = start, 0
    for number, many in enumerate(typed):
        quote = asked(order, LineAmount("l", Money(many * 20, of)))
        if isinstance(quote, Quote):
            given_back += quote.total.minor
            order = order.after(as_earlier(quote, f"r{number}"))
    rest = asked(order, Everything())
    if given_back == start.total.minor:
        assert why(rest) == "order.nothing_left"
    else:
        assert isinstance(rest, Quote)
        assert given_back + rest.total.minor == start.total.minor
