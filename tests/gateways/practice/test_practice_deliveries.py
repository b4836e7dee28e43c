"""What the practice provider says by itself comes like a real one's: twice, out of order, and signed."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

import pytest

from refundtui.gateways.practice import deliveries
from refundtui.office.ports import NotAuthentic, NotReadable
from tests.gateways.contract import answer
from tests.gateways.practice.practising import Practising, a_sending
from tests.support.making import NOW


@pytest.fixture
def practice() -> Practising:
    return Practising()


def test_a_delivery_comes_for_each_state_and_now_and_then_twice_or_out_of_order(
    practice: Practising,
) -> None:
    for number in range(1, 40):
        practice.gateway.send(a_sending("succeeds", attempt=number, amount="1.00"))
    practice.later(minutes=1)
    events = [
        heard.event
        for delivery in practice.gateway.deliveries()
        for heard in practice.gateway.heard(delivery.headers, delivery.body, practice.at)
    ]
    assert len(set(events)) == 2 * 39
    assert len(events) > len(set(events))
    first = {event.split(":")[0]: event for event in reversed(events)}
    assert {event.split(":")[1] for event in first.values()} == {"pending", "succeeded"}
    assert practice.gateway.deliveries() == ()


def test_a_delivery_says_whose_it_is_in_our_name_and_in_theirs(practice: Practising) -> None:
    sending = a_sending("at-once")
    report = answer(practice.gateway.send(sending))
    delivery = practice.gateway.deliveries()[0]
    (heard,) = practice.gateway.heard(delivery.headers, delivery.body, practice.at)
    assert (heard.reference, heard.refund, heard.payment) == (
        sending.reference,
        report.reference,
        sending.to.reference,
    )
    assert heard.report == report


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_delivery_is_not_believed_later_or_earlier_than_it_was_sent(
    practice: Practising, minutes: int
) -> None:
    practice.gateway.send(a_sending("at-once"))
    delivery = practice.gateway.deliveries()[0]
    with pytest.raises(NotAuthentic):
        practice.gateway.heard(delivery.headers, delivery.body, practice.at + timedelta(minutes=minutes))


def test_scenario_31_a_delivery_with_one_byte_changed_is_not_believed(practice: Practising) -> None:
    practice.gateway.send(a_sending("at-once"))
    delivery = practice.gateway.deliveries()[0]
    forged = delivery.body.replace(b"3000", b"3001")
    assert forged != delivery.body
    for headers in (delivery.headers, {"practice-signature": "\udcff"}, {}):
        with pytest.raises(NotAuthentic):
            practice.gateway.heard(headers, forged, practice.at)


def test_another_practices_delivery_is_not_believed(practice: Practising) -> None:
    practice.gateway.send(a_sending("at-once"))
    delivery = practice.gateway.deliveries()[0]
    with pytest.raises(NotAuthentic):
        Practising(seed=8).gateway.heard(delivery.headers, delivery.body, practice.at)


@pytest.mark.parametrize("body", [b'{"event": "pr_1:pending"}', b"[]", b"{", b"\xff"])
def test_a_signed_delivery_that_is_no_event_is_unreadable_and_not_forged(body: bytes) -> None:
    headers = {"practice-signature": hmac.new(b"secret", body, hashlib.sha256).hexdigest()}
    with pytest.raises(NotReadable):
        deliveries.read(headers, body, b"secret", NOW)
