"""What the practice provider says by itself: signed with a secret of its own, and believed for five minutes."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money, currency
from refundtui.office.ports import Heard, NotAuthentic, NotReadable, Sending

_HEADER: Final = "practice-signature"
_WINDOW: Final = timedelta(minutes=5)
_LARGEST: Final = 100_000  # bytes


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request to our door."""

    headers: Mapping[str, str]
    body: bytes


def signed(event: str, sending: Sending, report: Report, secret: bytes, now: datetime) -> Delivery:
    """An event of a refund, as it is sent now."""
    told = {
        "event": event,
        "sent_at": now.isoformat(),
        "reference": sending.reference,
        "payment": sending.to.capture or sending.to.reference,
        "refund": report.reference,
        "state": report.state.value,
        "minor": None if report.amount is None else report.amount.minor,
        "currency": None if report.amount is None else report.amount.currency.code,
        "at": _text(report.at),
        "sub": report.sub,
        "reason": report.reason,
        "trace": report.trace,
        "expires_at": _text(report.expires_at),
    }
    body = json.dumps(told).encode()
    return Delivery({_HEADER: _signature(secret, body)}, body)


def read(headers: Mapping[str, str], body: bytes, secret: bytes, now: datetime) -> tuple[Heard, ...]:
    """What it says; raises `NotAuthentic` and `NotReadable`."""
    given = headers.get(_HEADER, "").encode("utf-8", "replace")
    if len(body) > _LARGEST or not hmac.compare_digest(given, _signature(secret, body).encode()):
        raise NotAuthentic("A delivery that the practice provider did not sign.")
    try:
        told = json.loads(body)
        sent_at = datetime.fromisoformat(told["sent_at"])
        heard = Heard(
            told["event"],
            told["reference"],
            told["refund"],
            told["payment"],
            _report(told),
            _moment(told["at"]),
        )
    except (ValueError, KeyError, TypeError) as trouble:
        raise NotReadable("A delivery of the practice provider that cannot be read.") from trouble
    if abs(now - sent_at) > _WINDOW:
        raise NotAuthentic("A delivery that was sent more than five minutes before or after now.")
    return (heard,)


def _report(told: Mapping[str, str]) -> Report:
    return Report(
        LegState(told["state"]),
        told["refund"],
        Money(int(told["minor"]), currency(told["currency"])),
        _moment(told["at"]),
        told["sub"],
        told["reason"],
        told["trace"],
        _moment(told["expires_at"]),
    )


def _signature(secret: bytes, body: bytes) -> str:
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
