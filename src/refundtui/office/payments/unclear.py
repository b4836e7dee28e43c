"""What is unclear about money that left, for people who may look into it: each with its age and what is known.

Two people find out on their own. Whoever comes second is told that somebody has said something, and neither who,
nor what, nor by what: with the first one's word before them they would only have to nod. Both have to say the same
state, each by evidence of their own, and a word that differs takes the other's place and waits (`resolving`).
What belongs to no brand (a delivery or a refund that nobody here made) is shown to those who check every brand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, select
from sqlmodel import col

from refundtui.domain.actor import Act, Actor
from refundtui.domain.legs.states import IN_DOUBT, LegState
from refundtui.domain.money import Money
from refundtui.office.payment_tables import FindingRow, LegRow
from refundtui.office.payments import differences, hearing, rows
from refundtui.office.tables import CaseRow
from refundtui.wire.legs import decode_leg


class About(StrEnum):
    """What it is that is unclear."""

    LEG = "leg"  # a payment of ours: nobody knows whether it happened
    DELIVERY = "delivery"  # a provider told us of a refund that is nobody's
    BOOKS = "books"  # our books and a provider's list differ


@dataclass(frozen=True, slots=True)
class Unclear:
    """One matter. `is_findable` says that two people may resolve it now; `own_word` is what whoever asks has said,
    `another_spoke` that somebody else has; `known` is what is on record, oldest first.
    """

    about: About
    id: str  # the leg's, the delivery's, or the provider's name for the refund
    since: datetime
    gateway: str
    refund: str = ""
    brand: str = ""
    case_id: str = ""
    reference: str = ""  # of the case
    amount: Money | None = None
    state: str = ""  # of a leg its own, of books how they differ
    is_findable: bool = False
    own_word: LegState | None = None
    another_spoke: bool = False
    known: tuple[tuple[datetime, str, str], ...] = ()  # when, what happened (a code), the state after it


_KNOWN: Final = 8
"""Lines of a leg's history: its last ones say what is unclear."""


def unclear(connection: Connection, actor: Actor, now: datetime) -> tuple[Unclear, ...]:
    """Everything this person may look into, the oldest first."""
    found = [*_legs(connection, actor)]
    if actor.may(Act.CHECK, ""):
        found += [*_deliveries(connection, now), *_books(connection)]
    return tuple(sorted(found, key=lambda one: (one.since, one.id)))


def _legs(connection: Connection, actor: Actor) -> Iterator[Unclear]:
    doubtful: Iterable[Row[Any]] = connection.execute(
        select(
            col(LegRow.body),
            col(LegRow.changed_at),
            col(CaseRow.reference),
            col(FindingRow.by),
            col(FindingRow.state).label("word"),
        )
        .join(CaseRow, col(CaseRow.id) == col(LegRow.case_id))
        .outerjoin(FindingRow, col(FindingRow.leg_id) == col(LegRow.id))
        .where(col(LegRow.state).in_(sorted(state.value for state in IN_DOUBT)))
    )
    for row in doubtful:
        leg = decode_leg(row.body)
        if not actor.may(Act.CHECK, leg.brand):
            continue
        is_own = row.by == actor.id
        yield Unclear(
            About.LEG,
            leg.id,
            row.changed_at,
            leg.to.gateway,
            min(leg.told.references, default=""),
            leg.brand,
            leg.case_id,
            row.reference,
            leg.amount,
            leg.state.value,
            is_findable=leg.state is LegState.MANUAL,
            own_word=LegState(row.word) if is_own else None,
            another_spoke=row.by is not None and not is_own,
            known=_known(connection, leg.id),
        )


def _known(connection: Connection, leg_id: str) -> tuple[tuple[datetime, str, str], ...]:
    history = rows.history(connection, leg_id)[-_KNOWN:]
    return tuple((at, event.kind, str(event.told.get("state", ""))) for at, event in history)


def _deliveries(connection: Connection, now: datetime) -> Iterator[Unclear]:
    for one in hearing.orphans(connection, now):
        yield Unclear(About.DELIVERY, one.event, one.received_at, one.gateway, one.refund)


def _books(connection: Connection) -> Iterator[Unclear]:
    for kept in differences.kept(connection):
        one = kept.difference
        yield Unclear(
            About.BOOKS, one.refund or one.leg, kept.found_at, one.gateway, one.refund, amount=one.amount,
            state=one.apart.value,
        )  # fmt: skip
