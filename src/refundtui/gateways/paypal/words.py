"""PayPal's words and what they mean here, as tables: states, issues, kinds of events.

Sources: PayPal's payments v2 specification (2.5), its list of webhook events and of transaction statuses.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState

STATES: Final = MappingProxyType(
    {
        "COMPLETED": LegState.SUCCEEDED,
        "PENDING": LegState.PENDING,
        "FAILED": LegState.FAILED,
        "CANCELLED": LegState.CANCELED,
    }
)

ISSUES: Final = MappingProxyType(
    {
        "CANNOT_BE_ZERO_OR_NEGATIVE": Refusal.AMOUNT_TOO_SMALL,
        "CANNOT_BE_NEGATIVE": Refusal.AMOUNT_TOO_SMALL,
        "DECIMAL_PRECISION": Refusal.DECIMALS,
        "DECIMALS_NOT_SUPPORTED": Refusal.DECIMALS,
        "INVALID_CURRENCY_CODE": Refusal.CURRENCY,
        "CURRENCY_MISMATCH": Refusal.CURRENCY,
        "REFUND_CAPTURE_CURRENCY_MISMATCH": Refusal.CURRENCY,
        "CAPTURE_FULLY_REFUNDED": Refusal.ALREADY_REFUNDED,
        "REFUND_NOT_ALLOWED": Refusal.DECLINED,
        "REFUND_TIME_LIMIT_EXCEEDED": Refusal.TOO_LATE,
        "REFUND_AMOUNT_EXCEEDED": Refusal.AMOUNT_EXCEEDS,
        "REFUND_AMOUNT_TOO_LOW": Refusal.AMOUNT_TOO_SMALL,
        "REFUND_FAILED_INSUFFICIENT_FUNDS": Refusal.MERCHANT_FUNDS,
        "PARTIAL_REFUND_NOT_ALLOWED": Refusal.PARTIAL_NOT_ALLOWED,
        "MAX_NUMBER_OF_REFUNDS_EXCEEDED": Refusal.TOO_MANY,
        "PENDING_CAPTURE": Refusal.NOT_SETTLED,
        "DUPLICATE_INVOICE_ID": Refusal.DUPLICATE_REFERENCE,
        "PAYEE_ACCOUNT_LOCKED_OR_CLOSED": Refusal.MERCHANT_BLOCKED,
        "PAYER_ACCOUNT_LOCKED_OR_CLOSED": Refusal.ACCOUNT_CLOSED,
        "PAYEE_ACCOUNT_RESTRICTED": Refusal.MERCHANT_BLOCKED,
        "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK": Refusal.DISPUTED,
        "TRANSACTION_DISPUTED": Refusal.DISPUTED,
        "PLATFORM_FEE_EXCEEDED": Refusal.DECLINED,
        "PLATFORM_FEE_NOT_ENABLED": Refusal.NOT_SET_UP,
        "REFUND_IS_RESTRICTED": Refusal.MERCHANT_BLOCKED,
    }
)
"""The issues of a refund that was refused (422): all of the specification's, and no other."""

VOID_ISSUES: Final = MappingProxyType(
    {
        "PREVIOUSLY_CAPTURED": Refusal.DECLINED,  # something was taken since: it is to be given back instead
        "CANNOT_BE_VOIDED": Refusal.DECLINED,
    }
)
ALREADY_VOIDED: Final = "PREVIOUSLY_VOIDED"
STILL_AT_IT: Final = "PREVIOUS_REQUEST_IN_PROGRESS"

LISTED_STATES: Final = MappingProxyType(
    {
        "S": LegState.SUCCEEDED,
        "P": LegState.PENDING,
        "D": LegState.FAILED,
        "V": LegState.RETURNED,
    }
)
"""A transaction's status in the account's own list."""

REFUND_EVENTS: Final = frozenset({"PAYMENT.CAPTURE.REFUNDED"})
PAYMENT_EVENTS: Final = frozenset(
    {
        "PAYMENT.CAPTURE.REVERSED",
        "PAYMENT.AUTHORIZATION.VOIDED",
        "CUSTOMER.DISPUTE.CREATED",
        "CUSTOMER.DISPUTE.UPDATED",
        "CUSTOMER.DISPUTE.RESOLVED",
        "RISK.DISPUTE.CREATED",
    }
)
NOT_OURS: Final = (
    "BILLING.", "CATALOG.", "CHECKOUT.", "IDENTITY.", "INVOICING.", "MERCHANT.", "PAYMENT.AUTHORIZATION.",
    "PAYMENT.CAPTURE.COMPLETED", "PAYMENT.CAPTURE.DECLINED", "PAYMENT.CAPTURE.DENIED", "PAYMENT.CAPTURE.PENDING",
    "PAYMENT.ORDER.", "PAYMENT.PAYOUTS-ITEM.", "PAYMENT.PAYOUTSBATCH.", "PAYMENT.REFERENCED-PAYOUT",
    "PAYMENT.SALE.", "VAULT.",
)  # fmt: skip
"""How the events begin that have nothing to do with a refund. What stands nowhere is shown to an operator."""
