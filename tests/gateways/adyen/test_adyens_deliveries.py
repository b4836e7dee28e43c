"""What Adyen tells by itself: every item signed, and each event the state it means."""

from __future__ import annotations

import base64
import itertools
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from Adyen.util import generate_notification_sig, is_valid_hmac_notification
from hypothesis import example, given, strategies as st

from refundtui.domain.legs.refusals import NextStep, Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report, told_of
from refundtui.domain.money import money
from refundtui.gateways.adyen.deliveries import is_signed, read_delivery
from refundtui.office.ports import Heard, NotAuthentic, NotReadable
from tests.gateways.adyen.talking import (
    HMAC_KEY,
    PAYMENT,
    REFERENCE,
    REFUND,
    a_delivery,
    an_account,
    an_item,
    at_adyen,
    signed,
)

ACCOUNT = an_account("http://127.0.0.1:1/v72")
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
AMOUNT = money("25.00", "EUR")


def heard(*items: dict[str, Any]) -> tuple[Heard, ...]:
    return read_delivery({}, a_delivery(*[signed(item) for item in items]), ACCOUNT)


def report(item: dict[str, Any]) -> Report:
    (one,) = heard(item)
    assert one.report is not None
    return one.report


# --- Meaning --------------------------------------------------------------------------------------


def test_a_refund_that_passed_is_found_by_our_reference() -> None:
    item = an_item(additionalData={"arn": "74537605269103512345678"})
    told = Report(LegState.SUCCEEDED, REFUND, AMOUNT, AT, trace="74537605269103512345678")
    assert heard(item) == (Heard(f"{REFUND}:REFUND:true", REFERENCE, REFUND, PAYMENT, told, AT),)


def test_scenario_35_refund_failed_with_success_true_is_a_failure() -> None:
    told = report(an_item("REFUND_FAILED", "true", reason="Refund Failed"))
    assert (told.state, told.amount, told.reason) == (LegState.FAILED, AMOUNT, Refusal.DECLINED)


def test_scenario_36_a_refund_of_what_was_not_captured_is_refused_with_the_advice_to_release_it() -> None:
    told = report(an_item("REFUND", "false", reason="Transaction hasn't been captured, refund not possible"))
    assert (told.state, told.reason) == (LegState.REJECTED, Refusal.NOT_SETTLED)
    assert Refusal(told.reason).next_step is NextStep.RELEASE


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_scenario_37_a_refund_that_came_back_is_returned_in_any_order(order: tuple[int, ...]) -> None:
    told = [
        Report(LegState.PENDING, REFUND, AMOUNT, sub="received"),
        report(an_item()),
        report(an_item("REFUNDED_REVERSED", eventDate="2026-11-30T09:00:00+01:00")),
    ]
    assert told_of(told[place] for place in order).state is LegState.RETURNED
    assert told_of([*told, *told]).state is LegState.RETURNED


def test_a_refund_that_failed_after_it_passed_came_back() -> None:
    late = an_item("REFUND_FAILED", eventDate="2026-12-01T13:00:00+01:00")
    assert told_of([report(late), report(an_item())]).state is LegState.RETURNED


@pytest.mark.parametrize(
    ("code", "success", "more", "state", "sub"),
    [
        ("POSTPONED_REFUND", "true", {}, LegState.PENDING, "until_capture"),
        ("POSTPONED_REFUND", "false", {}, LegState.REJECTED, ""),
        ("VOID_PENDING_REFUND", "true", {}, LegState.CANCELED, ""),
        ("CANCELLATION", "true", {}, LegState.VOIDED, ""),
        ("CANCELLATION", "false", {}, LegState.REJECTED, ""),
        ("TECHNICAL_CANCEL", "true", {}, LegState.VOIDED, ""),
        ("CANCEL_OR_REFUND", "true", {"modification.action": "cancel"}, LegState.VOIDED, ""),
        ("CANCEL_OR_REFUND", "true", {"modification.action": "refund"}, LegState.SUCCEEDED, ""),
        ("CANCEL_OR_REFUND", "false", {"modification.action": "refund"}, LegState.REJECTED, ""),
    ],
)
def test_each_event_means_a_state(
    code: str, success: str, more: dict[str, str], state: LegState, sub: str
) -> None:
    told = report(an_item(code, success, additionalData=more))
    assert (told.state, told.sub) == (state, sub)


@pytest.mark.parametrize("action", ["", "CANCEL", "capture", None, 7])
def test_a_reversal_that_does_not_say_what_it_did_is_not_guessed_at(action: object) -> None:
    with pytest.raises(NotReadable):
        heard(an_item("CANCEL_OR_REFUND", additionalData={"modification.action": action}))


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("Insufficient balance on payment", Refusal.AMOUNT_EXCEEDS),
        ("Only possible to refund the full amount", Refusal.PARTIAL_NOT_ALLOWED),
        ("Modification in different currency than authorisation", Refusal.CURRENCY),
        ("Transaction not found", Refusal.NOT_FOUND),
        ("Transaction is expired", Refusal.TOO_LATE),
        ("Something new", Refusal.UNKNOWN_REJECTION),
        ("\x1b[2J", Refusal.UNKNOWN_REJECTION),
    ],
)
def test_a_reason_advises(reason: str, refusal: Refusal) -> None:
    assert report(an_item("REFUND", "false", reason=reason)).reason == refusal


def test_a_dispute_is_a_hint_about_the_payment() -> None:
    (one,) = heard(an_item("CHARGEBACK"))
    assert (one.payment, one.reference, one.report) == (PAYMENT, "", None)


def test_what_is_known_and_not_ours_is_left_alone_beside_what_is() -> None:
    assert [one.refund for one in heard(an_item("AUTHORISATION"), an_item(), an_item("CAPTURE"))] == [REFUND]


@pytest.mark.parametrize(
    "item",
    [
        an_item("REFUND_TELEPORTED"),
        an_item(success="maybe"),
        an_item(pspReference=""),
        an_item(amount={"currency": "BGN", "value": 2500}),
        an_item(amount={"currency": "EUR", "value": -2500}),
        an_item(pspReference="99\x1b]0;x\x07"),
    ],
    ids=["code", "outcome", "nameless", "historic currency", "negative", "escape"],
)
def test_what_is_signed_and_makes_no_sense_is_kept_for_an_operator(item: dict[str, Any]) -> None:
    with pytest.raises(NotReadable) as trouble:
        heard(item)
    assert str(trouble.value).isprintable()


def test_what_nobody_signed_reaches_a_terminal_as_harmless_text() -> None:
    item = an_item(
        "REFUND",
        "false",
        reason="\x1b]0;pwn\x07Transaction hasn't been captured, refund not possible\u202e",
        additionalData={"arn": "745\x1b[31m"},
        eventDate="yesterday",
    )
    told = report(item)
    assert (told.reason, told.trace, told.at) == (Refusal.NOT_SETTLED, "", None)


# --- Signatures -----------------------------------------------------------------------------------


def test_scenario_34_a_good_item_beside_a_forged_one_is_refused_whole_where_the_sdk_would_take_it() -> None:
    forged = {**signed(an_item()), "success": "false"}
    body = a_delivery(signed(an_item("AUTHORISATION")), forged)
    assert is_valid_hmac_notification(json.loads(body), HMAC_KEY) is True
    with pytest.raises(NotAuthentic):
        read_delivery({}, body, ACCOUNT)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pspReference", "993617894906488B"),
        ("originalReference", "993617894903480B"),
        ("merchantReference", "another"),
        ("amount", {"currency": "EUR", "value": 250_000}),
        ("amount", {"currency": "JPY", "value": 2500}),
        ("eventCode", "REFUND_FAILED"),
        ("success", "false"),
        ("merchantAccountCode", "another"),
    ],
)
def test_no_signed_field_can_be_changed(field: str, value: object) -> None:
    with pytest.raises(NotAuthentic):
        read_delivery({}, a_delivery({**signed(an_item()), field: value}), ACCOUNT)


@pytest.mark.parametrize(
    "more", [{}, {"hmacSignature": ""}, {"hmacSignature": None}, {"hmacSignature": "é"}, None, []]
)
def test_without_a_signature_nothing_is_believed(more: object) -> None:
    with pytest.raises(NotAuthentic):
        read_delivery({}, a_delivery({**an_item(), "additionalData": more}), ACCOUNT)


def test_while_a_key_is_replaced_both_are_good_and_a_third_is_not() -> None:
    other, third = "AB" * 32, "CD" * 32
    assert is_signed(signed(an_item(), other), (HMAC_KEY, other))
    assert is_signed(signed(an_item()), (HMAC_KEY, other))
    assert not is_signed(signed(an_item(), third), (HMAC_KEY, other))


_WORDS = st.text(max_size=20)
_ITEMS = st.fixed_dictionaries(
    {
        "pspReference": _WORDS,
        "merchantAccountCode": _WORDS,
        "merchantReference": _WORDS,
        "amount": st.fixed_dictionaries(
            {"value": st.integers(-(2**63), 2**63), "currency": st.sampled_from(["EUR", "JPY", ""])}
        ),
        "eventCode": st.sampled_from(["REFUND", "CAPTURE", "ΣΕΜ"]),
        "success": st.sampled_from(["true", "false"]),
    },
    optional={"originalReference": _WORDS, "reason": _WORDS},
)


@given(_ITEMS, st.sampled_from([HMAC_KEY, "AB" * 32]), st.booleans())
@example({**an_item(), "merchantReference": "a:b:c"}, HMAC_KEY, False)
def test_one_item_is_signed_for_us_exactly_when_it_is_for_adyens_own_sdk(
    item: dict[str, Any], key: str, tampered: bool
) -> None:
    item = {name: value for name, value in item.items() if name != "additionalData"}
    signature = generate_notification_sig(item, key).decode()
    if tampered:
        signature = base64.b64encode(bytes(reversed(base64.b64decode(signature)))).decode()
    told = {**item, "additionalData": {"hmacSignature": signature}}
    ours = is_signed(told, (HMAC_KEY,))
    theirs = is_valid_hmac_notification(told, HMAC_KEY)
    is_plain = not any(
        ":" in item.get(name, "") for name in ("pspReference", "originalReference", "merchantAccountCode")
    )
    assert ours == (theirs and is_plain)
    assert ours == (key == HMAC_KEY and not tampered and is_plain)


def test_nothing_can_be_moved_from_one_signed_field_into_the_next() -> None:
    """The signed text has no quoting: with a colon elsewhere, one signature would fit two readings."""
    item = signed(an_item(merchantReference="A:1", originalReference="P"))
    moved = {
        **item,
        "originalReference": "P:LindenhofCOM:A",
        "merchantAccountCode": "1",
        "merchantReference": "",
    }
    spelled = signed({**moved, "additionalData": {}})
    assert is_valid_hmac_notification(spelled, HMAC_KEY) is True
    assert is_signed(item, (HMAC_KEY,))
    assert not is_signed(spelled, (HMAC_KEY,))


# --- The door -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"live":"false"}',
        b'{"live":"false","notificationItems":[]}',
        b'{"live":"false","notificationItems":[7]}',
        b'{"live":"false","notificationItems":[{"NotificationRequestItem":[]}]}',
        b"[" * 100_000,
        b'{"live":"false","notificationItems":[' + b" " * 1_048_577 + b"]}",
        a_delivery(*[signed(an_item())] * 1001),
        a_delivery(signed(an_item()), live="true"),
        a_delivery({**signed(an_item()), "merchantReference": "\ud800"}),
    ],
    ids=[
        "empty", "no text", "a list", "no items", "none", "a number", "no item", "deep", "huge", "many", "live",
        "half a sign",
    ],
)  # fmt: skip
def test_what_is_not_a_delivery_is_refused(body: bytes) -> None:
    with pytest.raises(NotAuthentic):
        read_delivery({}, body, ACCOUNT)


def test_a_signed_item_for_another_merchant_account_is_not_for_us() -> None:
    with pytest.raises(NotAuthentic):
        heard(an_item(merchantAccountCode="EichenhofCOM"))


def test_with_a_password_at_the_door_nobody_comes_in_without_it() -> None:
    account = an_account("http://127.0.0.1:1/v72", webhook_user="adyen", webhook_password="sesame")
    body = a_delivery(signed(an_item()))
    basic = base64.b64encode(b"adyen:sesame").decode()
    assert read_delivery({"authorization": f"Basic {basic}"}, body, account)
    for wrong in ({}, {"authorization": "Basic é"}, {"authorization": f"Basic {basic[:-2]}"}):
        with pytest.raises(NotAuthentic):
            read_delivery(wrong, body, account)


def test_the_gateway_hears_the_same() -> None:
    with at_adyen() as (adyen, peer):
        (one,) = adyen.heard({}, a_delivery(signed(an_item())), AT)
    assert one.reference == REFERENCE
    assert peer.asked == []
