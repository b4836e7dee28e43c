"""A file on its way to its bank: given out as it was stored, said to be there, or thrown away while it never left.

From the moment its bytes are given out its transfers may happen, so the legs say so before anybody has them. A kill
between the two leaves legs that say it and a file that is given out again: the same bytes, which a bank takes once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, select, update
from sqlmodel import col

from refundtui.domain.legs.sending import taken
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.office.bank_files import rows
from refundtui.office.bank_files.bank import Bank, Banks
from refundtui.office.bank_files.rows import BankFile, Entry, Standing
from refundtui.office.bank_tables import BankFileRow
from refundtui.office.database import Database
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import claiming, hearing, rows as legs
from refundtui.office.payments.rows import KeptLeg, LegEvent
from refundtui.office.payments.stopping import stops
from refundtui.office.ports import Heard
from refundtui.rulebooks.library import Library

HANDED_OVER: Final = "handed_over"
"""The part of `pending` in which nobody but us says that the bank has it."""


class NotNow(Exception):  # noqa: N818 - says what is the case
    """This cannot be done with the file; `code` and `facts` are what a sentence needs. Nothing was changed."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Exported:
    """A file's bytes as they were stored."""

    file: BankFile
    body: bytes


def export(database: Database, message_id: str, by: str, library: Library, now: datetime) -> Exported:
    """The stored bytes, the same ones whenever they are asked for; raises `NotNow`."""
    return database.write(
        partial(_exported, message_id=message_id, by=by, library=library, now=now),
    )


def sent(
    database: Database, banks: Banks, message_id: str, by: str, library: Library, now: datetime
) -> BankFile:
    """Somebody handed it in: the bank has it. Said twice it is said once. Raises `NotNow`."""

    def mark(connection: Connection) -> BankFile:
        file = _standing(connection, message_id)
        if file.exported_at is None:
            raise NotNow("bank_file.not_exported", file=message_id)
        if file.sent_at is not None:
            return file
        rows.change(connection, message_id, **at_the_bank(_bank_of(banks, file), file, by, now))
        return _standing(connection, message_id)

    file = database.write(mark)
    tell(database, file, library, now)
    return file


def at_the_bank(bank: Bank, file: BankFile, by: str, now: datetime) -> dict[str, object]:
    """What is true of a file from the moment its bank has it."""
    day = max(bank.settlement_day(now), file.requested_on)
    return {
        "sent_at": now,
        "sent_by": by,
        "settles_on": day.isoformat(),
        "silent_after": bank.silent_after(now),
        "late_after": bank.late_after(day),
    }


def tell(database: Database, file: BankFile, library: Library, now: datetime) -> None:
    """The legs of a file hear that the bank has it; done again after a kill it is done once."""
    if file.sent_at is None or file.told_at is not None:
        return
    with database.reading() as connection:
        entries = rows.entries_of(connection, file.message_id)
    # Without a time of its own: whatever the bank says of it is later.
    report = Report(LegState.PENDING, sub=HANDED_OVER, expected_on=file.settles_on)
    heard = [
        Heard(f"{HANDED_OVER}:{file.message_id}:{entry.end_to_end_id}", entry.leg_id, report=report)
        for entry in entries
    ]
    hearing.hear(database, file.account, heard, library, now)
    database.write(lambda connection: rows.change(connection, file.message_id, told_at=now))


def tell_untold(database: Database, library: Library, now: datetime) -> int:
    """Files that the bank has and whose legs had not heard of it: whoever said so was killed, or it was the bank."""
    with database.reading() as connection:
        found = connection.execute(
            select(col(BankFileRow.message_id)).where(
                col(BankFileRow.sent_at).is_not(None), col(BankFileRow.told_at).is_(None)
            )
        ).scalars()
        untold = [rows.one(connection, message_id) for message_id in found]
    for file in untold:
        if file is not None:
            tell(database, file, library, now)
    return len(untold)


def discard(database: Database, message_id: str, by: str, library: Library, now: datetime) -> BankFile:
    """Throw a file away that never left: what stands in it waits for the next. Raises `NotNow`."""
    return database.write(
        partial(_discarded, message_id=message_id, by=by, library=library, now=now),
    )


def drop(database: Database, bank: Bank, by: str, library: Library, now: datetime) -> tuple[BankFile, ...]:
    """Put every file of an account with a folder there, and say that the bank has it: whoever empties the folder
    hands it in. A file is whole there or not there; killed in between, the same bytes are put there again.
    """
    if bank.folder is None:
        return ()
    with database.reading() as connection:
        stopped = stops(connection)
        waiting = [] if stopped.all_of(bank.name) else list(rows.files(connection, bank.name))
    done = []
    for file in reversed(waiting):
        if not _is_to_be_dropped(file, by):
            continue
        try:
            exported = export(database, file.message_id, by, library, now)
        except NotNow:
            continue  # stopped for one of its brands
        whole = bank.folder / f"{file.message_id}{bank.suffix}"
        part = whole.with_suffix(".part")
        part.write_bytes(exported.body)
        part.replace(whole)
        done.append(sent(database, {bank.name: bank}, file.message_id, by, library, now))
    return tuple(done)


def _is_to_be_dropped(file: BankFile, by: str) -> bool:
    """What a person exported is that person's to hand in."""
    if file.standing is Standing.EXPORTED:
        return file.exported_by == by
    return file.standing is Standing.MADE


def _exported(
    connection: Connection, *, message_id: str, by: str, library: Library, now: datetime
) -> Exported:
    file = _standing(connection, message_id)
    entries = rows.entries_of(connection, message_id)
    _is_not_stopped(connection, file, entries)
    body = rows.bytes_of(connection, message_id)
    if sha256(body).hexdigest() != file.sha256:
        raise NotNow("bank_file.torn", file=message_id)
    if file.exported_at is None:
        _stands_as_made(connection, file, entries)
    _each(connection, entries, partial(_given_out, file=file, by=by, now=now), library, now)
    if file.exported_at is None:
        rows.change(connection, message_id, exported_at=now, exported_by=by)
    return Exported(_standing(connection, message_id), body)


def _stands_as_made(connection: Connection, file: BankFile, entries: tuple[Entry, ...]) -> None:
    """Of an office that was made of a copy: in the life that was lost it may have been thrown away, and what stands in
    it handed in under another name, which the bank would pay beside this one.
    """
    for entry in entries:
        known = legs.one(connection, entry.leg_id)
        if known is None or known.leg.state is not LegState.QUEUED:
            raise NotNow("bank_file.brought_back", file=file.message_id)


def _given_out(known: KeptLeg, *, file: BankFile, by: str, now: datetime) -> claiming.Stepped | None:
    if known.leg.state is not LegState.QUEUED:
        return None
    leg = taken(known.leg, now)
    event = LegEvent("sending", by, {"file": file.message_id, "try": leg.posting.tries, "key": leg.key})
    return leg, None, event


def _discarded(
    connection: Connection, *, message_id: str, by: str, library: Library, now: datetime
) -> BankFile:
    file = _standing(connection, message_id)
    if file.exported_at is not None or file.answered_at is not None:
        raise NotNow("bank_file.has_left", file=message_id)
    for entry in rows.entries_of(connection, message_id):
        known = legs.one(connection, entry.leg_id)
        if known is not None:
            event = LegEvent("out_of_bank_file", by, {"file": message_id})
            legs.save(connection, known.leg, now, event, now)
            connection.execute(
                update(LegRow).where(col(LegRow.id) == entry.leg_id).values(held_by="", held_until=None)
            )
    rows.free(connection, message_id, now)
    rows.change(connection, message_id, discarded_at=now, discarded_by=by)
    discarded = rows.one(connection, message_id)
    assert discarded is not None  # noqa: S101 - it is locked
    return discarded


def _each(
    connection: Connection,
    entries: tuple[Entry, ...],
    step: Callable[[KeptLeg], claiming.Stepped | None],
    library: Library,
    now: datetime,
) -> None:
    for entry in entries:
        claiming.change(connection, entry.leg_id, step, library, now)


def _standing(connection: Connection, message_id: str) -> BankFile:
    """The file, locked, if it lives; raises `NotNow`."""
    file = rows.locked(connection, message_id)
    if file is None:
        raise NotNow("bank_file.unknown", file=message_id)
    if file.discarded_at is not None:
        raise NotNow("bank_file.discarded", file=message_id)
    return file


def _bank_of(banks: Banks, file: BankFile) -> Bank:
    bank = banks.get(file.account)
    if bank is None:
        raise NotNow("bank_file.no_account", file=file.message_id, account=file.account)
    return bank


def _is_not_stopped(connection: Connection, file: BankFile, entries: tuple[Entry, ...]) -> None:
    stopped = stops(connection)
    brands = connection.execute(
        select(col(LegRow.brand)).where(col(LegRow.id).in_([entry.leg_id for entry in entries])).distinct()
    ).scalars()
    if stopped.all_of(file.account) or any(stopped.says_no(file.account, brand) for brand in brands):
        why = next((one.why for one in stopped.all if one.gateway in {"", file.account}), "")
        raise NotNow("bank_file.stopped", file=file.message_id, account=file.account, why=why)
