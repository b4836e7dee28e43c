"""What says it is from Stripe is believed only if Stripe signed these very bytes just now, and said twice is said once."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import money
from refundtui.gateways.stripe.account import StripeAccount
from refundtui.office.ports import Heard, NotAuthentic, NotReadable
from tests.gateways.stripe.carrying import NOON, a_leg
from tests.gateways.stripe.counterparts import KEY, There

SECRET, NEXT_SECRET = "whsec_abc", "whsec_def"
S = LegState
MINUTE = timedelta(minutes=1)


@cache
def ours(*secrets: str) -> StripeAccount:
    return StripeAccount(KEY, secrets or (SECRET,))


def signature(body: bytes, at: datetime = NOON, secret: str = SECRET, scheme: str = "v1") -> str:
    signed = f"{int(at.timestamp())}.".encode() + body
    return f"{scheme}={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def header(body: bytes, at: datetime = NOON, *signatures: str) -> dict[str, str]:
    return {
        "stripe-signature": ",".join((f"t={int(at.timestamp())}", *(signatures or (signature(body, at),))))
    }


def event(kind: str = "refund.updated", at: datetime = NOON, name: str = "evt_1", **fields: object) -> bytes:
    refund = {"id": "re_1", "object": "refund", "amount": 3000, "currency": "eur", "status": "succeeded"}
    told = {**refund, "charge": "ch_1", "payment_intent": "pi_1", "metadata": {}, **fields}
    whole = {"id": name, "object": "event", "type": kind, "created": int(at.timestamp()), "livemode": False}
    return json.dumps({**whole, "data": {"object": told}}).encode()


def heard(body: bytes) -> tuple[Heard, ...]:
    return ours().heard(header(body), body, NOON)


def not_authentic(headers: dict[str, str], body: bytes, *secrets: str, now: datetime = NOON) -> bool:
    try:
        ours(*secrets).heard(headers, body, now)
    except NotAuthentic:
        return True
    return False


# --- Whose it is ----------------------------------------------------------------------------------


def test_what_stripe_signed_just_now_is_believed() -> None:
    body = event(metadata={"refundtui_leg": "leg-1"})
    (one,) = heard(body)
    assert (one.event, one.reference, one.refund, one.payment) == ("evt_1", "leg-1", "re_1", "pi_1")
    assert one.report is not None
    assert (one.report.state, one.report.amount, one.report.at) == (S.SUCCEEDED, money("30.00", "EUR"), NOON)


def test_scenario_31_one_byte_changed_and_it_is_nobody_s() -> None:
    body = event()
    for at in range(0, len(body), 17):
        changed = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        assert not_authentic(header(body), changed)


@pytest.mark.parametrize(
    ("ago", "refused"),
    [
        pytest.param(6 * MINUTE, True, id="six minutes old"),
        pytest.param(5 * MINUTE, False, id="five minutes old"),
        pytest.param(-5 * MINUTE, False, id="five minutes ahead"),
        pytest.param(-6 * MINUTE, True, id="six minutes ahead"),
        pytest.param(-60 * MINUTE, True, id="an hour ahead: its own library would believe it"),
    ],
)
def test_scenario_32_a_delivery_is_of_now_or_not_believed(ago: timedelta, refused: bool) -> None:
    body = event()
    assert not_authentic(header(body, NOON - ago), body) is refused


def test_scenario_33_while_a_secret_is_replaced_one_good_signature_of_two_is_enough() -> None:
    body = event()
    both = header(body, NOON, signature(body, secret="whsec_gone"), signature(body, secret=NEXT_SECRET))
    assert not not_authentic(both, body, SECRET, NEXT_SECRET)
    assert not_authentic(both, body, SECRET)


def test_scenario_33_a_signature_of_another_scheme_is_none() -> None:
    body = event()
    assert not_authentic(header(body, NOON, signature(body, scheme="v0")), body)


@pytest.mark.parametrize(
    "spoiled",
    [
        "",
        "t=,v1=",
        "t=now,v1=x",
        "v1={good}",
        "t={at}",
        "t={at},t={at},{good}",
        "t=-{at},{good}",
        "t=٣,{good}",
        "t={at},v1=é",
        "t={at},v1=" + "0" * 100_000,
        "t=" + "9" * 400 + ",{good}",
        "t=999999999999,{good}",
    ],
)
def test_a_spoiled_header_is_refused_and_breaks_nothing(spoiled: str) -> None:
    body = event()
    told = spoiled.format(at=int(NOON.timestamp()), good=signature(body))
    assert not_authentic({"stripe-signature": told}, body)


def test_a_delivery_without_a_header_and_an_account_without_a_secret_believe_nobody() -> None:
    body = event()
    assert not_authentic({}, body)
    with pytest.raises(NotAuthentic):
        StripeAccount(KEY).heard(header(body), body, NOON)


def test_a_delivery_of_more_than_a_megabyte_is_not_even_read() -> None:
    body = event(padding="x" * 1_000_000)
    assert not_authentic(header(body), body)


@given(st.text(), st.binary())
def test_whatever_is_delivered_is_refused_in_one_sentence(told: str, body: bytes) -> None:
    with pytest.raises(NotAuthentic) as refused:
        ours().heard({"stripe-signature": told}, body, NOON)
    assert str(refused.value).endswith(".")


# --- What it says ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["refund.created", "refund.updated", "refund.failed", "charge.refund.updated"]
)
def test_every_event_of_a_refund_is_heard(kind: str) -> None:
    (one,) = heard(event(kind))
    assert one.report is not None


def test_a_charge_that_was_refunded_is_only_a_hint() -> None:
    (one,) = heard(event("charge.refunded", id="ch_1", object="charge"))
    assert (one.report, one.payment, one.refund) == (None, "pi_1", "")


def test_events_of_other_things_are_none_of_ours() -> None:
    assert heard(event("payment_intent.succeeded")) == ()
    assert heard(event("refund.invented")) == ()


def test_scenario_46_a_state_nobody_knows_is_a_hint_to_ask() -> None:
    (one,) = heard(event(status="string"))
    assert (one.refund, one.report) == ("re_1", None)


def test_a_test_s_event_says_nothing_to_a_live_account() -> None:
    body = event()
    live = StripeAccount("sk_live_12345", (SECRET,))
    assert live.heard(header(body), body, NOON) == ()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 5000,
        b'{"object":"event"}',
        b'{"object":"refund","id":"evt_1"}',
        b'{"object":"event","id":"evt_1","type":"refund.updated"}',
        b'{"object":"event","id":"evt_1","type":"refund.updated","data":{"object":{"object":"charge","id":"ch_1"}}}',
        b'{"object":"event","id":"evt_1","type":"refund.updated","data":{"object":[]}}',
        event(id="re_1\n"),
        event(id=None),
        b'{"object":"event","id":"evt_\\u001b","type":"refund.updated"}',
    ],
)
def test_what_is_signed_and_cannot_be_read_is_said_to_be_so(body: bytes) -> None:
    with pytest.raises(NotReadable) as trouble:
        heard(body)
    assert str(trouble.value).isprintable()


def test_scenario_76_what_comes_with_an_event_moves_no_terminal() -> None:
    evil = "\x1b]0;pwn\x07"
    card = {"reference": f"{evil}241234", "reference_status": "available", "type": evil}
    body = event(
        status="failed",
        failure_reason=evil,
        payment_intent=evil,
        metadata={"refundtui_leg": evil},
        destination_details={"type": "card", "card": card},
    )
    (one,) = heard(body)
    assert repr(one).isprintable()
    assert "x1b" not in repr(one)
    assert (one.reference, one.payment) == ("", "ch_1")


# --- What a leg makes of it -----------------------------------------------------------------------


def after(leg: RefundLeg, *bodies: bytes) -> RefundLeg:
    for body in bodies:
        (one,) = heard(body)
        assert one.report is not None
        leg = leg.heard(one.report)
    return leg


def test_scenario_45_what_the_customer_never_claimed_is_cancelled_and_holds_nothing() -> None:
    waits = event("refund.created", NOON - 45 * 24 * 60 * MINUTE, status="requires_action")
    leg = after(a_leg("pi_1", "30.00"), waits)
    assert (leg.state, leg.holds) == (S.ACTION_REQUIRED, money("30.00", "EUR"))
    over = after(leg, event("refund.updated", status="canceled"))
    assert (over.state, over.holds) == (S.CANCELED, money("0.00", "EUR"))


def test_a_refund_that_fails_after_it_succeeded_came_back_in_whatever_order_it_is_told() -> None:
    paid = event("refund.created", NOON - 12 * 24 * 60 * MINUTE, "evt_1")
    failed = event("refund.failed", NOON, "evt_2", status="failed", failure_reason="lost_or_stolen_card")
    for told in ((paid, failed), (failed, paid), (failed, paid, failed, failed, paid)):
        leg = after(a_leg("pi_1", "30.00"), *told)
        assert leg.state is S.RETURNED
        assert leg.told.last is not None
        assert leg.told.last.reason == "card_lost"


def test_what_is_asked_after_an_event_does_not_make_it_older() -> None:
    """A fetched refund has the time of its making alone; its failure is told without one."""
    leg = after(a_leg("pi_1", "30.00"), event("refund.updated", NOON))
    (later,) = heard(event("refund.updated", status="failed"))
    assert later.report is not None
    assert leg.heard(replace(later.report, at=None)).state is S.RETURNED


# --- Delivered by a Stripe that we did not write ---------------------------------------------------


@contextmanager
def endpoint() -> Iterator[tuple[str, Queue[tuple[dict[str, str], bytes]]]]:
    """A loopback address that takes deliveries down as they come."""
    came: Queue[tuple[dict[str, str], bytes]] = Queue()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            came.put(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """A test says nothing."""

    with HTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/h", came
        finally:
            server.shutdown()


def test_scenario_31_a_delivery_that_was_really_signed_is_believed_and_changed_it_is_not(
    local: There,
) -> None:
    with endpoint() as (address, came):
        hook = {"url": address, "secret": SECRET}
        local.http.post("/_config/webhooks/ours", json=hook).raise_for_status()
        local.post("customers", {"name": "Mara"})
        headers, body = came.get(timeout=20)
    now = datetime.now(UTC)  # noqa: TID251 - it signed at the machine's own time
    assert ours().heard(headers, body, now) == ()
    assert json.loads(body)["type"] == "customer.created"
    changed = body.replace(b"Mara", b"Nara")
    assert changed != body
    assert not_authentic(headers, changed, now=now)
    assert not_authentic(headers, body, NEXT_SECRET, now=now)
