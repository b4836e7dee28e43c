"""What is written to PayPal for a leg; or why it is not written at all."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from refundtui.domain.legs.leg import Destination, Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Refused
from refundtui.gateways.one_request import said_line
from refundtui.gateways.spelling import PAYPAL, CannotBeSpelled, decimal_text
from refundtui.office.ports import Sending

_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
_MOST_NOTE: Final = 255


@dataclass(frozen=True, slots=True)
class Written:
    path: str
    body: dict[str, Any] | None

    @property
    def content(self) -> bytes:
        return b"" if self.body is None else json.dumps(self.body, separators=(",", ":")).encode()


def capture_of(to: Destination) -> str:
    """The capture's id: where an order was taken in one part, it is all that is known."""
    return to.capture or to.reference


def is_name(text: str) -> bool:
    """Whether it can be a name of PayPal's: nothing else becomes part of a URL."""
    return _NAME.fullmatch(text) is not None


def write(sending: Sending) -> Written | Refused:
    """The request for this leg, or our own refusal before anything is asked."""
    payment = sending.to.reference if sending.way is Way.VOID else capture_of(sending.to)
    if not is_name(payment):
        return Refused(Refusal.NOT_FOUND, "The payment has no name of PayPal's.")
    match sending.way:
        case Way.VOID:
            return Written(f"v2/payments/authorizations/{payment}/void", None)
        case Way.CAPTURE_LESS:
            return Refused(Refusal.NOT_SETTLED, "Less is captured by the shop, not by a refund.")
        case Way.REFUND:
            return _refund(sending, f"v2/payments/captures/{payment}/refund")


def _refund(sending: Sending, path: str) -> Written | Refused:
    try:
        against = _against(sending)
        value = decimal_text(sending.amount, PAYPAL)
    except CannotBeSpelled as trouble:
        return Refused(trouble.refusal, str(trouble))
    if against is not None:
        return against
    body: dict[str, Any] = {
        "amount": {"value": value, "currency_code": sending.amount.currency.code},
        # Found again by the first; by the second PayPal itself refuses to give the same back twice.
        "custom_id": sending.reference,
        "invoice_id": sending.reference,
    }
    if note := said_line(sending.note)[:_MOST_NOTE]:
        body["note_to_payer"] = note
    return Written(path, body)


def _against(sending: Sending) -> Refused | None:
    """The amount held against what was captured, where that is known."""
    if sending.captured is None:
        return None
    captured, number = sending.captured
    if captured.currency != sending.amount.currency:
        return Refused(Refusal.CURRENCY, f"The payment was not taken in {sending.amount.currency}.")
    if PAYPAL.spelled(captured) != number:
        return Refused(
            Refusal.EXPONENT_MISMATCH, f"PayPal writes its {captured.currency} otherwise than we do."
        )
    return None
