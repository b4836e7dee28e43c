"""Who works in this office, and what each was granted. Nobody is deleted: whoever left is disabled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update
from sqlmodel import col

from refundtui.domain.actor import Act, Actor, Grant, Role
from refundtui.domain.money import Money, currency
from refundtui.office.audit import digest_of
from refundtui.office.chronicle import write_down
from refundtui.office.database import Database
from refundtui.office.prepared import Prepared
from refundtui.office.tables import OFFICE_FEED, GrantRow, PersonRow

USUAL_CAPACITY: Final = 25
"""Cases one person holds at once, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here. `languages` empty: speaks whatever comes; `subject` is the issuer's name
    for this person where it is another than the id.
    """

    actor: Actor
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    capacity: int = USUAL_CAPACITY
    subject: str = ""
    disabled_at: datetime | None = None


class NobodyError(LookupError):
    """There is no such person here."""


def admit(database: Database, people: Iterable[Actor]) -> None:
    """Enter people of the program's own, or change what they may: the practice office's staff."""
    with database.writing() as connection:
        for actor in people:
            _put(connection, Person(actor))


def enter(database: Database, person: Person, *, by: str, now: datetime) -> None:
    """Enter a person, or change name, role, languages, skills, capacity and grants of one."""

    def work(connection: Connection) -> None:
        before = read(connection, person.actor.id)
        _put(connection, person)
        _told(connection, "person", before, person, by, now)

    database.write(work)


def grant(database: Database, person_id: str, grants: Sequence[Grant], *, by: str, now: datetime) -> Person:
    """Give these grants instead of all that were given before. Raises `NobodyError`."""

    def work(connection: Connection) -> Person:
        before = _known(connection, person_id)
        after = replace(before, actor=replace(before.actor, grants=tuple(grants)))
        _put_grants(connection, after.actor)
        _told(connection, "grants", before, after, by, now)
        return after

    return database.write(work)


def disable(database: Database, person_id: str, *, by: str, now: datetime) -> Person:
    """From now on this person may do nothing and signs in nowhere. Raises `NobodyError`."""
    return _set_disabled(database, person_id, now, "disabled", by, now)


def enable(database: Database, person_id: str, *, by: str, now: datetime) -> Person:
    """Raises `NobodyError`."""
    return _set_disabled(database, person_id, None, "enabled", by, now)


def person(connection: Connection, actor_id: str) -> Actor | None:
    """Who may act now; None for a stranger and for whoever is disabled."""
    found = read(connection, actor_id)
    return None if found is None or found.disabled_at is not None else found.actor


def read(connection: Connection, person_id: str) -> Person | None:
    return next(iter(_people(connection, _BY_ID, {"asked": person_id})), None)


def by_subject(connection: Connection, subject: str) -> Person | None:
    """Whom an issuer's `sub` means: the person entered under it, else the one of that id."""
    return next(iter(_people(connection, _BY_SUBJECT, {"asked": subject})), None) if subject else None


def staff(database: Database) -> tuple[Person, ...]:
    with database.reading() as connection:
        return tuple(_people(connection, _LISTED))


def everybody(database: Database) -> tuple[Actor, ...]:
    """Who may act now."""
    with database.reading() as connection:
        return acting(connection)


def acting(connection: Connection) -> tuple[Actor, ...]:
    return tuple(one.actor for one in _people(connection, _LISTED) if one.disabled_at is None)


_IN_ORDER: Final = (col(PersonRow.id), col(GrantRow.brand), col(GrantRow.act), col(GrantRow.currency))
_WITH_GRANTS: Final = (
    select(
        col(PersonRow.id),
        col(PersonRow.name),
        col(PersonRow.role),
        col(PersonRow.languages),
        col(PersonRow.skills),
        col(PersonRow.capacity),
        col(PersonRow.subject),
        col(PersonRow.disabled_at),
        col(GrantRow.act),
        col(GrantRow.brand),
        col(GrantRow.currency),
        col(GrantRow.amount),
    )
    .outerjoin(GrantRow, col(GrantRow.person) == col(PersonRow.id))
    .order_by(*_IN_ORDER)
)


_LISTED: Final = Prepared(_WITH_GRANTS)
_BY_ID: Final = Prepared(_WITH_GRANTS.where(col(PersonRow.id) == bindparam("asked")))
_BY_SUBJECT: Final = Prepared(
    _WITH_GRANTS.where(
        or_(
            col(PersonRow.subject) == bindparam("asked"),
            and_(col(PersonRow.id) == bindparam("asked"), col(PersonRow.subject) == ""),
        )
    )
    .order_by(None)
    .order_by((col(PersonRow.subject) == "").asc(), *_IN_ORDER)
)


def _people(
    connection: Connection, asked: Prepared, facts: Mapping[str, str] = MappingProxyType({})
) -> list[Person]:
    of_each = groupby(asked.rows(connection, facts), key=itemgetter(0))
    return [_person(tuple(rows)) for _, rows in of_each]


@lru_cache(4096)
def _person(rows: tuple[tuple[Any, ...], ...]) -> Person:
    """Read anew with every request, and almost always the same: made of the same rows only once."""
    person_id, name, role, languages, skills, capacity, subject, disabled_at, *_ = rows[0]
    grants = tuple(_grant(*row[8:]) for row in rows if row[8] is not None)
    return Person(
        Actor(person_id, name, Role(role), _in_order(grants)),
        _split(languages),
        _split(skills),
        capacity,
        subject,
        disabled_at,
    )


def _grant(act: str, brand: str, of: str, amount: int) -> Grant:
    return Grant(Act(act), brand, Money(amount, currency(of)) if of else None)


def _in_order(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """By brand, then as the acts are listed: two spellings of the same rights are equal."""
    acts = tuple(Act)

    def place(grant: Grant) -> tuple[str, int, str]:
        return grant.brand, acts.index(grant.act), grant.limit.currency.code if grant.limit else ""

    return tuple(sorted(grants, key=place))


def _known(connection: Connection, person_id: str) -> Person:
    found = read(connection, person_id)
    if found is None:
        raise NobodyError(person_id)
    return found


def _put(connection: Connection, person: Person) -> None:
    row = {
        "id": person.actor.id,
        "name": person.actor.name,
        "role": person.actor.role.value,
        "languages": ",".join(person.languages),
        "skills": ",".join(person.skills),
        "capacity": person.capacity,
        "subject": person.subject,
        "disabled_at": person.disabled_at,
    }
    connection.execute(delete(PersonRow).where(col(PersonRow.id) == person.actor.id))
    connection.execute(insert(PersonRow), [row])
    _put_grants(connection, person.actor)


def _put_grants(connection: Connection, actor: Actor) -> None:
    connection.execute(delete(GrantRow).where(col(GrantRow.person) == actor.id))
    rows = [
        {
            "person": actor.id,
            "act": grant.act.value,
            "brand": grant.brand,
            "currency": grant.limit.currency.code if grant.limit else "",
            "amount": grant.limit.minor if grant.limit else 0,
        }
        for grant in dict.fromkeys(actor.grants)
    ]
    if rows:
        connection.execute(insert(GrantRow), rows)


def _set_disabled(
    database: Database, person_id: str, at: datetime | None, kind: str, by: str, now: datetime
) -> Person:
    def work(connection: Connection) -> Person:
        before = _known(connection, person_id)
        after = replace(before, disabled_at=at)
        connection.execute(update(PersonRow).where(col(PersonRow.id) == person_id).values(disabled_at=at))
        _told(connection, kind, before, after, by, now)
        return after

    return database.write(work)


def _told(
    connection: Connection, kind: str, before: Person | None, after: Person, by: str, now: datetime
) -> None:
    """Who changed whose rights stands in the audit, as names of what changed and a digest."""
    names = ("name", "role", "grants")
    was = None if before is None else before.actor
    changed = tuple(name for name in names if was is None or getattr(was, name) != getattr(after.actor, name))
    write_down(
        connection,
        OFFICE_FEED,
        kind,
        f"person:{after.actor.id}",
        by=by,
        now=now,
        changed=changed,
        digest=digest_of(repr(after).encode()),
    )


def _split(listed: str) -> tuple[str, ...]:
    return tuple(filter(None, listed.split(",")))
