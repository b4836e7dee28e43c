"""What a bank sent, taken in: kept whole before it is followed, then told to the legs it is about, each word once.

Whoever reads may be killed at any line: what was kept and not followed to its end is followed by the next worker.
Reading the same file again, or several in any order, changes nothing more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.office.bank_files import rows
from refundtui.office.bank_files.bank import Banks, Puzzle, Said
from refundtui.office.bank_files.handing_over import at_the_bank, tell_untold
from refundtui.office.bank_files.whose import Owned, ours_in
from refundtui.office.bank_tables import BankFileRow, BankMessageRow
from refundtui.office.database import Database
from refundtui.office.payments import hearing, stopping
from refundtui.office.ports import NotReadable
from refundtui.rulebooks.library import Library

BY_THE_BANK: Final = "bank"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of one file: how many words of it were new, and which account was stopped because of it."""

    said: Said
    accounts: tuple[str, ...]
    new: int
    is_known: bool
    stopped: tuple[tuple[str, str], ...] = ()


def read(database: Database, banks: Banks, body: bytes, by: str, library: Library, now: datetime) -> TakenIn:
    """Take a bank's file in. Raises `NotReadable` for what is hostile, broken or nobody's: then nothing changed."""
    owned = ours_in(database, banks, body)
    digest = sha256(body).hexdigest()
    is_new = database.write(lambda connection: _keep(connection, digest, owned, body, by, now))
    return _followed(database, banks, digest, owned, library, now, is_known=not is_new)


def go_on(database: Database, banks: Banks, library: Library, now: datetime) -> int:
    """What somebody read and was killed over, followed to its end; how many files."""
    with database.reading() as connection:
        waiting = connection.execute(
            select(col(BankMessageRow.sha256), col(BankMessageRow.body))
            .where(col(BankMessageRow.taken_at).is_(None))
            .order_by(col(BankMessageRow.read_at))
        ).all()
    done = 0
    for row in waiting:
        try:
            owned = ours_in(database, banks, row.body)
        except NotReadable:  # its account is no longer in the settings: it waits until it is again
            continue
        _followed(database, banks, row.sha256, owned, library, now, is_known=True)
        done += 1
    return done


def statements_since(connection: Connection, account: str, since: datetime) -> Iterator[bytes]:
    """The day's statements of an account that were read from then on."""
    found = connection.execute(
        select(col(BankMessageRow.accounts), col(BankMessageRow.body))
        .where(col(BankMessageRow.kind) == "camt.053", col(BankMessageRow.read_at) >= since)
        .order_by(col(BankMessageRow.read_at))
    )
    return (row.body for row in found if account in row.accounts.splitlines())


def puzzles(connection: Connection, most: int) -> tuple[tuple[datetime, Puzzle], ...]:
    """What nobody here understood of the newest messages that hold any."""
    found = connection.execute(
        select(col(BankMessageRow.read_at), col(BankMessageRow.puzzles))
        .where(col(BankMessageRow.puzzles) != "[]")
        .order_by(col(BankMessageRow.read_at).desc())
        .limit(most)
    )
    return tuple((row.read_at, Puzzle(**told)) for row in found for told in json.loads(row.puzzles))


# --- Keeping and following --------------------------------------------------------------------------------


def _keep(connection: Connection, digest: str, owned: Owned, body: bytes, by: str, now: datetime) -> bool:
    known = select(col(BankMessageRow.sha256)).where(col(BankMessageRow.sha256) == digest)
    if connection.execute(known).first() is not None:
        return False
    row = {
        "sha256": digest,
        "kind": owned.said.kind,
        "message_id": owned.said.message_id,
        "accounts": "\n".join(owned.accounts),
        "file": owned.said.file,
        "body": body,
        "puzzles": json.dumps([asdict(one) for one in owned.said.puzzles], ensure_ascii=False),
        "read_at": now,
        "read_by": by,
        "taken_at": None,
    }
    connection.execute(insert(BankMessageRow), [row])
    return True


def _followed(
    database: Database,
    banks: Banks,
    digest: str,
    owned: Owned,
    library: Library,
    now: datetime,
    *,
    is_known: bool,
) -> TakenIn:
    new = sum(hearing.hear(database, account, heard, library, now) for account, heard in owned.heard.items())
    stopped = database.write(lambda connection: _closed(connection, banks, digest, owned, now))
    tell_untold(database, library, now)
    return TakenIn(owned.said, owned.accounts, new, is_known, stopped)


def _closed(
    connection: Connection, banks: Banks, digest: str, owned: Owned, now: datetime
) -> tuple[tuple[str, str], ...]:
    """Everything of it was told: what it means for files and accounts, once."""
    is_first = connection.execute(
        update(BankMessageRow)
        .where(col(BankMessageRow.sha256) == digest, col(BankMessageRow.taken_at).is_(None))
        .values(taken_at=now)
    ).rowcount
    if not is_first:
        return ()
    for message_id in owned.files:
        _answered(connection, banks, message_id, owned.said, now)
    return tuple(
        (account, why.value)
        for account, why in sorted(_stopping(owned))
        if stopping.stop(connection, account, "", BY_THE_BANK, why.value, now)
    )


def _answered(connection: Connection, banks: Banks, message_id: str, said: Said, now: datetime) -> None:
    """A word of the bank's about a file is proof that it has it, whether or not anybody had said so."""
    file = rows.locked(connection, message_id)
    if file is None or file.account not in banks:
        return
    values: dict[str, object] = {}
    if file.answered_at is None:
        values["answered_at"] = now
    if file.exported_at is None:
        values |= {"exported_at": now, "exported_by": BY_THE_BANK}
    if file.sent_at is None:
        values |= at_the_bank(banks[file.account], file, BY_THE_BANK, now)
    if said.whole_file is not None and said.file == message_id and not file.refusal:
        values["refusal"] = said.whole_file.value
    if values:
        connection.execute(
            update(BankFileRow).where(col(BankFileRow.message_id) == message_id).values(**values)
        )


def _stopping(owned: Owned) -> set[tuple[str, Refusal]]:
    """Accounts in which every next transfer would meet the same: nothing is sent there before somebody looked."""
    found = set()
    for account, heard in owned.heard.items():
        for one in heard:
            if one.report is None or one.report.state is not LegState.REJECTED or not one.report.reason:
                continue
            refusal = Refusal(one.report.reason)
            if refusal is Refusal.MERCHANT_FUNDS or refusal.stops_account:
                found.add((account, refusal))
    return found
