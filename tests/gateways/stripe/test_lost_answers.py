"""Whatever is lost on the way to Stripe: one leg is one refund there, and no key is ever changed to get out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from refundtui.domain.legs.leg import Trouble
from refundtui.domain.legs.sending import Act, Answered, Memory, next_act, taken
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import money
from refundtui.gateways.stripe.account import StripeAccount
from tests.gateways.stripe.bad_line import BadLine, Fate
from tests.gateways.stripe.carrying import NOON, a_leg, carried, sending_of
from tests.gateways.stripe.counterparts import There, account

MINUTE = timedelta(minutes=1)
S = LegState


@contextmanager
def over(there: There, *fates: Fate) -> Iterator[tuple[StripeAccount, BadLine]]:
    with BadLine(there.address, *fates) as line:
        yield account(line.address), line


def test_scenario_16_a_lost_answer_is_unknown_and_sent_again_it_is_the_same_refund(there: There) -> None:
    charge = there.charge(10_000)
    with over(there, Fate.ANSWER_LOST) as (stripe, line):
        unknown = carried(a_leg(charge, "30.00"), stripe)
        assert (unknown.state, unknown.posting.trouble) == (S.UNKNOWN, Trouble.LOST)
        assert unknown.holds == money("30.00", "EUR")
        again = carried(unknown, stripe, NOON + MINUTE)
        assert again.state is S.SUCCEEDED
        assert line.posts == 2
    assert [refund["id"] for refund in there.refunds(charge)] == list(again.told.references)


def test_a_request_that_never_arrived_is_unknown_too_and_sent_again_it_is_one_refund(there: There) -> None:
    charge = there.charge(10_000)
    with over(there, Fate.NEVER_ARRIVES) as (stripe, _):
        unknown = carried(a_leg(charge, "30.00"), stripe)
        assert unknown.state is S.UNKNOWN
        assert carried(unknown, stripe, NOON + MINUTE).state is S.SUCCEEDED
    assert len(there.refunds(charge)) == 1


def test_scenario_17_a_worker_that_died_before_it_sent_left_a_leg_that_is_one_refund(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(10_000)
    left_behind = taken(a_leg(charge, "30.00"), NOON)
    assert there.refunds(charge) == []
    assert carried(left_behind, stripe, NOON + MINUTE).state is S.SUCCEEDED
    assert len(there.refunds(charge)) == 1


def test_scenario_17_a_worker_that_died_after_it_sent_left_a_leg_that_is_still_one_refund(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(10_000)
    left_behind = taken(a_leg(charge, "30.00"), NOON)
    assert isinstance(stripe.send(sending_of(left_behind)), Answered)
    assert carried(left_behind, stripe, NOON + MINUTE).state is S.SUCCEEDED
    assert len(there.refunds(charge)) == 1


def test_scenario_18_the_same_key_with_another_amount_is_two_people_s_and_no_second_refund(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(10_000)
    first = carried(a_leg(charge, "30.00"), stripe)
    spoiled = replace(a_leg(charge, "30.01"), id=first.id, decision_id=first.decision_id)
    assert spoiled.key == first.key
    unknown = carried(spoiled, stripe)
    assert (unknown.state, unknown.posting.trouble) == (S.UNKNOWN, Trouble.KEY_TAKEN)
    assert next_act(unknown, stripe.memory, NOON) is Act.LOOK_UP
    looked = carried(unknown, stripe)
    assert looked.state is S.MANUAL
    assert looked.key == first.key
    assert looked.holds == money("30.01", "EUR")
    assert len(there.refunds(charge)) == 1


def test_scenario_18_a_key_that_moved_another_payment_is_two_people_s_too(
    there: There, stripe: StripeAccount
) -> None:
    first, other = there.charge(10_000), there.charge(10_000)
    sent = carried(a_leg(first, "30.00"), stripe)
    spoiled = replace(a_leg(other, "30.00"), id=sent.id)
    leg = spoiled
    for _ in range(4):
        leg = carried(leg, stripe)
    assert leg.state is S.MANUAL
    assert there.refunds(other) == []


def test_scenario_20_asked_to_wait_twice_it_is_one_refund_under_the_same_key(there: There) -> None:
    charge = there.charge(10_000)
    with over(there, Fate.TOO_MANY, Fate.TOO_MANY) as (stripe, line):
        leg = a_leg(charge, "30.00")
        for minute in range(2):
            leg = carried(leg, stripe, NOON + minute * MINUTE)
            assert (leg.state, leg.posting.trouble) == (S.QUEUED, Trouble.ASKED_TO_WAIT)
        done = carried(leg, stripe, NOON + 5 * MINUTE)
        assert (done.state, done.key) == (S.SUCCEEDED, leg.key)
        assert line.posts == 1
    assert len(there.refunds(charge)) == 1


def test_scenario_21_after_an_error_it_is_looked_for_and_not_found_sent_again(there: There) -> None:
    charge = there.charge(10_000)
    with over(there, Fate.BROKEN_BEFORE) as (stripe, _):
        unknown = carried(a_leg(charge, "30.00"), stripe)
        assert (unknown.state, unknown.posting.trouble) == (S.UNKNOWN, Trouble.BROKEN)
        assert next_act(unknown, stripe.memory, NOON + MINUTE) is Act.LOOK_UP
        looked = carried(unknown, stripe, NOON + MINUTE)
        assert next_act(looked, stripe.memory, NOON + MINUTE) is Act.SEND
        assert carried(looked, stripe, NOON + MINUTE).state is S.SUCCEEDED
    assert len(there.refunds(charge)) == 1


def test_scenario_21_an_error_after_the_refund_was_made_is_found_to_be_one(there: There) -> None:
    charge = there.charge(10_000)
    with over(there, Fate.BROKEN_AFTER) as (stripe, line):
        found = carried(carried(a_leg(charge, "30.00"), stripe), stripe, NOON + MINUTE)
        assert found.state is S.SUCCEEDED
        assert line.posts == 1
    assert len(there.refunds(charge)) == 1


def test_scenario_23_pressed_ten_times_at_once_it_is_one_refund(there: There, stripe: StripeAccount) -> None:
    charge = there.charge(10_000)
    same = sending_of(a_leg(charge, "5.00"))
    with ThreadPoolExecutor(10) as hands:
        outcomes = set(hands.map(lambda _: stripe.send(same), range(10)))
    assert len(outcomes) == 1
    assert len(there.refunds(charge)) == 1


# --- A provider that forgets keys: localstripe does ----------------------------------------------


@pytest.fixture
def intent(local: There) -> Callable[[int], str]:
    card = {"type": "card", "card[number]": "4242424242424242", "card[exp_month]": 12, "card[exp_year]": 2030}
    method = local.post("payment_methods", {**card, "card[cvc]": "123"})["id"]

    def paid(amount: int) -> str:
        fields = {"amount": amount, "currency": "eur", "payment_method": method, "confirm": "true"}
        return str(local.post("payment_intents", fields)["id"])

    return paid


def refunds_of(local: There, payment: str) -> int:
    return len(local.get(f"refunds?payment_intent={payment}")["data"])


def test_scenario_24_where_keys_mean_nothing_it_is_looked_for_before_anything_is_sent_again(
    local: There, intent: Callable[[int], str]
) -> None:
    payment = intent(10_000)
    with over(local, Fate.ANSWER_LOST) as (stripe, line):
        stripe.memory = Memory()
        unknown = carried(a_leg(payment, "30.00"), stripe)
        assert next_act(unknown, stripe.memory, NOON + MINUTE) is Act.LOOK_UP
        assert carried(unknown, stripe, NOON + MINUTE).state is S.SUCCEEDED
        assert line.posts == 1
    assert refunds_of(local, payment) == 1


def test_scenario_24_a_provider_that_breaks_its_word_on_keys_pays_once_for_every_sending_and_is_caught(
    local: There, intent: Callable[[int], str]
) -> None:
    payment = intent(10_000)
    with over(local, Fate.ANSWER_LOST) as (stripe, line):
        leg = carried(carried(a_leg(payment, "30.00"), stripe), stripe, NOON + MINUTE)
        assert refunds_of(local, payment) == line.posts == 2
        for report in stripe.look_up(sending_of(leg)):
            leg = leg.heard(report)
        assert leg.state is S.MANUAL
