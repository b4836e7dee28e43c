"""Colleagues at work: who is where, and whose a case is for now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from refundtui.domain.availability import Availability

if TYPE_CHECKING:
    from datetime import datetime

    from refundtui.domain.case import CaseId


@dataclass(frozen=True, slots=True)
class Lease:
    """A case is this person's until then; the epoch grows each time it passes to another."""

    case_id: CaseId
    holder: str
    epoch: int
    until: datetime
    holder_name: str = ""


@dataclass(frozen=True, slots=True)
class HeldElsewhere:
    """Somebody else's now; without a name where the office only says that it is no longer ours."""

    case_id: CaseId
    holder: str
    holder_name: str
    epoch: int


@dataclass(frozen=True, slots=True)
class NothingWaits:
    """No case that this person may have."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at work, on a case or (empty) on none."""

    person: str
    name: str
    case_id: CaseId
    editing: bool = False
    availability: Availability = Availability.AVAILABLE


@dataclass(frozen=True, slots=True)
class Presence:
    people: tuple[Present, ...] = ()
    leases: tuple[Lease, ...] = ()

    def at(self, case_id: CaseId, me: str) -> tuple[Present, ...]:
        """Everybody else who is at a case; who works on it comes first."""
        others = (one for one in self.people if one.case_id == case_id and one.person != me)
        return tuple(sorted(others, key=lambda one: (not one.editing, one.name)))

    def lease_on(self, case_id: CaseId) -> Lease | None:
        return next((lease for lease in self.leases if lease.case_id == case_id), None)
