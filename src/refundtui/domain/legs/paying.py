"""Where a case's money is: a fold over its legs, and never a word of its own."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from refundtui.domain.case import CaseState
from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.states import CAME_BACK, IN_DOUBT, MOVED_NOTHING, LegState


class Paying(StrEnum):
    """A case's payment, the worst of its legs: what is not known goes before what failed."""

    NOTHING = "nothing"  # no leg, or all were taken back in time
    UNKNOWN = "unknown"
    FAILED = "failed"
    QUEUED = "queued"  # nothing has left the house
    SUBMITTED = "submitted"
    PAID = "paid"


_STATE: Final = {
    Paying.UNKNOWN: CaseState.PAY_UNKNOWN,
    Paying.FAILED: CaseState.PAY_FAILED,
    Paying.QUEUED: CaseState.PAY_QUEUED,
    Paying.SUBMITTED: CaseState.PAY_SUBMITTED,
    Paying.PAID: CaseState.PAID,
}
_DONE: Final = frozenset({LegState.SUCCEEDED, LegState.VOIDED})
_NOT_PAID: Final = (CAME_BACK | MOVED_NOTHING) - _DONE


def paying(legs: Iterable[RefundLeg]) -> Paying:
    """Unknown before failed before on its way before paid; a leg that another pays for is out of it."""
    states = [leg.state for leg in legs if leg.replaced_by is None]
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


def case_state(of: Paying) -> CaseState | None:
    """The state of a case whose payment is there; None where there is no payment to speak of."""
    return _STATE.get(of)
