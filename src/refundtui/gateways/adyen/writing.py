"""What is written to Adyen for a leg; or why it is not written at all."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, Final

from refundtui.domain.legs.leg import Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Refused
from refundtui.domain.money import Money, total
from refundtui.gateways.adyen.words import SPLIT_BY_LINES
from refundtui.gateways.one_request import said_line
from refundtui.gateways.spelling import ADYEN, CannotBeSpelled
from refundtui.office.ports import Sending, SoldLine

_REFERENCE: Final = re.compile(r"[A-Za-z0-9]{1,32}")


@dataclass(frozen=True, slots=True)
class Written:
    """The last word of the path, and the body."""

    path: str
    body: dict[str, Any]

    @property
    def content(self) -> bytes:
        return json.dumps(self.body, ensure_ascii=True, separators=(",", ":")).encode()


def needs_lines(method: str) -> bool:
    """Whether a part of it goes back only with the lines it is for."""
    return method.lower().startswith(SPLIT_BY_LINES)


def write(sending: Sending, merchant_account: str) -> Written | Refused:
    """The request for this leg, or our own refusal before anything is asked."""
    payment = sending.to.reference
    if _REFERENCE.fullmatch(payment) is None:
        return Refused(Refusal.NOT_FOUND, "The payment has no pspReference of Adyen's.")
    body: dict[str, Any] = {"merchantAccount": merchant_account, "reference": sending.reference}
    match sending.way:
        case Way.VOID:
            return Written(f"payments/{payment}/{_letting_go(sending)}", body)
        case Way.CAPTURE_LESS:
            return Refused(Refusal.NOT_SETTLED, "Less is captured by the shop, not by a refund.")
        case Way.REFUND:
            return _refund(sending, f"payments/{payment}/refunds", body)


def _letting_go(sending: Sending) -> str:
    """A cancel where it is known that nothing was taken.

    Else a reversal, by which Adyen lets go or gives back all of it, whichever is possible.
    """
    is_untaken = sending.captured is not None and not sending.captured[0]
    return "cancels" if is_untaken else "reversals"


def _refund(sending: Sending, path: str, body: dict[str, Any]) -> Written | Refused:
    amount = _spelled(sending)
    if isinstance(amount, Refused):
        return amount
    body["amount"] = {"currency": sending.amount.currency.code, "value": amount}
    if sending.to.capture and sending.to.method.lower() == "paypal":
        body["capturePspReference"] = sending.to.capture
    if needs_lines(sending.to.method):
        if not _lines_fit(sending):
            return Refused(Refusal.LINES_MISSING, "A part of this payment goes back only with its lines.")
        if sending.lines:
            body["lineItems"] = [_line(number, line) for number, line in enumerate(sending.lines, 1)]
    return Written(path, body)


def _spelled(sending: Sending) -> int | Refused:
    """Adyen's number, held against the number it captured.

    Where its decimals are not ISO's, and nobody can say what it captured, nothing is sent.
    """
    code = sending.amount.currency.code
    try:
        if sending.captured is None:
            if code in ADYEN.own:
                return Refused(
                    Refusal.CURRENCY, f"Adyen's own number for the {code} payment is not known here."
                )
        elif sending.captured[0].currency != sending.amount.currency:
            return Refused(Refusal.CURRENCY, f"The payment was not taken in {code}.")
        elif ADYEN.spelled(sending.captured[0], sending.captured) != sending.captured[1]:
            return Refused(Refusal.EXPONENT_MISMATCH, f"Adyen writes its {code} otherwise than we do.")
        return ADYEN.spelled(sending.amount, sending.captured)
    except CannotBeSpelled as trouble:
        return Refused(trouble.refusal, str(trouble))


def _lines_fit(sending: Sending) -> bool:
    """Whole payments need no lines; else they must come to exactly what goes back."""
    if not sending.lines:
        return sending.captured is not None and sending.captured[0] == sending.amount
    if any(line.amount.currency != sending.amount.currency for line in sending.lines):
        return False
    return total([line.amount for line in sending.lines], sending.amount.currency) == sending.amount


def _line(number: int, line: SoldLine) -> dict[str, Any]:
    """Adyen counts by the piece; what does not divide is told as one piece, so that the sum stays exact."""
    divides = line.quantity > 0 and not (line.amount.minor % line.quantity or line.tax.minor % line.quantity)
    pieces = line.quantity if divides else 1
    name = said_line(line.name) if divides else f"{line.quantity} × {said_line(line.name)}"
    gross, tax = _each(line.amount, pieces), _each(line.tax, pieces)
    return {
        "id": str(number),
        "description": name,
        "quantity": pieces,
        "amountIncludingTax": gross,
        "amountExcludingTax": gross - tax,
        "taxAmount": tax,
        "taxPercentage": _basis_points(tax, gross - tax),
    }


def _each(amount: Money, pieces: int) -> int:
    return 0 if not amount else ADYEN.spelled(amount) // pieces


def _basis_points(tax: int, net: int) -> int:
    """Rounded to the nearest: 530 is 5.3 per cent."""
    return (2 * 10_000 * tax + net) // (2 * net) if net > 0 else 0
