"""Adyen's words and what they mean here, as tables: event codes, error codes, reasons, ways of paying.

Sources: Adyen's Webhooks v1 and Checkout v72 specifications; docs.adyen.com, "Refund", "Error codes and messages"
and "RefundWithData result file" (the reasons).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from refundtui.domain.legs.refusals import Refusal

SPLIT_BY_LINES: Final = (
    "affirm", "afterpay", "atome", "clearpay", "facilypay", "klarna", "oney", "ratepay", "walley", "zip",
)  # fmt: skip
"""How the methods begin of which a part goes back only with its lines (facilypay is Oney's older name)."""

ERROR_CODES: Final = MappingProxyType(
    {
        "000": Refusal.NOT_SET_UP,
        "010": Refusal.NOT_SET_UP,  # not allowed
        "137": Refusal.DECIMALS,  # invalid amount specified
        "138": Refusal.CURRENCY,  # unsupported currency specified
        "167": Refusal.NOT_FOUND,  # original pspReference required for this operation
        "901": Refusal.NOT_SET_UP,  # invalid merchant account
        "906": Refusal.NOT_FOUND,  # original pspReference is invalid for this environment
    }
)
STILL_AT_IT: Final = frozenset({"704"})  # request already processed or in progress

REASONS: Final = MappingProxyType(
    {
        "transaction hasn't been captured, refund not possible": Refusal.NOT_SETTLED,
        "insufficient balance on payment": Refusal.AMOUNT_EXCEEDS,
        "only possible to refund the full amount": Refusal.PARTIAL_NOT_ALLOWED,
        "modification in different currency than authorisation": Refusal.CURRENCY,
        "transaction not found": Refusal.NOT_FOUND,
        "transaction is expired": Refusal.TOO_LATE,
        "operation not available": Refusal.DECLINED,
        "operation not allowed": Refusal.DECLINED,
        "operation failed": Refusal.DECLINED,
    }
)
"""The reason of a modification that did not pass, in small letters. It is not signed: it advises, never decides."""

ABOUT_THE_PAYMENT: Final = frozenset(
    {
        "CAPTURE_FAILED", "CHARGEBACK", "CHARGEBACK_REVERSED", "DISPUTE_DEFENSE_PERIOD_ENDED",
        "DISPUTE_OPENED_WITH_CHARGEBACK", "INFORMATION_SUPPLIED", "ISSUER_COMMENTS",
        "ISSUER_RESPONSE_TIMEFRAME_EXPIRED", "NOTIFICATION_OF_CHARGEBACK", "NOTIFICATION_OF_FRAUD",
        "PREARBITRATION_LOST", "PREARBITRATION_OPENED", "PREARBITRATION_WON", "REQUEST_FOR_INFORMATION",
        "SECOND_CHARGEBACK",
    }
)  # fmt: skip
"""No refund of ours, but the payment is no longer what it was: a hint."""

NOT_OURS: Final = frozenset(
    {
        "ACH_NOTIFICATION_OF_CHANGE", "AUTHORISATION", "AUTHORISATION_ADJUSTMENT", "AUTHORISED_PENDING",
        "AUTORESCUE", "AUTORESCUE_NEXT_ATTEMPT", "CANCEL_AUTORESCUE", "CAPTURE",
        "DIRECT_DEBIT_NOTICE_OF_CHANGE_NOTIFICATION", "DONATION", "EXPIRE", "HANDLED_EXTERNALLY",
        "MANUAL_REVIEW_ACCEPT", "MANUAL_REVIEW_REJECT", "OFFER_CLOSED", "ORDER_CLOSED", "ORDER_OPENED",
        "PAIDOUT_REVERSED", "PAYOUT_DECLINE", "PAYOUT_EXPIRE", "PAYOUT_THIRDPARTY", "PENDING",
        "POSTPONED_CAPTURE", "PROCESS_RETRY", "RECURRING_CONTRACT", "REFUND_WITH_DATA", "REPORT_AVAILABLE",
    }
)  # fmt: skip
"""Known, and nothing to do with a refund of a payment. What stands nowhere here is shown to an operator."""
