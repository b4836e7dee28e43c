"""Where our books and a provider's list differ: kept from night to night, with their age, until they agree again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, insert, select, update
from sqlmodel import col

from refundtui.domain.legs.states import MOVED_NOTHING, LegState
from refundtui.domain.money import Money, currency
from refundtui.office.payments import rows
from refundtui.office.running_tables import DifferenceRow


class Apart(StrEnum):
    """How the books differ."""

    NOT_OURS = "not_ours"  # a refund nobody here made: in the provider's own pages, or by another program
    NOT_THERE = "not_there"  # paid, we were told, and the provider lists no such refund
    NOT_BOOKED = "not_booked"  # handed to a bank, due, and on none of its statements
    OTHER_AMOUNT = "other_amount"
    OTHER_STATE = "other_state"
    DOUBLE = "double"  # two refunds of one leg


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the books differ; `leg` is empty for what nobody here made."""

    apart: Apart
    gateway: str
    refund: str
    leg: str = ""
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class KeptDifference:
    """`found_at` is when it was seen first, `seen_at` last (UTC)."""

    difference: Difference
    found_at: datetime
    seen_at: datetime


def keep(
    connection: Connection,
    gateway: str,
    found: Iterable[Difference],
    listed: Collection[str],
    now: datetime,
) -> tuple[Difference, ...]:
    """What was found now, beside what was found before; what agrees again is forgotten. `listed` are the refunds
    that were held against ours this time. Returns what nobody had seen before.
    """
    found = tuple(found)
    before = {_key(kept): kept for kept in _of(connection, gateway)}
    for one in found:
        _seen(connection, one, now)
    still = {_key(one) for one in found}
    for key, kept in before.items():
        if key not in still and _is_over(connection, kept, listed):
            connection.execute(delete(DifferenceRow).where(*_which(kept)))
    return tuple(one for one in found if _key(one) not in before)


def accept(connection: Connection, gateway: str, refund: str, by: str, why: str) -> int:
    """Somebody knows of it and wants it shown no more; of how many that was true."""
    changed = connection.execute(
        update(DifferenceRow)
        .where(
            col(DifferenceRow.gateway) == gateway,
            col(DifferenceRow.refund) == refund,
            col(DifferenceRow.accepted_by) == "",
        )
        .values(accepted_by=by, why=why)
    )
    return changed.rowcount


def kept(connection: Connection) -> tuple[KeptDifference, ...]:
    """What nobody has accepted, the oldest first."""
    found = connection.execute(
        _asked(col(DifferenceRow.accepted_by) == "").order_by(
            col(DifferenceRow.found_at), col(DifferenceRow.gateway), col(DifferenceRow.refund)
        )
    )
    return tuple(KeptDifference(_read(row), row.found_at, row.seen_at) for row in found)


def _of(connection: Connection, gateway: str) -> tuple[Difference, ...]:
    found = connection.execute(_asked(col(DifferenceRow.gateway) == gateway))
    return tuple(map(_read, found))


def _asked(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(
        col(DifferenceRow.gateway),
        col(DifferenceRow.apart),
        col(DifferenceRow.refund),
        col(DifferenceRow.leg_id),
        col(DifferenceRow.minor),
        col(DifferenceRow.currency),
        col(DifferenceRow.found_at),
        col(DifferenceRow.seen_at),
    ).where(which)


def _seen(connection: Connection, one: Difference, now: datetime) -> None:
    amount = {
        "minor": None if one.amount is None else one.amount.minor,
        "currency": "" if one.amount is None else one.amount.currency.code,
    }
    known = connection.execute(update(DifferenceRow).where(*_which(one)).values({**amount, "seen_at": now}))
    if known.rowcount:
        return
    row = {
        "gateway": one.gateway,
        "apart": one.apart.value,
        "refund": one.refund,
        "leg_id": one.leg,
        **amount,
        "found_at": now,
        "seen_at": now,
        "accepted_by": "",
        "why": "",
    }
    connection.execute(insert(DifferenceRow), [row])


def _is_over(connection: Connection, one: Difference, listed: Collection[str]) -> bool:
    """Whether both books were looked at, and agree; or there is nothing left to miss."""
    if one.refund in listed:
        return True
    kept = rows.one(connection, one.leg) if one.apart in {Apart.NOT_THERE, Apart.NOT_BOOKED} else None
    if kept is None:
        return False
    if one.apart is Apart.NOT_BOOKED:
        return kept.leg.state in MOVED_NOTHING
    return kept.leg.state is not LegState.SUCCEEDED


def _which(one: Difference) -> tuple[ColumnElement[bool], ...]:
    return (
        col(DifferenceRow.gateway) == one.gateway,
        col(DifferenceRow.apart) == one.apart.value,
        col(DifferenceRow.refund) == one.refund,
        col(DifferenceRow.leg_id) == one.leg,
    )


def _key(one: Difference) -> tuple[str, str, str, str]:
    return one.gateway, one.apart.value, one.refund, one.leg


def _read(row: Row[*tuple[Any, ...]]) -> Difference:
    amount = None if row.minor is None else Money(row.minor, currency(row.currency))
    return Difference(Apart(row.apart), row.gateway, row.refund, row.leg_id, amount)
