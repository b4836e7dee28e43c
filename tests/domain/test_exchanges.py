"""What an exchange spends on new things is gone: it is no money to give, in the same quote or in a later one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from refundtui.domain.calculator import as_earlier
from refundtui.domain.order import EarlierRefund, Order, OrderLine, RefundStatus
from refundtui.domain.quote import Quote, RowCode
from refundtui.domain.request import Charge, Everything, FromPayment, Goodwill, Item, LineAmount, Units
from refundtui.domain.settlement import purse_of, share_left
from refundtui.domain.switches import ExchangeValue, OverCap, Switches
from refundtui.domain.terms import Terms
from tests.domain.quote_strategies import History, histories
from tests.domain.small_orders import card, eur, line, order, quoted, refused

BOUGHT = order(line("l", 10000), line("m", 5000), payments=(card(15000),))
NEW = Charge("new", eur(6000))


def exchanged(bought: Order, *charges: Charge, evenly: bool = False) -> Order:
    """The order once its line was exchanged for something of 60.00 (or evenly)."""
    quote = quoted(bought, Units("l", 1), charges=charges or (NEW,), even_exchange=evenly)
    return bought.after(as_earlier(quote, "e"))


def test_what_the_new_things_cost_is_not_refunded_later() -> None:
    after = exchanged(BOUGHT)
    assert (after.refunded, after.given) == (eur(4000), eur(10000))
    assert quoted(after, Everything()).total == eur(5000)
    assert quoted(after, FromPayment("card")).total == eur(5000)


@pytest.mark.parametrize(
    "item", [Goodwill(eur(5001)), LineAmount("m", eur(5001)), FromPayment("card", eur(5001))]
)
def test_the_maximum_of_a_later_refund_is_what_neither_went_back_nor_was_spent(item: Item) -> None:
    assert refused(exchanged(BOUGHT), item)[1] == eur(5000)


def test_an_even_exchange_spends_all_that_came_back() -> None:
    after = exchanged(BOUGHT, evenly=True)
    assert (after.refunded, after.given) == (eur(0), eur(10000))
    assert refused(after, Goodwill(eur(5001))) == ("amount.above_order", eur(5000))


def test_an_exchange_that_failed_spent_nothing() -> None:
    quote = quoted(BOUGHT, Units("l", 1), charges=(NEW,))
    failed = BOUGHT.after(as_earlier(quote, "e", RefundStatus.FAILED))
    assert quoted(failed, Everything()).total == eur(15000)


def test_a_provider_s_own_figure_does_not_know_what_was_spent() -> None:
    after = exchanged(BOUGHT)
    told = replace(after, payments=(card(15000, refundable=eur(11000)),))
    assert purse_of(told).on_tenders == 5000


def test_a_seller_s_share_is_less_by_what_her_exchange_spent() -> None:
    shared = card(15000, shares=(("shop", eur(10000)),))
    past = EarlierRefund("e", loose=eur(4000), spent=eur(4000), seller="shop")
    assert share_left(order(line("l", 15000), earlier=(past,)), shared, "shop") == 6000


def test_new_things_are_not_bought_with_money_the_order_no_longer_has() -> None:
    """80.00 of goodwill before: of 100.00 that come back 70.00 are left, 60.00 of them pay for the new things."""
    before = replace(BOUGHT, earlier=(EarlierRefund("g", loose=eur(8000)),))
    quote = quoted(before, Units("l", 1), charges=(NEW,))
    assert (quote.total, quote.owed_by_customer) == (eur(1000), None)
    assert [row.code for row in quote.rows] == [RowCode.GOODS, RowCode.CUT, RowCode.EXCHANGE]
    dearer = quoted(before, Units("l", 1), charges=(Charge("new", eur(9000)),))
    assert (dearer.total, dearer.owed_by_customer) == (eur(0), eur(2000))
    refusing = Terms(Switches(over_cap=OverCap.REFUSE))
    assert refused(before, Units("l", 1), terms=refusing, charges=(NEW,)) == ("total.above_order", eur(7000))


def test_one_thing_for_its_like_is_possible_whatever_was_given_before() -> None:
    before = replace(BOUGHT, earlier=(EarlierRefund("g", loose=eur(8000)),))
    refusing = Terms(Switches(over_cap=OverCap.REFUSE, exchange_value=ExchangeValue.EVEN))
    quote = quoted(before, Units("l", 1), terms=refusing, charges=(NEW,))
    assert (quote.total, [row.code for row in quote.rows]) == (eur(0), [RowCode.GOODS, RowCode.EXCHANGE])


def test_a_part_of_a_charge_spends_its_part() -> None:
    after = exchanged(BOUGHT, replace(NEW, part=Fraction(1, 4)))
    assert (after.refunded, after.given) == (eur(8500), eur(10000))


def test_the_tax_of_an_even_exchange_stays_with_the_line() -> None:
    taxed = order(line("l", 12000, tax=2000), payments=(card(12000),))
    assert exchanged(taxed, evenly=True).earlier[0].loose_taxes == ()


def test_new_things_cost_what_they_cost_where_nothing_comes_back_to_pay_for_them() -> None:
    minus = OrderLine("minus", "", 1, eur(-1000))
    quote = quoted(order(line("l", 10000), minus), Units("minus", 1), charges=(NEW,))
    assert (quote.total, quote.owed_by_customer) == (eur(-1000), eur(7000))


@given(histories())
def test_what_goes_back_and_what_pays_for_new_things_is_never_more_than_the_order_can_give(
    history: History,
) -> None:
    for before, asked, quote in history.steps:
        ceiling = purse_of(before, asked, history.terms).ceiling
        assert ceiling is not None
        assert quote.total.minor + _paid_for_new_things(quote) <= ceiling


def _paid_for_new_things(quote: Quote) -> int:
    return -sum(row.amount.minor for row in quote.rows if row.formula == "net_difference")
