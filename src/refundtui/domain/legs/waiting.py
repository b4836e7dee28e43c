"""When a leg is looked at again: sooner what may be lost, later what the provider has in hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.states import LegState

_LONGEST_PAUSE: Final = timedelta(minutes=5)
_WATCHED_FOR: Final = timedelta(days=45)
"""How long a refund that the provider has is asked for; after that somebody is told."""

_STEPS: Final = (
    (timedelta(minutes=5), timedelta(minutes=1)),
    (timedelta(hours=1), timedelta(minutes=5)),
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(days=1), timedelta(hours=6)),
)
"""As old as this at most: after so long again. What is older is asked for once a day."""


def next_look(leg: RefundLeg, now: datetime, chance: float) -> datetime | None:
    """When to look at it again (UTC); None where it is over, or two people's turn.

    `chance` in [0, 1) parts those that failed together: the whole pause is drawn from, so that a provider that
    comes back is not met by everybody at once.
    """
    match leg.state:
        case LegState.QUEUED | LegState.SENDING | LegState.UNKNOWN:
            return now + _pause(leg.posting.tries) * max(chance, 0.1)
        case LegState.PENDING | LegState.ACTION_REQUIRED:
            return _next_question(leg, now)
        case _:
            return None


def is_overdue(leg: RefundLeg, now: datetime) -> bool:
    """Whether a provider has had it for longer than any takes."""
    since = leg.posting.out_since
    in_hand = leg.state in {LegState.PENDING, LegState.ACTION_REQUIRED}
    return in_hand and since is not None and now - since > _WATCHED_FOR


def _pause(tries: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(tries, 10)), _LONGEST_PAUSE)


def _next_question(leg: RefundLeg, now: datetime) -> datetime | None:
    since = leg.posting.out_since or now
    if now - since > _WATCHED_FOR:
        return None
    return now + next((pause for age, pause in _STEPS if now - since <= age), timedelta(days=1))
