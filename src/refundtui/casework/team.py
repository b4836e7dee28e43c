"""Who holds how many cases, and whose are late: for a lead, and only from what this machine holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from refundtui.casework.ports import Ports
from refundtui.casework.views import Load
from refundtui.domain.actor import Actor, Role

SOON: Final = timedelta(days=1)
_LEADS: Final = (Role.LEAD, Role.AUDITOR, Role.ADMIN, Role.SYSTEM)


def may_see_team(actor: Actor) -> bool:
    """A lead's to see, and of those who look after the office: what each colleague holds is no colleague's."""
    return actor.role in _LEADS


def team(ports: Ports) -> tuple[Load, ...]:
    """Who is late the most first; what nobody holds stands at the end."""
    now = ports.clock.now()
    return tuple(
        sorted(
            ports.cache.loads(now, now + SOON),
            key=lambda one: (not one.owner, -one.late, -one.soon, -one.cases, one.owner),
        )
    )


def whole(loads: Sequence[Load]) -> Load | None:
    """All of it as one; None where nothing is open."""
    if not loads:
        return None
    due = [one.next_due for one in loads if one.next_due is not None]
    return Load(
        "",
        sum(one.cases for one in loads),
        sum(one.late for one in loads),
        sum(one.soon for one in loads),
        min(one.oldest for one in loads),
        min(due, default=None),
    )
