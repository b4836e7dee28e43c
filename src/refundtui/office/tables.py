"""The office's tables, spelled once for SQLite and PostgreSQL: the brand is the tenant of every row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import BigInteger, DateTime, Dialect, Index, LargeBinary, Text, TypeDecorator
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Instant(TypeDecorator[datetime]):
    """An instant in UTC. SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class OfficeTable(SQLModel, registry=registry()):
    """Its own registry: nobody else's tables land in the office's migrations."""


class Feed(OfficeTable, table=True):
    """One line of changes. Its row is locked last in every write, so its numbers are in commit order.

    `horizon` is the newest purged removal; `epoch` changes when history did (a restored backup).
    `live_count` and `checksum` tell a replica whether it is equal. `audit_head` ends the hash chain.
    """

    __tablename__ = "feed"
    id: str = Field(primary_key=True, sa_type=Text)
    brand: str = Field(sa_type=Text)
    epoch: int = Field(sa_type=BigInteger)
    last_seq: int = Field(sa_type=BigInteger)
    horizon: int = Field(sa_type=BigInteger)
    live_count: int = Field(sa_type=BigInteger)
    checksum: int = Field(sa_type=BigInteger)
    audit_head: str = Field(sa_type=Text)


class FeedEntry(OfficeTable, table=True):
    """Each case once per feed, at its latest number."""

    __tablename__ = "feed_entry"
    __table_args__ = (Index("feed_entry_in_order", "feed_id", "seq", unique=True),)
    feed_id: str = Field(primary_key=True, sa_type=Text)
    case_id: str = Field(primary_key=True, sa_type=Text)
    seq: int = Field(sa_type=BigInteger)
    version: int = Field(sa_type=BigInteger)
    removed: bool
    removed_at: datetime | None = Field(default=None, sa_type=Instant)


class CaseRow(OfficeTable, table=True):
    """A case: its wire body, beside the few columns that are searched."""

    __tablename__ = "case_"
    __table_args__ = (
        Index("case_by_order", "brand", "order_key"),
        Index("case_by_reference", "reference", unique=True),
    )
    id: str = Field(primary_key=True, sa_type=Text)
    brand: str = Field(sa_type=Text)
    feed_id: str = Field(sa_type=Text)
    reference: str = Field(sa_type=Text)
    order_key: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    version: int = Field(sa_type=BigInteger)
    decision_version: int = Field(sa_type=BigInteger)
    changed_at: datetime = Field(sa_type=Instant)
    body: bytes = Field(sa_type=LargeBinary)


class OrderRow(OfficeTable, table=True):
    """An order a brand has told us of, whether or not anybody claims on it."""

    __tablename__ = "order_"
    brand: str = Field(primary_key=True, sa_type=Text)
    id: str = Field(primary_key=True, sa_type=Text)
    body: bytes = Field(sa_type=LargeBinary)


class DecisionRow(OfficeTable, table=True):
    """What was submitted under a desk's id, and the answer: kept for ever, so a retry changes nothing."""

    __tablename__ = "decision"
    __table_args__ = (Index("decision_by_case", "case_id"),)
    id: str = Field(primary_key=True, sa_type=Text)
    brand: str = Field(sa_type=Text)
    case_id: str = Field(sa_type=Text)
    fingerprint: str = Field(sa_type=Text)  # empty: withdrawn before it came
    actor: str = Field(sa_type=Text)
    decided_at: datetime = Field(sa_type=Instant)
    recorded_at: datetime = Field(sa_type=Instant)
    submission: bytes = Field(sa_type=LargeBinary)
    outcome: str = Field(sa_type=Text)
    case_then: bytes | None = Field(default=None, sa_type=LargeBinary)  # what a conflict showed


class CaseEventRow(OfficeTable, table=True):
    """The audit: one row per write of a feed, each holding the hash of the one before. Only ever appended."""

    __tablename__ = "case_event"
    __table_args__ = (Index("case_event_by_case", "case_id", "version"),)
    feed_id: str = Field(primary_key=True, sa_type=Text)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    brand: str = Field(sa_type=Text)
    case_id: str = Field(sa_type=Text)
    version: int = Field(sa_type=BigInteger)
    decision_version: int = Field(sa_type=BigInteger)
    kind: str = Field(sa_type=Text)
    actor: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Instant)
    decision_id: str = Field(sa_type=Text)
    changed: str = Field(sa_type=Text)  # names of fields, by comma
    before: str = Field(sa_type=Text)  # digest of what was there
    digest: str = Field(sa_type=Text)  # of what was written; of an intake: the seal over its cases
    previous: str = Field(sa_type=Text)
    hash: str = Field(sa_type=Text)


class DocumentRow(OfficeTable, table=True):
    """A published pack, every version of it; the current one is what is in force."""

    __tablename__ = "document"
    name: str = Field(primary_key=True, sa_type=Text)
    version: int = Field(primary_key=True, sa_type=BigInteger)
    digest: str = Field(sa_type=Text)
    body: bytes = Field(sa_type=LargeBinary)
    current: bool
    seq: int = Field(sa_type=BigInteger)
    published_at: datetime = Field(sa_type=Instant)
    published_by: str = Field(sa_type=Text)


class PersonRow(OfficeTable, table=True):
    """Who may act. `brands` empty = every brand."""

    __tablename__ = "person"
    id: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    brands: str = Field(sa_type=Text)  # by comma


class SeriesRow(OfficeTable, table=True):
    """Numbers the office gives out itself, without a gap anybody could read something into."""

    __tablename__ = "series"
    name: str = Field(primary_key=True, sa_type=Text)
    last: int = Field(sa_type=BigInteger)


REF_FEED: Final = "ref"
METADATA: Final = OfficeTable.metadata
