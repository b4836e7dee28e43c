"""A leg as a case tells of it: what an agent sees, and nothing a provider's account is reached by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from refundtui.domain.legs.leg import LegId, RefundLeg
from refundtui.domain.legs.refusals import NextStep, Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money


@dataclass(frozen=True, slots=True)
class Payout:
    """One leg on the screen. `tries` counts how often it was sent, `since` is when it came to its state (UTC).

    `trace` is the number a bank finds the refund by. `reason` is one of our codes for why it was not paid,
    `sub` the provider's own word for a part of the state; both empty where there is nothing to say. `expected_on`
    is the day on which a bank that was handed it carries it out.
    """

    id: LegId
    amount: Money
    gateway: str
    label: str  # masked for people: "Visa ••4242"
    state: LegState
    since: datetime
    sub: str = ""
    reason: str = ""
    trace: str = ""
    tries: int = 0
    expires_at: datetime | None = None
    replaced: bool = False  # another leg pays instead of it
    expected_on: date | None = None

    @property
    def refusal(self) -> Refusal | None:
        """Why it was not paid, where it was not."""
        try:
            return Refusal(self.reason)
        except ValueError:
            return Refusal.UNKNOWN_REJECTION if self.reason else None

    @property
    def next_step(self) -> NextStep | None:
        """What is to be done about it; None where it is not the agent's turn."""
        if self.replaced:
            return None
        if self.state in {LegState.UNKNOWN, LegState.MANUAL}:
            return NextStep.LOOK_UP
        return None if self.refusal is None else self.refusal.next_step


def payout_of(leg: RefundLeg, before: Payout | None, now: datetime) -> Payout:
    """How the leg stands now; `before` is how it was told the last time."""
    state = leg.state
    # Of what came back the failure tells why, also where the two together mean more than it says.
    spoken = leg.told.last if leg.resolution is None and state is leg.told.state else None
    return Payout(
        leg.id,
        leg.amount,
        leg.to.gateway,
        leg.to.label,
        state,
        before.since if before is not None and before.state is state else now,
        spoken.sub if spoken else "",
        (spoken.reason if spoken else "") or _trouble(leg),
        min(leg.told.traces, default=""),
        leg.posting.tries,
        spoken.expires_at if spoken else None,
        leg.replaced_by is not None,
        spoken.expected_on if spoken and state is LegState.PENDING else None,
    )


def _trouble(leg: RefundLeg) -> str:
    """What it was refused with where that may mean that it was done: it is being looked up."""
    return leg.posting.refusal if leg.state is LegState.UNKNOWN else ""
