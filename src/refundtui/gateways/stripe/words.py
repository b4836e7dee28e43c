"""Stripe's words and what they mean here: states, why a refund failed or was refused, which methods have an end.

A word that is not here has no meaning: nothing is guessed from its neighbours.

Sources: Stripe, API reference "The Refund object" (API version 2026-10-28), "Error codes", "Refund and cancel
payments".
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from refundtui.domain.legs.planning import Capabilities, DisputeStage
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState

STATES: Final[Mapping[str, LegState]] = MappingProxyType(
    {
        "pending": LegState.PENDING,
        "requires_action": LegState.ACTION_REQUIRED,
        "succeeded": LegState.SUCCEEDED,
        "failed": LegState.FAILED,
        "canceled": LegState.CANCELED,
    }
)

PENDING_BECAUSE: Final[Mapping[str, str]] = MappingProxyType(
    {"processing": "processing", "charge_pending": "charge_pending", "insufficient_funds": "merchant_funds"}
)

FAILED_BECAUSE: Final[Mapping[str, Refusal]] = MappingProxyType(
    {
        "lost_or_stolen_card": Refusal.CARD_LOST,
        "expired_or_canceled_card": Refusal.ACCOUNT_CLOSED,
        "charge_for_pending_refund_disputed": Refusal.DISPUTED,
        "insufficient_funds": Refusal.MERCHANT_FUNDS,
        "declined": Refusal.DECLINED,
        # "At the request of the business": not ours, so somebody else's, and why is not said.
        "merchant_request": Refusal.UNKNOWN_REJECTION,
        "unknown": Refusal.UNKNOWN_REJECTION,
    }
)

REFUSED_WITH: Final[Mapping[str, Refusal]] = MappingProxyType(
    {
        "charge_already_refunded": Refusal.ALREADY_REFUNDED,
        "charge_disputed": Refusal.DISPUTED,
        "refund_disputed_payment": Refusal.DISPUTED,
        "amount_too_small": Refusal.AMOUNT_TOO_SMALL,
        "amount_too_large": Refusal.AMOUNT_TOO_LARGE,
        "invalid_charge_amount": Refusal.DECIMALS,
        "invalid_charge_amount_no_decimal_compatible": Refusal.DECIMALS,
        "balance_insufficient": Refusal.MERCHANT_FUNDS,
        "insufficient_funds": Refusal.MERCHANT_FUNDS,
        "resource_missing": Refusal.NOT_FOUND,
    }
)

_WITHOUT_A_CODE: Final = (
    ("greater than unrefunded amount", Refusal.AMOUNT_EXCEEDS),
    ("partially refund an uncaptured", Refusal.PARTIAL_NOT_ALLOWED),
    ("does not have a successful charge to refund", Refusal.NOT_SETTLED),
)
"""Two refusals have no code of their own; their sentences have been the same for ten years."""


def refusal_of(code: str, parameter: str, message: str) -> Refusal:
    """Why it was refused, by Stripe's code, else by what it says."""
    known = REFUSED_WITH.get(code)
    if known is not None:
        return known
    if code == "parameter_invalid_integer" and parameter == "amount":
        return Refusal.AMOUNT_TOO_SMALL
    for words, meaning in _WITHOUT_A_CODE:
        if words in message:
            return meaning
    return Refusal.UNKNOWN_REJECTION


_HALF_A_YEAR: Final = Capabilities(window_days=180)
_BY_METHOD: Final = MappingProxyType(
    dict.fromkeys(("us_bank_account", "ach_debit", "customer_balance", "bank_transfer"), _HALF_A_YEAR)
)


def able_with(method: str) -> Capabilities:
    """What can be done with a payment of this method: no end is named for cards, so none is invented."""
    return _BY_METHOD.get(method, Capabilities())


_OVER: Final = frozenset({"won", "warning_closed", "prevented"})


def dispute_stage(status: str, *, is_refundable: bool) -> DisputeStage:
    """How far a dispute is; of a word that is not known it is open."""
    if status in _OVER:
        return DisputeStage.NONE
    if status.startswith("warning_") or is_refundable:
        return DisputeStage.INQUIRY
    return DisputeStage.OPEN
