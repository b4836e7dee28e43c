"""What goes to PayPal: one request that moves money, in its own form, under our key."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta

import pytest

from refundtui.domain.legs.leg import Way
from refundtui.domain.legs.planning import NotPayable, PaymentThere, Planned, Wanted, plan
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Refused
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import NotAnAmountError, money
from refundtui.gateways.paypal.account import LIVE, SANDBOX, PayPalAccount
from refundtui.gateways.provider_address import NotSafelyConnected
from refundtui.office.ports import RefundGateway
from tests.gateways.paypal.talking import (
    CAPTURE,
    ID,
    KEY,
    REFERENCE,
    REFUND,
    SECRET,
    TOKEN,
    WEBHOOK,
    a_refund,
    a_sending,
    against,
    as_json,
    at_paypal,
    beside_tokens,
    said,
)
from tests.support.peer import Asked, http

HUNDRED = money("100.00", "EUR")
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def refunded(asked: Asked) -> bytes:
    """PayPal's answer about the refund that was asked for; the request must be one of its specification."""
    body = json.loads(asked.body)
    against("refund_request").validate(body)
    return said("refund", a_refund(amount=body["amount"]), 201)


def test_a_part_goes_out_in_one_request_under_our_key() -> None:
    with at_paypal(refunded) as (paypal, peer):
        gateway: RefundGateway = paypal
        outcome = gateway.send(a_sending(captured=(HUNDRED, 10_000)))
    assert outcome == Answered(Report(LegState.SUCCEEDED, REFUND, money("25.00", "EUR"), AT))
    (asked,) = beside_tokens(peer)
    assert (asked.method, asked.path) == ("POST", f"/v2/payments/captures/{CAPTURE}/refund")
    assert asked.headers["paypal-request-id"] == KEY
    assert asked.headers["authorization"] == f"Bearer {TOKEN}"
    assert json.loads(asked.body) == {
        "amount": {"value": "25.00", "currency_code": "EUR"},
        "custom_id": REFERENCE,
        "invoice_id": REFERENCE,
    }


def test_where_only_the_capture_is_known_it_is_the_reference() -> None:
    with at_paypal(refunded) as (paypal, peer):
        paypal.send(a_sending(reference=CAPTURE, capture=""))
    assert beside_tokens(peer)[0].path == f"/v2/payments/captures/{CAPTURE}/refund"


def test_a_note_is_one_harmless_line_that_paypal_takes() -> None:
    with at_paypal(refunded) as (paypal, peer):
        paypal.send(a_sending(note="Sorry \x1b[31mfor\nthe scratch " + "x" * 400))
    note = json.loads(beside_tokens(peer)[0].body)["note_to_payer"]
    assert note.startswith("Sorry for the scratch xxx")
    assert len(note) <= 255


@pytest.mark.parametrize("name", ["", "../../x", "2GG2?a=b", "é", "2GG2 7954"])
def test_a_payment_without_a_name_of_paypals_is_not_asked_for(name: str) -> None:
    with at_paypal(refunded) as (paypal, peer):
        outcome = paypal.send(a_sending(reference=name, capture=""))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_FOUND
    assert peer.asked == []


# --- Letting go -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer", [http(204), as_json({"id": "0VF52814937998046", "status": "VOIDED"})], ids=["204", "200"]
)
def test_an_authorisation_is_let_go(answer: bytes) -> None:
    with at_paypal(lambda _: answer) as (paypal, peer):
        outcome = paypal.send(a_sending(way=Way.VOID, reference="0VF52814937998046", capture=""))
    assert outcome == Answered(Report(LegState.VOIDED))
    (asked,) = beside_tokens(peer)
    assert (asked.path, asked.body) == ("/v2/payments/authorizations/0VF52814937998046/void", b"")


def test_less_is_captured_by_the_shop_and_never_here() -> None:
    with at_paypal(refunded) as (paypal, peer):
        outcome = paypal.send(a_sending(way=Way.CAPTURE_LESS))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_SETTLED
    assert peer.asked == []


# --- Currency and time ----------------------------------------------------------------------------


def test_scenario_13_dollars_of_a_payment_in_euro_are_refused_before_anything_is_asked() -> None:
    with at_paypal(refunded) as (paypal, peer):
        outcome = paypal.send(a_sending(money("25.00", "USD"), captured=(HUNDRED, 10_000)))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.CURRENCY
    assert peer.asked == []


@pytest.mark.parametrize(("days", "goes"), [(180, True), (181, False)], ids=["on the last day", "a day late"])
def test_scenario_14_a_refund_goes_for_a_hundred_and_eighty_days(days: int, goes: bool) -> None:
    captured_on = date(2026, 5, 30)
    there = PaymentThere(HUNDRED, HUNDRED, money("0", "EUR"), captured_on)
    with at_paypal(refunded) as (paypal, _):
        able = paypal.able(a_sending().to)
    wanted = Wanted("paypal-1", money("25.00", "EUR"), HUNDRED)
    planned = plan(wanted, there, able, (), captured_on + timedelta(days=days))
    late = (NotPayable(Refusal.TOO_LATE, until=captured_on + timedelta(days=180)),)
    assert planned == (Planned(Way.REFUND, money("25.00", "EUR")) if goes else late)


@pytest.mark.parametrize(
    ("text", "code", "captured", "sent"),
    [
        pytest.param("200", "JPY", ("500", 500), "200", id="test_scenario_65"),
        pytest.param("1234", "HUF", ("2000", 2000), "1234", id="test_scenario_70 forint"),
        pytest.param("1234", "TWD", ("2000", 2000), "1234", id="test_scenario_70 dollar"),
        pytest.param("0.05", "EUR", ("0.10", 10), "0.05", id="below one"),
    ],
)
def test_scenarios_65_and_70_an_amount_is_sent_in_paypals_own_decimals(
    text: str, code: str, captured: tuple[str, int], sent: str
) -> None:
    with at_paypal(refunded) as (paypal, peer):
        outcome = paypal.send(a_sending(money(text, code), captured=(money(captured[0], code), captured[1])))
    assert json.loads(beside_tokens(peer)[0].body)["amount"] == {"value": sent, "currency_code": code}
    assert isinstance(outcome, Answered)
    assert outcome.report.amount == money(text, code)


@pytest.mark.parametrize("code", ["HUF", "TWD"])
def test_scenario_70_decimals_that_paypal_has_not_are_refused(code: str) -> None:
    with at_paypal(refunded) as (paypal, peer):
        outcome = paypal.send(a_sending(money("1234.50", code)))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.DECIMALS
    assert peer.asked == []


def test_scenario_65_half_a_yen_is_no_amount() -> None:
    with pytest.raises(NotAnAmountError):
        money("200.50", "JPY")


def test_a_captured_number_in_other_decimals_stops_the_refund() -> None:
    with at_paypal(refunded) as (paypal, peer):
        outcome = paypal.send(a_sending(captured=(HUNDRED, 100)))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.EXPONENT_MISMATCH
    assert peer.asked == []


# --- Safety ---------------------------------------------------------------------------------------


def test_no_secret_is_in_any_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), at_paypal(refunded) as (paypal, _):
        paypal.send(a_sending())
    assert caplog.text, "the line does log"
    assert not any(
        secret in caplog.text for secret in (SECRET, TOKEN, b64encode(f"{ID}:{SECRET}".encode()).decode())
    )


def test_no_secret_is_in_any_words() -> None:
    account = PayPalAccount(ID, SECRET, WEBHOOK)
    echo = {"name": "NOT_AUTHORIZED", "message": f"bad {SECRET} and {TOKEN}"}
    with at_paypal(lambda _: as_json(echo, 403)) as (paypal, _):
        outcome = paypal.send(a_sending())
        words = f"{account} {paypal} {vars(paypal)} {outcome} {paypal._tokens.token()}"
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_SET_UP
    assert not any(secret in words for secret in (SECRET, TOKEN))


@pytest.mark.parametrize(
    ("address", "live"),
    [
        ("http://api-m.paypal.com", True),
        ("http://127.0.0.1:4012", True),
        ("https://api-m.sandbox.paypal.com", True),
        ("https://api-m.paypal.com", False),
        ("https://api-m.paypal.com.evil.example", True),
        ("https://evil.example/api-m.paypal.com", True),
        ("http://10.0.0.7:4012", False),
    ],
)
def test_an_account_does_not_start_with_an_unsafe_address(address: str, live: bool) -> None:
    with pytest.raises(NotSafelyConnected) as trouble:
        PayPalAccount(ID, SECRET, WEBHOOK, live, address)
    assert SECRET not in str(trouble.value)


def test_a_live_account_is_reached_at_paypal_itself() -> None:
    assert PayPalAccount(ID, SECRET, WEBHOOK, live=True, address=f"{LIVE}/").address == LIVE
    assert PayPalAccount(ID, SECRET, WEBHOOK, live=True).address == LIVE
    assert PayPalAccount(ID, SECRET, WEBHOOK).address == SANDBOX


@pytest.mark.parametrize("broken", ["", "a b", "a\nb", "a:b"])
def test_a_secret_that_is_none_is_refused_at_the_start(broken: str) -> None:
    for parts in ((broken, SECRET, WEBHOOK), (ID, broken, WEBHOOK), (ID, SECRET, broken)):
        with pytest.raises(NotSafelyConnected):
            PayPalAccount(*parts)
