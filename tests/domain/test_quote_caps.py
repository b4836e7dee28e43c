"""Caps, ledgers and tenders, one case each: what once gave too much, told a wrong maximum or paid the wrong way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from refundtui.domain.calculator import as_earlier, quote_refund
from refundtui.domain.ledger import ledgers
from refundtui.domain.money import Money, currency
from refundtui.domain.order import (
    EarlierRefund,
    LineKind,
    Order,
    OrderDiscount,
    OrderLine,
    RefundedPart,
    ServicePeriod,
    Tax,
    TenderKind,
)
from refundtui.domain.quote import LegKind, Quote, RowCode
from refundtui.domain.request import (
    Charge,
    Everything,
    FromPayment,
    Goodwill,
    LineAmount,
    OrderReduction,
    RefundRequest,
    RestOfLine,
    Settle,
    Stated,
    Units,
    UnusedTime,
)
from refundtui.domain.settlement import purse_of
from refundtui.domain.switches import (
    CancellationDay,
    CashLimit,
    DayCount,
    LostCoupon,
    Rounding,
    Switches,
    TaxRounding,
    Total,
)
from refundtui.domain.terms import Terms
from tests.domain.small_orders import card, eur, line, order, quoted, refused

# ---------------------------------------------------------------- the maximum that is told


def test_the_tightest_cap_is_told_not_the_first() -> None:
    bought = order(line("l", 10000), payments=(card(10000),), earlier=(EarlierRefund("e", loose=eur(6000)),))
    assert refused(bought, LineAmount("l", eur(12000))) == ("amount.above_order", eur(4000))


def test_the_maximum_of_a_net_amount_is_net_whatever_cap_it_is() -> None:
    bought = order(
        line("l", 12000, tax=2000), payments=(card(12000),), earlier=(EarlierRefund("e", loose=eur(6000)),)
    )
    assert refused(bought, LineAmount("l", eur(9000), Stated.NET)) == ("amount.above_order", eur(5000))
    assert quoted(bought, LineAmount("l", eur(5000), Stated.NET)).total == eur(6000)


def test_an_unspent_balance_is_the_maximum_of_its_line() -> None:
    gift = line("gift", 1500, kind=LineKind.STORED_VALUE)
    bought = order(gift, payments=(card(1500),), stored_value_left=eur(10))
    assert refused(bought, LineAmount("gift", eur(5000))) == ("amount.above_stored_value", eur(10))


def test_units_of_a_gift_card_give_only_what_is_unspent() -> None:
    gift = line("gift", 3000, 2, kind=LineKind.STORED_VALUE)
    quote = quoted(order(gift, stored_value_left=eur(700)), Units("gift", 2))
    assert (quote.total, quote.stored_value_left) == (eur(700), eur(0))


def test_one_balance_is_not_given_twice_over_two_lines() -> None:
    gifts = [line(name, 1000, kind=LineKind.STORED_VALUE) for name in ("a", "b")]
    quote = quoted(order(*gifts, stored_value_left=eur(1500)), Everything())
    assert (quote.total, quote.stored_value_left) == (eur(1500), eur(0))


def test_a_balance_that_went_back_is_not_there_for_the_next_refund() -> None:
    gift = line("gift", 5000, kind=LineKind.STORED_VALUE)
    bought = order(gift, stored_value_left=eur(700))
    bought = bought.after(as_earlier(quoted(bought, RestOfLine("gift")), "e"))
    assert bought.stored_value_left == eur(0)
    assert refused(bought, LineAmount("gift", eur(1))) == ("amount.above_stored_value", eur(0))


def test_a_named_payment_caps_a_typed_amount_and_an_override() -> None:
    bought = order(line("l", 9000, 3), payments=(card(1000),))
    allowed = Terms(Switches(amount_may_be_overridden=True))
    too_much = {"override": eur(2000), "payment_id": "card"}
    told = refused(bought, Units("l", 1), terms=allowed, **too_much)
    assert told == ("amount.above_payment", eur(1000))
    quote = quoted(bought, Units("l", 1), payment_id="card")
    assert (quote.total, quote.computed, quote.cash) == (eur(1000), eur(3000), eur(1000))


def test_a_typed_net_amount_may_close_an_invoice_whose_tax_was_rounded_once() -> None:
    lines = [line(name, 8200, tax=1367) for name in ("a", "b")]
    bought = order(*lines, tax_ceiling=eur(2733), payments=(card(16399),))
    bought = bought.after(as_earlier(quoted(bought, LineAmount("a", eur(6833), Stated.NET)), "first"))
    last = quoted(bought, LineAmount("b", eur(6833), Stated.NET))
    assert (last.net, last.tax, last.total) == (eur(6833), eur(1366), eur(8199))


def test_the_maximum_of_a_reduction_of_the_order_is_told_on_its_own_basis() -> None:
    bought = order(
        line("l", 12000, tax=2000), payments=(card(12000),), earlier=(EarlierRefund("e", loose=eur(6000)),)
    )
    assert refused(bought, OrderReduction(eur(9000), Stated.NET)) == ("amount.above_order", eur(5000))
    assert quoted(bought, OrderReduction(eur(5000), Stated.NET)).total == eur(6000)


def test_tax_typed_with_the_wrong_sign_is_refused() -> None:
    discount = OrderLine("d", "", 0, eur(-1000), (Tax("vat", eur(-100)),), LineKind.FEE)
    terms = Terms(Switches(explicit_tax_allowed=True))
    item = LineAmount("d", eur(-500), Stated.NET, taxes=(("vat", eur(50)),))
    assert refused(order(line("l", 5000), discount), item, terms=terms)[0] == "amount.wrong_sign"


# ---------------------------------------------------------------- nothing is given twice


def test_a_service_ends_once() -> None:
    plan = line("plan", 3100, kind=LineKind.SERVICE, period=ServicePeriod(date(2026, 1, 1), date(2026, 2, 1)))
    ended = UnusedTime("plan", date(2026, 1, 20))
    assert quoted(order(plan), ended).total == eur(1100)
    assert refused(order(plan), ended, ended)[0] == "line.nothing_left"


def test_the_cash_limit_of_two_services_is_the_sum_of_theirs_and_spares_other_goods() -> None:
    period = ServicePeriod(date(2026, 1, 1), date(2026, 2, 1))
    plans = [line(name, 3100, kind=LineKind.SERVICE, period=period) for name in ("a", "b")]
    bought = order(*plans, line("mug", 3800), payments=(card(6000),))
    terms = Terms(Switches(cash_limit=CashLimit.PAID_MINUS_USED))
    ended = [UnusedTime(name, date(2026, 1, 10)) for name in ("a", "b")]
    quote = quoted(bought, *ended, Units("mug", 1), terms=terms)
    # each: 21.00 unused; paid share 18.60 less 10.00 used leaves 8.60 in cash
    assert (quote.total, quote.cash) == (eur(8000), eur(3800 + 2 * 860))


def test_a_line_is_never_floored_up_beyond_its_rest() -> None:
    bought = Order("o", currency("JPY"), (OrderLine("l", "", 2, Money(5, currency("JPY"))),))
    asked = RefundRequest((LineAmount("l", Money(4, currency("JPY"))), Units("l", 1)))
    quote = quote_refund(bought, asked, Terms(Switches(rounding=Rounding.SUM_FLOOR)))
    assert isinstance(quote, Quote)
    book = ledgers(bought.after(as_earlier(quote, "e")))["l"]
    assert book.refunded <= book.gross


def test_money_sent_to_another_tender_of_the_customer_has_left_the_payments() -> None:
    bought = order(line("l", 10000, 2), payments=(card(10000),))
    to_gift = quoted(bought, Units("l", 1), terms=Terms(other_tenders=("gift",)), to_tender="gift")
    assert [(leg.payment_id, leg.amount) for leg in to_gift.legs] == [("gift", eur(5000))]
    assert purse_of(bought.after(as_earlier(to_gift, "e"))).on_tenders == 5000


def test_another_tender_of_the_customer_gets_no_more_than_was_collected() -> None:
    bought = order(line("l", 1000), payments=(card(600),))
    quote = quoted(bought, Units("l", 1), terms=Terms(other_tenders=("gift",)), to_tender="gift")
    assert [(leg.kind, leg.payment_id, leg.amount) for leg in quote.legs] == [
        (LegKind.TENDER, "gift", eur(600)),
        (LegKind.CREDIT, "", eur(400)),
    ]


def test_money_that_names_no_payment_was_not_given_by_what_a_dispute_holds() -> None:
    paid = (card(400, "first", disputed=eur(300)), card(600, "second"))
    bought = order(line("l", 1000), payments=paid, earlier=(EarlierRefund("e", loose=eur(450)),))
    assert purse_of(bought).on_tenders == 250


def test_money_asked_of_a_payment_by_name_comes_from_it() -> None:
    bought = order(line("l", 10000), payments=(card(6000, "first"), card(4000, "second")))
    quote = quoted(bought, FromPayment("second", eur(3000)), LineAmount("l", eur(2000)))
    assert {leg.payment_id: leg.amount for leg in quote.legs} == {"first": eur(2000), "second": eur(3000)}
    twice = (FromPayment("second", eur(3000)), FromPayment("second", eur(3000)))
    assert refused(bought, *twice) == ("amount.above_payment", eur(1000))


def test_a_reduction_of_the_order_falls_on_goods_and_not_on_a_discount_line() -> None:
    discount = OrderLine("d", "", 0, eur(-1000), (), LineKind.FEE)
    quote = quoted(order(line("l", 5000), discount), OrderReduction(eur(500)))
    assert (quote.total, {row.line_id for row in quote.rows}) == (eur(500), {"l"})


# ---------------------------------------------------------------- sequences


def test_what_a_cap_cut_is_no_longer_owed_by_itself_but_can_be_typed_on_its_line() -> None:
    bought = order(line("l", 10000), payments=(card(10000, disputed=eur(3000)),))
    cut = quoted(bought, Units("l", 1))
    assert (cut.total, cut.computed) == (eur(7000), eur(10000))
    won = replace(bought, payments=(card(10000),)).after(as_earlier(cut, "e"))
    assert won.refunded == eur(7000)
    assert refused(won, Everything())[0] == "order.nothing_left"
    assert quoted(won, LineAmount("l", eur(3000))).total == eur(3000)


def test_a_lost_coupon_comes_back_when_nothing_is_kept() -> None:
    balls = line("l", 6414, 2, listed=eur(11414), discount=eur(5000), order_discount=eur(5000))
    bought = order(balls, discounts=(OrderDiscount(eur(5000), minimum=eur(10000), line_ids=("l",)),))
    terms = Terms(Switches(lost_coupon=LostCoupon.REEVALUATE))
    first = quoted(bought, Units("l", 1), terms=terms)
    second = quoted(bought.after(as_earlier(first, "e")), Units("l", 1), terms=terms)
    assert [first.total, second.total] == [eur(707), eur(5707)]


def test_tax_rounded_per_unit_leaves_its_drift_to_the_last_unit() -> None:
    shirts = OrderLine("l", "", 7, eur(473), (Tax("vat", eur(30), Fraction(7, 100)),))
    terms = Terms(Switches(tax_rounding=TaxRounding.UNIT, total=Total.SUM_OF_ROUNDED_PARTS))
    first = quoted(order(shirts), Units("l", 6), terms=terms)
    last = quoted(order(shirts).after(as_earlier(first, "e")), Units("l", 1), terms=terms)
    assert first.total + last.total == eur(503)
    assert first.tax + last.tax == eur(30)


def test_the_law_s_minimum_is_owed_before_an_exchange_spends_it() -> None:
    terms = Terms(minimum=eur(10000))
    quote = quoted(order(line("l", 10000)), Units("l", 1), terms=terms, charges=(Charge("new", eur(6000)),))
    assert quote.total == eur(4000)
    assert RowCode.STATUTORY_MINIMUM not in {row.code for row in quote.rows}


# ---------------------------------------------------------------- settlement


def test_a_split_that_asks_for_more_than_the_total_or_the_cash_is_refused() -> None:
    bought = order(line("l", 1800), payments=(card(600),))
    item = LineAmount("l", eur(1800))
    split = ((Settle.REFUND, eur(600)), (Settle.CREDIT, eur(1300)))
    assert refused(bought, item, settle_split=split)[0] == "split.above_total"
    assert refused(bought, item, settle_split=((Settle.REFUND, eur(700)),)) == (
        "amount.above_payment",
        eur(600),
    )


def test_what_a_split_leaves_over_becomes_credit_visibly() -> None:
    bought = order(line("l", 1800), payments=(card(1800),))
    quote = quoted(bought, LineAmount("l", eur(1800)), settle_split=((Settle.REFUND, eur(600)),))
    assert [(leg.kind, leg.amount) for leg in quote.legs] == [
        (LegKind.TENDER, eur(600)),
        (LegKind.CREDIT, eur(1200)),
    ]


def test_goodwill_up_to_the_maximum_after_a_fee_kept_part_of_the_order() -> None:
    past = EarlierRefund("e", (RefundedPart("l", eur(10000), 1),), loose=eur(-500))
    bought = order(line("l", 10000), payments=(card(10000),), earlier=(past,))
    assert refused(bought, Everything())[0] == "order.nothing_left"
    assert refused(bought, Goodwill(eur(501))) == ("amount.above_order", eur(500))
    assert quoted(bought, Goodwill(eur(500))).total == eur(500)


def test_a_non_refundable_tender_leaves_its_part_to_credit() -> None:
    bought = order(line("l", 1000), payments=(card(600), card(400, "gift", kind=TenderKind.GIFT_CARD)))
    quote = quoted(bought, RestOfLine("l"), terms=Terms(non_refundable_tenders=("gift_card",)))
    assert (quote.cash, quote.legs_of(LegKind.CREDIT)) == (eur(600), eur(400))


# ---------------------------------------------------------------- counting and rounding


@pytest.mark.parametrize(
    ("ended", "unused"), [(date(2023, 5, 31), 14), (date(2023, 5, 23), 22), (date(2023, 6, 1), 14)]
)
def test_months_of_thirty_days_lose_one_day_at_each_long_month_s_end(ended: date, unused: int) -> None:
    plan = line("p", 3000, kind=LineKind.SERVICE, period=ServicePeriod(date(2023, 5, 15), date(2023, 6, 15)))
    terms = Terms(Switches(day_count=DayCount.THIRTY, cancellation_day=CancellationDay.UNUSED))
    quote = quoted(order(plan), UnusedTime("p", ended), terms=terms)
    assert dict(quote.rows[0].inputs)["unused_days"] == unused


def test_a_note_s_net_and_discount_are_rounded_once_over_all_its_rows() -> None:
    lines = [
        OrderLine(
            name,
            "",
            1,
            eur(9950),
            (Tax("vat", eur(995), Fraction(1, 10)),),
            listed=eur(10000),
            discount=eur(50),
            price_includes_tax=False,
        )
        for name in "abcde"
    ]
    terms = Terms(Switches(tax_rounding=TaxRounding.HEADER, total=Total.SUM_OF_ROUNDED_PARTS))
    quote = quoted(
        order(*lines),
        *(LineAmount(name, eur(100), Stated.NET_BEFORE_DISCOUNT) for name in "abcde"),
        terms=terms,
    )
    discount = sum(row.discount.minor for row in quote.rows if row.discount)
    assert (quote.net, quote.tax, quote.total, discount) == (eur(498), eur(50), eur(548), 3)
