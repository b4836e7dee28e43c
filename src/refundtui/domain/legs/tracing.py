"""The number by which a customer's bank finds a refund: when it is awaited, and when it will not come.

A card's acquirer gives an ARN some days after the refund succeeded, for Visa and Mastercard only. Where none comes
the provider's support tells a STAN on request, and the bank finds the refund by that (Stripe, "Track a refund").
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import AWAITS_TRACE, NO_TRACE, REVERSAL

AWAITED_FOR: Final = timedelta(days=8)
"""Later than this no number comes any more (payments practice of card acquirers: within seven days)."""


class Trace(StrEnum):
    """What can be told of the number."""

    NOTHING = "nothing"  # not paid yet, or paid in a way that knows no such number
    AWAITED = "awaited"
    KNOWN = "known"
    BY_STAN = "by_stan"  # none comes: the provider's support tells a STAN


def trace_of(payout: Payout, now: datetime) -> Trace:
    """What to tell somebody who asks where a paid refund is."""
    if payout.trace:
        return Trace.KNOWN
    if payout.state is not LegState.SUCCEEDED or payout.sub not in {AWAITS_TRACE, NO_TRACE}:
        return Trace.NOTHING
    is_late = payout.sub == NO_TRACE or now - payout.since > AWAITED_FOR
    return Trace.BY_STAN if is_late else Trace.AWAITED


def reverses_the_charge(payout: Payout) -> bool:
    """Whether the charge itself goes from the customer's statement, and nothing is credited on it."""
    return payout.state is LegState.VOIDED or (payout.state is LegState.SUCCEEDED and payout.sub == REVERSAL)
