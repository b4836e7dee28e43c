"""Accounts of an office that vouches for its people itself: secrets as hashes, and codes that work once.

Hashing is `server/`'s: what arrives here is argon2's own spelling, and the digest of a code, never the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from refundtui.domain.actor import Actor
from refundtui.office import people
from refundtui.office.chronicle import write_down
from refundtui.office.database import Database
from refundtui.office.tables import OFFICE_FEED, AccountRow, SetupCodeRow


@dataclass(frozen=True, slots=True)
class Account:
    """How somebody signs in."""

    person: str
    secret: str


def account(database: Database, person_id: str) -> Account | None:
    """None for a stranger, for whoever is disabled, and before the first secret was set."""
    with database.reading() as connection:
        if people.person(connection, person_id) is None:
            return None
        return _account(connection, person_id)


def make_setup_code(
    database: Database, person_id: str, digest: str, expires_at: datetime, *, by: str, now: datetime
) -> None:
    """A code with which this person sets a secret, once; codes made before end. Raises `NobodyError`."""

    def work(connection: Connection) -> None:
        if people.read(connection, person_id) is None:
            raise people.NobodyError(person_id)
        connection.execute(
            update(SetupCodeRow)
            .where(col(SetupCodeRow.person) == person_id, col(SetupCodeRow.used_at).is_(None))
            .values(used_at=now)
        )
        row = {"digest": digest, "person": person_id, "expires_at": expires_at, "used_at": None}
        connection.execute(insert(SetupCodeRow), [row])
        write_down(connection, OFFICE_FEED, "setup_code", f"person:{person_id}", by=by, now=now)

    database.write(work)


def use_setup_code(database: Database, digest: str, secret: str, now: datetime) -> Actor | None:
    """Set a secret with a code; whose it was, or None for a code that is unknown, used or too old."""

    def work(connection: Connection) -> Actor | None:
        person_id = connection.execute(
            update(SetupCodeRow)
            .where(
                col(SetupCodeRow.digest) == digest,
                col(SetupCodeRow.used_at).is_(None),
                col(SetupCodeRow.expires_at) > now,
            )
            .values(used_at=now)
            .returning(col(SetupCodeRow.person))
        ).scalar_one_or_none()
        actor = None if person_id is None else people.person(connection, person_id)
        if actor is not None:
            _set(connection, actor.id, secret, now)
            write_down(connection, OFFICE_FEED, "secret", f"person:{actor.id}", by=actor.id, now=now)
        return actor

    return database.write(work)


def set_secret(database: Database, person_id: str, secret: str, now: datetime) -> None:
    """Another secret for the same person, who has shown the one before."""
    database.write(lambda connection: _set(connection, person_id, secret, now))


def _account(connection: Connection, person_id: str) -> Account | None:
    row = connection.execute(
        select(
            col(AccountRow.person),
            col(AccountRow.secret),
        ).where(col(AccountRow.person) == person_id)
    ).one_or_none()
    return None if row is None else Account(*row)


def _set(connection: Connection, person_id: str, secret: str, now: datetime) -> None:
    values = {"secret": secret, "changed_at": now}
    changed = connection.execute(update(AccountRow).where(col(AccountRow.person) == person_id).values(values))
    if not changed.rowcount:
        connection.execute(insert(AccountRow), [{"person": person_id, **values}])
