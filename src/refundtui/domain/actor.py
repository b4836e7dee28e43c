"""Who acts, in which role, and what that person was granted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from refundtui.domain.money import Money


class Role(StrEnum):
    AGENT = "agent"
    SENIOR = "senior"  # also dispute specialist
    LEAD = "lead"  # also fraud desk, compliance and the brand's approver
    FINANCE = "finance"  # also checker
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"


class Act(StrEnum):
    """What is granted: a role says which commands exist for somebody, a grant says where."""

    READ = "read"  # see its cases, and hold them on a desk
    WORK = "work"  # everything on a case that neither promises nor refuses money
    DECIDE = "decide"  # approve, offer, deny, override
    CHECK = "check"  # decide as the second person
    SEND_IN = "send_in"  # send in cases and orders, as a shop or a helpdesk does
    PUBLISH = "publish"  # put packs in force
    AUDIT = "audit"  # read who did what
    ADMINISTER = "administer"  # people and what they are granted


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to how much a role decides alone, in one currency: entitlement and goodwill apart.

    `reasons` (codes or families) and `methods` (kinds of payment) narrow it to what is asked for those reasons
    and goes back those ways; empty means every one. `per_day` is all that one person grants under it in a day,
    `goodwill_per_day` what of that may be goodwill; None: as often as it comes.
    """

    role: Role
    amount: Money
    goodwill: Money
    per_day: Money | None = None
    goodwill_per_day: Money | None = None
    reasons: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """One act for one brand; for every brand where `brand` is empty.

    `limit` lowers what the brand's policy lets the role decide, in its own currency and only there.
    """

    act: Act
    brand: str = ""
    limit: Money | None = None

    def covers(self, act: Act, brand: str) -> bool:
        return self.act is act and self.brand in {"", brand}


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the system) behind a command. Without grants nothing is allowed."""

    id: str
    name: str
    role: Role
    grants: tuple[Grant, ...] = ()

    def may(self, act: Act, brand: str) -> bool:
        """Whether this was granted for a brand; an empty brand asks for all of them."""
        return self.role is Role.SYSTEM or any(grant.covers(act, brand) for grant in self.grants)

    def may_see(self, brand: str) -> bool:
        return self.may(Act.READ, brand)


_USUAL: Final[dict[Role, tuple[Act, ...]]] = {
    Role.AGENT: (Act.READ, Act.WORK, Act.DECIDE),
    Role.SENIOR: (Act.READ, Act.WORK, Act.DECIDE),
    Role.LEAD: (Act.READ, Act.WORK, Act.DECIDE, Act.CHECK),
    Role.FINANCE: (Act.READ, Act.WORK, Act.CHECK),
    Role.AUDITOR: (Act.READ, Act.AUDIT),
    Role.ADMIN: (Act.ADMINISTER, Act.PUBLISH, Act.AUDIT),
    Role.SYSTEM: (Act.SEND_IN,),
}


def usual_grants(role: Role, *brands: str) -> tuple[Grant, ...]:
    """What a role is commonly granted, for these brands; for every brand where none is named."""
    return tuple(Grant(act, brand) for brand in brands or ("",) for act in _USUAL[role])
