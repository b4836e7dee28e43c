"""Adyen's webhooks: every item's signature verified by itself, then read.

The signature (HMAC-SHA256, base64) covers eight fields of an item, joined by colons. It leaves out `live`,
`eventDate`, `reason` and all of `additionalData`: those are text from outside, and the door they come through has
a password of its own. One exception cannot be helped: what became of a reversal stands in `modification.action`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.gateways.adyen.account import AdyenAccount
from refundtui.gateways.adyen.answers import amount_of
from refundtui.gateways.adyen.words import ABOUT_THE_PAYMENT, NOT_OURS, REASONS
from refundtui.gateways.one_request import LARGEST, json_object, name_in, said_line, text_in
from refundtui.office.ports import Heard, NotAuthentic, NotReadable

_MOST_ITEMS: Final = 1_000


def read_delivery(headers: Mapping[str, str], body: bytes, account: AdyenAccount) -> tuple[Heard, ...]:
    """What it says of refunds; raises `NotAuthentic` if anything in it is not signed, `NotReadable` after that."""
    if len(body) > LARGEST:
        raise NotAuthentic("A delivery larger than a megabyte is not Adyen's.")
    if account.webhook_password and not _knows_password(headers, account):
        raise NotAuthentic("The delivery came without the webhook's user and password.")
    items = tuple(_items(body, account))
    for item in items:
        if not is_signed(item, account.hmac_keys):
            raise NotAuthentic("An item of the delivery is not signed by Adyen.")
        if item["merchantAccountCode"] != account.merchant_account:
            raise NotAuthentic("An item of the delivery is for another merchant account.")
    return tuple(heard for item in items if (heard := _heard(item)) is not None)


def _knows_password(headers: Mapping[str, str], account: AdyenAccount) -> bool:
    wanted = base64.b64encode(f"{account.webhook_user}:{account.webhook_password}".encode())
    given = headers.get("authorization", "").removeprefix("Basic ").strip()
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted)


def _items(body: bytes, account: AdyenAccount) -> Iterator[dict[str, Any]]:
    told = json_object(body)
    wrapped = None if told is None else told.get("notificationItems")
    if told is None or not isinstance(wrapped, list) or not 0 < len(wrapped) <= _MOST_ITEMS:
        raise NotAuthentic("The delivery is not in Adyen's form.")
    if told.get("live") != ("true" if account.live else "false"):
        raise NotAuthentic(
            "A delivery of the test environment reached a live account, or the other way round."
        )
    for one in wrapped:
        item = one.get("NotificationRequestItem") if isinstance(one, dict) else None
        if not isinstance(item, dict):
            raise NotAuthentic("The delivery is not in Adyen's form.")
        yield item


# --- Signatures -----------------------------------------------------------------------------------


def is_signed(item: Mapping[str, Any], keys: Iterable[str]) -> bool:
    """Whether one of the keys made its signature; compared in constant time."""
    given = item.get("additionalData")
    signature = given.get("hmacSignature") if isinstance(given, dict) else None
    signed = _signed_text(item)
    if not isinstance(signature, str) or not signature or signed is None:
        return False
    told = signature.encode("utf-8", "replace")
    made = [_signature(signed, key) for key in keys]
    return any(hmac.compare_digest(told, one) for one in made)


def _signature(signed: bytes, key: str) -> bytes:
    return base64.b64encode(hmac.digest(bytes.fromhex(key), signed, hashlib.sha256))


def _signed_text(item: Mapping[str, Any]) -> bytes | None:
    """The eight fields as they are signed; None where an honest item could not be so.

    Only the merchant's own reference may contain a colon: then there is one way to read the text, and nothing
    can be moved from one field into its neighbour.
    """
    amount = item.get("amount")
    if not isinstance(amount, dict):
        return None
    value = amount.get("value")
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    fields = (
        item.get("pspReference", ""),
        item.get("originalReference", ""),
        item.get("merchantAccountCode", ""),
        item.get("merchantReference", ""),
        str(value),
        amount.get("currency", ""),
        item.get("eventCode", ""),
        item.get("success", ""),
    )
    if not all(isinstance(field, str) for field in fields):
        return None
    if any(":" in field for place, field in enumerate(fields) if place != 3):
        return None
    try:
        return ":".join(fields).encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return None


# --- Meaning --------------------------------------------------------------------------------------


def _heard(item: dict[str, Any]) -> Heard | None:
    code, success = item["eventCode"], item["success"]
    psp = name_in(item, "pspReference")
    if code in NOT_OURS:
        return None
    if not psp or success not in {"true", "false"}:
        raise NotReadable("An Adyen event without its name or its outcome cannot be understood.")
    event = f"{psp}:{code}:{success}"
    payment = name_in(item, "originalReference")
    if code in ABOUT_THE_PAYMENT:
        return Heard(event, payment=payment or psp, at=_time(item))
    report = _report(code, item, psp, passed=success == "true")
    return Heard(event, name_in(item, "merchantReference"), psp, payment, report, report.at)


def _report(code: str, item: dict[str, Any], psp: str, *, passed: bool) -> Report:
    match code:
        case "REFUND":
            return _told(LegState.SUCCEEDED, item, psp) if passed else _not_done(item, psp)
        case "CANCELLATION" | "TECHNICAL_CANCEL":
            return _let_go(item, psp) if passed else _not_done(item, psp)
        case "CANCEL_OR_REFUND":
            return _reversed(item, psp) if passed else _not_done(item, psp)
        case "POSTPONED_REFUND":
            if not passed:
                return _not_done(item, psp)
            return _told(LegState.PENDING, item, psp, sub="until_capture")
        # From here on `success` says that the event happened, not that the refund did.
        case "REFUND_FAILED":
            return _told(LegState.FAILED, item, psp, reason=_reason(item, Refusal.DECLINED))
        case "REFUNDED_REVERSED":
            return _told(LegState.RETURNED, item, psp, reason=_reason(item, Refusal.DECLINED))
        case "VOID_PENDING_REFUND":
            # It may carry a name of its own: that would look like a second refund.
            return _told(LegState.CANCELED, item, "")
        case _:
            raise NotReadable(f"Adyen's event {said_line(code)[:60]} is not in our table.")


def _told(state: LegState, item: dict[str, Any], psp: str, *, sub: str = "", reason: str = "") -> Report:
    amount = amount_of(item.get("amount"))
    if amount is None:
        raise NotReadable("The amount of an Adyen event is none that a refund can have.")
    return Report(state, psp, amount, _time(item), sub, reason, trace=_trace(item))


def _not_done(item: dict[str, Any], psp: str) -> Report:
    """Refused after it was received: nothing was booked."""
    return Report(LegState.REJECTED, psp, at=_time(item), reason=_reason(item, Refusal.UNKNOWN_REJECTION))


def _let_go(item: dict[str, Any], psp: str) -> Report:
    return Report(LegState.VOIDED, psp, at=_time(item))


def _reversed(item: dict[str, Any], psp: str) -> Report:
    match _additional(item, "modification.action"):
        case "cancel":
            return _let_go(item, psp)
        case "refund":
            return _told(LegState.SUCCEEDED, item, psp)
        case _:
            raise NotReadable("Adyen does not say whether it cancelled or refunded.")


def _reason(item: dict[str, Any], otherwise: Refusal) -> str:
    words = said_line(text_in(item, "reason")).lower().rstrip(".")
    return REASONS.get(words, otherwise).value


def _trace(item: dict[str, Any]) -> str:
    """The acquirer's number, as it is shown: 23 digits, but nobody signed them."""
    number = _additional(item, "arn")
    return number if number.isascii() and number.isalnum() and len(number) <= 36 else ""


def _additional(item: dict[str, Any], name: str) -> str:
    more = item.get("additionalData")
    return text_in(more, name) if isinstance(more, dict) else ""


def _time(item: dict[str, Any]) -> datetime | None:
    try:
        at = datetime.fromisoformat(text_in(item, "eventDate"))
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
