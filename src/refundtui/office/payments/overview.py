"""How the money stands that is to leave: what waits, what is not known, what nobody owns, and what is stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select
from sqlmodel import col

from refundtui.domain.case import CaseState
from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.states import IN_DOUBT, LegState
from refundtui.domain.legs.waiting import Concern, concern
from refundtui.office.database import Database
from refundtui.office.nights import Done, all_done
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import differences, hearing, pacing
from refundtui.office.payments.differences import KeptDifference
from refundtui.office.payments.hearing import Orphan
from refundtui.office.payments.stopping import Stop, stops
from refundtui.office.tables import CaseRow
from refundtui.wire.legs import decode_leg

_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class InDoubt:
    """A leg of which nobody knows yet whether it happened."""

    leg: RefundLeg
    case_reference: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Concerning:
    """A leg that its provider has, and that goes nowhere by itself; `since` is when it was sent."""

    leg: RefundLeg
    case_reference: str
    since: datetime
    concern: Concern


@dataclass(frozen=True, slots=True)
class Overview:
    """`legs` counts by account and state; `approved` are cases whose legs nobody has made yet; `resting` are
    accounts that asked to be left alone, and until when.
    """

    legs: tuple[tuple[str, LegState, int], ...]
    approved: int
    in_doubt: tuple[InDoubt, ...]
    orphans: tuple[Orphan, ...]
    stops: tuple[Stop, ...]
    concerns: tuple[Concerning, ...] = ()
    differences: tuple[KeptDifference, ...] = ()
    resting: tuple[tuple[str, datetime], ...] = ()
    nights: tuple[Done, ...] = ()


def overview(database: Database, now: datetime) -> Overview:
    """One moment; of what is in doubt the oldest fifty."""
    with database.reading() as connection:
        counted = connection.execute(
            select(col(LegRow.gateway), col(LegRow.state), func.count().label("number"))
            .group_by(col(LegRow.gateway), col(LegRow.state))
            .order_by(col(LegRow.gateway), col(LegRow.state))
        ).all()
        approved = connection.execute(
            select(func.count()).select_from(CaseRow).where(col(CaseRow.state) == CaseState.APPROVED.value)
        ).scalar_one()
        doubtful = connection.execute(
            select(col(LegRow.body), col(LegRow.changed_at), col(CaseRow.reference))
            .join(CaseRow, col(CaseRow.id) == col(LegRow.case_id))
            .where(col(LegRow.state).in_(sorted(state.value for state in IN_DOUBT)))
            .order_by(col(LegRow.changed_at))
            .limit(_SHOWN)
        ).all()
        return Overview(
            tuple((row.gateway, LegState(row.state), row.number) for row in counted),
            approved,
            tuple(InDoubt(decode_leg(row.body), row.reference, row.changed_at) for row in doubtful),
            hearing.orphans(connection, now),
            stops(connection).all,
            _concerns(connection, now),
            differences.kept(connection),
            tuple(sorted(pacing.resting(connection, now).items())),
            all_done(connection),
        )


def _concerns(connection: Connection, now: datetime) -> tuple[Concerning, ...]:
    found = connection.execute(
        select(col(LegRow.body), col(LegRow.made_at), col(CaseRow.reference))
        .join(CaseRow, col(CaseRow.id) == col(LegRow.case_id))
        .where(col(LegRow.state).in_([LegState.PENDING.value, LegState.ACTION_REQUIRED.value]))
        .order_by(col(LegRow.changed_at))
    )
    legs = ((decode_leg(row.body), row) for row in found)
    return tuple(
        Concerning(leg, row.reference, leg.posting.out_since or row.made_at, about)
        for leg, row in legs
        if (about := concern(leg, now)) is not None
    )
