"""Files as the office keeps them, with what stands in each, and what their banks sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, Row, insert, select, update
from sqlmodel import col

from refundtui.domain.money import Money, currency
from refundtui.office.bank_tables import BankEntryRow, BankFileRow
from refundtui.office.ports import Beneficiary


class Standing(StrEnum):
    """How far a file is."""

    MADE = "made"  # stored; nobody has had it
    EXPORTED = "exported"  # somebody has it: it may be at the bank
    SENT = "sent"  # somebody said that the bank has it
    ANSWERED = "answered"
    REFUSED = "refused"  # by the bank, as a whole
    DISCARDED = "discarded"  # thrown away before it left


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file beside its bytes; instants in UTC."""

    message_id: str
    account: str
    made_at: datetime
    made_by: str
    requested_on: date
    entries: int
    total: Money
    sha256: str
    exported_at: datetime | None
    exported_by: str
    sent_at: datetime | None
    sent_by: str
    settles_on: date | None
    silent_after: datetime | None
    late_after: datetime | None
    told_at: datetime | None
    answered_at: datetime | None
    refusal: str
    discarded_at: datetime | None
    discarded_by: str

    @property
    def standing(self) -> Standing:
        if self.discarded_at is not None:
            return Standing.DISCARDED
        if self.refusal:
            return Standing.REFUSED
        if self.answered_at is not None:
            return Standing.ANSWERED
        if self.sent_at is not None:
            return Standing.SENT
        return Standing.MADE if self.exported_at is None else Standing.EXPORTED


@dataclass(frozen=True, slots=True)
class Entry:
    """A transfer in a file: whose money it is, and the beneficiary as used, the name beside it as written."""

    message_id: str
    place: int
    account: str
    leg_id: str
    case_id: str
    attempt: int
    end_to_end_id: str
    amount: Money
    to: Beneficiary
    written: str


_COLUMNS: Final = tuple(
    getattr(BankFileRow, name)
    for name in (
        "message_id",
        "account",
        "made_at",
        "made_by",
        "requested_on",
        "entries",
        "minor",
        "currency",
        "sha256",
        "exported_at",
        "exported_by",
        "sent_at",
        "sent_by",
        "settles_on",
        "silent_after",
        "late_after",
        "told_at",
        "answered_at",
        "refusal",
        "discarded_at",
        "discarded_by",
    )
)
_OF_ENTRY: Final = tuple(
    getattr(BankEntryRow, name)
    for name in (
        "message_id",
        "place",
        "account",
        "leg_id",
        "case_id",
        "attempt",
        "end_to_end_id",
        "minor",
        "currency",
        "name",
        "written",
        "iban",
        "bic",
    )
)
_AT_ONCE: Final = 500  # ids in one question: SQLite takes no end of them


def add(connection: Connection, file: BankFile, body: bytes, entries: Iterable[Entry]) -> None:
    """A file with all that stands in it; raises where one of its ids lives in another file."""
    row = {
        "message_id": file.message_id,
        "account": file.account,
        "made_at": file.made_at,
        "made_by": file.made_by,
        "requested_on": file.requested_on.isoformat(),
        "entries": file.entries,
        "minor": file.total.minor,
        "currency": file.total.currency.code,
        "body": body,
        "sha256": file.sha256,
        "exported_by": "",
        "sent_by": "",
        "settles_on": "",
        "refusal": "",
        "discarded_by": "",
    }
    connection.execute(insert(BankFileRow), [row])
    connection.execute(insert(BankEntryRow), [_row_of(entry) for entry in entries])


def locked(connection: Connection, message_id: str) -> BankFile | None:
    """A file that nobody else changes until this transaction is over."""
    row = connection.execute(
        select(*_COLUMNS).where(col(BankFileRow.message_id) == message_id).with_for_update()
    ).one_or_none()
    return None if row is None else _file(row)


def one(connection: Connection, message_id: str) -> BankFile | None:
    row = connection.execute(select(*_COLUMNS).where(col(BankFileRow.message_id) == message_id)).one_or_none()
    return None if row is None else _file(row)


def files(connection: Connection, account: str = "", most: int | None = None) -> tuple[BankFile, ...]:
    """Of one account or of all, the newest first."""
    asked = select(*_COLUMNS).order_by(col(BankFileRow.made_at).desc(), col(BankFileRow.message_id).desc())
    if account:
        asked = asked.where(col(BankFileRow.account) == account)
    return tuple(_file(row) for row in connection.execute(asked.limit(most)))


def bytes_of(connection: Connection, message_id: str) -> bytes:
    """What was stored, for a file that is known."""
    body: bytes = connection.execute(
        select(col(BankFileRow.body)).where(col(BankFileRow.message_id) == message_id)
    ).scalar_one()
    return body


def entries_of(connection: Connection, message_id: str) -> tuple[Entry, ...]:
    """All that stands in a file, in its order."""
    found = connection.execute(
        select(*_OF_ENTRY).where(col(BankEntryRow.message_id) == message_id).order_by(col(BankEntryRow.place))
    )
    return tuple(map(_entry, found))


def by_end_to_end_id(connection: Connection, names: Iterable[str]) -> dict[str, Entry]:
    """Every transfer of ours among these; of one that was written twice, the one that lives."""
    asked = sorted(set(names))
    found: dict[str, Entry] = {}
    for start in range(0, len(asked), _AT_ONCE):
        rows = connection.execute(
            select(*_OF_ENTRY)
            .where(col(BankEntryRow.end_to_end_id).in_(asked[start : start + _AT_ONCE]))
            .order_by(col(BankEntryRow.freed_at).is_(None), col(BankEntryRow.message_id))
        )
        found.update((row.end_to_end_id, _entry(row)) for row in rows)
    return found


def change(connection: Connection, message_id: str, **values: object) -> None:
    connection.execute(update(BankFileRow).where(col(BankFileRow.message_id) == message_id).values(**values))


def free(connection: Connection, message_id: str, now: datetime) -> None:
    """Its transfers may stand in another file."""
    connection.execute(
        update(BankEntryRow).where(col(BankEntryRow.message_id) == message_id).values(freed_at=now)
    )


def forget(connection: Connection, case_id: str) -> None:
    """Names and numbers of a case's transfers go (GDPR Art. 17). The files stay as they were handed in: they are
    vouchers, which commercial and tax law want kept (Art. 17(3)(b)).
    """
    connection.execute(
        update(BankEntryRow)
        .where(col(BankEntryRow.case_id) == case_id)
        .values(name="", written="", iban="", bic="")
    )


def _file(row: Row[tuple[object, ...]]) -> BankFile:
    told = row._asdict()
    amount = Money(told.pop("minor"), currency(told.pop("currency")))
    requested_on = date.fromisoformat(told.pop("requested_on"))
    settles_on = told.pop("settles_on")
    return BankFile(
        total=amount,
        requested_on=requested_on,
        settles_on=date.fromisoformat(settles_on) if settles_on else None,
        **told,
    )


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    told = row._asdict()
    return Entry(
        told["message_id"],
        told["place"],
        told["account"],
        told["leg_id"],
        told["case_id"],
        told["attempt"],
        told["end_to_end_id"],
        Money(told["minor"], currency(told["currency"])),
        Beneficiary(told["name"], told["iban"], told["bic"]),
        told["written"],
    )


def _row_of(entry: Entry) -> dict[str, object]:
    return {
        "message_id": entry.message_id,
        "place": entry.place,
        "account": entry.account,
        "leg_id": entry.leg_id,
        "case_id": entry.case_id,
        "attempt": entry.attempt,
        "end_to_end_id": entry.end_to_end_id,
        "minor": entry.amount.minor,
        "currency": entry.amount.currency.code,
        "name": entry.to.name,
        "written": entry.written,
        "iban": entry.to.iban,
        "bic": entry.to.bic,
        "freed_at": None,
    }
