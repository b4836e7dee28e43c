"""Who holds which case: given out one at a time, kept by saying so, ended by time, by hand or by a lead.

The lease stands in the case's own row. Whoever locks the row sees it as it is, so two can never be given
the same case; a unique index over the open leases says it once more. `epoch` grows whenever a case passes
to another person, and what was decided under an older one does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlmodel import col

from refundtui.domain.actor import Act
from refundtui.domain.case import CaseId
from refundtui.domain.findings import Finding, finding
from refundtui.domain.permissions import may_take_over, not_granted
from refundtui.office import people, presence
from refundtui.office.database import Database
from refundtui.office.tables import CaseRow, LeaseRow, PersonRow

LEASE: Final = timedelta(minutes=5)
"""How long a case stays with somebody who says nothing more."""

OFFLINE_LEASE: Final = timedelta(hours=4)
"""The same for somebody who works with the plug out."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The case is this person's until then."""

    case_id: CaseId
    brand: str
    holder: str
    epoch: int
    until: datetime


@dataclass(frozen=True, slots=True)
class HeldByAnother:
    """Somebody else has it: who, until when, and under which epoch."""

    lease: Lease


@dataclass(frozen=True, slots=True)
class LeaseLost:
    """It was this person's and is not any more; `epoch` is the one in force."""

    case_id: CaseId
    epoch: int


@dataclass(frozen=True, slots=True)
class NotGiven:
    """Refused, with every reason."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class NothingWaits:
    """No case waits for this person now."""


TakeAnswer: TypeAlias = Lease | HeldByAnother | LeaseLost | NotGiven
NextAnswer: TypeAlias = Lease | NothingWaits | NotGiven


def take(
    database: Database,
    person_id: str,
    case_id: str,
    now: datetime,
    *,
    epoch: int | None = None,
    take_over: bool = False,
    offline: bool = False,
) -> TakeAnswer:
    """Hold a case, or go on holding it: one's own lease asked for again is renewed under its epoch.

    With `epoch` the lease of that epoch is renewed, and also one that ran out while nobody else took the
    case. `take_over` ends another's lease, which a lead may.
    """

    def work(connection: Connection) -> TakeAnswer:
        person = lock_person(connection, person_id)
        row = connection.execute(_ROW.where(col(CaseRow.id) == case_id).with_for_update()).one_or_none()
        if person is None:
            return NotGiven((finding("actor.unknown", actor=person_id),))
        if row is None:
            return NotGiven((finding("case.unknown"),))
        refused = tuple(not_granted(person.actor, Act.WORK, row.brand))
        if refused:
            return NotGiven(refused)
        until = now + (OFFLINE_LEASE if offline else LEASE)
        if row.leased_by == person_id and epoch in {None, row.lease_epoch}:
            return _renewed(connection, row, until)
        if epoch is not None:
            return LeaseLost(CaseId(case_id), row.lease_epoch)
        if (
            row.leased_by
            and row.leased_until > now
            and not (take_over and may_take_over(person.actor, row.brand))
        ):
            return HeldByAnother(_lease(row))
        return given(connection, person, row, until, now)

    return database.write(work)


def give_back(database: Database, person_id: str, case_id: str, epoch: int, now: datetime) -> bool:
    """Let go of a case; False when it was no longer held under this epoch."""

    def work(connection: Connection) -> bool:
        row = connection.execute(_ROW.where(col(CaseRow.id) == case_id).with_for_update()).one_or_none()
        if row is None or (row.leased_by, row.lease_epoch) != (person_id, epoch):
            return False
        end(connection, case_id, row.lease_epoch, "given_back", now)
        presence.changed(connection)
        return True

    return database.write(work)


def give_back_all(database: Database, person_id: str, now: datetime) -> int:
    """What a person holds who goes off work; long leases stay: they are for work without a line."""

    def work(connection: Connection) -> int:
        held = connection.execute(
            _ROW.join(LeaseRow, _OPEN)
            .where(
                col(LeaseRow.person) == person_id,
                col(CaseRow.leased_by) == person_id,
                col(CaseRow.leased_until) <= now + LEASE,
            )
            .order_by(col(CaseRow.id))
            .with_for_update(of=CaseRow)
        ).all()
        for row in held:
            end(connection, row.id, row.lease_epoch, "given_back", now)
        if held:
            presence.changed(connection)
        return len(held)

    return database.write(work)


def held_now(database: Database, brands: Iterable[str] | None, now: datetime) -> tuple[Lease, ...]:
    """Every lease in force on cases of these brands (None: of all)."""
    asked = _ROW.join(LeaseRow, _OPEN).where(col(CaseRow.leased_until) > now).order_by(col(CaseRow.id))
    if brands is not None:
        asked = asked.where(col(LeaseRow.brand).in_(tuple(brands)))
    with database.reading() as connection:
        return tuple(map(_lease, connection.execute(asked)))


def passed_on(connection: Connection, case_id: str, since: int, until: int, person_id: str) -> bool:
    """Whether a case was another's between two epochs; who came back to it alone took it from nobody.

    Every epoch is somebody's. Where one is missing a backup was brought back, or it is too long ago: who has
    held the case meanwhile nobody knows.
    """
    asked = select(col(LeaseRow.person)).where(col(LeaseRow.case_id) == case_id, col(LeaseRow.epoch) > since)
    later = connection.execute(asked).scalars().all()
    return len(later) != until - since or set(later) != {person_id}


def lock_person(connection: Connection, person_id: str) -> people.Person | None:
    """One question of a person at a time: what they hold is counted, and a repeated one answered again."""
    connection.execute(
        select(col(PersonRow.id)).where(col(PersonRow.id) == person_id).with_for_update()
    ).all()
    found = people.read(connection, person_id)
    return None if found is None or found.disabled_at is not None else found


def given(
    connection: Connection,
    person: people.Person,
    row: Row[*tuple[Any, ...]],
    until: datetime,
    now: datetime,
    wish: str = "",
) -> Lease | NotGiven:
    """Give a case, whose row is locked, to somebody new under the next epoch."""
    holds = _number_held(connection, person.actor.id, now)
    if holds >= person.capacity:
        return NotGiven((finding("capacity.full", held=holds, capacity=person.capacity),))
    if row.leased_by:
        end(connection, row.id, row.lease_epoch, "taken_over" if row.leased_until > now else "expired", now)
    epoch = row.lease_epoch + 1
    connection.execute(
        update(CaseRow)
        .where(col(CaseRow.id) == row.id)
        .values(lease_epoch=epoch, leased_by=person.actor.id, leased_until=until)
    )
    connection.execute(
        insert(LeaseRow),
        [
            {
                "case_id": row.id,
                "epoch": epoch,
                "brand": row.brand,
                "person": person.actor.id,
                "wish": wish,
                "taken_at": now,
                "ended_at": None,
                "ended": "",
            }
        ],
    )
    presence.changed(connection)
    return Lease(CaseId(row.id), row.brand, person.actor.id, epoch, until)


def end(connection: Connection, case_id: str, epoch: int, how: str, now: datetime) -> None:
    connection.execute(
        update(LeaseRow)
        .where(
            col(LeaseRow.case_id) == case_id, col(LeaseRow.epoch) == epoch, col(LeaseRow.ended_at).is_(None)
        )
        .values(ended_at=now, ended=how)
    )
    connection.execute(
        update(CaseRow).where(col(CaseRow.id) == case_id).values(leased_by="", leased_until=None)
    )


ROW: Final = select(
    col(CaseRow.id),
    col(CaseRow.brand),
    col(CaseRow.lease_epoch),
    col(CaseRow.leased_by),
    col(CaseRow.leased_until),
    col(CaseRow.due_at),
    col(CaseRow.risk),
)
"""What giving a case out looks at."""

_ROW: Final = ROW
_OPEN: Final = (col(LeaseRow.case_id) == col(CaseRow.id)) & col(LeaseRow.ended_at).is_(None)


def _lease(row: Row[*tuple[Any, ...]]) -> Lease:
    return Lease(CaseId(row.id), row.brand, row.leased_by, row.lease_epoch, row.leased_until)


def _renewed(connection: Connection, row: Row[*tuple[Any, ...]], until: datetime) -> Lease:
    """Silently: nobody else needs to hear of it. A long lease is not shortened by a short one."""
    later = max(until, row.leased_until)
    connection.execute(update(CaseRow).where(col(CaseRow.id) == row.id).values(leased_until=later))
    return Lease(CaseId(row.id), row.brand, row.leased_by, row.lease_epoch, later)


def _number_held(connection: Connection, person_id: str, now: datetime) -> int:
    return connection.execute(
        select(func.count())
        .select_from(LeaseRow)
        .join(CaseRow, col(CaseRow.id) == col(LeaseRow.case_id))
        .where(
            col(LeaseRow.person) == person_id,
            col(LeaseRow.ended_at).is_(None),
            col(CaseRow.leased_until) > now,
        )
    ).scalar_one()
