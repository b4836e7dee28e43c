"""The case that needs somebody most: by deadline, then by risk, among those a person may and can work on.

What claims more than the person may decide is left to those who may, where there are any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select, text
from sqlmodel import col

from refundtui.domain.actor import Act, Actor
from refundtui.domain.availability import TAKES_NO_MORE
from refundtui.domain.case import CaseId, CaseState
from refundtui.domain.findings import finding
from refundtui.domain.money import Money
from refundtui.domain.permissions import ceiling
from refundtui.domain.turns import language_of, waiting_for
from refundtui.office import leases, people, presence
from refundtui.office.database import Database
from refundtui.office.leases import LEASE, Lease, NextAnswer, NotGiven, NothingWaits
from refundtui.office.tables import CaseRow, LeaseRow
from refundtui.wire.bodies import MoneyBody

_SECOND_PERSONS: Final = (CaseState.APPROVAL, CaseState.FRAUD_REVIEW)
"""Here the case stays its maker's, and another person has the word."""

# Spelled out: an index over a part of the rows is found only by a condition that names it literally.
_NOBODYS: Final = text("case_.owner = ''")
_HAS_A_DAY: Final = text("case_.due_at IS NOT NULL")
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def next_case(
    database: Database, person_id: str, wish: str, now: datetime, *, brand: str = "", language: str = ""
) -> NextAnswer:
    """Give this person the next case and its lease; the same `wish` again gives the same case again.

    On PostgreSQL a row that somebody else is just taking is passed over (`FOR UPDATE SKIP LOCKED`); on
    SQLite one writer at a time looks at all.
    """

    def work(connection: Connection) -> NextAnswer:
        person = leases.lock_person(connection, person_id)
        if person is None:
            return NotGiven((finding("actor.unknown", actor=person_id),))
        before = _given_before(connection, person_id, wish)
        if before is not None:
            return before
        availability = presence.availability_of(connection, person_id)
        if availability in TAKES_NO_MORE:
            return NotGiven((finding("actor.takes_no_more", availability=availability.value),))
        row = most_urgent(connection, person, now, brand=brand, language=language)
        if row is None:
            return NothingWaits()
        return leases.given(connection, person, row, now + LEASE, now, wish)

    return database.write(work)


def most_urgent(
    connection: Connection, person: people.Person, now: datetime, *, brand: str = "", language: str = ""
) -> Row[*tuple[Any, ...]] | None:
    """The row, locked; None when nothing waits."""
    actor, states = person.actor, waiting_for(person.actor.role)
    first = [state.value for state in states if state not in _SECOND_PERSONS]
    second = [state.value for state in states if state in _SECOND_PERSONS]
    fits = _fits(person, now, brand, language)
    reach = Reach(actor)
    if not reach.is_endless:
        reach = Reach(actor, tuple(people.acting(connection)))
    state = col(CaseRow.state)
    asked = [leases.ROW.where(state.in_(first), _NOBODYS, _HAS_A_DAY, *fits)]
    asked.append(leases.ROW.where(state.in_(first), col(CaseRow.owner) == actor.id, _HAS_A_DAY, *fits))
    if second:
        others = leases.ROW.where(state.in_(second), col(CaseRow.owner) != actor.id, *fits)
        # SQLite would give those first that wait for no day.
        asked += [others.where(_HAS_A_DAY), others.where(col(CaseRow.due_at).is_(None))]
    found = [row for question in asked if (row := _first(connection, question, reach)) is not None]
    if not found:  # a letter is due, by no day of its own
        is_free = col(CaseRow.owner).in_(["", actor.id])
        dateless = leases.ROW.where(state.in_(first), is_free, col(CaseRow.due_at).is_(None), *fits)
        return _first(connection, dateless, reach)
    return min(found, key=lambda row: (row.due_at or _NEVER, -row.risk))


def _first(
    connection: Connection, asked: Select[*tuple[Any, ...]], reach: Reach
) -> Row[*tuple[Any, ...]] | None:
    in_order = asked.order_by(col(CaseRow.due_at).asc(), col(CaseRow.risk).desc(), col(CaseRow.id))
    if reach.is_endless:
        return connection.execute(in_order.limit(1).with_for_update(skip_locked=True)).one_or_none()
    # What is asked for stands in the body: it is looked at before a row is locked, or a question that goes
    # far down the line would keep everybody else from what it passes by.
    for start in range(0, _FARTHEST, _AT_ONCE):
        some = connection.execute(
            in_order.with_only_columns(col(CaseRow.id), col(CaseRow.brand), col(CaseRow.body))
            .offset(start)
            .limit(_AT_ONCE)
        ).all()
        for one in some:
            if not reach.covers(one.brand, _amount(one.body)):
                continue
            wanted = asked.where(col(CaseRow.id) == one.id).with_for_update(skip_locked=True)
            row = connection.execute(wanted).one_or_none()
            if row is not None:
                return row
        if len(some) < _AT_ONCE:
            break
    return None


_AT_ONCE: Final = 50
_FARTHEST: Final = 2_000
"""Beyond so many cases above a limit nobody is asked to look on: more leads are needed, not more looking."""


class _Amount(msgspec.Struct):
    amount: MoneyBody | None = None


_READER: Final = msgspec.json.Decoder(_Amount)


def _amount(body: bytes) -> Money | None:
    said = _READER.decode(body).amount
    return None if said is None else said.money()


@dataclass(frozen=True, slots=True)
class Reach:
    """Up to what a person decides, and what nobody here could: that is given to everybody, to be passed on."""

    actor: Actor
    everybody: tuple[Actor, ...] = ()

    @property
    def is_endless(self) -> bool:
        return not any(
            grant.limit is not None for grant in self.actor.grants if grant.act in {Act.DECIDE, Act.CHECK}
        )

    def covers(self, brand: str, amount: Money | None) -> bool:
        if amount is None or _reaches(self.actor, brand, amount):
            return True
        others = (one for one in self.everybody if one.id != self.actor.id)
        return not any(one.may(Act.DECIDE, brand) and _reaches(one, brand, amount) for one in others)


def _reaches(actor: Actor, brand: str, amount: Money) -> bool:
    most = ceiling(actor, brand, amount.currency)
    return most is None or amount.minor <= most.minor


def _fits(person: people.Person, now: datetime, brand: str, language: str) -> list[ColumnElement[bool]]:
    """Free, awake, of a brand, a language and skills that are this person's."""
    fits: list[ColumnElement[bool]] = [
        or_(col(CaseRow.leased_until).is_(None), col(CaseRow.leased_until) <= now),
        or_(col(CaseRow.sleeps_until).is_(None), col(CaseRow.sleeps_until) <= now),
        _without(person.skills) == "",
    ]
    brands = brands_granted(person.actor, Act.WORK)
    if brand:
        fits.append(col(CaseRow.brand) == brand)
    if brands is not None:
        fits.append(col(CaseRow.brand).in_(brands))
    if language:
        fits.append(col(CaseRow.language) == language_of(language))
    if person.languages:
        spoken = [language_of(tag) for tag in person.languages]
        fits.append(col(CaseRow.language).in_(["", *spoken]))
    return fits


def brands_granted(actor: Actor, act: Act) -> tuple[str, ...] | None:
    """The brands an act was granted for; None: every one."""
    if actor.may(act, ""):
        return None
    return tuple(sorted({grant.brand for grant in actor.grants if grant.act is act}))


def _without(skills: tuple[str, ...]) -> ColumnElement[str]:
    """What a case needs, less what somebody knows: empty when nothing is missing."""
    missing: ColumnElement[str] = func.coalesce(col(CaseRow.needs), "")
    for skill in skills:
        missing = func.replace(missing, f",{skill},", "")
    return missing


def _given_before(connection: Connection, person_id: str, wish: str) -> Lease | None:
    """The lease this question was answered with; one that has ended since says so by its time."""
    row = connection.execute(
        select(
            col(LeaseRow.case_id),
            col(LeaseRow.brand),
            col(LeaseRow.epoch),
            col(LeaseRow.taken_at),
            col(LeaseRow.ended_at),
            col(CaseRow.lease_epoch),
            col(CaseRow.leased_until),
        )
        .outerjoin(CaseRow, col(CaseRow.id) == col(LeaseRow.case_id))
        .where(col(LeaseRow.person) == person_id, col(LeaseRow.wish) == wish)
    ).one_or_none()
    if not wish or row is None:
        return None
    is_open = row.ended_at is None and row.epoch == row.lease_epoch
    until = row.leased_until if is_open else row.ended_at or row.taken_at
    return Lease(CaseId(row.case_id), row.brand, person_id, row.epoch, until)
