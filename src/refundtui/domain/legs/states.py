"""The machine of a refund leg: its states, which of them hold money, and every edge with who may walk it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class LegState(StrEnum):
    """Where a leg's money is. Only what a provider said moves one past `sending`."""

    QUEUED = "queued"  # approved and reserved; not a byte has left
    SENDING = "sending"  # a worker holds it: from here on it may have happened
    UNKNOWN = "unknown"  # it may or may not have happened
    PENDING = "pending"  # the provider has it
    ACTION_REQUIRED = "action_required"  # the customer has to do something at the provider's
    SUCCEEDED = "succeeded"  # the provider says so; it can still come back
    VOIDED = "voided"  # an authorisation was released: nothing had been taken
    REJECTED = "rejected"  # refused at once: nothing moved
    CANCELED = "canceled"  # taken, then stopped: nothing moved
    FAILED = "failed"  # taken, then failed: the money is with the merchant
    RETURNED = "returned"  # it had succeeded, and the money came back
    MANUAL = "manual"  # what was said contradicts itself: two people look
    WITHDRAWN = "withdrawn"  # taken back before anything left


class Walker(StrEnum):
    """Who moves a leg."""

    WORKER = "worker"  # ours, before and while it sends
    PROVIDER = "provider"  # an answer, an event, a lookup, a statement
    AGENT = "agent"
    TWO_PEOPLE = "two_people"  # with evidence


@dataclass(frozen=True, slots=True)
class LegEdge:
    """One row of the machine."""

    before: LegState
    after: tuple[LegState, ...]
    who: Walker
    meaning: str


_S = LegState
_TOLD: Final = (
    _S.PENDING,
    _S.ACTION_REQUIRED,
    _S.SUCCEEDED,
    _S.VOIDED,
    _S.REJECTED,
    _S.CANCELED,
    _S.FAILED,
    _S.RETURNED,
)
"""What a provider can say of a leg."""

LEG_EDGES: Final[tuple[LegEdge, ...]] = (
    LegEdge(_S.QUEUED, (_S.SENDING,), Walker.WORKER, "a worker takes it"),
    LegEdge(_S.QUEUED, (_S.WITHDRAWN,), Walker.AGENT, "taken back in time"),
    LegEdge(_S.QUEUED, (*_TOLD, _S.MANUAL), Walker.PROVIDER, "sent before a backup was brought back"),
    LegEdge(_S.SENDING, (_S.QUEUED,), Walker.WORKER, "nothing left: no connection, or asked to wait"),
    LegEdge(_S.SENDING, (_S.UNKNOWN,), Walker.WORKER, "no answer, or none that can be read"),
    LegEdge(_S.SENDING, (*_TOLD, _S.MANUAL), Walker.PROVIDER, "answered"),
    LegEdge(_S.UNKNOWN, (_S.SENDING,), Walker.WORKER, "sent again under the same key while it is young"),
    LegEdge(_S.UNKNOWN, (*_TOLD, _S.MANUAL), Walker.PROVIDER, "found at the provider's"),
    LegEdge(_S.UNKNOWN, (_S.MANUAL,), Walker.WORKER, "not found, and the key is too old to send"),
    LegEdge(
        _S.PENDING,
        (_S.ACTION_REQUIRED, _S.SUCCEEDED, _S.VOIDED, _S.CANCELED, _S.FAILED, _S.RETURNED),
        Walker.PROVIDER,
        "went on",
    ),
    LegEdge(_S.PENDING, (_S.REJECTED,), Walker.PROVIDER, "refused after it was received"),
    LegEdge(
        _S.ACTION_REQUIRED,
        (_S.SUCCEEDED, _S.VOIDED, _S.REJECTED, _S.CANCELED, _S.FAILED, _S.RETURNED),
        Walker.PROVIDER,
        "the customer acted, or ran out of time",
    ),
    LegEdge(_S.SUCCEEDED, (_S.RETURNED,), Walker.PROVIDER, "the money came back, days later"),
    LegEdge(_S.FAILED, (_S.RETURNED,), Walker.PROVIDER, "it had succeeded before: told late"),
    LegEdge(_S.REJECTED, (_S.CANCELED, _S.FAILED), Walker.PROVIDER, "told late"),
    LegEdge(_S.CANCELED, (_S.VOIDED, _S.FAILED), Walker.PROVIDER, "told late"),
    LegEdge(_S.VOIDED, (_S.MANUAL,), Walker.PROVIDER, "money is said to have moved all the same"),
    LegEdge(_S.WITHDRAWN, (_S.MANUAL,), Walker.PROVIDER, "money is said to have moved all the same"),
    *(
        LegEdge(state, (_S.MANUAL,), Walker.PROVIDER, "what was said contradicts itself")
        for state in _TOLD
        if state is not _S.VOIDED
    ),
    LegEdge(
        _S.MANUAL,
        (_S.SUCCEEDED, _S.VOIDED, _S.REJECTED, _S.CANCELED, _S.FAILED, _S.RETURNED),
        Walker.TWO_PEOPLE,
        "looked up by hand, with evidence",
    ),
)

MOVED_NOTHING: Final = frozenset({_S.REJECTED, _S.CANCELED, _S.VOIDED, _S.WITHDRAWN})
CAME_BACK: Final = frozenset({_S.FAILED, _S.RETURNED})
IN_FLIGHT: Final = frozenset({_S.QUEUED, _S.SENDING, _S.PENDING, _S.ACTION_REQUIRED})
IN_DOUBT: Final = frozenset({_S.UNKNOWN, _S.MANUAL})
HOLDS_MONEY: Final = IN_FLIGHT | IN_DOUBT | {_S.SUCCEEDED}
"""What counts against what was captured: until a provider says that nothing moved, it may have."""
