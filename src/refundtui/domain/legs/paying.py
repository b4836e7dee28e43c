"""Where a case's money is: a fold over its legs, and never a word of its own."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import CAME_BACK, IN_DOUBT, MOVED_NOTHING, LegState


class Paying(StrEnum):
    """A case's payment, the worst of its legs: what is not known goes before what failed."""

    NOTHING = "nothing"  # no leg, or all were taken back in time
    UNKNOWN = "unknown"
    FAILED = "failed"
    QUEUED = "queued"  # nothing has left the house
    SUBMITTED = "submitted"
    PAID = "paid"


_DONE: Final = frozenset({LegState.SUCCEEDED, LegState.VOIDED})
_NOT_PAID: Final = (CAME_BACK | MOVED_NOTHING) - _DONE


def paying(payouts: Iterable[Payout]) -> Paying:
    """Unknown before failed before on its way before paid; a leg that another pays for is out of it."""
    states = [payout.state for payout in payouts if not payout.replaced]
    states = [state for state in states if state is not LegState.WITHDRAWN]
    if not states:
        return Paying.NOTHING
    if any(state in IN_DOUBT for state in states):
        return Paying.UNKNOWN
    if any(state in _NOT_PAID for state in states):
        return Paying.FAILED
    if _DONE.issuperset(states):
        return Paying.PAID
    return Paying.QUEUED if set(states) == {LegState.QUEUED} else Paying.SUBMITTED
