"""Stripe's own rules, kept by a Stripe we did not write: what it refuses is refused for certain, and says why."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from refundtui.domain.legs.leg import Destination, Way
from refundtui.domain.legs.planning import DisputeStage, NotPayable, Planned, Wanted, plan
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Refused
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import currency, money
from refundtui.gateways.stripe.account import StripeAccount
from refundtui.office.ports import PaymentKnown, Sending
from tests.gateways.stripe.carrying import NOON
from tests.gateways.stripe.counterparts import There, sending, told

EUR = currency("EUR")
S = LegState


def eur(text: str) -> object:
    return money(text, "EUR")


def known(stripe: StripeAccount, charge: str) -> PaymentKnown:
    found = stripe.payment(Destination("stripe", reference=charge), EUR)
    assert found is not None
    return found


def planned(stripe: StripeAccount, charge: str, text: str, captured: str) -> Planned | tuple[NotPayable, ...]:
    wanted = Wanted("payment-1", money(text, "EUR"), money(captured, "EUR"))
    return plan(wanted, known(stripe, charge).there, stripe.able(Destination("stripe")), (), NOON.date())


def refusal(stripe: StripeAccount, attempt: Sending) -> Refusal:
    outcome = stripe.send(attempt)
    assert isinstance(outcome, Refused), outcome
    return outcome.refusal


def released(attempt: Sending, way: Way, authorised: tuple[str, int]) -> Sending:
    return replace(attempt, way=way, captured=(money(authorised[0], "EUR"), authorised[1]))


def test_scenario_1_part_goes_back_and_the_rest_still_can(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(10_000)
    report = told(stripe.send(sending(charge, "30.00")))
    assert (report.state, report.amount) == (S.SUCCEEDED, eur("30.00"))
    assert known(stripe, charge).there.refundable == eur("70.00")
    assert known(stripe, charge).captured_as == 10_000


def test_scenario_2_more_than_is_left_exceeds_and_moves_nothing(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(10_000)
    told(stripe.send(sending(charge, "30.00")))
    assert refusal(stripe, sending(charge, "80.00")) is Refusal.AMOUNT_EXCEEDS
    assert len(there.refunds(charge)) == 1


def test_scenario_2_what_our_own_plan_refuses_is_never_sent(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(10_000)
    told(stripe.send(sending(charge, "30.00")))
    assert planned(stripe, charge, "80.00", "100.00") == (
        NotPayable(Refusal.AMOUNT_EXCEEDS, money("70.00", "EUR")),
    )


def test_scenario_3_a_cent_after_everything_is_already_refunded(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(10_000)
    for text in ("30.00", "70.00"):
        told(stripe.send(sending(charge, text)))
    assert refusal(stripe, sending(charge, "0.01")) is Refusal.ALREADY_REFUNDED


def test_scenario_5_a_refund_made_behind_our_back_is_counted_and_listed(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(10_000)
    theirs = there.post("refunds", {"charge": charge, "amount": 4_000})
    assert refusal(stripe, sending(charge, "70.00")) is Refusal.AMOUNT_EXCEEDS
    assert known(stripe, charge).there.refunded == eur("40.00")
    made = stripe.ask(theirs["id"], Destination("stripe"), EUR)
    assert made is not None
    assert made.amount == eur("40.00")


def test_scenario_5_the_list_of_a_day_names_what_is_not_ours(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(10_000)
    theirs = there.post("refunds", {"charge": charge, "amount": 4_000})
    ours = sending(charge, "10.00")
    told(stripe.send(ours))
    made = there.refunds(charge)[-1]["created"]
    day = NOON.fromtimestamp(made, NOON.tzinfo)
    found = [one for one in stripe.listed(day, day + timedelta(hours=1)) if one.payment == charge]
    assert {one.reference for one in found} == {"", ours.reference}
    assert theirs["id"] in {one.refund for one in found}
    assert list(stripe.listed(day - timedelta(hours=2), day - timedelta(hours=1))) == []


def test_a_list_longer_than_a_page_is_read_to_its_end(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(20_000)
    made = [there.post("refunds", {"charge": charge, "amount": 100}) for _ in range(102)]
    since = NOON.fromtimestamp(made[0]["created"], NOON.tzinfo)
    found = [one.refund for one in stripe.listed(since, since + timedelta(hours=1)) if one.payment == charge]
    assert sorted(found) == sorted(one["id"] for one in made)


def test_scenario_6_of_what_was_only_authorised_less_is_captured(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(5_000, captured=False)
    assert planned(stripe, charge, "10.00", "50.00") == Planned(Way.CAPTURE_LESS, money("10.00", "EUR"))
    assert refusal(stripe, sending(charge, "10.00")) is Refusal.PARTIAL_NOT_ALLOWED
    attempt = released(sending(charge, "10.00"), Way.CAPTURE_LESS, ("50.00", 5_000))
    report = told(stripe.send(attempt))
    assert (report.state, report.amount) == (S.VOIDED, eur("10.00"))
    assert stripe.look_up(attempt) == (report,)
    assert known(stripe, charge).there.refundable == eur("40.00")


def test_what_another_captured_is_not_taken_for_our_release(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(5_000, captured=False)
    attempt = released(sending(charge, "10.00"), Way.CAPTURE_LESS, ("50.00", 5_000))
    assert stripe.look_up(attempt) == ()
    there.post(f"charges/{charge}/capture", {"amount": 3_000})
    assert stripe.look_up(attempt) == ()


def test_scenario_7_all_of_what_was_only_authorised_is_released(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(5_000, captured=False)
    assert planned(stripe, charge, "50.00", "50.00") == Planned(Way.VOID, money("50.00", "EUR"))
    attempt = released(sending(charge, "50.00"), Way.VOID, ("50.00", 5_000))
    report = told(stripe.send(attempt))
    assert (report.state, report.amount) == (S.VOIDED, eur("50.00"))
    assert stripe.look_up(attempt) == (report,)
    assert planned(stripe, charge, "10.00", "50.00") == (
        NotPayable(Refusal.AMOUNT_EXCEEDS, money("0", "EUR")),
    )


def test_scenario_8_of_a_capture_in_part_that_part_goes_back_and_no_cent_more(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(5_000, captured=False)
    there.post(f"charges/{charge}/capture", {"amount": 3_000})
    assert known(stripe, charge).there.refundable == eur("30.00")
    assert refusal(stripe, sending(charge, "30.01")) is Refusal.AMOUNT_EXCEEDS
    told(stripe.send(sending(charge, "30.00")))
    assert known(stripe, charge).there.refundable == eur("0.00")


@pytest.mark.parametrize("card", ["tok_createDispute", "tok_createDisputeProductNotReceived"])
def test_scenario_9_a_disputed_charge_is_not_refunded(there: There, stripe: StripeAccount, card: str) -> None:
    charge = there.disputed(10_000, card)
    assert known(stripe, charge).there.dispute is DisputeStage.OPEN
    assert planned(stripe, charge, "10.00", "100.00") == (NotPayable(Refusal.DISPUTED),)
    assert refusal(stripe, sending(charge, "10.00")) is Refusal.DISPUTED


def test_scenario_9_an_inquiry_does_not_stop_a_refund(there: There, stripe: StripeAccount) -> None:
    charge = there.disputed(10_000, "tok_createDisputeInquiry")
    assert known(stripe, charge).there.dispute is DisputeStage.INQUIRY
    assert planned(stripe, charge, "10.00", "100.00") == Planned(Way.REFUND, money("10.00", "EUR"))
    assert told(stripe.send(sending(charge, "10.00"))).state is S.SUCCEEDED


def test_of_ten_refunds_at_once_as_many_go_as_there_is_money_for(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(3_000)
    with ThreadPoolExecutor(10) as agents:
        outcomes = list(agents.map(lambda _: stripe.send(sending(charge, "6.00")), range(10)))
    assert sum(isinstance(outcome, Answered) for outcome in outcomes) == 5
    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 5


def test_a_payment_stripe_does_not_know_is_not_found(stripe: StripeAccount) -> None:
    assert refusal(stripe, sending("ch_nobodys", "10.00")) is Refusal.NOT_FOUND
    assert stripe.payment(Destination("stripe", reference="ch_nobodys"), EUR) is None
    assert stripe.ask("re_nobodys", Destination("stripe"), EUR) is None


def test_a_charge_goes_before_its_payment(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(10_000)
    attempt = sending("pi_taken_in_parts", "10.00")
    of_one_part = replace(attempt, to=replace(attempt.to, capture=charge))
    assert told(stripe.send(of_one_part)).state is S.SUCCEEDED


def test_the_brand_s_case_stands_beside_the_refund_and_no_reason_that_would_block_a_card(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(10_000)
    attempt = sending(charge, "10.00")
    told(stripe.send(attempt))
    (made,) = there.refunds(charge)
    assert made["metadata"] == {"refundtui_leg": attempt.reference, "refundtui_case": "RF-0000002"}
    assert made["reason"] is None


def test_scenario_74_more_than_stripe_takes_is_refused_by_it_and_never_sent(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(99_999_999)
    assert refusal(stripe, sending(charge, "1000000.00")) is Refusal.AMOUNT_TOO_LARGE
    assert there.refunds(charge) == []
    assert told(stripe.send(sending(charge, "999999.99"))).state is S.SUCCEEDED
