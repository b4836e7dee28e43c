"""A PayPal with a state, ours and small: one captured order, its refunds, request ids that are remembered.

It is kept honest by PayPal's own specification: what comes in and what goes out is held against its schemas. How the
real one decides it cannot tell.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from tests.gateways.paypal.talking import (
    CAPTURE,
    ORDER,
    a_capture,
    a_refund,
    against,
    an_error,
    as_json,
    said,
)
from tests.support.peer import Asked

NOW: Final = datetime(2026, 11, 26, 12, tzinfo=UTC)
CAPTURED: Final = 10_000  # cents
_UNKNOWN: Final = an_error("INVALID_RESOURCE_ID", 404, "RESOURCE_NOT_FOUND")


@dataclass
class SmallPayPal:
    """Answers as a script of `at_paypal`; `swallows` answers are executed and then lost on the way."""

    refunds: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)
    swallows: int = 0

    def __call__(self, asked: Asked) -> bytes | None:
        path = urlsplit(asked.path).path
        if asked.method == "POST":
            answer = self._give_back(asked) if path == f"/v2/payments/captures/{CAPTURE}/refund" else _UNKNOWN
            if self.swallows:
                self.swallows -= 1
                return None
            return answer
        if path == f"/v2/payments/captures/{CAPTURE}":
            return said("capture-2", self._capture())
        if path == f"/v2/checkout/orders/{ORDER}":
            return as_json(self._order())
        if path == "/v1/reporting/transactions":
            return as_json({"transaction_details": [_row(one) for one in self.refunds], "total_pages": 1})
        found = [one for one in self.refunds if path == f"/v2/payments/refunds/{one['id']}"]
        return said("refund", found[0]) if found else _UNKNOWN

    def _give_back(self, asked: Asked) -> bytes:
        body, key = json.loads(asked.body), asked.headers["paypal-request-id"]
        against("refund_request").validate(body)
        if key in self.answered:
            return said("refund", self.answered[key])
        left = CAPTURED - sum(_cents(one) for one in self.refunds)
        if body["amount"]["currency_code"] != "EUR":
            return an_error("REFUND_CAPTURE_CURRENCY_MISMATCH")
        if body["invoice_id"] in {one["invoice_id"] for one in self.refunds}:
            return an_error("DUPLICATE_INVOICE_ID")
        if _cents(body) > left:
            return an_error("REFUND_AMOUNT_EXCEEDED" if left else "CAPTURE_FULLY_REFUNDED")
        names = {name: body[name] for name in ("amount", "custom_id", "invoice_id")}
        refund = a_refund(id=f"{len(self.refunds) + 1}JU08902781691411", **names)
        self.refunds.append(refund)
        self.answered[key] = refund
        return said("refund", refund, 201)

    def _capture(self) -> dict[str, Any]:
        gone = sum(_cents(one) for one in self.refunds)
        return a_capture("REFUNDED" if gone == CAPTURED else "PARTIALLY_REFUNDED" if gone else "COMPLETED")

    def _order(self) -> dict[str, Any]:
        payments = {"captures": [self._capture()], "refunds": self.refunds}
        return {"id": ORDER, "purchase_units": [{"payments": payments}]}


def _cents(told: dict[str, Any]) -> int:
    return int(told["amount"]["value"].replace(".", ""))


def _row(refund: dict[str, Any]) -> dict[str, Any]:
    at = NOW.isoformat()
    return {
        "transaction_info": {
            "transaction_id": refund["id"],
            "paypal_reference_id": CAPTURE,
            "transaction_initiation_date": at,
            "transaction_updated_date": at,
            "transaction_amount": {"currency_code": "EUR", "value": f"-{refund['amount']['value']}"},
            "transaction_status": "S",
            "custom_field": refund["custom_id"],
        }
    }
