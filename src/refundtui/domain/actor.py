"""Who acts, with which rights and up to which amount."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from refundtui.domain.money import Money


class Role(StrEnum):
    AGENT = "agent"
    SENIOR = "senior"  # also dispute specialist
    LEAD = "lead"  # also fraud desk, compliance and the brand's approver
    FINANCE = "finance"  # also checker
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to how much a role decides alone, in one currency: entitlement and goodwill apart."""

    role: Role
    amount: Money
    goodwill: Money


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the system) behind a command. `brands` empty = every brand."""

    id: str
    name: str
    role: Role
    brands: tuple[str, ...] = ()

    def may_see(self, brand: str) -> bool:
        return not self.brands or brand in self.brands
