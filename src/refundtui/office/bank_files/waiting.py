"""Legs that wait for a file, and when it is time for one; what nobody can know of waits for two people instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select
from sqlmodel import col

from refundtui.domain.legs.sending import handed_over
from refundtui.domain.legs.states import LegState
from refundtui.office.bank_files.bank import Bank
from refundtui.office.bank_tables import BankEntryRow, BankFileRow
from refundtui.office.database import Database
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import claiming
from refundtui.office.payments.rows import KeptLeg, LegEvent
from refundtui.rulebooks.library import Library

_BEFORE_CLOSING: Final = timedelta(hours=1)
"""So long before the bank's cut-off what waits is gathered: time enough for whoever hands the file in."""
_LONGEST: Final = timedelta(hours=24)
"""So long nothing waits, whenever the workers ran."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Legs of an account that stand in no file, and since when the oldest does."""

    number: int
    since: datetime | None


def waiting(connection: Connection, account: str) -> Waiting:
    number, since = connection.execute(
        select(func.count(), func.min(col(LegRow.made_at))).where(*in_no_file(account))
    ).one()
    return Waiting(number, since)


def is_time(connection: Connection, bank: Bank, now: datetime) -> bool:
    """Whether a file is to be made by itself: it is full, the bank closes soon, or something waited long enough."""
    seen = waiting(connection, bank.name)
    if not seen.number or seen.since is None:
        return False
    if seen.number >= bank.most or now - seen.since >= _LONGEST:
        return True
    closes = bank.closes_at(now)
    if closes is None or not closes - _BEFORE_CLOSING <= now < closes:
        return False
    last: datetime | None = connection.execute(
        select(func.max(col(BankFileRow.made_at))).where(col(BankFileRow.account) == bank.name)
    ).scalar_one()
    # One a day by itself: what is approved in the last hour is not a file each.
    return last is None or last < closes - _BEFORE_CLOSING


def in_no_file(account: str) -> Iterator[ColumnElement[bool]]:
    """Queued legs of an account that stand in no file that lives."""
    in_a_file = (
        select(col(BankEntryRow.leg_id))
        .where(col(BankEntryRow.leg_id) == col(LegRow.id), col(BankEntryRow.freed_at).is_(None))
        .exists()
    )
    yield col(LegRow.gateway) == account
    yield col(LegRow.state) == LegState.QUEUED.value
    yield ~in_a_file


def hand_over_unknown(database: Database, account: str, library: Library, now: datetime) -> None:
    """What nobody can know of goes to two people, also while nothing waits for a file."""
    with database.reading() as connection:
        if not _unknown(connection, account):
            return
    database.write(lambda connection: hand_over(connection, account, library, now))


def _unknown(connection: Connection, account: str) -> tuple[str, ...]:
    found = connection.execute(
        select(col(LegRow.id))
        .where(col(LegRow.gateway) == account, col(LegRow.state) == LegState.UNKNOWN.value)
        .order_by(col(LegRow.id))
    )
    return tuple(found.scalars())


def hand_over(connection: Connection, account: str, library: Library, now: datetime) -> None:
    """Of an office that was made of a copy: it may be in a file of the life that was lost, and a bank finds nothing.
    Two people look; what the bank says of it counts all the same.
    """

    def step(known: KeptLeg) -> claiming.Stepped | None:
        if known.leg.state is not LegState.UNKNOWN:
            return None
        return handed_over(known.leg), None, LegEvent("handed_over", "office", {})

    for leg_id in _unknown(connection, account):
        claiming.change(connection, leg_id, step, library, now)
