"""What Stripe's objects say, as reports and payments of ours; of what cannot be read nothing is made up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from refundtui.domain.hostile_text import clean_line, mask_cards
from refundtui.domain.legs.planning import DisputeStage, PaymentThere
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import AWAITS_TRACE, NO_TRACE, REVERSAL, Report
from refundtui.domain.money import Currency, Money, UnknownCurrencyError, currency
from refundtui.gateways.spelling import STRIPE
from refundtui.gateways.stripe.words import FAILED_BECAUSE, PENDING_BECAUSE, STATES
from refundtui.office.ports import PaymentKnown

Told: TypeAlias = Mapping[str, Any]

_TRACES: Final = {"pending": AWAITS_TRACE, "unavailable": NO_TRACE}
LEG: Final = "refundtui_leg"
"""The name in a refund's metadata under which our reference stands."""

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,255}")
_SECRETS: Final = re.compile(r"\b(?:[srp]k|whsec)_\w+")
_LATEST: Final = 253_402_300_799  # the last second of the year 9999


def name_of(value: Any) -> str:
    """One of Stripe's own names, of an object or of what contains it; empty where it is none."""
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) and _NAME.fullmatch(found) else ""


def words_of(value: Any, most: int = 300) -> str:
    """A text for people: one line, nothing a terminal obeys, no card number, no key."""
    return _SECRETS.sub("…", mask_cards(clean_line(value)))[:most] if isinstance(value, str) else ""


def moment_of(value: Any) -> datetime | None:
    """A time of Stripe's: seconds since 1970, UTC."""
    is_time = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LATEST
    return datetime.fromtimestamp(value, UTC) if is_time else None


def number_of(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def reference_in(refund: Told) -> str:
    """Our reference in a refund; empty in one that is not ours."""
    metadata = refund.get("metadata")
    return name_of(metadata.get(LEG)) if isinstance(metadata, Mapping) else ""


def payment_in(refund: Told) -> str:
    """The payment it belongs to: the intent where there is one, else the charge."""
    return name_of(refund.get("payment_intent")) or name_of(refund.get("charge"))


def report_in(refund: Told, captured: tuple[Money, int] | None = None) -> Report | None:
    """What a refund says of itself; None where its name or its state is no word we know.

    It carries no time: it has that of its making alone, and a failure is not as old as its refund.
    """
    state, name = STATES.get(str(refund.get("status"))), name_of(refund)
    if state is None or not name:
        return None
    return Report(
        state,
        name,
        _amount_in(refund, captured),
        sub=_sub_in(refund, state),
        reason=_reason_in(refund) if state is LegState.FAILED else "",
        trace=_destination(refund)[1],
        expires_at=_expiry_in(refund) if state is LegState.ACTION_REQUIRED else None,
    )


def _amount_in(refund: Told, captured: tuple[Money, int] | None) -> Money | None:
    number, of = number_of(refund.get("amount")), currency_in(refund)
    return None if number is None or of is None else STRIPE.read(number, of, captured)


def currency_in(told: Told) -> Currency | None:
    try:
        return currency(str(told.get("currency")).upper())
    except UnknownCurrencyError:
        return None


def _sub_in(refund: Told, state: LegState) -> str:
    if state is LegState.PENDING:
        return PENDING_BECAUSE.get(str(refund.get("pending_reason")), "")
    how, _, status = _destination(refund)
    if how == REVERSAL:  # the charge goes from the customer's statement, and the letter says so
        return REVERSAL
    return _TRACES.get(status, "") if state is LegState.SUCCEEDED else ""


def _reason_in(refund: Told) -> str:
    return FAILED_BECAUSE.get(str(refund.get("failure_reason")), Refusal.UNKNOWN_REJECTION).value


def _destination(refund: Told) -> tuple[str, str, str]:
    """How it arrives (`reversal`, `refund`), the number the customer's bank finds it by, and how that stands."""
    details = refund.get("destination_details")
    if not isinstance(details, Mapping):
        return "", "", ""
    where = details.get(str(details.get("type")))
    if not isinstance(where, Mapping):
        return "", "", ""
    status = str(where.get("reference_status", "available"))
    number = _number_in(where.get("reference")) if status == "available" else ""
    return name_of(where.get("type")), number, status


def _number_in(value: Any) -> str:
    """As it stands, for a bank has to find it: one in ten of twelve digits passes for a card's and is none."""
    return clean_line(value)[:64] if isinstance(value, str) else ""


def _expiry_in(refund: Told) -> datetime | None:
    found: Any = refund.get("next_action")
    for step in ("display_details", "expires_at"):
        found = found.get(step) if isinstance(found, Mapping) else None
    return moment_of(found)


def payment_of(charge: Told, dispute: DisputeStage) -> PaymentKnown | None:
    """The payment a charge is; None where its amounts or its currency cannot be read.

    Of a charge that was captured in part Stripe counts the rest, which it let go, as refunded. It is not ours to
    give back, and no refund: it is taken off both sides. So is what was let go before anything was captured.
    """
    of = currency_in(charge)
    authorised, captured, refunded = (
        number_of(charge.get(name)) for name in ("amount", "amount_captured", "amount_refunded")
    )
    if of is None or authorised is None or captured is None or refunded is None:
        return None
    let_go = authorised - captured if captured else refunded
    if refunded >= let_go:
        refunded -= let_go
    authorised -= 0 if captured else let_go
    at = moment_of(charge.get("created"))
    taken_on = None if at is None or not captured else at.date()
    readings = tuple(
        PaymentThere(whole, taken, back, captured_on=taken_on, dispute=dispute)
        for way in STRIPE.ways(of)
        if (whole := way.read(authorised, of)) is not None
        and (taken := way.read(captured, of)) is not None
        and (back := way.read(refunded, of)) is not None
    )
    return PaymentKnown(readings[0], captured or authorised, readings[1:]) if readings else None
