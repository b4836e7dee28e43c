"""The figures of a working day, straight from the calculator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from refundtui.domain.calculator import as_earlier, quote_refund, what_if
from refundtui.domain.invoice import ListedLine, ListedOrderDiscount, ListedTax, Listing, paid_order
from refundtui.domain.money import Money, currency, money
from refundtui.domain.order import (
    EarlierRefund,
    LineKind,
    Order,
    OrderLine,
    Payment,
    RefundedPart,
    RefundStatus,
    ServicePeriod,
    Tax,
    TenderKind,
)
from refundtui.domain.quote import Quote, Refused, RowCode
from refundtui.domain.request import (
    DepreciatedValue,
    Goodwill,
    Item,
    PriceReduction,
    RefundRequest,
    RestOfLine,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.domain.switches import CancellationDay, DepreciationFloor, FeeTax, Switches, TenderOrder
from refundtui.domain.terms import Depreciation, Fee, Method, Source, Struck, Terms

EUR, USD, GBP, JPY = currency("EUR"), currency("USD"), currency("GBP"), currency("JPY")
VAT = ListedTax("DE19", Fraction(19, 100))


def eur(text: str) -> Money:
    return money(text, "EUR")


def order_a(*payments: Payment) -> Order:
    """Two shirts and a jacket, 20.00 off the order, delivery 4.90; paid 193.70."""
    listed = Listing(
        Order("A", EUR, (), payments or (Payment("card", eur("193.70")),)),
        (
            ListedLine("shirt", 2, Fraction(3990), taxes=(VAT,)),
            ListedLine("jacket", 1, Fraction(12900), taxes=(VAT,)),
            ListedLine(
                "delivery", 0, Fraction(0), kind=LineKind.SHIPPING, line_total=Fraction(490), taxes=(VAT,)
            ),
        ),
        (ListedOrderDiscount(Fraction(2000)),),
    )
    return paid_order(listed)


def withdrawal() -> Terms:
    """Change of mind in the EU: the brand's restocking fee is forbidden, delivery follows a whole withdrawal."""
    return Terms(
        fees=(Fee("restocking", Source("LH-FEE", "5.2"), amount=eur("5.00")),),
        struck=(Struck("restocking", Source("EU-CRD-14-2", "Art. 14(1), (2)")),),
        deliver_back=True,
    )


def quoted(order: Order, *items: Item, terms: Terms | None = None) -> Quote:
    quote = quote_refund(order, RefundRequest(items), terms or Terms())
    assert isinstance(quote, Quote), quote
    return quote


def kept_jacket() -> PriceReduction:
    return PriceReduction("jacket", eur("96.75"), eur("129.00"))


def test_the_discount_falls_on_the_units_of_order_a_as_paid() -> None:
    order = order_a()
    assert order.total == eur("193.70")
    assert [line.gross for line in order.lines] == [eur("72.16"), eur("116.64"), eur("4.90")]


def test_a_stained_jacket_kept_for_less_gives_a_quarter_of_what_was_paid() -> None:
    quote = quoted(order_a(), kept_jacket())
    assert (quote.total, quote.tax) == (eur("29.16"), eur("4.66"))


def test_a_shirt_sent_back_gives_what_was_paid_and_the_fee_is_struck() -> None:
    quote = quoted(order_a(), Units("shirt", 1), terms=withdrawal())
    assert quote.total == eur("36.08")
    struck = [row for row in quote.rows if row.struck]
    assert [(row.code, row.amount, row.source.rule) for row in struck] == [
        (RowCode.RESTOCKING, eur("-5.00"), "EU-CRD-14-2")
    ]
    assert [note.code for note in quote.findings] == ["delivery.not_refunded", "deduction.struck"]


def test_the_breakdown_says_what_delivery_would_be_under_the_other_switch() -> None:
    quote = quoted(order_a(), Units("shirt", 1), terms=withdrawal())
    delivery = next(used for used in quote.switches if used.name == "delivery_on_part")
    assert delivery.value == "not"
    assert dict(delivery.what_if)["full"] == eur("40.98")


STEPS: dict[str, tuple[Item, ...]] = {
    "jacket kept for less": (kept_jacket(),),
    "one shirt": (Units("shirt", 1),),
    "the rest": (RestOfLine("shirt"), RestOfLine("jacket")),
}


@pytest.mark.parametrize(
    "names",
    [
        ("jacket kept for less", "one shirt", "the rest"),
        ("one shirt", "jacket kept for less", "the rest"),
    ],
    ids=" then ".join,
)
def test_refunds_of_order_a_add_up_to_exactly_what_was_paid(names: tuple[str, ...]) -> None:
    order = order_a()
    for name in names:
        order = order.after(as_earlier(quoted(order, *STEPS[name], terms=withdrawal()), name))
    assert order.refunded == eur("193.70")


def test_goodwill_above_what_is_left_is_refused_with_the_maximum() -> None:
    order = order_a()
    order = order.after(as_earlier(quoted(order, kept_jacket()), "first"))
    refused = quote_refund(order, RefundRequest((Goodwill(eur("200.00")),)), Terms())
    assert isinstance(refused, Refused)
    assert (refused.first.code, refused.first.fact("max")) == ("amount.above_order", eur("164.54"))


def order_b() -> Order:
    tax = (Tax("US-TX", money("82.42", "USD"), Fraction(825, 10000)),)
    line = OrderLine("laptop", "Laptop", 1, money("999.00", "USD"), tax, price_includes_tax=False)
    return Order("B", USD, (line,), (Payment("card", money("1081.42", "USD")),))


def opened_goods() -> Terms:
    return Terms(fees=(Fee("restocking", Source("NP-7", "7.3"), percent=Fraction(15, 100)),))


def test_an_opened_laptop_pays_fifteen_percent_of_the_price_and_gets_its_tax_back() -> None:
    quote = quoted(order_b(), Units("laptop", 1), terms=opened_goods())
    assert quote.total == money("931.57", "USD")
    assert quote.tax == money("82.42", "USD")
    assert dict(quote.switches[0].what_if) == {"in_proportion": money("919.21", "USD")}


def order_phone() -> Order:
    line = OrderLine("phone", "Phone", 1, money("600.00", "USD"), price_includes_tax=False)
    return Order("P", USD, (line,), (Payment("card", money("600.00", "USD")),))


def test_a_nine_month_old_phone_is_worth_three_hundred_and_seventy_five() -> None:
    schedule = Depreciation(Method.STRAIGHT_LINE, 24, Source("NP-9", "9.1"), floor=Fraction(1, 5))
    terms = Terms(depreciation=schedule)
    request = RefundRequest((DepreciatedValue("phone", 9),))
    quote = quote_refund(order_phone(), request, terms)
    assert isinstance(quote, Quote)
    assert (quote.total, quote.tax) == (money("375.00", "USD"), money("0.00", "USD"))
    assert (quote.goodwill, quote.entitlement) == (money("375.00", "USD"), money("0.00", "USD"))
    other = what_if(order_phone(), request, terms, "depreciation_floor", DepreciationFloor.RESIDUAL)
    assert isinstance(other, Quote)
    assert other.total == money("420.00", "USD")


def order_c() -> Order:
    line = OrderLine(
        "year",
        "Subscription",
        1,
        money("100.00", "GBP"),
        (Tax("GB20", money("20.00", "GBP"), Fraction(1, 5)),),
        LineKind.SERVICE,
        period=ServicePeriod(date(2026, 1, 1), date(2027, 1, 1)),
    )
    return Order("C", GBP, (line,), (Payment("card", money("120.00", "GBP")),))


def test_a_year_cancelled_on_the_tenth_of_april_gives_265_unused_days() -> None:
    quote = quoted(order_c(), UnusedTime("year", date(2026, 4, 10)))
    assert (quote.total, quote.tax) == (money("87.12", "GBP"), money("14.52", "GBP"))
    inputs = dict(quote.rows[0].inputs)
    assert (inputs["unused_days"], inputs["used_days"], inputs["days"]) == (265, 100, 365)
    day = next(used for used in quote.switches if used.name == "cancellation_day")
    assert dict(day.what_if) == {"unused": money("87.45", "GBP")}


def test_two_tenders_card_first() -> None:
    paid = (
        Payment("gift", eur("50.00"), TenderKind.GIFT_CARD),
        Payment("card", eur("143.70"), TenderKind.CARD),
    )
    terms = Terms(Switches(tender_order=TenderOrder.CARD_FIRST))
    quote = quoted(order_a(*paid), Goodwill(eur("160.00")), terms=terms)
    assert [(leg.payment_id, leg.amount) for leg in quote.legs] == [
        ("card", eur("143.70")),
        ("gift", eur("16.30")),
    ]


def line_of(gross: Money, units: int, tax: Money | None = None) -> Order:
    taxes = () if tax is None else (Tax("t", tax),)
    net = gross if tax is None else gross - tax
    return Order("x", gross.currency, (OrderLine("l", "", units, net, taxes),))


def refunded(gross: Money, units: int, tax: Money | None = None) -> EarlierRefund:
    taxes = None if tax is None else (Tax("t", tax),)
    return EarlierRefund("e", (RefundedPart("l", gross, units, taxes),))


def one_by_one(order: Order) -> list[Money]:
    given = []
    for number in range(order.lines[0].units):
        quote = quoted(order, Units("l", 1))
        given.append(quote.total)
        order = order.after(as_earlier(quote, str(number)))
    return given


def test_three_units_for_ten_euros_come_back_as_333_334_333() -> None:
    assert one_by_one(line_of(eur("10.00"), 3)) == [eur("3.33"), eur("3.34"), eur("3.33")]


def test_three_units_for_8900_yen_come_back_as_2967_2966_2967() -> None:
    assert [given.minor for given in one_by_one(line_of(Money(8900, JPY), 3))] == [2967, 2966, 2967]


def test_two_of_three_at_once_give_667() -> None:
    assert quoted(line_of(eur("10.00"), 3), Units("l", 2)).total == eur("6.67")


def test_the_last_unit_takes_the_drift_that_another_system_left() -> None:
    order = line_of(eur("10.00"), 3).after(refunded(eur("3.33"), 1)).after(refunded(eur("3.33"), 1))
    assert quoted(order, Units("l", 1)).total == eur("3.34")


def test_the_last_unit_closes_its_tax_code_too() -> None:
    order = line_of(eur("11.00"), 3, eur("1.00"))
    for _ in range(2):
        order = order.after(refunded(eur("3.67"), 1, eur("0.33")))
    quote = quoted(order, Units("l", 1))
    assert (quote.total, quote.tax) == (eur("3.66"), eur("0.34"))


def test_one_of_two_units_of_a_quarter_is_thirteen_cents() -> None:
    assert quoted(line_of(eur("0.25"), 2), Units("l", 1)).total == eur("0.13")


def test_what_was_withheld_on_purpose_stays_withheld() -> None:
    order = line_of(eur("200.00"), 2).after(refunded(eur("50.00"), 1))
    assert quoted(order, Units("l", 1)).total == eur("100.00")
    assert quoted(order, RestOfLine("l")).total == eur("100.00")


def test_our_own_condition_deduction_is_never_paid_out_with_the_rest() -> None:
    fee = Fee("restocking", Source("r", "c"), percent=Fraction(1, 10))
    order = line_of(eur("30.00"), 3)
    quote = quoted(order, Units("l", 1), terms=Terms(fees=(fee,)))
    assert quote.total == eur("9.00")
    rest = quoted(order.after(as_earlier(quote, "first")), RestOfLine("l"))
    assert rest.total == eur("20.00")


def test_a_failed_refund_frees_its_balance_and_a_pending_one_holds_it() -> None:
    base = replace(line_of(eur("10.00"), 1), payments=(Payment("p", eur("10.00")),))
    past = EarlierRefund("e", (RefundedPart("l", eur("10.00"), 1),), tenders=(("p", eur("10.00")),))
    assert quoted(base.after(replace(past, status=RefundStatus.FAILED)), Units("l", 1)).total == eur("10.00")
    for status in (RefundStatus.PENDING, RefundStatus.UNKNOWN, RefundStatus.DONE):
        held = quote_refund(
            base.after(replace(past, status=status)), RefundRequest((Units("l", 1),)), Terms()
        )
        assert isinstance(held, Refused)


def test_unused_sessions_are_units_that_never_happened() -> None:
    quote = quoted(line_of(eur("100.00"), 10), UnusedUnits("l", used=3))
    assert (quote.total, quote.rows[0].units) == (eur("70.00"), 7)


def test_a_fee_in_proportion_takes_its_tax_along() -> None:
    terms = replace(opened_goods(), switches=Switches(restocking_tax=FeeTax.IN_PROPORTION))
    quote = quoted(order_b(), Units("laptop", 1), terms=terms)
    assert (quote.total, quote.tax) == (money("919.21", "USD"), money("70.06", "USD"))


def test_the_cancellation_day_can_be_the_customers() -> None:
    terms = Terms(Switches(cancellation_day=CancellationDay.UNUSED))
    assert quoted(order_c(), UnusedTime("year", date(2026, 4, 10)), terms=terms).total == money(
        "87.45", "GBP"
    )


def test_an_amount_in_another_currency_is_refused() -> None:
    refused = quote_refund(order_a(), RefundRequest((Goodwill(money("1.00", "USD")),)), Terms())
    assert isinstance(refused, Refused)
    assert refused.first.code == "currency.other"
