"""The office's tables, spelled once for SQLite and PostgreSQL: the brand is the tenant of every row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import BigInteger, DateTime, Dialect, Index, LargeBinary, Table, Text, TypeDecorator, text
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


_OPEN: Final = text("ended_at IS NULL")
_SIGNS_IN: Final = text("subject <> ''")
_IN_LINE: Final = text("owner = '' AND due_at IS NOT NULL")
_OWNED: Final = text("owner <> ''")


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
    reason: str = Field(sa_type=Text)  # of a removal: moved or erased


class CaseRow(OfficeTable, table=True):
    """A case: its wire body, beside the few columns that are searched, and who holds it.

    The lease stands in the row itself, so that whoever takes the row's lock sees the lease as it is.
    """

    __tablename__ = "case_"
    __table_args__ = (
        Index("case_by_order", "brand", "order_key"),
        Index("case_by_reference", "reference", unique=True),
        Index("case_in_line", "due_at", "risk", postgresql_where=_IN_LINE, sqlite_where=_IN_LINE),
        Index("case_by_owner", "owner", postgresql_where=_OWNED, sqlite_where=_OWNED),
        Index("case_by_state", "state", "due_at"),
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
    owner: str = Field(sa_type=Text)
    language: str = Field(sa_type=Text)  # the customer's, without its region
    needs: str = Field(sa_type=Text)  # skills, each between commas
    risk: int = Field(sa_type=BigInteger)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    sleeps_until: datetime | None = Field(default=None, sa_type=Instant)
    lease_epoch: int = Field(sa_type=BigInteger)  # grows whenever another person takes it
    leased_by: str = Field(sa_type=Text)
    leased_until: datetime | None = Field(default=None, sa_type=Instant)


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


class GivenRow(OfficeTable, table=True):
    """What one decision granted, against the day of whoever's limit it counts: a day is the brand's own."""

    __tablename__ = "given"
    __table_args__ = (Index("given_by_day", "person", "brand", "day"), Index("given_by_case", "case_id"))
    decision_id: str = Field(primary_key=True, sa_type=Text)
    person: str = Field(sa_type=Text)
    brand: str = Field(sa_type=Text)
    day: str = Field(sa_type=Text)  # ISO, where the brand counts its days
    case_id: str = Field(sa_type=Text)
    quote_version: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=Text)
    minor: int = Field(sa_type=BigInteger)
    goodwill: int = Field(sa_type=BigInteger)  # of it
    reason: str = Field(sa_type=Text)
    ways: str = Field(sa_type=Text)  # JSON: how much goes back by which kind of payment
    taken_back_at: datetime | None = Field(default=None, sa_type=Instant)  # it ended before money moved


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


class LeaseRow(OfficeTable, table=True):
    """Who held which case and when; the open ones are what `case_` says. One case, one open lease."""

    __tablename__ = "lease"
    __table_args__ = (
        Index("lease_one_open", "case_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("lease_by_person", "person", postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("lease_by_wish", "person", "wish"),
    )
    case_id: str = Field(primary_key=True, sa_type=Text)
    epoch: int = Field(primary_key=True, sa_type=BigInteger)
    brand: str = Field(sa_type=Text)
    person: str = Field(sa_type=Text)
    wish: str = Field(sa_type=Text)  # the desk's own id of the question it answered
    taken_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended: str = Field(sa_type=Text)  # given_back, expired, taken_over or done


class PresenceRow(OfficeTable, table=True):
    """Where somebody is now; who is silent for a while is nowhere."""

    __tablename__ = "presence"
    person: str = Field(primary_key=True, sa_type=Text)
    case_id: str = Field(sa_type=Text)
    brand: str = Field(sa_type=Text)
    doing: str = Field(sa_type=Text)
    availability: str = Field(sa_type=Text)
    since: datetime = Field(sa_type=Instant)
    heard_at: datetime = Field(sa_type=Instant)


class PersonRow(OfficeTable, table=True):
    """Who works here, and what is asked of whom. What somebody may do stands in the grants."""

    __tablename__ = "person"
    __table_args__ = (
        Index(
            "person_by_subject", "subject", unique=True, postgresql_where=_SIGNS_IN, sqlite_where=_SIGNS_IN
        ),
    )
    id: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    languages: str = Field(sa_type=Text)  # by comma; empty: any
    skills: str = Field(sa_type=Text)  # by comma
    capacity: int = Field(sa_type=BigInteger)  # cases held at once
    subject: str = Field(sa_type=Text)  # who an issuer says this is; empty: the person's own id
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)


class GrantRow(OfficeTable, table=True):
    """One act for one brand; an empty brand is every brand, an empty currency no limit of its own."""

    __tablename__ = "grant_"
    person: str = Field(primary_key=True, sa_type=Text)
    act: str = Field(primary_key=True, sa_type=Text)
    brand: str = Field(primary_key=True, sa_type=Text)
    currency: str = Field(primary_key=True, sa_type=Text)
    amount: int = Field(sa_type=BigInteger)  # minor units


class AccountRow(OfficeTable, table=True):
    """How a person signs in at an office that vouches for its people itself."""

    __tablename__ = "account"
    person: str = Field(primary_key=True, sa_type=Text)
    secret: str = Field(sa_type=Text)  # argon2's own spelling, never the word itself
    changed_at: datetime = Field(sa_type=Instant)


class AttemptRow(OfficeTable, table=True):
    """How often something was guessed at of late, by digest of what is guessed or of where from."""

    __tablename__ = "attempt"
    __table_args__ = (Index("attempt_by_time", "last_at"),)
    key: str = Field(primary_key=True, sa_type=Text)
    tries: int = Field(sa_type=BigInteger)
    locked_until: datetime | None = Field(default=None, sa_type=Instant)
    last_at: datetime = Field(sa_type=Instant)


class SetupCodeRow(OfficeTable, table=True):
    """A code by which a person sets the first secret, once."""

    __tablename__ = "setup_code"
    digest: str = Field(primary_key=True, sa_type=Text)
    person: str = Field(sa_type=Text)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class DeviceRow(OfficeTable, table=True):
    """A desk that waits for its person to sign in elsewhere (RFC 8628)."""

    __tablename__ = "device"
    __table_args__ = (Index("device_by_user_code", "user_code", unique=True),)
    digest: str = Field(primary_key=True, sa_type=Text)
    user_code: str = Field(sa_type=Text)
    person: str = Field(sa_type=Text)  # empty: nobody yet
    state: str = Field(sa_type=Text)  # waiting, approved, denied or used
    expires_at: datetime = Field(sa_type=Instant)
    asked_at: datetime | None = Field(default=None, sa_type=Instant)
    signed_in_at: datetime | None = Field(default=None, sa_type=Instant)  # when the person said who they are


class RefreshRow(OfficeTable, table=True):
    """A refresh token's digest; each is used once and belongs to the family its sign-in began."""

    __tablename__ = "refresh"
    __table_args__ = (Index("refresh_by_family", "family"), Index("refresh_by_person", "person"))
    digest: str = Field(primary_key=True, sa_type=Text)
    family: str = Field(sa_type=Text)
    person: str = Field(sa_type=Text)
    issued_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    signed_in_at: datetime | None = Field(default=None, sa_type=Instant)  # of the whole family


class KeyRow(OfficeTable, table=True):
    """A key this office signs with, shared by its processes."""

    __tablename__ = "signing_key"
    id: str = Field(primary_key=True, sa_type=Text)
    body: bytes = Field(sa_type=LargeBinary)
    made_at: datetime = Field(sa_type=Instant)


class SeriesRow(OfficeTable, table=True):
    """Numbers the office gives out itself, without a gap anybody could read something into."""

    __tablename__ = "series"
    name: str = Field(primary_key=True, sa_type=Text)
    last: int = Field(sa_type=BigInteger)


REF_FEED: Final = "ref"
"""The packs' own line of changes."""

OFFICE_FEED: Final = "office"
"""Where people and their rights are written down; no desk reads it."""

METADATA: Final = OfficeTable.metadata


def table_of(row: type[OfficeTable]) -> Table:
    """The table behind a row, for statements that are made once: an entity is looked at anew each time."""
    return METADATA.tables[str(row.__tablename__)]
