"""Was this granted, for this brand and up to this amount? Whatever was not, is not allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from refundtui.domain.actor import Act, Actor, Role
from refundtui.domain.findings import Finding, finding
from refundtui.domain.money import Currency, Money

_DECIDING: Final = frozenset({"approve", "deny", "offer", "override"})
_SECOND_PERSONS: Final = frozenset({7, 16, 17, 18, 34})
"""Edges of the case that only the second person walks, a denial among them."""


def act_of(command: str, edges: Iterable[int]) -> Act:
    """Which grant a command needs on the edges it would walk."""
    if not _SECOND_PERSONS.isdisjoint(edges):
        return Act.CHECK
    return Act.DECIDE if command in _DECIDING else Act.WORK


def not_granted(actor: Actor, act: Act, brand: str) -> Iterator[Finding]:
    """Why an actor may not do this for a brand: it is not theirs to see, or not theirs to do."""
    if not actor.may_see(brand):
        yield finding("brand.not_yours", brand=brand)
    elif not actor.may(act, brand):
        yield finding("act.not_granted", act=act.value, brand=brand)


def may_take_over(actor: Actor, brand: str) -> bool:
    """Whether an actor may end a colleague's hold on a case of a brand: its lead may."""
    return actor.role in {Role.LEAD, Role.SYSTEM} and actor.may(Act.CHECK, brand)


def ceiling(actor: Actor, brand: str, currency: Currency) -> Money | None:
    """The most that was granted for deciding in a brand; None where the brand's policy alone counts.

    A grant that names amounts in other currencies only grants nothing in this one.
    """
    limits = [
        grant.limit
        for grant in actor.grants
        if grant.covers(Act.DECIDE, brand) or grant.covers(Act.CHECK, brand)
    ]
    if actor.role is Role.SYSTEM or not limits or None in limits:
        return None
    own = (limit for limit in limits if limit is not None and limit.currency == currency)
    return max(own, key=lambda limit: limit.minor, default=Money(0, currency))
