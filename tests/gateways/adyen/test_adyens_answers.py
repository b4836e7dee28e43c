"""What Adyen's answers mean: never a success, and what is not understood is no answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from refundtui.domain.legs.leg import LegId, RefundLeg, Trouble
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import (
    Act,
    Refused,
    Unanswered,
    after_sending,
    next_act,
    taken,
)
from refundtui.domain.money import currency, money
from refundtui.gateways.adyen.gateway import Adyen
from refundtui.gateways.one_request import client_for
from refundtui.office.ports import GatewayAway
from tests.gateways.adyen.talking import (
    PAYMENT,
    REFERENCE,
    REFUND,
    a_sending,
    an_account,
    at_adyen,
)
from tests.support.peer import http

EUR = currency("EUR")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "code", "refusal"),
    [
        (401, "000", Refusal.NOT_SET_UP),
        (403, "901", Refusal.NOT_SET_UP),
        (403, "010", Refusal.NOT_SET_UP),
        (422, "138", Refusal.CURRENCY),
        (422, "137", Refusal.DECIMALS),
        (422, "167", Refusal.NOT_FOUND),
        (404, "14_001", Refusal.NOT_FOUND),
        (422, "14_030", Refusal.UNKNOWN_REJECTION),
        (400, "702", Refusal.UNKNOWN_REJECTION),
    ],
)
def test_an_error_code_becomes_our_refusal(status: int, code: str, refusal: Refusal) -> None:
    told = {"status": status, "errorCode": code, "message": "No \x1b[31mway", "errorType": "validation"}
    with at_adyen(lambda _: http(status, json.dumps(told).encode())) as (adyen, peer):
        outcome = adyen.send(a_sending())
    assert outcome == Refused(refusal, f"{code} No way")
    assert len(peer.asked) == 1


_RECEIVED = {
    "merchantAccount": "LindenhofCOM",
    "reference": REFERENCE,
    "paymentPspReference": PAYMENT,
    "pspReference": REFUND,
    "status": "received",
    "amount": {"currency": "EUR", "value": 2500},
}


@pytest.mark.parametrize(
    "other",
    [
        {"status": "refunded"},
        {"status": None},
        {"pspReference": ""},
        {"pspReference": 7},
        {"pspReference": "99\x1b[31m"},
        {"paymentPspReference": "another"},
        {"reference": "another"},
        {"merchantAccount": "another"},
        {"amount": None},
        {"amount": {"currency": "EUR", "value": "2500"}},
        {"amount": {"currency": "EUR", "value": 25.0}},
        {"amount": {"currency": "EUR", "value": True}},
        {"amount": {"currency": "EUR", "value": -1}},
        {"amount": {"currency": "BGN", "value": 2500}},
    ],
)
def test_a_201_that_is_not_understood_is_no_answer(other: dict[str, object]) -> None:
    with at_adyen(lambda _: http(201, json.dumps({**_RECEIVED, **other}).encode())) as (adyen, _):
        assert adyen.send(a_sending()) == Unanswered(Trouble.LOST)


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        (None, Trouble.LOST),
        (b"HTTP/1.1 201 Said\r\ncontent-length: 900\r\n\r\n{", Trouble.LOST),
        (b"HTTP/1.1 201 Said\r\ncontent-length: 2000000\r\n\r\n" + b" " * 2_000_000, Trouble.LOST),
        (b"no http at all\r\n\r\n", Trouble.LOST),
        (http(201, b"<html>"), Trouble.LOST),
        (http(201, b"[" * 50_000), Trouble.LOST),
        (http(201, b"\xff"), Trouble.LOST),
        (http(302, location="http://127.0.0.1:1/"), Trouble.LOST),
        (http(422, b"<html>a proxy</html>"), Trouble.LOST),
        (http(422, b"{}"), Trouble.LOST),
        (http(500, b'{"errorCode": "905"}'), Trouble.BROKEN),
        (http(503, b""), Trouble.BROKEN),
        (http(429, b"", retry_after="7"), Trouble.ASKED_TO_WAIT),
        (http(409, b"{}"), Trouble.BUSY),
        (http(422, b'{"errorCode": "704"}'), Trouble.BUSY),
        (http(422, b'{"errorCode": "999"}', Transient_Error="true"), Trouble.BUSY),
    ],
)
def test_what_is_no_answer_says_how_far_it_got(said: bytes | None, trouble: Trouble) -> None:
    with at_adyen(lambda _: said) as (adyen, peer):
        outcome = adyen.send(a_sending())
    assert isinstance(outcome, Unanswered)
    assert outcome.trouble is trouble
    assert len(peer.asked) == 1


def test_without_a_connection_nothing_was_sent() -> None:
    with client_for("http://127.0.0.1:9") as client:
        adyen = Adyen(an_account("http://127.0.0.1:9/v72"), client)
        assert adyen.send(a_sending()) == Unanswered(Trouble.NOT_SENT)


def test_an_answer_that_drips_without_end_is_lost() -> None:
    seconds = iter(range(0, 10_000, 40))
    with at_adyen() as (_, peer), client_for(peer.address) as client:
        patient = Adyen(an_account(f"{peer.address}/v72"), client, monotonic=lambda: next(seconds) * 2.0)
        assert patient.send(a_sending()) == Unanswered(Trouble.LOST)


def test_what_cannot_be_asked_is_never_answered_with_nothing_found() -> None:
    with at_adyen() as (adyen, peer):
        assert not adyen.memory.finds
        with pytest.raises(GatewayAway):
            adyen.look_up(a_sending())
        with pytest.raises(GatewayAway):
            adyen.listed(NOON, NOON)
        assert adyen.payment(a_sending().to, EUR) is None
        assert adyen.ask(REFUND, a_sending().to, EUR) is None
    assert peer.asked == []


def test_a_lost_answer_is_sent_again_under_its_key_and_then_handed_to_two_people() -> None:
    queued = RefundLeg(
        LegId(REFERENCE),
        "case-1",
        "lindenhof",
        REFERENCE,
        1,
        money("25.00", "EUR"),
        a_sending().to,
    )
    leg = after_sending(taken(queued, NOON), Unanswered(Trouble.LOST), first=True)
    assert next_act(leg, Adyen.memory, NOON + timedelta(days=20)) is Act.SEND
    assert next_act(leg, Adyen.memory, NOON + timedelta(days=26)) is Act.HAND_OVER
