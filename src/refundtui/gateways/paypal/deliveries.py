"""PayPal's webhooks: the signature verified here, without asking; then a hint, and never more.

What is signed is not the body but its CRC32, beside three headers. Whoever holds one genuine delivery can write
another body with the same CRC32. So nothing an event says is believed: it only names what PayPal is asked about.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from refundtui.gateways.one_request import LARGEST, json_object, name_in, said_line, text_in
from refundtui.gateways.paypal.certificates import Certificates
from refundtui.gateways.paypal.orders import capture_above
from refundtui.gateways.paypal.reading import time_of
from refundtui.gateways.paypal.words import NOT_OURS, PAYMENT_EVENTS, REFUND_EVENTS
from refundtui.office.ports import Heard, NotAuthentic, NotReadable

# PayPal tries for three days to deliver, and says when it first sent.
_OLDEST: Final = timedelta(days=3, hours=6)
_EARLIEST: Final = timedelta(minutes=5)


def read_delivery(
    headers: Mapping[str, str], body: bytes, webhook_id: str, certificates: Certificates, now: datetime
) -> tuple[Heard, ...]:
    """What it hints at; raises `NotAuthentic`, and `NotReadable` for what is signed and makes no sense."""
    if len(body) > LARGEST:
        raise NotAuthentic("A delivery larger than a megabyte is not PayPal's.")
    _verify(headers, body, webhook_id, certificates, now)
    told = json_object(body)
    if told is None:
        raise NotReadable("A delivery of PayPal's is not in JSON.")
    heard = _heard(told)
    return () if heard is None else (heard,)


def _verify(
    headers: Mapping[str, str], body: bytes, webhook_id: str, certificates: Certificates, now: datetime
) -> None:
    sent, sent_at = headers.get("paypal-transmission-id", ""), headers.get("paypal-transmission-time", "")
    if headers.get("paypal-auth-algo") != "SHA256withRSA" or not sent or "|" in sent + sent_at:
        raise NotAuthentic("The delivery is not signed as PayPal signs.")
    at = time_of({"at": sent_at}, "at")
    if at is None or not now - _OLDEST <= at <= now + _EARLIEST:
        raise NotAuthentic("The delivery was not sent in these days.")
    try:
        signature = base64.b64decode(headers.get("paypal-transmission-sig", ""), validate=True)
        signed = f"{sent}|{sent_at}|{webhook_id}|{zlib.crc32(body)}".encode()
    except (binascii.Error, ValueError):
        raise NotAuthentic("The delivery's signature cannot be read.") from None
    key = certificates.key(headers.get("paypal-cert-url", ""), now)
    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise NotAuthentic("The delivery is not signed by PayPal for this webhook.") from None


def _heard(told: dict[str, Any]) -> Heard | None:
    event, kind, resource = name_in(told, "id"), text_in(told, "event_type"), told.get("resource")
    if not event or not isinstance(resource, dict):
        raise NotReadable("An event of PayPal's has no name or nothing it is about.")
    at = time_of(told, "create_time")
    if kind in REFUND_EVENTS:
        ours = name_in(resource, "custom_id") or name_in(resource, "invoice_id")
        return Heard(event, ours, name_in(resource, "id"), capture_above(resource), at=at)
    if kind in PAYMENT_EVENTS:
        return Heard(event, payment=_payment(resource), at=at)
    if kind.startswith(NOT_OURS):
        return None
    raise NotReadable(f"PayPal's event {said_line(kind)[:60]} is not in our table.")


def _payment(resource: dict[str, Any]) -> str:
    """The payment that a reversal, a release or a dispute is about."""
    disputed = resource.get("disputed_transactions")
    if isinstance(disputed, list) and disputed and isinstance(disputed[0], dict):
        return name_in(disputed[0], "seller_transaction_id")
    return capture_above(resource) or name_in(resource, "id")
