"""An amount is Stripe's own number for it, held against Stripe's own number for the payment, or it is not sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.planning import NotPayable, Planned, Wanted, plan
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Refused
from refundtui.domain.money import NotAnAmountError, currency, money
from refundtui.gateways.stripe.account import StripeAccount
from tests.gateways.stripe.carrying import NOON
from tests.gateways.stripe.counterparts import There, sending, told


def planned(
    stripe: StripeAccount, charge: str, text: str, captured: str, code: str
) -> Planned | tuple[NotPayable, ...]:
    known = stripe.payment(Destination("stripe", reference=charge), currency(code))
    assert known is not None
    wanted = Wanted("payment-1", money(text, code), money(captured, code))
    return plan(wanted, known.there, stripe.able(Destination("stripe")), (), NOON.date())


@pytest.mark.parametrize(
    ("code", "captured", "charged", "text", "number"),
    [
        pytest.param("JPY", "500", 500, "200", 200, id="65: yen"),
        pytest.param("ISK", "40", 4000, "30", 3000, id="67: a krona is a hundred"),
        pytest.param("CLP", "1000", 1000, "400", 400, id="69: pesos of Chile"),
        pytest.param("IDR", "15000", 1_500_000, "5000", 500_000, id="69: rupiah"),
        pytest.param("CVE", "10", 1000, "4", 400, id="69: escudos of Cape Verde"),
        pytest.param("HUF", "1234.50", 123_450, "1234.50", 123_450, id="70: forints"),
        pytest.param("TWD", "100.00", 10_000, "25.50", 2550, id="70: dollars of Taiwan"),
        pytest.param("MGA", "10", 10, "4", 4, id="71: ariary"),
        pytest.param("UGX", "5000", 5000, "2000", 2000, id="68: shillings of Uganda, as the charge has them"),
    ],
)
def test_scenario_65_67_68_69_70_71_what_arrives_is_stripe_s_number_for_the_amount(
    there: There, stripe: StripeAccount, code: str, captured: str, charged: int, text: str, number: int
) -> None:
    charge = there.charge(charged, code.lower())
    assert isinstance(planned(stripe, charge, text, captured, code), Planned)
    report = told(stripe.send(sending(charge, text, code, captured=(captured, charged))))
    assert report.amount == money(text, code)
    assert [refund["amount"] for refund in there.refunds(charge)] == [number]


def test_scenario_65_half_a_yen_is_no_amount() -> None:
    with pytest.raises(NotAnAmountError):
        money("200.50", "JPY")


@pytest.mark.parametrize("code", ["KWD", "BHD", "JOD", "OMR", "TND"])
def test_scenario_66_of_three_decimals_the_last_is_nought_or_nothing_is_sent(
    stripe: StripeAccount, code: str
) -> None:
    assert stripe.send(sending("ch_1", "1.234", code)) == Refused(Refusal.DECIMALS)
    outcome = stripe.send(sending("ch_nobodys", "1.230", code))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_FOUND, "it was sent"


def test_scenario_67_a_payment_a_hundred_times_another_is_not_touched(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(50, "isk")
    refusals = planned(stripe, there.charge(400_000, "isk"), "30", "40", "ISK")
    assert NotPayable(Refusal.EXPONENT_MISMATCH, money("4000", "ISK")) in (
        refusals if isinstance(refusals, tuple) else ()
    )
    wrong = sending(charge, "30", "ISK", captured=("50", 50))
    assert stripe.send(wrong) == Refused(Refusal.EXPONENT_MISMATCH)
    assert there.refunds(charge) == []


def test_scenario_68_shillings_whose_charge_is_neither_reading_are_not_sent(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(50_000, "ugx")
    assert planned(stripe, charge, "2000", "5000", "UGX") == (
        NotPayable(Refusal.EXPONENT_MISMATCH, money("50000", "UGX")),
    )
    for captured in (None, ("5000", 50_000)):
        outcome = stripe.send(sending(charge, "2000", "UGX", captured=captured))
        assert outcome == Refused(Refusal.EXPONENT_MISMATCH)
    assert there.refunds(charge) == []


def test_scenario_68_shillings_with_two_noughts_are_sent_with_them(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(500_000, "ugx")
    known = stripe.payment(sending(charge, "2000", "UGX").to, currency("UGX"))
    assert known is not None
    assert known.as_ordered(money("5000", "UGX")).captured == money("5000", "UGX")
    assert known.as_ordered(money("500000", "UGX")).captured == money("500000", "UGX")
    assert known.as_ordered(money("70", "UGX")) == known.there, (
        "neither: the first one is held against the order"
    )
    attempt = sending(charge, "2000", "UGX", captured=("5000", 500_000))
    assert told(stripe.send(attempt)).amount == money("2000", "UGX")
    assert [refund["amount"] for refund in there.refunds(charge)] == [200_000]
    assert [report.amount for report in stripe.look_up(attempt)] == [money("2000", "UGX")]


@pytest.mark.parametrize("code", ["IQD", "LYD"])
def test_a_currency_stripe_does_not_take_is_not_sent(stripe: StripeAccount, code: str) -> None:
    assert stripe.send(sending("ch_1", "1.000", code)) == Refused(Refusal.CURRENCY)


def test_money_goes_back_in_the_currency_of_its_charge(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(10_000, "usd")
    assert planned(stripe, charge, "30.00", "100.00", "EUR") == (NotPayable(Refusal.CURRENCY),)
    assert replace(sending(charge, "30.00")).amount.currency.code == "EUR"
    assert told(stripe.send(sending(charge, "30.00"))).amount == money("30.00", "USD"), "told as it is"
