"""What a request may not get by the way it is put: twice the same thing, a sign, a basis, a tax."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from refundtui.domain.calculator import as_earlier
from refundtui.domain.ledger import ledgers
from refundtui.domain.money import Money, currency
from refundtui.domain.order import EarlierRefund, LineKind, OrderLine, RefundedPart, ServicePeriod, Tax
from refundtui.domain.quote import LegKind
from refundtui.domain.request import (
    Charge,
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    RestOfLine,
    Settle,
    Stated,
    Units,
    UnusedTime,
)
from refundtui.domain.switches import CancellationDay, CashLimit, FeeTax, GoodwillTax, Switches, TaxOnPart
from refundtui.domain.terms import Depreciation, Fee, FeeBase, Method, Source, Terms
from tests.domain.small_orders import card, eur, line, order, quoted, refused

TAXED = order(line("l", 12000, tax=2000), payments=(card(12000),))
HALF = (eur(50), eur(100))
WRITTEN_OFF = Terms(depreciation=Depreciation(Method.STRAIGHT_LINE, 24, Source("r", "c"), Fraction(1, 5)))


# ---------------------------------------------------------------- the same thing twice


@pytest.mark.parametrize(
    "items",
    [
        (PriceReduction("l", *HALF), PriceReduction("l", *HALF)),
        (PriceReduction("l", *HALF), Units("l", 1)),
        (Units("l", 1), PriceReduction("l", *HALF)),
        (PriceReduction("l", *HALF), RestOfLine("l")),
        (PriceReduction("l", *HALF), Everything()),
        (DepreciatedValue("l", 6), DepreciatedValue("l", 6)),
        (DepreciatedValue("l", 6), Units("l", 1)),
        (DepreciatedValue("l", 6), PriceReduction("l", *HALF)),
    ],
)
def test_a_unit_that_is_kept_for_money_neither_comes_back_nor_is_kept_twice(items: tuple[Item, ...]) -> None:
    bought = order(line("l", 10000), line("other", 10000), payments=(card(20000),))
    assert refused(bought, *items, terms=WRITTEN_OFF)[0] in {"units.above_left", "line.nothing_left"}


def test_one_unit_may_be_kept_for_less_while_the_other_comes_back() -> None:
    bought = order(line("l", 10000, 2), payments=(card(10000),))
    assert quoted(bought, PriceReduction("l", *HALF), Units("l", 1)).total == eur(7500)


def test_a_seller_s_share_of_a_payment_is_given_once_in_a_request() -> None:
    bought = order(line("l", 10000), payments=(card(10000, shares=(("shop", eur(3000)),)),))
    twice = FromPayment("card", eur(2000), "shop"), FromPayment("card", eur(2000), "shop")
    assert refused(bought, *twice) == ("amount.above_share", eur(1000))
    others = FromPayment("card", eur(3000), "shop"), FromPayment("card", eur(7000))
    assert quoted(bought, *others).total == eur(10000)


def test_a_split_that_names_cash_twice_takes_no_payment_beyond_what_it_holds() -> None:
    bought = order(line("l", 12000), payments=(card(6000, "a"), card(6000, "b")))
    halves = ((Settle.REFUND, eur(6000)), (Settle.REFUND, eur(6000)))
    legs = quoted(bought, RestOfLine("l"), settle_split=halves).legs
    assert [(leg.payment_id, leg.amount) for leg in legs] == [("a", eur(6000)), ("b", eur(6000))]


# ---------------------------------------------------------------- signs and currencies


def test_a_negative_part_of_a_split_is_refused() -> None:
    bought = order(line("l", 10000, 2), payments=(card(10000),))
    split = ((Settle.REFUND, eur(9000)), (Settle.CREDIT, eur(-4000)))
    assert refused(bought, Units("l", 1), settle_split=split)[0] == "amount.not_positive"


def test_a_split_in_another_currency_is_refused() -> None:
    dollars = ((Settle.REFUND, Money(100, currency("USD"))),)
    assert refused(TAXED, Units("l", 1), settle_split=dollars)[0] == "currency.other"


@pytest.mark.parametrize("charge", [Charge("new", eur(-3000)), Charge("new", eur(3000), Fraction(-1))])
def test_what_an_exchange_costs_is_never_a_gift(charge: Charge) -> None:
    bought = order(line("l", 10000, 2), payments=(card(10000),))
    assert refused(bought, Units("l", 1), charges=(charge,))[0] == "amount.not_positive"


@pytest.mark.parametrize("rate", [Fraction(-1), Fraction(-1, 2)])
def test_goodwill_at_a_negative_tax_rate_is_refused(rate: Fraction) -> None:
    assert refused(TAXED, Goodwill(eur(100), tax_rate=rate))[0] == "amount.not_positive"


# ---------------------------------------------------------------- the basis and the tax


def test_goodwill_typed_net_has_its_tax_on_top_and_its_maximum_is_net() -> None:
    taxed = Terms(Switches(goodwill_tax=GoodwillTax.AS_ORDER))
    quote = quoted(TAXED, Goodwill(eur(1000), Stated.NET), terms=taxed)
    assert (quote.net, quote.tax, quote.total) == (eur(1000), eur(200), eur(1200))
    assert refused(TAXED, Goodwill(eur(10001), Stated.NET), terms=taxed) == ("amount.above_order", eur(10000))
    at_a_rate = Goodwill(eur(11000), Stated.NET, Fraction(1, 4))
    assert refused(TAXED, at_a_rate) == ("amount.above_order", eur(9600))


def test_typed_tax_is_part_of_a_typed_gross_amount() -> None:
    allowed = Terms(Switches(explicit_tax_allowed=True))
    item = LineAmount("l", eur(500), taxes=(("vat", eur(1500)),))
    assert refused(TAXED, item, terms=allowed)[0] == "amount.above_tax"


def test_a_typed_gross_amount_with_its_tax_stays_as_typed_though_the_invoice_charged_less_tax() -> None:
    bought = order(line("l", 12000, tax=2000), payments=(card(12000),), tax_ceiling=eur(1999))
    allowed = Terms(Switches(explicit_tax_allowed=True))
    quote = quoted(bought, LineAmount("l", eur(11999), taxes=(("vat", eur(2000)),)), terms=allowed)
    assert (quote.total, quote.tax) == (eur(11999), eur(1999))


def test_no_tax_is_given_beyond_what_its_code_was_charged_on_the_whole_order() -> None:
    bought = order(line("taxed", 12000, tax=2000), line("untaxed", 8000), payments=(card(20000),))
    allowed = Terms(Switches(amount_may_be_overridden=True, goodwill_tax=GoodwillTax.AS_ORDER))
    more = quoted(bought, Units("taxed", 1), terms=allowed, override=eur(16000))
    assert (more.total, more.tax) == (eur(16000), eur(2000))
    goodwill = quoted(bought, Units("taxed", 1), Goodwill(eur(5000)), terms=allowed)
    assert (goodwill.total, goodwill.tax) == (eur(17000), eur(2000))
    twice = quoted(bought, Goodwill(eur(10000)), Goodwill(eur(10000)), terms=allowed)
    assert (twice.total, twice.tax) == (eur(20000), eur(2000))


# ---------------------------------------------------------------- the brand's limit on cash


def test_a_typed_split_gives_no_more_cash_than_the_brand_s_limit_for_unused_time() -> None:
    plan = line("plan", 3100, kind=LineKind.SERVICE, period=ServicePeriod(date(2026, 1, 1), date(2026, 2, 1)))
    bought = order(plan, payments=(card(2000),))
    limited = Terms(Switches(cash_limit=CashLimit.PAID_MINUS_USED))
    ended = UnusedTime("plan", date(2026, 1, 10))  # 10.00 used, 21.00 unused; 20.00 paid
    assert quoted(bought, ended, terms=limited).legs_of(LegKind.TENDER) == eur(1000)
    split = ((Settle.REFUND, eur(1500)),)
    assert refused(bought, ended, terms=limited, settle_split=split) == ("amount.above_payment", eur(1000))


# ---------------------------------------------------------------- the calendar's end


@pytest.mark.parametrize(("rule", "unused"), [(CancellationDay.USED, 0), (CancellationDay.UNUSED, 1)])
def test_a_service_may_end_on_the_last_day_there_is(rule: CancellationDay, unused: int) -> None:
    period = ServicePeriod(date(9999, 12, 1), date(9999, 12, 31))
    bought = order(line("plan", 3000, kind=LineKind.SERVICE, period=period))
    terms = Terms(Switches(cancellation_day=rule))
    assert quoted(bought, UnusedTime("plan", date.max), Goodwill(eur(1)), terms=terms).total == eur(1)
    quote = quoted(bought, UnusedTime("plan", date(9999, 12, 30)), Goodwill(eur(1)), terms=terms)
    assert quote.rows[0].amount == eur(100 * unused)


# ---------------------------------------------------------------- tax within its line and its code


def test_tax_at_the_code_s_rate_is_never_more_than_the_line_was_charged() -> None:
    exempt = OrderLine("l", "", 4, eur(1000), (Tax("vat", eur(0), Fraction(1, 5)),))
    at_the_rate = Terms(Switches(tax_on_part=TaxOnPart.RATE))
    quote = quoted(order(exempt), OrderReduction(eur(500), Stated.NET), terms=at_the_rate)
    assert (quote.total, quote.tax) == (eur(500), eur(0))


def test_a_deduction_takes_no_more_tax_than_its_line_gives() -> None:
    in_proportion = Switches(restocking_tax=FeeTax.IN_PROPORTION)
    fee = Fee("restocking", Source("r", "c"), amount=eur(900), base=FeeBase.LINE)
    given = LineAmount("l", eur(600), taxes=(("vat", eur(0)),))
    bought = order(line("l", 1200, 2, tax=200))
    terms = Terms(replace(in_proportion, explicit_tax_allowed=True), fees=(fee,))
    quote = quoted(bought, given, RestOfLine("l"), terms=terms)
    assert 0 <= quote.tax.minor <= 200
    assert all(
        book.refunded_taxes["vat"] >= 0 for book in ledgers(bought.after(as_earlier(quote, "e"))).values()
    )


def test_goodwill_named_first_leaves_the_lines_the_tax_they_were_charged() -> None:
    bought = order(line("l", 1200, tax=200), line("m", 300), payments=(card(1500),))
    as_order = Terms(Switches(goodwill_tax=GoodwillTax.AS_ORDER))
    quote = quoted(bought, Goodwill(eur(300)), RestOfLine("l"), terms=as_order)
    assert (quote.total, quote.tax) == (eur(1500), eur(200))


def test_what_a_cap_cut_off_a_line_keeps_its_tax_too() -> None:
    part = RefundedPart("l", eur(400), 0, (Tax("vat", eur(67)),), withheld=eur(800))
    bought = order(line("l", 1200, tax=200), earlier=(EarlierRefund("cut", (part,)),))
    assert ledgers(bought)["l"].rest_of("vat") == 0


def test_more_tax_withheld_than_is_left_makes_no_tax_negative() -> None:
    parts = (
        RefundedPart("l", eur(100), 1, (Tax("vat", eur(1)),)),
        RefundedPart("l", eur(900), 0, (Tax("vat", eur(180)),)),
    )
    bought = order(line("l", 1200, 2, tax=200), earlier=(EarlierRefund("e", parts),))
    assert ledgers(bought)["l"].rest_of("vat") >= 0
