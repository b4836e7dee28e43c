"""A key goes to whom it belongs, and is in no text, no log and no trouble."""

from __future__ import annotations

import logging
import pickle
import traceback
from datetime import UTC, datetime
from functools import partial

import pytest

from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Refused
from refundtui.domain.money import currency
from refundtui.gateways.provider_address import NotSafelyConnected
from refundtui.gateways.stripe.account import StripeAccount
from refundtui.office.ports import GatewayAway, NotAuthentic
from tests.gateways.stripe.counterparts import There, account, sending
from tests.support.peer import Asked, a_peer, http

LIVE = "sk_live_51HVerySecret"
TEST = "sk_test_51HVerySecret"
SECRET = "whsec_VerySecret"


@pytest.mark.parametrize(
    ("key", "base"),
    [
        (LIVE, "http://127.0.0.1"),
        (LIVE, "http://127.0.0.1:8440"),
        ("rk_live_51HVerySecret", "http://localhost:8440"),
        (LIVE, "http://api.stripe.com"),
        (LIVE, "https://api.stripe.com.evil.example"),
        (LIVE, "https://evil.example"),
        (LIVE, "https://api.stripe.com@evil.example"),
        (TEST, "http://192.168.0.9:8440"),
        (TEST, "https://evil.example"),
        (TEST, "file:///etc/passwd"),
        (TEST, "//127.0.0.1"),
        (TEST, ""),
    ],
)
def test_scenario_80_a_key_that_would_go_elsewhere_starts_nothing(key: str, base: str) -> None:
    with pytest.raises(NotSafelyConnected) as refused:
        StripeAccount(key, base=base)
    said = "".join(traceback.format_exception(refused.value))
    assert "VerySecret" not in str(refused.value)
    assert str(refused.value).count("\n") == 0
    assert str(refused.value).endswith(".")
    assert "VerySecret" not in said


@pytest.mark.parametrize(
    "key", ["", " ", "pk_live_51HVerySecret", "VerySecret", f"{LIVE}\n", f"{LIVE} ", "sk_live_", "sk_live_ø"]
)
def test_what_is_no_key_is_refused_without_being_said(key: str) -> None:
    with pytest.raises(NotSafelyConnected) as refused:
        StripeAccount(key)
    assert "VerySecret" not in str(refused.value)


@pytest.mark.parametrize("secret", ["", "whsec_", "VerySecret", "whsec_Very Secret"])
def test_what_is_no_signing_secret_is_refused_without_being_said(secret: str) -> None:
    with pytest.raises(NotSafelyConnected) as refused:
        StripeAccount(LIVE, (secret,))
    assert "Secret" not in str(refused.value)


def test_a_live_key_goes_to_stripe_and_a_test_key_to_this_machine() -> None:
    assert repr(StripeAccount(LIVE, (SECRET,))) == "StripeAccount('stripe', live)"
    assert repr(StripeAccount(TEST, base="http://localhost:8440")) == "StripeAccount('stripe', test)"


def _echoed(said: bytes, _: Asked) -> bytes:
    return said


def test_a_key_is_in_no_log_and_in_no_trouble(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = (
        b'{"error":{"type":"invalid_request_error","message":"Invalid API Key provided: %s"}}' % TEST.encode()
    )
    to, now = Destination("stripe", reference="ch_1"), datetime(2026, 11, 26, tzinfo=UTC)
    said = []
    for status in (400, 401, 500):
        with a_peer(partial(_echoed, http(status, echo))) as peer:
            stripe = account(peer.address, TEST)
            said.append(repr(stripe.send(sending("ch_1", "30.00"))))
            with pytest.raises(GatewayAway) as away:
                stripe.payment(to, currency("EUR"))
            said += traceback.format_exception(away.value)
            with pytest.raises(NotAuthentic) as foreign:
                stripe.heard({"stripe-signature": "t=1,v1=x"}, b"{}", now)
            said += traceback.format_exception(foreign.value)
    assert "VerySecret" not in "".join(said) + caplog.text


def test_the_key_that_stripe_does_not_know_stops_the_account(there: There) -> None:
    stripe = account(there.address, "rk_test_51HVerySecret")
    outcome = stripe.send(sending(there.charge(10_000), "30.00"))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_SET_UP
    assert outcome.refusal.stops_account


def test_an_account_is_never_written_down_by_mistake() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(account("http://127.0.0.1:9"))


def test_stripe_s_library_tells_nobody_about_this_machine() -> None:
    with a_peer(lambda _: http(404, b'{"error":{"type":"x"}}', request_id="req_1")) as peer:
        stripe = account(peer.address)
        for _ in range(2):
            stripe.send(sending("ch_1", "30.00"))
    for request in peer.asked:
        assert "x-stripe-client-telemetry" not in request.headers
        assert "platform" not in request.headers["x-stripe-client-user-agent"]
        assert "telemetry_id" not in request.headers["x-stripe-client-user-agent"]
