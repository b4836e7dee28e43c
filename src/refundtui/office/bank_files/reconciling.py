"""What a bank was handed against what its statements book: what should be there by now and is not, to the cent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import col

from refundtui.domain.legs.states import MOVED_NOTHING
from refundtui.domain.money import Money, currency
from refundtui.office.bank_files import listening, rows
from refundtui.office.bank_files.bank import Bank, Gap
from refundtui.office.bank_tables import BankEntryRow, BankFileRow
from refundtui.office.database import Database
from refundtui.office.payment_tables import LegRow

_BEFORE: Final = timedelta(days=7)
"""So much earlier than the first day that is looked at a transfer may have been handed in and booked."""


def gaps(database: Database, bank: Bank, since: date) -> tuple[Gap, ...]:
    """Where they differ, of all that was to be carried out from that day up to the last day that a statement covers."""
    from_then = datetime.combine(since - _BEFORE, time.min, UTC)
    with database.reading() as connection:
        bodies = tuple(listening.statements_since(connection, bank.name, from_then))
        read = (bank.read(body, lambda _: {}, lambda _: False) for body in bodies)
        covered = [said.until for said in read if said.until]
        if not covered:
            return ()
        asked = _due(connection, bank.name, since, max(covered))
        found = bank.gaps(asked, bodies)
        known = rows.by_end_to_end_id(connection, (one.end_to_end_id for one in found))
    # A booking of a file from before that day is in no question of ours.
    return tuple(one for one in found if one.end_to_end_id in asked or one.end_to_end_id not in known)


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
