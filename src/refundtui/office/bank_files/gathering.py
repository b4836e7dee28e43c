"""What waits to go to a bank becomes a file: whose money, to whom, under which name, and the bytes, all at once.

One transaction under the lock of the day's numbers: a leg stands in one file, and a file is whole before anybody can
have it. A leg in a file that nobody had yet is still queued: not a byte has left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, select, update
from sqlmodel import col

from refundtui.domain.case import Case
from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import total
from refundtui.office import cases
from refundtui.office.bank_files import numbering, rows as kept
from refundtui.office.bank_files.bank import Bank, Draft, Transfer
from refundtui.office.bank_files.looking import looked_at
from refundtui.office.bank_files.rows import BankFile, Entry
from refundtui.office.bank_files.waiting import hand_over, in_no_file, is_time
from refundtui.office.database import Database
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import claiming, rows
from refundtui.office.payments.rows import KeptLeg, LegEvent
from refundtui.office.payments.stopping import Stops, stops
from refundtui.rulebooks.library import Library

_FOR_GOOD: Final = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NotWritten:
    """A leg that was refused here, before anything of it was written."""

    leg_id: str
    case_reference: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Gathered:
    """The file, if one was made, and what was refused on the way; `is_stopped` where nothing is paid there."""

    file: BankFile | None = None
    refused: tuple[NotWritten, ...] = ()
    is_stopped: bool = False


def make(
    database: Database, bank: Bank, by: str, library: Library, now: datetime, *, if_time: bool = False
) -> Gathered:
    """Gather what waits into one file; with `if_time` only when it is time for one.

    What can be paid to nobody is refused on the way, each for its reason, and is in no file.
    """
    if if_time:
        with database.reading() as connection:
            if not is_time(connection, bank, now):
                return Gathered()
    return database.write(
        lambda connection: _made(connection, bank, by, library, now.replace(microsecond=0), if_time=if_time)
    )


def _made(
    connection: Connection, bank: Bank, by: str, library: Library, now: datetime, *, if_time: bool
) -> Gathered:
    day = now.astimezone(UTC).date()
    number = numbering.locked(connection, day) + 1
    stopped = stops(connection)
    if stopped.all_of(bank.name):
        return Gathered(is_stopped=True)
    if if_time and not is_time(connection, bank, now):
        return Gathered()
    hand_over(connection, bank.name, library, now)
    message_id = numbering.message_id(day, number)
    taken: list[tuple[RefundLeg, Entry, Transfer]] = []
    refused: list[NotWritten] = []
    for leg, case in _payable(connection, bank, stopped):
        looked = looked_at(connection, bank, leg, case, now)
        if isinstance(looked, Refusal):
            refused.append(NotWritten(leg.id, case.reference, looked))
            _refuse(connection, leg, looked, library, now)
            continue
        taken.append((leg, _entry(message_id, len(taken) + 1, leg, looked, bank), looked))
    if not taken:
        return Gathered(refused=tuple(refused))
    file, body = _drawn_up(bank, message_id, tuple(transfer for *_, transfer in taken), by, now)
    kept.add(connection, file, body, [entry for _, entry, _ in taken])
    numbering.taken(connection, day, number)
    for leg, entry, _ in taken:
        told = {"file": message_id, "end_to_end_id": entry.end_to_end_id, "key": leg.key}
        rows.save(connection, leg, None, LegEvent("in_bank_file", by, told), now)
        # It is the file's now: nobody takes it back while its bytes can be given out.
        connection.execute(
            update(LegRow).where(col(LegRow.id) == leg.id).values(held_by=message_id, held_until=_FOR_GOOD)
        )
    return Gathered(file, tuple(refused))


def _drawn_up(
    bank: Bank, message_id: str, transfers: tuple[Transfer, ...], by: str, now: datetime
) -> tuple[BankFile, bytes]:
    draft = Draft(message_id, now, bank.settlement_day(now), transfers)
    body = bank.drawn_up(draft)
    file = BankFile(
        message_id,
        bank.name,
        now,
        by,
        draft.requested_on,
        len(transfers),
        total([one.amount for one in transfers], transfers[0].amount.currency),
        sha256(body).hexdigest(),
        *(None, "", None, "", None, None, None, None, None, "", None, ""),
    )
    return file, body


def _payable(connection: Connection, bank: Bank, stopped: Stops) -> Iterator[tuple[RefundLeg, Case]]:
    """Legs that go into a file now, each with its case locked; the longest waiting first."""
    found = connection.execute(
        select(col(LegRow.id), col(LegRow.case_id), col(LegRow.brand))
        .where(*in_no_file(bank.name))
        .order_by(col(LegRow.made_at), col(LegRow.id))
        .limit(bank.most)
    ).all()
    for row in found:
        if stopped.says_no(bank.name, row.brand):
            continue
        held = cases.load(connection, row.case_id)  # first the case: every writer of legs does it so
        leg = rows.one(connection, row.id)
        if held is not None and leg is not None and leg.leg.state is LegState.QUEUED:
            yield leg.leg, held.case


def _entry(message_id: str, place: int, leg: RefundLeg, transfer: Transfer, bank: Bank) -> Entry:
    return Entry(
        message_id,
        place,
        bank.name,
        leg.id,
        leg.case_id,
        leg.attempt,
        transfer.end_to_end_id,
        transfer.amount,
        transfer.to,
        bank.named(transfer.to.name).text,
    )


def _refuse(
    connection: Connection, leg: RefundLeg, refusal: Refusal, library: Library, now: datetime
) -> None:
    event = LegEvent("refused", "office", {"refusal": refusal.value})

    def step(known: KeptLeg) -> claiming.Stepped:
        return known.leg.heard(Report(LegState.REJECTED, reason=refusal.value)), None, event

    claiming.change(connection, leg.id, step, library, now)
