"""Who works in the practice office."""

from __future__ import annotations

from typing import Final

from refundtui.domain.actor import Actor, Role, usual_grants

ME: Final = "me"  # whoever practises; the name is what the others call them, so that it fits into sentences

PEOPLE: Final = tuple(
    Actor(actor_id, name, role, usual_grants(role))
    for actor_id, name, role in (
        (ME, "Robin Keller", Role.AGENT),
        ("senior", "Amara Okafor", Role.SENIOR),
        ("lead", "Jonas Lindqvist", Role.LEAD),
        ("finance", "Chiara Ferri", Role.FINANCE),
        ("colleague", "Duy Trần", Role.AGENT),
    )
)


def practising(actor_id: str) -> Actor:
    """One of them by id; raises `LookupError` for a stranger."""
    for actor in PEOPLE:
        if actor.id == actor_id:
            return actor
    raise LookupError(f"Nobody called {actor_id!r} works here; there are {', '.join(a.id for a in PEOPLE)}.")
