"""Every item that Adyen delivers is verified by itself, as its own SDK does it for one."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from Adyen.util import generate_notification_sig, is_valid_hmac_notification
from hypothesis import example, given, strategies as st

from refundtui.gateways.adyen.deliveries import is_signed, read_delivery
from refundtui.office.ports import NotAuthentic
from tests.gateways.adyen.talking import (
    HMAC_KEY,
    REFERENCE,
    a_delivery,
    an_account,
    an_item,
    at_adyen,
    signed,
)

ACCOUNT = an_account("http://127.0.0.1:1/v72")
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


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
        read_delivery({}, a_delivery(signed(an_item(merchantAccountCode="EichenhofCOM"))), ACCOUNT)


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
