"""Publishing the packs: checked before anybody is bound by them, kept with their digest, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlmodel import col

from refundtui.office.chronicle import write_down
from refundtui.office.database import Database
from refundtui.office.prepared import Prepared
from refundtui.office.tables import REF_FEED, DocumentRow, Feed
from refundtui.rulebooks.library import Library
from refundtui.rulebooks.loading import digest_of


@dataclass(frozen=True, slots=True)
class Document:
    """A pack as published: its name, its running version, and its very bytes with their digest."""

    name: str
    version: int
    digest: str
    body: bytes
    published_at: datetime
    published_by: str


class FaultyPackError(ValueError):
    """A document that nobody could be held to is not published; `why` names the mistake."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why


class NothingToRollBackError(LookupError):
    """There is no earlier version of this document."""


def publish(database: Database, name: str, body: bytes, *, by: str, now: datetime) -> Document:
    """Put a pack in force; the same bytes again change nothing. Raises `FaultyPackError`."""
    digest = digest_of(body)

    def work(connection: Connection) -> Document:
        present = next((one for one in in_force(connection) if one.name == name), None)
        if present is not None and present.digest == digest:
            return present
        _refuse_faulty(name, body)
        return put_in_force(connection, name, digest, body, by, now)

    return database.write(work)


def roll_back(database: Database, name: str, *, by: str, now: datetime, to: int | None = None) -> Document:
    """Put an earlier version in force again (unnamed: the last other one), as a new version: history only grows."""

    def work(connection: Connection) -> Document:
        present = next((document for document in in_force(connection) if document.name == name), None)
        earlier = connection.execute(
            select(col(DocumentRow.body), col(DocumentRow.digest))
            .where(
                col(DocumentRow.name) == name,
                col(DocumentRow.version) == to
                if to is not None
                else col(DocumentRow.digest) != ("" if present is None else present.digest),
            )
            .order_by(col(DocumentRow.version).desc())
            .limit(1)
        ).one_or_none()
        if present is None or earlier is None:
            raise NothingToRollBackError(name)
        return put_in_force(connection, name, earlier.digest, earlier.body, by, now)

    return database.write(work)


def documents(database: Database) -> tuple[Document, ...]:
    """Everything in force."""
    with database.reading() as connection:
        return in_force(connection)


class Shelf:
    """The library of what is in force, read again only when something was published."""

    def __init__(self) -> None:
        self._kept: tuple[int, Library] | None = None

    def library(self, connection: Connection) -> Library:
        found = _LAST_PUBLISHED.one_or_none(connection, {"wanted": REF_FEED})
        seq = 0 if found is None else found[0]
        kept = self._kept
        if kept is None or kept[0] != seq:
            bodies = {document.name: document.body for document in in_force(connection)}
            kept = self._kept = (seq, Library(bodies))
        return kept[1]


_LAST_PUBLISHED: Final = Prepared(select(col(Feed.last_seq)).where(col(Feed.id) == bindparam("wanted")))


def _refuse_faulty(name: str, body: bytes) -> None:
    if not name.endswith(".toml"):
        raise FaultyPackError(name, "a pack's name ends in .toml")
    alone = Library({name: body})
    alone.statutes()  # reads it whole
    if name in alone.unreadable:
        raise FaultyPackError(name, alone.unreadable[name])


def in_force(connection: Connection) -> tuple[Document, ...]:
    """Every document whose version counts now, by name."""
    rows = connection.execute(
        select(
            col(DocumentRow.name),
            col(DocumentRow.version),
            col(DocumentRow.digest),
            col(DocumentRow.body),
            col(DocumentRow.published_at),
            col(DocumentRow.published_by),
        )
        .where(col(DocumentRow.current).is_(True))
        .order_by(col(DocumentRow.name))
    )
    return tuple(Document(*row) for row in rows)


def put_in_force(
    connection: Connection, name: str, digest: str, body: bytes, by: str, now: datetime
) -> Document:
    """As the next version of its name, whatever it says: who calls has looked at it."""
    version = (
        1
        + connection.execute(
            select(func.coalesce(func.max(col(DocumentRow.version)), 0)).where(col(DocumentRow.name) == name)
        ).scalar_one()
    )
    seq = write_down(connection, REF_FEED, "publish", name, by=by, now=now, version=version, digest=digest)
    connection.execute(update(DocumentRow).where(col(DocumentRow.name) == name).values(current=False))
    connection.execute(
        insert(DocumentRow).values(
            name=name,
            version=version,
            digest=digest,
            body=body,
            current=True,
            seq=seq,
            published_at=now,
            published_by=by,
        )
    )
    return Document(name, version, digest, body, now, by)
