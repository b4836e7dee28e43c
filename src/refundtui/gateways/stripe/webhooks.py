"""What Stripe says by itself: believed when it signed exactly these bytes, and did so just now.

Its SDK accepts a time an hour ahead, and with it a delivery that was stolen to be played again later. So the
signature is checked here, on the bytes as they came, within a window that has two sides.

Source: Stripe, "Resolve webhook signature verification errors", "Verify webhook signatures manually".
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from refundtui.gateways.stripe.reading import (
    Told,
    moment_of,
    name_of,
    payment_in,
    reference_in,
    report_in,
    words_of,
)
from refundtui.office.ports import Heard, NotAuthentic, NotReadable

LARGEST: Final = 1_000_000  # bytes of a delivery
WINDOW: Final = timedelta(minutes=5)

_HEADER: Final = "stripe-signature"
_SCHEME: Final = "v1"
_MOST_SIGNATURES: Final = 16  # two secrets while one takes the other's place, and then some
_TIME: Final = re.compile(r"[0-9]{1,12}")
_OF_A_REFUND: Final = frozenset(
    {"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"}
)
_OF_A_CHARGE: Final = frozenset({"charge.refunded"})


def verified(headers: Mapping[str, str], body: bytes, secrets: Iterable[str], now: datetime) -> None:
    """Nothing, where one of the secrets signed these bytes within the window around `now`; else `NotAuthentic`."""
    if len(body) > LARGEST:
        raise NotAuthentic("A delivery larger than any of Stripe's: nothing of it was read.")
    at, signatures = _signed(headers.get(_HEADER, ""))
    signed = f"{at}.".encode() + body
    if not any(_is_by(secret, signed, one) for secret in secrets for one in signatures):
        raise NotAuthentic("A delivery that Stripe did not sign with a secret of this account.")
    when = moment_of(at)
    if when is None or abs(now - when) > WINDOW:
        raise NotAuthentic("A delivery that was signed more than five minutes before or after now.")


def _signed(header: str) -> tuple[int, list[str]]:
    """The time a header says it was signed at, and its signatures of the scheme we know."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    signatures = [value for name, _, value in parts if name == _SCHEME]
    if len(times) != 1 or _TIME.fullmatch(times[0]) is None or not signatures:
        raise NotAuthentic("A delivery without a signature of the kind that is believed.")
    return int(times[0]), signatures[:_MOST_SIGNATURES]


def _is_by(secret: str, signed: bytes, signature: str) -> bool:
    ours = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(ours.encode(), signature.encode("utf-8", "replace"))


def heard_in(body: bytes, *, live: bool) -> tuple[Heard, ...]:
    """What a delivery that is authentic says of refunds; of anything else, or the other mode's, nothing.

    Raises `NotReadable`. A refund whose state is a word we do not know is a hint without a report.
    """
    event = _event_in(body)
    if event.get("livemode") not in {None, live}:
        return ()  # an endpoint for connected accounts hears test events too
    name, kind = name_of(event), event.get("type")
    if not name or not isinstance(kind, str):
        raise NotReadable("An event of Stripe's without its name or its type.")
    if kind not in _OF_A_REFUND | _OF_A_CHARGE:
        return ()
    told = _object_in(event, kind)
    at = moment_of(event.get("created"))
    if kind in _OF_A_CHARGE:
        # Since API version 2022-11-15 a charge does not list its refunds: that there is one is all it says.
        return (Heard(name, payment=name_of(told.get("payment_intent")) or name_of(told), at=at),)
    return (_of_refund(name, told, at),)


def _of_refund(event: str, refund: Told, at: datetime | None) -> Heard:
    report = report_in(refund)
    return Heard(
        event,
        reference_in(refund),
        name_of(refund),
        payment_in(refund),
        None if report is None else replace(report, at=at),
        at,
    )


def _event_in(body: bytes) -> Told:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        event = None
    if not isinstance(event, dict) or event.get("object") != "event":
        raise NotReadable("A delivery of Stripe's that is no event.")
    return event


def _object_in(event: Told, kind: str) -> Told:
    inside = event.get("data")
    told = inside.get("object") if isinstance(inside, Mapping) else None
    wanted = "charge" if kind in _OF_A_CHARGE else "refund"
    if not isinstance(told, Mapping) or told.get("object") != wanted or not name_of(told):
        raise NotReadable(f"An event of Stripe's ({words_of(kind, 60)}) without its {wanted}.")
    return told
