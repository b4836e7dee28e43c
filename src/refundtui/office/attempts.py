"""Guesses at what only somebody should know: counted by account and by address, and slowed down.

A try is counted before it is looked at, so a hundred at the same moment are a hundred; a right one takes
its count away again. A name nobody has is counted like any other: waiting tells nobody that it exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from refundtui.office.database import Database
from refundtui.office.tables import AttemptRow

FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""Of silence: then the count begins anew."""

_FIRST_WAIT: Final = timedelta(seconds=30)
_LONGEST_WAIT: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Counted:
    """Something that is counted by, and how many wrong tries are free."""

    key: str
    free: int


def of_account(digest: str) -> Counted:
    """`digest` of the name that was typed, whoever it may be."""
    return Counted(f"account:{digest}", 5)


def of_address(digest: str) -> Counted:
    """A whole team sits behind one address, and each of them may mistype."""
    return Counted(f"address:{digest}", 50)


def of_desks(digest: str) -> Counted:
    """Desks that ask at an address for a code; whose person then lets it in is taken away again."""
    return Counted(f"desks:{digest}", 200)


def of_tokens(digest: str) -> Counted:
    """Codes and tokens of an address that are worth nothing: a whole team may come back with old ones."""
    return Counted(f"tokens:{digest}", 500)


def begin(database: Database, counted: Iterable[Counted], now: datetime) -> datetime | None:
    """Count one try; or, and then nothing is counted, until when there may be none."""
    in_order = sorted(counted, key=lambda one: one.key)  # each transaction locks them in one order

    def work(connection: Connection) -> datetime | None:
        connection.execute(delete(AttemptRow).where(col(AttemptRow.last_at) <= now - FORGOTTEN_AFTER))
        known = {one.key: _read(connection, one.key) for one in in_order}
        waits = [until for row in known.values() if row is not None and (until := row[1]) and until > now]
        if waits:
            return max(waits)
        for one in in_order:
            row = known[one.key]
            tries = 1 if row is None else row[0] + 1
            values = {"tries": tries, "locked_until": _locked_until(tries, one.free, now), "last_at": now}
            if row is None:
                connection.execute(insert(AttemptRow), [{"key": one.key, **values}])
            else:
                connection.execute(update(AttemptRow).where(col(AttemptRow.key) == one.key).values(values))
        return None

    return database.write(work)


def waits(database: Database, counted: Counted, now: datetime) -> datetime | None:
    """Until when there may be no try; asked where only a wrong one is counted, by `begin`."""
    with database.reading() as connection:
        until: datetime | None = connection.execute(
            select(col(AttemptRow.locked_until)).where(
                col(AttemptRow.key) == counted.key,
                col(AttemptRow.locked_until) > now,
                col(AttemptRow.last_at) > now - FORGOTTEN_AFTER,
            )
        ).scalar_one_or_none()
    return until


def was_right(database: Database, account: Counted | None, address: Counted) -> None:
    """The account begins anew; of the address only this try is forgotten, or a guesser's own account would
    wash away the guesses at others.
    """

    def work(connection: Connection) -> None:
        if account is not None:
            connection.execute(delete(AttemptRow).where(col(AttemptRow.key) == account.key))
        connection.execute(
            update(AttemptRow)
            .where(col(AttemptRow.key) == address.key, col(AttemptRow.tries) > 0)
            .values(tries=col(AttemptRow.tries) - 1, locked_until=None)
        )

    database.write(work)


def _read(connection: Connection, key: str) -> tuple[int, datetime | None] | None:
    row = connection.execute(
        select(col(AttemptRow.tries), col(AttemptRow.locked_until))
        .where(col(AttemptRow.key) == key)
        .with_for_update()
    ).one_or_none()
    return None if row is None else (row.tries, row.locked_until)


def _locked_until(tries: int, free: int, now: datetime) -> datetime | None:
    over = tries - free
    return None if over < 0 else now + min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(over, 10))
