"""What waits to go to a bank becomes a file: whose money, to whom, under which name, and the bytes, all at once.

One transaction under the lock of the day's numbers: a leg stands in one file, and a file is whole before anybody can
have it. A leg in a file that nobody had yet is still queued: not a byte has left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select, update
from sqlmodel import col

from refundtui.domain.case import Case
from refundtui.domain.legs.leg import RefundLeg, end_to_end_id
from refundtui.domain.legs.planning import Capabilities, Wanted, by_the_order, plan
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import handed_over
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import total
from refundtui.office import cases, payers
from refundtui.office.bank_files import numbering, rows as kept
from refundtui.office.bank_files.bank import Bank, Draft, Transfer
from refundtui.office.bank_files.rows import BankFile, Entry
from refundtui.office.bank_tables import BankEntryRow, BankFileRow
from refundtui.office.beneficiaries import BANK_TRANSFER, beneficiary_of
from refundtui.office.database import Database
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import claiming, rows
from refundtui.office.payments.rows import KeptLeg, LegEvent
from refundtui.office.payments.stopping import Stops, stops
from refundtui.office.ports import Beneficiary
from refundtui.rulebooks.library import Library

_BEFORE_CLOSING: Final = timedelta(hours=1)
"""So long before the bank's cut-off what waits is gathered: time enough for whoever hands the file in."""
_FOR_GOOD: Final = datetime(9999, 1, 1, tzinfo=UTC)
_LONGEST: Final = timedelta(hours=24)
"""So long nothing waits, whenever the workers ran."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Legs of an account that stand in no file, and since when the oldest does."""

    number: int
    since: datetime | None


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


def waiting(connection: Connection, account: str) -> Waiting:
    number, since = connection.execute(
        select(func.count(), func.min(col(LegRow.made_at))).where(*_waits(account))
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
    _hand_over(connection, bank.name, library, now)
    message_id = numbering.message_id(day, number)
    taken: list[tuple[RefundLeg, Entry, Transfer]] = []
    refused: list[NotWritten] = []
    for leg, case in _payable(connection, bank, stopped):
        looked = _looked_at(connection, bank, leg, case, now)
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


def _waits(account: str) -> Iterator[ColumnElement[bool]]:
    in_a_file = (
        select(col(BankEntryRow.leg_id))
        .where(col(BankEntryRow.leg_id) == col(LegRow.id), col(BankEntryRow.freed_at).is_(None))
        .exists()
    )
    yield col(LegRow.gateway) == account
    yield col(LegRow.state) == LegState.QUEUED.value
    yield ~in_a_file


def _payable(connection: Connection, bank: Bank, stopped: Stops) -> Iterator[tuple[RefundLeg, Case]]:
    """Legs that go into a file now, each with its case locked; the longest waiting first."""
    found = connection.execute(
        select(col(LegRow.id), col(LegRow.case_id), col(LegRow.brand))
        .where(*_waits(bank.name))
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


def _looked_at(
    connection: Connection, bank: Bank, leg: RefundLeg, case: Case, now: datetime
) -> Transfer | Refusal:
    """What the file will say of it, or why nothing of it is written."""
    against = _against(connection, leg, case, now)
    if against is not None:
        return against
    to = _payee(connection, leg, case)
    if to is None:
        return Refusal.BAD_ACCOUNT
    order = case.order.id if case.order is not None else case.order_ref
    name = end_to_end_id(leg.id, leg.attempt)
    transfer = Transfer(name, leg.amount, to, bank.text(order, case.reference))
    return bank.refuses(transfer) or transfer


def _against(connection: Connection, leg: RefundLeg, case: Case, now: datetime) -> Refusal | None:
    """What the payment itself has against it: a bank knows of no payment, so the order's word is all there is."""
    if not leg.to.payment_id:
        return None
    order = case.order
    payment = next((one for one in order.payments if one.id == leg.to.payment_id), None) if order else None
    if payment is None or order is None:
        return Refusal.NOT_FOUND
    others = [
        one.leg for one in rows.on_order(connection, leg.brand, order.id.strip()) if one.leg.id != leg.id
    ]
    wanted = Wanted(payment.id, leg.amount, payment.captured, has_lines=bool(order.lines))
    able = Capabilities(tells_payments=False)
    planned = plan(wanted, by_the_order(payment), able, others, now.date())
    return planned[0].refusal if isinstance(planned, tuple) else None


def _payee(connection: Connection, leg: RefundLeg, case: Case) -> Beneficiary | None:
    """Whom two people approved, else whose account the payment came from; nobody else is ever paid."""
    if leg.to.method == BANK_TRANSFER:
        return beneficiary_of(connection, leg)
    return payers.of_payment(connection, leg.brand, cases.order_key(case), leg.to.payment_id)


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


def hand_over_unknown(database: Database, account: str, library: Library, now: datetime) -> None:
    """What nobody can know of goes to two people, also while nothing waits for a file."""
    with database.reading() as connection:
        if not _unknown(connection, account):
            return
    database.write(lambda connection: _hand_over(connection, account, library, now))


def _unknown(connection: Connection, account: str) -> tuple[str, ...]:
    found = connection.execute(
        select(col(LegRow.id))
        .where(col(LegRow.gateway) == account, col(LegRow.state) == LegState.UNKNOWN.value)
        .order_by(col(LegRow.id))
    )
    return tuple(found.scalars())


def _hand_over(connection: Connection, account: str, library: Library, now: datetime) -> None:
    """Of an office that was made of a copy: it may be in a file of the life that was lost, and a bank finds nothing.
    Two people look; what the bank says of it counts all the same.
    """

    def step(known: KeptLeg) -> claiming.Stepped | None:
        if known.leg.state is not LegState.UNKNOWN:
            return None
        return handed_over(known.leg), None, LegEvent("handed_over", "office", {})

    for leg_id in _unknown(connection, account):
        claiming.change(connection, leg_id, step, library, now)
