"""What an office that is its own issuer must remember: waiting desks, refresh tokens, its signing keys.

Only digests of codes and tokens are kept: whoever reads the database can sign in with none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlmodel import col

from refundtui.office import people
from refundtui.office.database import Database
from refundtui.office.tables import DeviceRow, KeyRow, RefreshRow


class Waiting(StrEnum):
    """Where a desk stands that asked to be signed in."""

    WAITING = "waiting"
    APPROVED = "approved"
    DENIED = "denied"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Device:
    """A desk that waits for its person (RFC 8628). `asked_before` is when it asked the time before."""

    user_code: str
    person: str
    state: Waiting
    expires_at: datetime
    asked_before: datetime | None
    signed_in_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """Whose sign-in a refresh token belongs to, and when that person said who they are: renewing makes it no
    younger. None: before this was written down.
    """

    person: str
    signed_in_at: datetime | None


class Reused(Exception):  # noqa: N818 - it tells what was presented, and ends the whole family
    """A refresh token came a second time: it was stolen, or an answer was lost. Nobody goes on with it."""


def begin_device(database: Database, digest: str, user_code: str, expires_at: datetime) -> None:
    row = {
        "digest": digest,
        "user_code": user_code,
        "person": "",
        "state": Waiting.WAITING.value,
        "expires_at": expires_at,
        "asked_at": None,
    }
    with database.writing() as connection:
        connection.execute(insert(DeviceRow), [row])


def decide_device(database: Database, user_code: str, person_id: str | None, now: datetime) -> bool:
    """The person says yes (None: no); False when nothing waits under this code any more."""

    def work(connection: Connection) -> bool:
        state = Waiting.DENIED if person_id is None else Waiting.APPROVED
        decided = connection.execute(
            update(DeviceRow)
            .where(
                col(DeviceRow.user_code) == user_code,
                col(DeviceRow.state) == Waiting.WAITING.value,
                col(DeviceRow.expires_at) > now,
            )
            .values(state=state.value, person=person_id or "", signed_in_at=now if person_id else None)
        )
        return bool(decided.rowcount)

    return database.write(work)


def device(database: Database, digest: str, now: datetime) -> Device | None:
    """How a waiting desk stands; the asking is remembered, and an approval is good for one answer only."""

    def work(connection: Connection) -> Device | None:
        row = connection.execute(
            _DEVICE.where(col(DeviceRow.digest) == digest).with_for_update()
        ).one_or_none()
        if row is None:
            return None
        is_approved = row.state == Waiting.APPROVED.value and row.expires_at > now
        state = Waiting.USED.value if is_approved else row.state
        connection.execute(
            update(DeviceRow).where(col(DeviceRow.digest) == digest).values(asked_at=now, state=state)
        )
        return _device(row)

    return database.write(work)


def device_waiting(database: Database, user_code: str, now: datetime) -> Device | None:
    """The desk behind a code somebody typed, while it waits."""
    with database.reading() as connection:
        row = connection.execute(
            _DEVICE.where(
                col(DeviceRow.user_code) == user_code,
                col(DeviceRow.state) == Waiting.WAITING.value,
                col(DeviceRow.expires_at) > now,
            )
        ).one_or_none()
    return None if row is None else _device(row)


_DEVICE = select(
    col(DeviceRow.user_code),
    col(DeviceRow.person),
    col(DeviceRow.state),
    col(DeviceRow.expires_at),
    col(DeviceRow.asked_at),
    col(DeviceRow.signed_in_at),
)


def _device(row: Row[str, str, str, datetime, datetime | None, datetime | None]) -> Device:
    state = Waiting(row.state)
    return Device(row.user_code, row.person, state, row.expires_at, row.asked_at, row.signed_in_at)


def begin_family(
    database: Database, family: str, of: Family, digest: str, now: datetime, expires_at: datetime
) -> None:
    """The first refresh token after a sign-in."""
    with database.writing() as connection:
        _issue(connection, family, of, digest, now, expires_at)


def turn_over(
    database: Database, digest: str, new_digest: str, now: datetime, expires_at: datetime
) -> Family | None:
    """Take a refresh token and put the next in its place: whose it is, None when it is worth nothing.

    Raises `Reused` after ending the family.
    """

    def work(connection: Connection) -> tuple[Family | None, bool]:
        row = connection.execute(
            select(
                col(RefreshRow.family),
                col(RefreshRow.person),
                col(RefreshRow.expires_at),
                col(RefreshRow.used_at),
                col(RefreshRow.ended_at),
                col(RefreshRow.signed_in_at),
            )
            .where(col(RefreshRow.digest) == digest)
            .with_for_update()
        ).one_or_none()
        if row is None or row.ended_at is not None or row.expires_at <= now:
            return None, False
        if row.used_at is not None:
            connection.execute(
                update(RefreshRow).where(col(RefreshRow.family) == row.family).values(ended_at=now)
            )
            return None, True
        if people.person(connection, row.person) is None:
            return None, False
        connection.execute(update(RefreshRow).where(col(RefreshRow.digest) == digest).values(used_at=now))
        of = Family(row.person, row.signed_in_at)
        _issue(connection, row.family, of, new_digest, now, expires_at)
        return of, False

    of, reused = database.write(work)
    if reused:
        raise Reused
    return of


def end_family(database: Database, digest: str, now: datetime) -> bool:
    """Sign out: the family of this token is worth nothing from now on; False when it was not before."""

    def work(connection: Connection) -> bool:
        family = select(col(RefreshRow.family)).where(col(RefreshRow.digest) == digest).scalar_subquery()
        ended = connection.execute(
            update(RefreshRow)
            .where(col(RefreshRow.family) == family, col(RefreshRow.ended_at).is_(None))
            .values(ended_at=now)
        )
        return bool(ended.rowcount)

    return database.write(work)


def end_all(database: Database, person_id: str, now: datetime) -> int:
    """Sign a person out everywhere; how many tokens ended."""

    def work(connection: Connection) -> int:
        ended = connection.execute(
            update(RefreshRow)
            .where(col(RefreshRow.person) == person_id, col(RefreshRow.ended_at).is_(None))
            .values(ended_at=now)
        )
        return ended.rowcount

    return database.write(work)


def forget_expired(database: Database, before: datetime) -> int:
    """Tidy up: devices and tokens that ran out before an instant. How many went."""

    def work(connection: Connection) -> int:
        devices = connection.execute(delete(DeviceRow).where(col(DeviceRow.expires_at) < before))
        tokens = connection.execute(delete(RefreshRow).where(col(RefreshRow.expires_at) < before))
        return devices.rowcount + tokens.rowcount

    return database.write(work)


def keep_key(database: Database, key_id: str, body: bytes, now: datetime) -> None:
    """A key to sign with, for every process of this office."""
    with database.writing() as connection:
        connection.execute(insert(KeyRow), [{"id": key_id, "body": body, "made_at": now}])


def keys(database: Database) -> tuple[tuple[str, bytes], ...]:
    """The newest first: it signs, the others still verify."""
    with database.reading() as connection:
        rows = connection.execute(
            select(col(KeyRow.id), col(KeyRow.body)).order_by(col(KeyRow.made_at).desc(), col(KeyRow.id))
        )
        return tuple((row.id, row.body) for row in rows)


def drop_key(database: Database, key_id: str) -> None:
    with database.writing() as connection:
        connection.execute(delete(KeyRow).where(col(KeyRow.id) == key_id))


def _issue(
    connection: Connection, family: str, of: Family, digest: str, now: datetime, expires_at: datetime
) -> None:
    row = {
        "digest": digest,
        "family": family,
        "person": of.person,
        "signed_in_at": of.signed_in_at,
        "issued_at": now,
        "expires_at": expires_at,
        "used_at": None,
        "ended_at": None,
    }
    connection.execute(insert(RefreshRow), [row])
