"""How the files stand: what is with whom, what the bank should have said by now, and what nobody understood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, func, select
from sqlmodel import col

from refundtui.domain.legs.states import LegState
from refundtui.office.bank_files import listening, rows, waiting
from refundtui.office.bank_files.bank import Bank, Banks, Puzzle
from refundtui.office.bank_files.rows import BankFile, Standing
from refundtui.office.bank_files.waiting import Waiting
from refundtui.office.bank_tables import BankEntryRow
from refundtui.office.database import Database
from refundtui.office.payment_tables import LegRow

_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class FileNow:
    """A file and its legs by state. `is_silent`: a banking day has passed and the bank said nothing of it.

    `is_late`: the day it was to be carried out is over by a banking day, and part of it is not booked.
    """

    file: BankFile
    legs: Mapping[LegState, int]
    expected_on: date | None
    is_silent: bool = False
    is_late: bool = False

    @property
    def wants_a_look(self) -> bool:
        return self.is_silent or self.is_late


@dataclass(frozen=True, slots=True)
class BanksNow:
    """`waiting` are legs in no file, by account."""

    waiting: tuple[tuple[str, Waiting], ...]
    files: tuple[FileNow, ...]
    puzzles: tuple[tuple[datetime, Puzzle], ...]


def overview(database: Database, banks: Banks, now: datetime, most: int = _SHOWN) -> BanksNow:
    """One moment, the newest files first."""
    with database.reading() as connection:
        return BanksNow(
            tuple((name, waiting.waiting(connection, name)) for name in sorted(banks)),
            tuple(_now(connection, banks, file, now) for file in rows.files(connection, most=most)),
            listening.puzzles(connection, most),
        )


def one(connection: Connection, banks: Banks, message_id: str, now: datetime) -> FileNow | None:
    file = rows.one(connection, message_id)
    return None if file is None else _now(connection, banks, file, now)


def _now(connection: Connection, banks: Banks, file: BankFile, now: datetime) -> FileNow:
    states: defaultdict[LegState, int] = defaultdict(int)
    counted = connection.execute(
        select(col(LegRow.state), func.count().label("number"))
        .join(BankEntryRow, col(BankEntryRow.leg_id) == col(LegRow.id))
        .where(col(BankEntryRow.message_id) == file.message_id)
        .group_by(col(LegRow.state))
    )
    for row in counted:
        states[LegState(row.state)] += row.number
    is_silent = file.answered_at is None and file.silent_after is not None and now > file.silent_after
    is_late = bool(states.get(LegState.PENDING)) and file.late_after is not None and now > file.late_after
    return FileNow(file, dict(states), _expected_on(banks.get(file.account), file, now), is_silent, is_late)


def _expected_on(bank: Bank | None, file: BankFile, now: datetime) -> date | None:
    """The day on which the bank carries it out; of what nobody handed in yet, if that were done now."""
    if file.standing in {Standing.DISCARDED, Standing.REFUSED}:
        return None
    if file.settles_on is not None or bank is None:
        return file.settles_on
    return max(bank.settlement_day(now), file.requested_on)
