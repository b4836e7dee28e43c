"""What a bank was handed against what its statements book: what should be there by now and is not, to the cent."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import col

from refundtui.domain.legs.states import MOVED_NOTHING
from refundtui.domain.money import Money, currency
from refundtui.office.bank_files import listening, rows
from refundtui.office.bank_files.bank import Apart, Bank, Gap
from refundtui.office.bank_files.rows import Entry
from refundtui.office.bank_tables import BankEntryRow, BankFileRow
from refundtui.office.database import Database
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import differences, stopping
from refundtui.office.payments.differences import Difference

_BEFORE: Final = timedelta(days=7)
"""So much earlier than the first day that is looked at a transfer may have been handed in and booked."""

LOOKED_BACK: Final = timedelta(days=10)
"""So far at least a night looks back: a file waits over a weekend, and its statement over the next."""

_LONGEST: Final = timedelta(days=90)
_AS_KEPT: Final = {
    Apart.MISSING: differences.Apart.NOT_BOOKED,
    Apart.UNEXPECTED: differences.Apart.NOT_OURS,
    Apart.OTHER_AMOUNT: differences.Apart.OTHER_AMOUNT,
    Apart.DOUBLE: differences.Apart.DOUBLE,
}


def gaps(database: Database, bank: Bank, since: date) -> tuple[Gap, ...]:
    """Where they differ, of all that was to be carried out from that day up to the last day that a statement covers."""
    with database.reading() as connection:
        found, _ = _compared(connection, bank, since)
    return found


def hold_against(database: Database, bank: Bank, now: datetime) -> tuple[Difference, ...]:
    """The gaps of late, kept with their age beside what providers' lists differ in, until they are closed.

    What was booked out twice stops the account when it is first seen: whatever did that may be doing it still.
    """
    # Reading months of statements takes a while: nobody who decides waits for it.
    with database.reading() as connection:
        apart, asked = _compared(connection, bank, _since(connection, bank.name, now))
        known = rows.by_end_to_end_id(connection, (one.end_to_end_id for one in apart))
        found = tuple(_difference(bank.name, one, known.get(one.end_to_end_id)) for one in apart)

    def work(connection: Connection) -> tuple[Difference, ...]:
        new = differences.keep(connection, bank.name, found, asked, now)
        if any(one.apart is differences.Apart.DOUBLE for one in new):
            stopping.stop(connection, bank.name, "", "office", "double", now)
        return found

    return database.write(work)


def _since(connection: Connection, account: str, now: datetime) -> date:
    """As far back as what was found before goes, so that it is seen to be closed."""
    found_at = (one.found_at for one in differences.kept(connection) if one.difference.gateway == account)
    return max(min(found_at, default=now) - LOOKED_BACK, now - _LONGEST).date()


def _difference(account: str, gap: Gap, entry: Entry | None) -> Difference:
    leg = "" if entry is None else entry.leg_id
    return Difference(_AS_KEPT[gap.apart], account, gap.end_to_end_id, leg, gap.amount)


def _compared(connection: Connection, bank: Bank, since: date) -> tuple[tuple[Gap, ...], Collection[str]]:
    """The gaps, and which transfers were looked for."""
    from_then = datetime.combine(since - _BEFORE, time.min, UTC)
    bodies = tuple(listening.statements_since(connection, bank.name, from_then))
    read = (bank.read(body, lambda _: {}, lambda _: False) for body in bodies)
    covered = [said.until for said in read if said.until]
    if not covered:
        return (), ()
    asked = _due(connection, bank.name, since, max(covered))
    found = bank.gaps(asked, bodies)
    known = rows.by_end_to_end_id(connection, (one.end_to_end_id for one in found))
    # A booking of a file from before that day is in no question of ours.
    return tuple(
        one for one in found if one.end_to_end_id in asked or one.end_to_end_id not in known
    ), asked.keys()


def _due(connection: Connection, account: str, since: date, until: date) -> dict[str, Money]:
    """What the bank was to carry out in that time and did not refuse."""
    nothing = [state.value for state in MOVED_NOTHING]
    found = connection.execute(
        select(col(BankEntryRow.end_to_end_id), col(BankEntryRow.minor), col(BankEntryRow.currency))
        .join(BankFileRow, col(BankFileRow.message_id) == col(BankEntryRow.message_id))
        .join(LegRow, col(LegRow.id) == col(BankEntryRow.leg_id))
        .where(
            col(BankFileRow.account) == account,
            col(BankFileRow.sent_at).is_not(None),
            col(BankFileRow.settles_on) >= since.isoformat(),
            col(BankFileRow.settles_on) <= until.isoformat(),
            col(BankEntryRow.freed_at).is_(None),
            col(LegRow.state).not_in(nothing),
        )
        .order_by(col(BankEntryRow.message_id), col(BankEntryRow.place))
    )
    return {row.end_to_end_id: Money(row.minor, currency(row.currency)) for row in found}
