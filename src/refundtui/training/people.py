"""Who works in the practice office."""

from __future__ import annotations

from typing import Final

from refundtui.domain.actor import Actor, Role

ME: Final = "me"

PEOPLE: Final = (
    Actor(ME, "You", Role.AGENT),
    Actor("senior", "Amara Okafor", Role.SENIOR),
    Actor("lead", "Jonas Lindqvist", Role.LEAD),
    Actor("finance", "Chiara Ferri", Role.FINANCE),
    Actor("colleague", "Duy Trần", Role.AGENT),
)


def practising(actor_id: str) -> Actor:
    """One of them by id; raises `LookupError` for a stranger."""
    for actor in PEOPLE:
        if actor.id == actor_id:
            return actor
    raise LookupError(f"Nobody called {actor_id!r} works here; there are {', '.join(a.id for a in PEOPLE)}.")
