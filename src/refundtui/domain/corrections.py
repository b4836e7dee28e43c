"""What a customer was told of a payment that failed after all, or came back: it is put right by a letter.

Before she was told of the money a payment that fails is the house's own matter; after that she waits for it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.legs.states import CAME_BACK, LegState
from refundtui.domain.letters_set import said
from refundtui.domain.money import Money, total

CORRECTING: Final = frozenset({"payment_failed", "correction"})
"""The letters that put it right."""

TELLING_OF_MONEY: Final = frozenset(
    {"full_grant", "partial_grant", "goodwill", "payment_started", "paid", "closing", "delay"}
)
"""The letters after which she waits for it."""

_NOT_PAID: Final = CAME_BACK | {LegState.REJECTED, LegState.CANCELED}


def owed_correction(case: Case) -> Money | None:
    """The amount she still believes to be on its way or with her; None where nothing has to be put right."""
    failed_at = _failed_at(case)
    failed = [one for one in case.payouts if not one.replaced and one.state in _NOT_PAID]
    if case.state is not CaseState.PAY_FAILED or failed_at is None or not failed:
        return None
    letters = [one for one in said(case) if one.letter]
    if any(one.letter in CORRECTING and one.at >= failed_at for one in letters):
        return None
    was_paid = any(one.state is LegState.RETURNED for one in failed)
    was_told = any(one.letter in TELLING_OF_MONEY and one.at <= failed_at for one in letters)
    if not (was_paid or was_told):
        return None
    return total([one.amount for one in failed], failed[0].amount.currency)


def _failed_at(case: Case) -> datetime | None:
    return next((event.at for event in reversed(case.events) if event.after is CaseState.PAY_FAILED), None)
