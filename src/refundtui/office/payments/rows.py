"""Legs as the office keeps them: written with the case they pay for, and everything that happened to each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, insert, select, update
from sqlmodel import col

from refundtui.domain.legs.leg import LegId, RefundLeg
from refundtui.office.payment_tables import LegEventRow, LegRow
from refundtui.wire.legs import decode_leg, encode_leg


@dataclass(frozen=True, slots=True)
class KeptLeg:
    """A leg with the number of the claim under which it may be changed."""

    leg: RefundLeg
    fence: int
    due_at: datetime | None = None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LegEvent:
    """One line of a leg's history. `told` holds only what may be shown: names, numbers, codes."""

    kind: str
    actor: str
    told: Mapping[str, object]


def add(
    connection: Connection,
    legs: Sequence[RefundLeg],
    order_key: str,
    event: LegEvent,
    now: datetime,
    due_at: datetime,
) -> None:
    """New legs, and when a worker looks at them first."""
    for leg in legs:
        row = {
            "id": leg.id,
            "brand": leg.brand,
            "case_id": leg.case_id,
            "order_key": order_key,
            "gateway": leg.to.gateway,
            "minor": leg.amount.minor,
            "currency": leg.amount.currency.code,
            "fence": 0,
            "held_by": "",
            "held_until": None,
            "made_at": now,
            "changed_at": now,
            **_told(leg, due_at),
        }
        connection.execute(insert(LegRow), [row])
        _note(connection, leg, event, now)


def save(
    connection: Connection, leg: RefundLeg, due_at: datetime | None, event: LegEvent, now: datetime
) -> None:
    """The leg as it is now, and why; its case is locked by whoever calls."""
    since = case((col(LegRow.state) == leg.state.value, col(LegRow.changed_at)), else_=now)
    told = {**_told(leg, due_at), "changed_at": since}
    connection.execute(update(LegRow).where(col(LegRow.id) == leg.id).values(told))
    _note(connection, leg, event, now)


def forget(connection: Connection, case_id: str) -> None:
    """How a customer's card or account was shown goes (GDPR Art. 17): what a provider tells late would bring it back."""
    for kept in of_case(connection, case_id):
        without = replace(kept.leg, to=replace(kept.leg.to, label=""))
        connection.execute(
            update(LegRow).where(col(LegRow.id) == without.id).values(body=encode_leg(without))
        )


def of_case(connection: Connection, case_id: str) -> tuple[KeptLeg, ...]:
    """In the order they were made; whoever changes one has locked the case before."""
    return _found(connection, col(LegRow.case_id) == case_id)


def on_order(connection: Connection, brand: str, order_key: str) -> tuple[KeptLeg, ...]:
    """Every leg that gives back of this order, of whatever case."""
    return _found(connection, (col(LegRow.brand) == brand) & (col(LegRow.order_key) == order_key))


def one(connection: Connection, leg_id: str) -> KeptLeg | None:
    found = _found(connection, col(LegRow.id) == leg_id)
    return found[0] if found else None


def case_of(connection: Connection, leg_id: str) -> str | None:
    """The case it pays for; it never changes."""
    return connection.execute(
        select(col(LegRow.case_id)).where(col(LegRow.id) == leg_id)
    ).scalar_one_or_none()


def whose(connection: Connection, gateway: str, reference: str) -> LegId | None:
    """The leg that a provider's refund belongs to."""
    found = connection.execute(
        select(col(LegRow.id)).where(col(LegRow.gateway) == gateway, col(LegRow.reference) == reference)
    ).scalar_one_or_none()
    return None if found is None else LegId(found)


def history(connection: Connection, leg_id: str) -> tuple[tuple[datetime, LegEvent], ...]:
    """Oldest first."""
    rows = connection.execute(
        select(col(LegEventRow.at), col(LegEventRow.kind), col(LegEventRow.actor), col(LegEventRow.told))
        .where(col(LegEventRow.leg_id) == leg_id)
        .order_by(col(LegEventRow.number))
    )
    return tuple((row.at, LegEvent(row.kind, row.actor, json.loads(row.told))) for row in rows)


def _found(connection: Connection, which: ColumnElement[bool]) -> tuple[KeptLeg, ...]:
    rows = connection.execute(
        select(col(LegRow.body), col(LegRow.fence), col(LegRow.due_at), col(LegRow.held_until))
        .where(which)
        .order_by(col(LegRow.made_at), col(LegRow.id))
    )
    return tuple(KeptLeg(decode_leg(row.body), row.fence, row.due_at, row.held_until) for row in rows)


def _told(leg: RefundLeg, due_at: datetime | None) -> dict[str, object]:
    return {
        "state": leg.state.value,
        "reference": min(leg.told.references, default=""),
        "body": encode_leg(leg),
        "due_at": due_at,
    }


def _note(connection: Connection, leg: RefundLeg, event: LegEvent, now: datetime) -> None:
    last = connection.execute(
        select(func.coalesce(func.max(col(LegEventRow.number)), 0)).where(col(LegEventRow.leg_id) == leg.id)
    ).scalar_one()
    row = {
        "leg_id": leg.id,
        "number": last + 1,
        "at": now,
        "kind": event.kind,
        "actor": event.actor,
        "state": leg.state.value,
        "told": json.dumps(event.told, sort_keys=True, ensure_ascii=False, default=str),
    }
    connection.execute(insert(LegEventRow), [row])
