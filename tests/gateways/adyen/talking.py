"""A leg on its way to Adyen, what Adyen says of it, and a line to somebody who plays Adyen."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from refundtui.domain.legs.leg import Destination, Way
from refundtui.domain.money import Money, money
from refundtui.gateways.adyen.account import AdyenAccount
from refundtui.gateways.adyen.gateway import Adyen
from refundtui.gateways.one_request import client_for
from refundtui.office.ports import Sending, SoldLine
from tests.support.peer import Asked, Peer, Script, a_peer, http

HMAC_KEY: Final = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"
API_KEY: Final = "AQEyhmfxK4-a-made-up-key"
PAYMENT: Final = "993617894903480A"
REFUND: Final = "993617894906488A"
REFERENCE: Final = "5f2f3b54-6a6c-5c2a-8d6f-4f6f7f1e2a01"
KEY: Final = "0d6d7f32-54f1-5a30-9d5d-0a4c1c0b7a55"


def an_account(address: str, **more: Any) -> AdyenAccount:
    return AdyenAccount("LindenhofCOM", API_KEY, (HMAC_KEY,), address=address, **more)


def a_sending(
    amount: Money | None = None,
    *,
    way: Way = Way.REFUND,
    method: str = "card",
    payment: str = PAYMENT,
    captured: tuple[Money, int] | None = None,
    lines: tuple[SoldLine, ...] = (),
    capture: str = "",
    reference: str = REFERENCE,
) -> Sending:
    to = Destination("adyen", "card-1", "LindenhofCOM", payment, capture, method)
    return Sending(
        KEY, reference, to, money("25.00", "EUR") if amount is None else amount, way, captured, lines=lines
    )


def received(asked: Asked, **other: Any) -> bytes:
    """Adyen's 201 to this request, in the words of its specification."""
    body = json.loads(asked.body)
    told = {
        **{name: body[name] for name in ("merchantAccount", "reference", "amount") if name in body},
        "paymentPspReference": asked.path.split("/")[-2],
        "pspReference": REFUND,
        "status": "received",
        **other,
    }
    return http(201, json.dumps(told).encode(), content_type="application/json")


@contextmanager
def at_adyen(script: Script = received) -> Iterator[tuple[Adyen, Peer]]:
    """A gateway whose line ends at this script."""
    with a_peer(script) as peer, client_for(peer.address) as client:
        yield Adyen(an_account(f"{peer.address}/v72"), client), peer


# --- Deliveries -----------------------------------------------------------------------------------


def an_item(code: str = "REFUND", success: str = "true", **other: Any) -> dict[str, Any]:
    """An item as Adyen's Webhooks v1 shows it, not signed."""
    return {
        "additionalData": {},
        "amount": {"currency": "EUR", "value": 2500},
        "eventCode": code,
        "eventDate": "2026-11-26T13:00:00+01:00",
        "merchantAccountCode": "LindenhofCOM",
        "merchantReference": REFERENCE,
        "originalReference": PAYMENT,
        "paymentMethod": "visa",
        "pspReference": REFUND,
        "reason": "",
        "success": success,
        **other,
    }


def signed(item: dict[str, Any], key: str = HMAC_KEY) -> dict[str, Any]:
    """The item with the signature its provider would give it (docs.adyen.com, "Verify HMAC signatures")."""
    fields = ("pspReference", "originalReference", "merchantAccountCode", "merchantReference")
    text = ":".join(
        [
            *(item[field] for field in fields),
            str(item["amount"]["value"]),
            item["amount"]["currency"],
            item["eventCode"],
            item["success"],
        ]
    )
    made = base64.b64encode(hmac.digest(bytes.fromhex(key), text.encode(), hashlib.sha256)).decode()
    return {**item, "additionalData": {**item["additionalData"], "hmacSignature": made}}


def a_delivery(*items: dict[str, Any], live: str = "false") -> bytes:
    wrapped = [{"NotificationRequestItem": item} for item in items]
    return json.dumps({"live": live, "notificationItems": wrapped}).encode()
