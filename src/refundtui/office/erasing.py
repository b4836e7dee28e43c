"""Erasing a customer's case (GDPR Art. 17): nothing of it stays but its id, and that it was erased.

Desks are told to forget it, drafts and notes too. The audit keeps who did what and digests, no content;
an answer given under a decision's id stays an answer, without what was said. The same case sent in again
stays erased.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, select, update
from sqlmodel import col

from refundtui.office import audit, beneficiaries, cases, feeds, leases, presence
from refundtui.office.bank_files import rows as bank_entries
from refundtui.office.database import Database
from refundtui.office.letters_out import queue
from refundtui.office.payments import rows as legs
from refundtui.office.tables import CaseEventRow, CaseRow, DecisionRow, OrderRow, PresenceRow
from refundtui.rulebooks.library import Library

ERASE: Final = audit.ERASE


def erase(
    database: Database,
    case_id: str,
    library_of: Callable[[Connection], Library],
    *,
    by: str,
    now: datetime,
) -> bool:
    """Erase a case and the order that only it stood on; False when it is not here."""

    def work(connection: Connection) -> bool:
        held = cases.load(connection, case_id)
        if held is None:
            return False
        _tell_neighbours(connection, held, library_of(connection), by, now)
        _forget_rows(connection, held, now)
        _tell_readers(connection, held, by, now)
        presence.changed(connection)
        return True

    is_erased = database.write(work)
    if is_erased:
        database.flush()
    return is_erased


def erased_among(connection: Connection, case_ids: list[str]) -> set[str]:
    """Those of these ids that were erased: what is sent in under them again is not taken in."""
    asked = select(col(CaseEventRow.case_id)).where(
        col(CaseEventRow.case_id).in_(case_ids), col(CaseEventRow.kind) == ERASE
    )
    return set(connection.execute(asked).scalars())


def _tell_neighbours(
    connection: Connection, held: cases.Held, library: Library, by: str, now: datetime
) -> None:
    """Other claims on the same order forget this one."""
    key = cases.order_key(held.case)
    changes = [
        cases.Change(other, forgotten, "related", by)
        for other in cases.on_same_orders(connection, held.case.brand, [key] if key else [])
        if other.case.id != held.case.id
        and (forgotten := cases.with_claim(other.case, None, held.case.id)) is not other.case
    ]
    if changes:
        cases.write(connection, [cases.next_version(change) for change in changes], library, now)
    elif key:
        connection.execute(
            delete(OrderRow).where(col(OrderRow.brand) == held.case.brand, col(OrderRow.id) == key)
        )


def _forget_rows(connection: Connection, held: cases.Held, now: datetime) -> None:
    case_id = held.case.id
    if held.leased_by:
        leases.end(connection, case_id, held.lease_epoch, "done", now)
    connection.execute(
        update(DecisionRow).where(col(DecisionRow.case_id) == case_id).values(submission=b"", case_then=None)
    )
    beneficiaries.forget(connection, case_id)
    bank_entries.forget(connection, case_id)
    legs.forget(connection, case_id)
    queue.forget(connection, case_id)
    connection.execute(update(PresenceRow).where(col(PresenceRow.case_id) == case_id).values(case_id=""))
    connection.execute(delete(CaseRow).where(col(CaseRow.id) == case_id))


def _tell_readers(connection: Connection, held: cases.Held, by: str, now: datetime) -> None:
    case, feed = held.case, held.feed
    _, head = feeds.lock(connection, [feed], case.brand)[feed]
    told = feeds.Told(case.id, None, case.version, feeds.ERASED)
    (seq,) = feeds.tell(connection, {feed: [told]}, now)[feed]
    event = audit.Event(
        feed=feed,
        seq=seq,
        brand=case.brand,
        case_id=case.id,
        version=case.version + 1,
        decision_version=case.decision_version,
        kind=ERASE,
        actor=by,
        at=now,
        before=held.digest,
    )
    audit.append(connection, {feed: head}, [event])
