"""A payment as Stripe has it today: its charge behind its intent, its disputes in a list of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import pytest

from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.planning import DisputeStage
from refundtui.domain.money import currency, money
from refundtui.gateways.stripe.words import able_with, dispute_stage
from refundtui.office.ports import GatewayAway, PaymentKnown
from tests.gateways.stripe.counterparts import account
from tests.support.peer import Asked, a_peer, http

EUR = currency("EUR")
CHARGE: Mapping[str, object] = {
    "id": "ch_1",
    "object": "charge",
    "amount": 10_000,
    "amount_captured": 10_000,
    "amount_refunded": 2_500,
    "captured": True,
    "created": 1_795_694_400,
    "currency": "eur",
    "disputed": False,
}


def known(to: Destination, there: Mapping[str, Mapping[str, object]]) -> PaymentKnown | None:
    """What is known of a payment where these addresses answer so, and no other does."""

    def script(asked: Asked) -> bytes:
        told = there.get(asked.path.partition("?")[0])
        missing = {"error": {"type": "invalid_request_error", "code": "resource_missing"}}
        return http(200 if told else 404, json.dumps(told or missing).encode())

    with a_peer(script) as peer:
        return account(peer.address).payment(to, EUR)


def of_charge(**fields: object) -> PaymentKnown | None:
    return known(Destination("stripe", reference="ch_1"), {"/v1/charges/ch_1": {**CHARGE, **fields}})


@pytest.mark.parametrize("latest", ["ch_1", CHARGE])
def test_behind_an_intent_stands_its_latest_charge(latest: object) -> None:
    intent = {"id": "pi_1", "object": "payment_intent", "latest_charge": latest}
    there = {"/v1/payment_intents/pi_1": intent, "/v1/charges/ch_1": CHARGE}
    found = known(Destination("stripe", reference="pi_1"), there)
    assert found is not None
    assert found.captured_as == 10_000
    assert found.there.refundable == money("75.00", "EUR")
    assert found.there.captured_on == date(2026, 11, 26)


def test_an_intent_that_nobody_paid_is_not_known() -> None:
    intent = {"id": "pi_1", "object": "payment_intent", "latest_charge": None}
    assert known(Destination("stripe", reference="pi_1"), {"/v1/payment_intents/pi_1": intent}) is None


@pytest.mark.parametrize(
    ("disputes", "stage"),
    [
        pytest.param([], DisputeStage.OPEN, id="disputed, and no dispute to be seen"),
        pytest.param(["won"], DisputeStage.NONE, id="won"),
        pytest.param(["warning_needs_response"], DisputeStage.INQUIRY, id="an inquiry"),
        pytest.param(["won", "needs_response"], DisputeStage.OPEN, id="won once, and disputed again"),
        pytest.param(["warning_closed", "warning_under_review"], DisputeStage.INQUIRY, id="an inquiry again"),
    ],
)
def test_of_several_disputes_the_one_furthest_on_counts(disputes: list[str], stage: DisputeStage) -> None:
    listed = [{"id": f"dp_{n}", "object": "dispute", "status": one} for n, one in enumerate(disputes)]
    there = {
        "/v1/charges/ch_1": {**CHARGE, "disputed": True},
        "/v1/disputes": {"object": "list", "data": listed, "has_more": False},
    }
    found = known(Destination("stripe", reference="ch_1"), there)
    assert found is not None
    assert found.there.dispute is stage


@pytest.mark.parametrize(
    ("status", "stage"),
    [
        ("warning_needs_response", DisputeStage.INQUIRY),
        ("warning_under_review", DisputeStage.INQUIRY),
        ("warning_closed", DisputeStage.NONE),
        ("needs_response", DisputeStage.OPEN),
        ("under_review", DisputeStage.OPEN),
        ("won", DisputeStage.NONE),
        ("lost", DisputeStage.OPEN),
        ("prevented", DisputeStage.NONE),
        ("invented", DisputeStage.OPEN),
    ],
)
def test_how_far_a_dispute_is_and_what_nobody_knows_is_open(status: str, stage: DisputeStage) -> None:
    assert dispute_stage(status, is_refundable=False) is stage


@pytest.mark.parametrize(
    ("method", "days"), [("card", None), ("invented", None), ("us_bank_account", 180), ("bank_transfer", 180)]
)
def test_an_end_is_named_only_where_stripe_names_one(method: str, days: int | None) -> None:
    assert able_with(method).window_days == days
    assert account("http://127.0.0.1:9").able(Destination("stripe", method=method)) == able_with(method)


def test_what_was_let_go_and_not_counted_as_refunded_is_not_taken_off_twice() -> None:
    found = of_charge(amount_captured=6_000, amount_refunded=0)
    assert found is not None
    assert found.there.refundable == money("60.00", "EUR")


@pytest.mark.parametrize(
    "spoiled",
    [
        {"amount": "10000"},
        {"amount": -1},
        {"amount": True},
        {"amount_captured": None},
        {"amount_refunded": 1.5},
        {"currency": "zzz"},
        {"currency": None},
        {"currency": "isk", "amount": 4050},
    ],
)
def test_a_payment_that_cannot_be_read_is_no_answer(spoiled: Mapping[str, object]) -> None:
    with pytest.raises(GatewayAway):
        of_charge(**spoiled)
