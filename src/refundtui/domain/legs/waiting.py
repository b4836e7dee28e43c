"""When a leg is looked at again: sooner what may be lost, later what the provider has in hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import AWAITS_TRACE
from refundtui.domain.legs.tracing import AWAITED_FOR

_LONGEST_PAUSE: Final = timedelta(minutes=5)
_WATCHED_FOR: Final = timedelta(days=45)
"""How long a refund that the provider has is asked for; after that somebody is told."""

_AFTER_ITS_END: Final = timedelta(days=7)
"""How long what waited for the customer is asked for once her time ran out: that is when it is cancelled."""

_SILENT_FOR: Final = timedelta(days=7)
"""A provider that only said it received a refund, and cannot be asked, tells the rest by then; else somebody looks."""

_SHORT_FOR: Final = timedelta(hours=1)
"""A merchant's balance that is too short is told so soon: a dispute meanwhile, and the customer gets nothing."""

RECEIVED: Final = "received"
MERCHANT_FUNDS: Final = "merchant_funds"

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
        case LegState.SUCCEEDED if _awaits_its_number(leg, now):
            return now + timedelta(days=1)
        case _:
            return None


class Concern(StrEnum):
    """Why somebody looks at a leg that its provider has: by itself it goes nowhere."""

    SILENT = "silent"  # it was received, and nothing was said of it since
    OVERDUE = "overdue"  # longer than any takes
    SHORT_OF_FUNDS = "short_of_funds"  # the merchant's balance there is too low


def concern(leg: RefundLeg, now: datetime) -> Concern | None:
    """What is the matter with a leg in its provider's hands; None where it is only slow."""
    since = leg.posting.out_since
    if leg.state not in {LegState.PENDING, LegState.ACTION_REQUIRED} or since is None:
        return None
    age, sub = now - since, leg.told.last.sub if leg.told.last else ""
    if sub == MERCHANT_FUNDS and age > _SHORT_FOR:
        return Concern.SHORT_OF_FUNDS
    if sub == RECEIVED and age > _SILENT_FOR:
        return Concern.SILENT
    return Concern.OVERDUE if now > _watched_until(leg, since) else None


def _watched_until(leg: RefundLeg, since: datetime) -> datetime:
    ends = leg.told.last.expires_at if leg.told.last else None
    until = since + _WATCHED_FOR
    return until if ends is None else max(until, ends + _AFTER_ITS_END)


def _awaits_its_number(leg: RefundLeg, now: datetime) -> bool:
    if leg.resolution is not None or leg.told.traces or leg.told.last is None:
        return False
    since = leg.told.last.at or leg.posting.out_since or now
    return leg.told.last.sub == AWAITS_TRACE and now - since <= AWAITED_FOR


def _pause(tries: int) -> timedelta:
    return min(timedelta(seconds=2 ** min(tries, 10)), _LONGEST_PAUSE)


def _next_question(leg: RefundLeg, now: datetime) -> datetime | None:
    since = leg.posting.out_since or now
    if now > _watched_until(leg, since):
        return None
    usual = now + next((pause for age, pause in _STEPS if now - since <= age), timedelta(days=1))
    ends = leg.told.last.expires_at if leg.told.last else None
    return usual if ends is None or ends <= now else min(usual, ends + timedelta(minutes=1))
