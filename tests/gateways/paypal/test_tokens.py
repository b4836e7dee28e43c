"""PayPal's access token: asked for once, kept while it is good, and no refund leaves without one."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from refundtui.domain.legs.leg import Trouble
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Outcome, Refused, Unanswered
from refundtui.gateways.paypal.gateway import PayPal
from refundtui.gateways.retry_after import UNSAID
from tests.gateways.paypal.talking import (
    Clock,
    a_refund,
    a_sending,
    a_token,
    as_json,
    at_paypal,
    beside_tokens,
    said,
)
from tests.support.peer import Asked, http


def refunded(asked: Asked) -> bytes:
    return said("refund", a_refund(amount=json.loads(asked.body)["amount"]), 201)


def test_a_token_is_asked_for_once_and_again_shortly_before_it_ends() -> None:
    clock = Clock()
    with at_paypal(refunded, clock=clock) as (paypal, peer):
        for seconds in (0.0, 32_339.0, 32_341.0):
            clock.seconds = seconds
            paypal.send(a_sending())
    asked = [one.path for one in peer.asked]
    assert asked.count("/v1/oauth2/token") == 2
    (first, *_) = peer.asked
    assert first.body == b"grant_type=client_credentials"
    assert first.headers["authorization"] == "Basic QWJDZEVmLWNsaWVudDpFR25IRHhEX3FSUGRhTGRaejhpQ3I4TjdfTXpG"


def test_a_token_that_ended_early_is_replaced_at_the_next_try_and_nothing_was_done() -> None:
    takes = iter([True, False, True])
    texts = iter(["first", "second"])
    with at_paypal(
        lambda asked: refunded(asked) if next(takes) else http(401, b"{}"),
        tokens=lambda _: a_token(text=next(texts)),
    ) as (
        paypal,
        peer,
    ):
        outcomes = [paypal.send(a_sending()) for _ in range(3)]
    assert outcomes[1] == Unanswered(Trouble.ASKED_TO_WAIT)
    assert isinstance(outcomes[2], Answered)
    used = [asked.headers["authorization"] for asked in beside_tokens(peer)]
    assert used == ["Bearer first", "Bearer first", "Bearer second"]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (None, Unanswered(Trouble.NOT_SENT)),
        (http(500), Unanswered(Trouble.NOT_SENT)),
        (http(200, b"<html>"), Unanswered(Trouble.NOT_SENT)),
        (
            as_json({"access_token": "a\r\nb", "token_type": "Bearer", "expires_in": 9}),
            Unanswered(Trouble.NOT_SENT),
        ),
        (as_json({"access_token": "a", "token_type": "Mac", "expires_in": 9}), Unanswered(Trouble.NOT_SENT)),
        (http(429), Unanswered(Trouble.ASKED_TO_WAIT, UNSAID)),
        (
            as_json({"error": "invalid_client"}, 401),
            Refused(Refusal.NOT_SET_UP, "PayPal does not know our client id and secret."),
        ),
    ],
)
def test_without_a_token_nothing_of_the_refund_left(
    answer: bytes | None, outcome: Unanswered | Refused
) -> None:
    with at_paypal(refunded, tokens=lambda _: answer) as (paypal, peer):
        assert paypal.send(a_sending()) == outcome
    assert beside_tokens(peer) == []


def test_whoever_needs_a_token_at_the_same_time_waits_for_the_same_one() -> None:
    together = threading.Barrier(6)

    def send(paypal: PayPal) -> Outcome:
        together.wait()
        return paypal.send(a_sending())

    with at_paypal(refunded) as (paypal, peer), ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(send, [paypal] * 6))
    assert all(isinstance(outcome, Answered) for outcome in outcomes)
    assert [asked.path for asked in peer.asked].count("/v1/oauth2/token") == 1


def test_a_token_without_an_end_is_used_once() -> None:
    with at_paypal(refunded, tokens=lambda _: as_json({"access_token": "a", "token_type": "bearer"})) as (
        paypal,
        peer,
    ):
        for _ in range(2):
            assert isinstance(paypal.send(a_sending()), Answered)
    assert [asked.path for asked in peer.asked].count("/v1/oauth2/token") == 2
