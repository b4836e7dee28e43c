"""The tables of bank files: what was written for a bank, whose transfers they are, what it answered, who had paid."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Index, LargeBinary, Text, text
from sqlmodel import Field

from refundtui.office.tables import Instant, OfficeTable

_LIVE: Final = text("freed_at IS NULL")
_NOT_TAKEN: Final = text("taken_at IS NULL")


class BankFileRow(OfficeTable, table=True):
    """A file of transfers as its bank is handed it: `body` is stored before anybody can have it, and never made anew.

    `exported_at` is when the bytes were first given out: from then on they may be at the bank. `sent_at` is when
    somebody said that they are, `told_at` when the legs had heard of that, `answered_at` the bank's first word.
    """

    __tablename__ = "bank_file"
    __table_args__ = (Index("bank_file_by_account", "account", "made_at"),)
    message_id: str = Field(primary_key=True, sa_type=Text)
    account: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = Field(sa_type=Text)
    requested_on: str = Field(sa_type=Text)  # the day the bank is asked to carry it out, as YYYY-MM-DD
    entries: int = Field(sa_type=BigInteger)
    minor: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=Text)
    body: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(sa_type=Text)
    exported_at: datetime | None = Field(default=None, sa_type=Instant)
    exported_by: str = Field(sa_type=Text)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_by: str = Field(sa_type=Text)
    settles_on: str = Field(sa_type=Text)  # the day the bank carries it out; empty until it was handed in
    silent_after: datetime | None = Field(default=None, sa_type=Instant)  # from then on silence is a trouble
    late_after: datetime | None = Field(default=None, sa_type=Instant)  # by then all of it should be booked
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    refusal: str = Field(sa_type=Text)  # ours for why the bank refused it as a whole
    discarded_at: datetime | None = Field(default=None, sa_type=Instant)
    discarded_by: str = Field(sa_type=Text)


class BankEntryRow(OfficeTable, table=True):
    """One transfer of a file, as it stands there beside what it was made of.

    An end-to-end id stands in one file that lives: a bank pays it again in every other.
    """

    __tablename__ = "bank_entry"
    __table_args__ = (
        Index(
            "bank_entry_once",
            "end_to_end_id",
            unique=True,
            postgresql_where=_LIVE,
            sqlite_where=_LIVE,
        ),
        Index("bank_entry_by_leg", "leg_id"),
        Index("bank_entry_by_case", "case_id"),
    )
    message_id: str = Field(primary_key=True, sa_type=Text)
    place: int = Field(primary_key=True, sa_type=BigInteger)
    account: str = Field(sa_type=Text)
    leg_id: str = Field(sa_type=Text)
    case_id: str = Field(sa_type=Text)
    attempt: int = Field(sa_type=BigInteger)
    end_to_end_id: str = Field(sa_type=Text)
    minor: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)  # as the payment or two people have it
    written: str = Field(sa_type=Text)  # as the file carries it
    iban: str = Field(sa_type=Text)
    bic: str = Field(sa_type=Text)
    freed_at: datetime | None = Field(
        default=None, sa_type=Instant
    )  # its file was thrown away before it left


class BankMessageRow(OfficeTable, table=True):
    """What a bank sent, kept before it is followed; `taken_at` is when all of it had been."""

    __tablename__ = "bank_message"
    __table_args__ = (
        Index("bank_message_waits", "read_at", postgresql_where=_NOT_TAKEN, sqlite_where=_NOT_TAKEN),
        Index("bank_message_by_kind", "kind", "read_at"),
    )
    sha256: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(sa_type=Text)  # pain.002, camt.053, camt.054, pacs.004
    message_id: str = Field(sa_type=Text)
    accounts: str = Field(sa_type=Text)  # ours that it is about, one a line
    file: str = Field(sa_type=Text)  # which of our files it answers, where it names one
    body: bytes = Field(sa_type=LargeBinary)
    puzzles: str = Field(sa_type=Text)  # what nobody here understood, as JSON
    read_at: datetime = Field(sa_type=Instant)
    read_by: str = Field(sa_type=Text)
    taken_at: datetime | None = Field(default=None, sa_type=Instant)


class PayerRow(OfficeTable, table=True):
    """Whose account a payment came from, as the payment itself recorded it: in full here alone."""

    __tablename__ = "payer"
    brand: str = Field(primary_key=True, sa_type=Text)
    order_key: str = Field(primary_key=True, sa_type=Text)
    payment_id: str = Field(primary_key=True, sa_type=Text)
    name: str = Field(sa_type=Text)
    iban: str = Field(sa_type=Text)
    told_at: datetime = Field(sa_type=Instant)
