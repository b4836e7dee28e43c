"""Money that is not gone yet, and money that has to go another way: what an agent can say about either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from refundtui.casework.ports import Ports
from refundtui.domain.case import Case
from refundtui.domain.commands import SettleAnotherWay, WithdrawPayment
from refundtui.domain.decision import obstacles
from refundtui.domain.findings import Finding
from refundtui.domain.guards.other_ways import reasons_shown
from refundtui.domain.legs.states import LegState
from refundtui.domain.other_way import (
    AccountFrom,
    AlternativeReason,
    Consent,
    ConsentBy,
    Payee,
    WayKind,
)


@dataclass(frozen=True, slots=True)
class Possible:
    """One other way, the reasons that stand on the case for it, and what keeps it from being taken."""

    kind: WayKind
    reasons: tuple[AlternativeReason, ...]
    why_not: tuple[Finding, ...]


def taking_back(case: Case, reason: str) -> WithdrawPayment:
    """Everything of the case that waits to be sent."""
    waiting = tuple(payout.id for payout in case.payouts if payout.state is LegState.QUEUED)
    return WithdrawPayment(waiting, reason)


def other_ways(case: Case, ports: Ports) -> tuple[Possible, ...]:
    """Each way there is beside the one the money came, and what still stands in front of it."""
    rulebook, now = ports.rulebooks.for_case(case), ports.clock.now()
    return tuple(
        Possible(
            kind,
            reasons_shown(case, kind),
            obstacles(case, as_if_agreed(case, now, kind), ports.actor, rulebook, now),
        )
        for kind in (WayKind.BANK, WayKind.CREDIT)
    )


def as_if_agreed(case: Case, now: datetime, kind: WayKind = WayKind.BANK) -> SettleAnotherWay:
    """The command as it would be given with everything typed that has to be: only real obstacles remain."""
    shown = reasons_shown(case, kind)
    payee = _SOMEBODY if kind is WayKind.BANK else None
    reason = shown[0] if shown else AlternativeReason.CAME_BACK
    return SettleAnotherWay(kind, reason, Consent(now, ConsentBy.PHONE, "…"), payee)


_SOMEBODY: Final = Payee("…", "…", "DE89370400440532013000", AccountFrom.OTHER)
"""An account that is in every bank's examples: it stands for one that is still to be typed, and is never sent."""
