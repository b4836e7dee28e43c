"""Forgetting a customer of a brand (GDPR Art. 17): looked for by mail or the brand's own reference, told, done.

A case of which law wants something kept leaves its feed as erased, so that every desk forgets row, drafts and
what it sent, and stands from then on, without a word of anybody, in the brand's `kept` feed. One of which
nothing must be kept is erased altogether. An open one is left alone and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from hashlib import blake2b

import msgspec
from sqlalchemy import Connection, select, update
from sqlmodel import col

from refundtui.domain.case import Case, CaseId, CaseState
from refundtui.office import audit, beneficiaries, cases, erasing, feeds, leases, payers, presence
from refundtui.office.bank_files import rows as bank_entries
from refundtui.office.chronicle import write_down
from refundtui.office.database import Database
from refundtui.office.letters_out import queue
from refundtui.office.payments import rows as legs
from refundtui.office.redacting import FORGOTTEN, is_finished, is_kept_by_law, redacted
from refundtui.office.spelling import spell
from refundtui.office.tables import OFFICE_FEED, CaseRow, DecisionRow, OrderRow, PresenceRow
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import decode_case, encode_case

REDACT = "redact"
LibraryOf = Callable[[Connection], Library]


class Fate(StrEnum):
    """What becomes of a case of somebody who is to be forgotten."""

    KEPT = "kept"  # without a word of anybody
    ERASED = "erased"
    OPEN = "open"  # left alone until it is closed


@dataclass(frozen=True, slots=True)
class Who:
    """A customer as the brand knows her; at least one of the two."""

    brand: str
    mail: str = ""
    customer_ref: str = ""


@dataclass(frozen=True, slots=True)
class FoundCase:
    case_id: CaseId
    reference: str
    state: CaseState
    fate: Fate


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Her cases and what becomes of each, and how many orders lose her name."""

    cases: tuple[FoundCase, ...] = ()
    orders: tuple[str, ...] = ()


class _Customer(msgspec.Struct):
    email: str = ""
    customer_ref: str = ""


class _Row(msgspec.Struct):
    customer: _Customer
    flags: tuple[str, ...] = ()


_READER = msgspec.json.Decoder(_Row)


def look(database: Database, who: Who) -> Forgotten:
    """What would become of everything here is of hers; nothing is changed."""
    with database.reading() as connection:
        hers = [held.case for case_id in _hers(connection, who) if (held := cases.load(connection, case_id))]
        return Forgotten(
            tuple(FoundCase(case.id, case.reference, case.state, _fate(case)) for case in hers),
            tuple(_her_orders(connection, who)),
        )


def forget(database: Database, who: Who, library_of: LibraryOf, *, by: str, now: datetime) -> Forgotten:
    """Do it, each case in a transaction of its own; done twice it finds nothing more."""
    found = look(database, who)
    open_orders = _orders_of(database, found, Fate.OPEN)
    paid = _orders_of(database, found, Fate.KEPT, Fate.ERASED) | set(found.orders)
    for one in found.cases:
        if one.fate is Fate.KEPT:
            database.write(partial(_redact, case_id=one.case_id, library_of=library_of, by=by, now=now))
        elif one.fate is Fate.ERASED:
            erasing.erase(database, one.case_id, library_of, by=by, now=now)
    redactable = tuple(order for order in found.orders if order not in open_orders)
    if redactable:
        database.write(lambda connection: _redact_orders(connection, who.brand, redactable))
    database.write(lambda connection: payers.forget(connection, who.brand, paid - open_orders))
    done = Forgotten(found.cases, redactable)
    if found.cases or redactable:
        database.write(lambda connection: _note(connection, who, done, by, now))
        database.flush()
    return done


def _fate(case: Case) -> Fate:
    if not is_finished(case):
        return Fate.OPEN
    return Fate.KEPT if is_kept_by_law(case) else Fate.ERASED


# --- Finding her ----------------------------------------------------------------------------------


def _hers(connection: Connection, who: Who) -> list[str]:
    rows = connection.execution_options(yield_per=1000).execute(
        select(col(CaseRow.id), col(CaseRow.body))
        .where(col(CaseRow.brand) == who.brand)
        .order_by(col(CaseRow.id))
    )
    return [row.id for row in rows if _is_hers(row.body, who)]


def _her_orders(connection: Connection, who: Who) -> Iterator[str]:
    rows = connection.execution_options(yield_per=1000).execute(
        select(col(OrderRow.id), col(OrderRow.body))
        .where(col(OrderRow.brand) == who.brand)
        .order_by(col(OrderRow.id))
    )
    yield from [row.id for row in rows if _is_hers(row.body, who)]


def _is_hers(body: bytes, who: Who) -> bool:
    customer = _READER.decode(body).customer
    by_mail = bool(who.mail) and customer.email.strip().casefold() == who.mail.strip().casefold()
    by_reference = bool(who.customer_ref) and customer.customer_ref.strip() == who.customer_ref.strip()
    return by_mail or by_reference


def _orders_of(database: Database, found: Forgotten, *fates: Fate) -> set[str]:
    """On which orders her cases of that fate stand: an open one may still need its order's own copy."""
    hers = [one.case_id for one in found.cases if one.fate in fates]
    with database.reading() as connection:
        held = (cases.load(connection, case_id) for case_id in hers)
        return {cases.order_key(one.case) for one in held if one is not None}


# --- Doing it -------------------------------------------------------------------------------------


def _redact(connection: Connection, case_id: CaseId, library_of: LibraryOf, by: str, now: datetime) -> None:
    held = cases.load(connection, case_id)
    if held is None or _fate(held.case) is not Fate.KEPT:
        return  # somebody opened it again meanwhile
    after = redacted(held.case)
    spelling = spell(after, library_of(connection))
    if held.leased_by:
        leases.end(connection, case_id, held.lease_epoch, "done", now)
    feed = feeds.kept_of(after.brand)
    connection.execute(
        update(CaseRow).where(col(CaseRow.id) == case_id).values(cases.row_of(after, feed, spelling, now))
    )
    connection.execute(
        update(DecisionRow).where(col(DecisionRow.case_id) == case_id).values(submission=b"", case_then=None)
    )
    beneficiaries.forget(connection, case_id)
    bank_entries.forget(connection, case_id)
    legs.forget(connection, case_id)
    queue.forget(connection, case_id)
    connection.execute(update(PresenceRow).where(col(PresenceRow.case_id) == case_id).values(case_id=""))
    presence.changed(connection)
    _tell(connection, held, after, feed, audit.digest_of(spelling.body), by, now)


def _tell(
    connection: Connection,
    held: cases.Held,
    after: Case,
    feed: str,
    digest: str,
    by: str,
    now: datetime,
) -> None:
    """Erased where it stood, told anew where it stands now: whoever reads both forgets first what was said."""
    heads = feeds.lock(connection, {feed, held.feed}, after.brand)
    told = {feed: [feeds.Told(after.id, after.version, None)]}
    if held.feed == feed:
        told[feed] = [feeds.Told(after.id, after.version, held.case.version)]
    else:
        told[held.feed] = [feeds.Told(after.id, None, held.case.version, feeds.ERASED)]
    numbers = feeds.tell(connection, told, now)
    events = [
        audit.Event(
            feed=where,
            seq=numbers[where][0],
            brand=after.brand,
            case_id=after.id,
            version=after.version,
            decision_version=after.decision_version,
            kind=REDACT if where == feed else audit.LEFT,
            actor=by,
            at=now,
            changed=cases.changed_fields(held.case, after),
            before=held.digest,
            digest=digest,
        )
        for where in sorted(told)
    ]
    audit.append(connection, {where: head for where, (_, head) in heads.items() if where in told}, events)


def _redact_orders(connection: Connection, brand: str, orders: tuple[str, ...]) -> None:
    for order_id in orders:
        is_it = (col(OrderRow.brand) == brand, col(OrderRow.id) == order_id)
        row = connection.execute(select(col(OrderRow.body)).where(*is_it).with_for_update()).one_or_none()
        if row is not None:  # an erased case may have taken it along
            without = replace(redacted(decode_case(row.body)), version=1)
            connection.execute(update(OrderRow).where(*is_it).values(body=encode_case(without)))


def _note(connection: Connection, who: Who, done: Forgotten, by: str, now: datetime) -> None:
    """In the office's own chain: that it was done, when, by whom and to how much; who she was in no letter."""
    number = {fate: sum(one.fate is fate for one in done.cases) for fate in Fate}
    write_down(
        connection,
        OFFICE_FEED,
        "forget_customer",
        f"customer:{_digest(who)}",
        by=by,
        now=now,
        changed=(
            f"brand={who.brand}",
            *(f"{fate}={number[fate]}" for fate in Fate),
            f"orders={len(done.orders)}",
        ),
    )


def _digest(who: Who) -> str:
    """A later question by the same mail finds the same line; the line gives no mail away."""
    said = f"{who.brand}\n{who.mail.strip().casefold()}\n{who.customer_ref.strip()}"
    return blake2b(said.encode(), digest_size=16).hexdigest()


def is_forgotten(body: bytes) -> bool:
    return FORGOTTEN in _READER.decode(body).flags
