"""Whatever Adyen or PayPal answers or delivers, the gateway says what it heard and never breaks."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import Any
from unicodedata import category

import pytest
from Adyen.util import generate_notification_sig
from hypothesis import given, strategies as st

from refundtui.domain.legs.leg import Way
from refundtui.domain.legs.sending import Answered, Outcome, Refused, Unanswered
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money, currencies
from refundtui.gateways.adyen import answers as adyen, deliveries as adyens_deliveries
from refundtui.gateways.one_request import Answer, json_object
from refundtui.gateways.paypal import deliveries as paypals_deliveries, orders, reading as paypal
from refundtui.gateways.spelling import PAYPAL, CannotBeSpelled, decimal_text
from refundtui.office.ports import GatewayAway, NotAuthentic, NotReadable
from tests.gateways.adyen import talking as to_adyen
from tests.gateways.paypal import talking as to_paypal

_WORDS = st.sampled_from(
    ["", "received", "COMPLETED", "true", "EUR", "25.00", "refund", "cancel", "REFUND", "up", "\x1b[2J", "٢"]
)
_NAMES = st.sampled_from(
    [
        "status", "id", "pspReference", "amount", "value", "currency", "currency_code", "details", "issue", "name",
        "errorCode", "message", "reference", "custom_id", "status_details", "reason", "links", "rel", "href",
        "eventCode", "success", "additionalData", "merchantReference", "modification.action", "arn", "eventDate", "resource",
        "event_type", "purchase_units", "payments", "refunds", "supplementary_data", "related_ids", "order_id",
    ]
)  # fmt: skip
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=5),
    max_leaves=12,
)
_TOLD = st.dictionaries(_NAMES, _ANYTHING, max_size=6)
_STATUSES = st.sampled_from([200, 201, 204, 302, 400, 401, 404, 409, 422, 429, 500])
_BODIES = _TOLD.map(lambda told: json.dumps(told).encode()) | st.binary(max_size=40)
_ADYENS = {
    "status": "received", "pspReference": to_adyen.REFUND, "paymentPspReference": to_adyen.PAYMENT,
    "merchantAccount": "LindenhofCOM", "reference": to_adyen.REFERENCE, "amount": {"value": 2500, "currency": "EUR"},
}  # fmt: skip


def is_told(outcome: Outcome) -> bool:
    """One of the three, and its words are harmless: what this Python does not know as a letter yet may be one."""
    if not isinstance(outcome, Refused):
        return True
    return all(letter.isprintable() or category(letter) == "Cn" for letter in outcome.message)


@given(_STATUSES, _BODIES, st.sampled_from(Way))
def test_no_answer_of_adyens_breaks_or_is_a_success(status: int, body: bytes, way: Way) -> None:
    sending = to_adyen.a_sending(way=way)
    outcome = adyen.outcome_of(Answer(status, {}, body), sending, "LindenhofCOM")
    assert is_told(outcome)
    assert not isinstance(outcome, Answered) or outcome.report.state is LegState.PENDING


@given(_TOLD)
def test_a_good_answer_of_adyens_with_anything_in_it_is_pending_or_lost(other: dict[str, Any]) -> None:
    body = json.dumps({**_ADYENS, **other}).encode()
    outcome = adyen.outcome_of(Answer(201, {}, body), to_adyen.a_sending(), "LindenhofCOM")
    assert isinstance(outcome, Unanswered) or (
        isinstance(outcome, Answered) and outcome.report.state is LegState.PENDING
    )


@given(_STATUSES, _BODIES, st.sampled_from(Way))
def test_no_answer_of_paypals_breaks(status: int, body: bytes, way: Way) -> None:
    assert is_told(paypal.outcome_of(Answer(status, {}, body), to_paypal.a_sending(way=way)))


@given(_TOLD)
def test_a_good_answer_of_paypals_succeeds_only_where_it_says_so(other: dict[str, Any]) -> None:
    told = {**to_paypal.a_refund("PENDING"), **other}
    outcome = paypal.outcome_of(Answer(201, {}, json.dumps(told).encode()), to_paypal.a_sending())
    assert is_told(outcome)
    if isinstance(outcome, Answered):
        assert (outcome.report.state is LegState.SUCCEEDED) == (told["status"] == "COMPLETED")
        assert f"{outcome.report.sub}{outcome.report.trace}{outcome.report.reference}".isprintable()


@given(_TOLD)
def test_no_order_of_paypals_breaks(told: dict[str, Any]) -> None:
    with suppress(GatewayAway):
        orders.found_in(told, to_paypal.REFERENCE)
    with suppress(GatewayAway):
        orders.known({**to_paypal.a_capture(), **told}, told)


@given(_TOLD)
def test_no_signed_item_of_adyens_breaks(other: dict[str, Any]) -> None:
    item = {**to_adyen.an_item(), **other}
    try:
        bare = {name: value for name, value in item.items() if name != "additionalData"}
        signature = generate_notification_sig(bare, to_adyen.HMAC_KEY).decode()
    except (KeyError, TypeError, UnicodeEncodeError):
        signature = base64.b64encode(b"none").decode()
    more = item["additionalData"] if isinstance(item["additionalData"], dict) else {}
    item["additionalData"] = {**more, "hmacSignature": signature}
    account = to_adyen.an_account("http://127.0.0.1:1/v72")
    with suppress(NotAuthentic, NotReadable):
        for heard in adyens_deliveries.read_delivery({}, to_adyen.a_delivery(item), account):
            assert f"{heard.event}{heard.refund}{heard.payment}{heard.reference}".isprintable()


@given(_TOLD)
def test_no_event_of_paypals_breaks(other: dict[str, Any]) -> None:
    told = {"id": "WH-1", "event_type": "PAYMENT.CAPTURE.REFUNDED", "resource": to_paypal.a_refund(), **other}
    with suppress(NotReadable):
        heard = paypals_deliveries._heard(told)
        assert heard is None or heard.report is None
        assert heard is None or f"{heard.event}{heard.refund}{heard.payment}{heard.reference}".isprintable()


@given(st.binary(max_size=60) | _BODIES)
def test_a_body_is_an_object_or_nothing(body: bytes) -> None:
    assert json_object(body) is None or isinstance(json.loads(body), dict)


@pytest.mark.parametrize(
    "body", [b'{"a": NaN}', b'{"a": Infinity}', b"[" * 99_999, b'{"a": ' + b"9" * 5_000 + b"}"]
)
def test_what_json_is_not_is_nothing(body: bytes) -> None:
    assert json_object(body) is None


@given(st.sampled_from(currencies()), st.integers(1, 10**12))
def test_what_is_written_for_paypal_is_read_as_the_same_amount(of: Any, minor: int) -> None:
    amount = Money(minor, of)
    try:
        written = decimal_text(amount, PAYPAL)
    except CannotBeSpelled:
        return
    assert paypal.money_of({"value": written, "currency_code": of.code}) == amount
