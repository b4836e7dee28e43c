"""Taking in cases and orders in bulk: streamed, in batches, and a second time without effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Final, Protocol, TypeAlias
from uuid import UUID, uuid5

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from refundtui.domain.case import BrandId, Case, CaseId, CaseState, Customer
from refundtui.domain.findings import Fact
from refundtui.domain.hostile_text import clean_value
from refundtui.domain.order import Order
from refundtui.domain.reasons import Reason
from refundtui.office import audit, cases, feeds, orders, payers, refunds_elsewhere
from refundtui.office.database import Database
from refundtui.office.erasing import erased_among
from refundtui.office.her_language import with_language
from refundtui.office.intake_report import IntakeReport
from refundtui.office.series import keep_clear_of, next_references
from refundtui.office.spelling import spell
from refundtui.office.tables import CaseRow, OrderRow
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import decode_case

__all__ = ["Found", "IntakeReport", "KnownOrder", "case_id_for", "event_of_intake", "find_order", "take_in"]

_BY_OWN_ID: Final = UUID("5f0c3f43-0f4b-5b0a-9b67-1f8b1e1f6a10")
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class KnownOrder(Protocol):
    """An order without a case: it waits to be found when somebody asks about it."""

    @property
    def brand(self) -> str: ...
    @property
    def customer(self) -> Customer: ...
    @property
    def order(self) -> Order: ...
    @property
    def facts(self) -> tuple[tuple[str, Fact], ...]: ...


Found: TypeAlias = Case | KnownOrder


def case_id_for(brand: str, own_id: str) -> CaseId:
    """The same id each time for what a brand calls by its own: taking it in twice is once."""
    return CaseId(str(uuid5(_BY_OWN_ID, f"{brand}\n{own_id}")))


def take_in(
    database: Database,
    found: Iterable[Found],
    library_of: Callable[[Connection], Library],
    *,
    batch: int = 1000,
    now: datetime | None = None,
    is_ours: bool = False,
    progress: Callable[[IntakeReport], None] | None = None,
) -> IntakeReport:
    """Take in what an import found. Never more than a batch is in memory, each one brand's transaction.

    `is_ours` says that this program made them up itself: nothing hostile can be in them, and looking
    for it would be half the work.
    """
    report = IntakeReport()
    stream = iter(found)
    while some := list(islice(stream, batch)):
        for brand in dict.fromkeys(one.brand for one in some):
            theirs = [one for one in some if one.brand == brand]
            report += database.write(
                partial(_take_in, theirs=theirs, library_of=library_of, now=now, is_ours=is_ours)
            )
        if progress is not None:
            progress(report)
    return report


def _take_in(
    connection: Connection,
    *,
    theirs: Sequence[Found],
    library_of: Callable[[Connection], Library],
    now: datetime | None,
    is_ours: bool,
) -> IntakeReport:
    """What came of one brand: orders first, so that cases find them."""
    library = library_of(connection)
    theirs = [one if is_ours else _with_payers_hidden(connection, one, now) for one in theirs]
    sold = [one for one in theirs if not isinstance(one, Case)]
    known = [with_language(_case_it_would_become(one), library) for one in sold]
    report = orders.take_in(connection, known, library, now)
    came = [one for one in theirs if isinstance(one, Case)]
    return report + _take_in_cases(connection, came, library, now, is_ours=is_ours)


def _with_payers_hidden(connection: Connection, one: Found, now: datetime | None) -> Found:
    """Whose accounts paid is written down here and told to nobody (see `payers`)."""
    if one.order is None:
        return one
    order = payers.kept(connection, one.brand, one.order, now or _LONG_AGO)
    if order is one.order:
        return one
    if isinstance(one, Case):
        return replace(one, order=order)
    return _Sold(one.brand, one.customer, order, one.facts)


@dataclass(frozen=True, slots=True)
class _Sold:
    """A known order as it is kept."""

    brand: str
    customer: Customer
    order: Order
    facts: tuple[tuple[str, Fact], ...]


def find_order(database: Database, brand: str, order_id: str) -> Case | None:
    """A known order as the case it would become: customer, order and facts, nothing asked yet."""
    with database.reading() as connection:
        body = connection.execute(
            select(col(OrderRow.body)).where(
                col(OrderRow.brand) == brand, col(OrderRow.id) == order_id.strip()
            )
        ).scalar_one_or_none()
    return None if body is None else decode_case(body)


def _case_it_would_become(known: KnownOrder) -> Case:
    order = known.order
    return Case(
        id=case_id_for(known.brand, order.id),
        reference="",
        brand=BrandId(known.brand),
        state=CaseState.INTAKE,
        customer=known.customer,
        reason=Reason.OTHER,
        received_at=order.ordered_at or _LONG_AGO,
        order=order,
        order_ref=order.id,
        facts=known.facts,
    )


def _take_in_cases(
    connection: Connection, came: Sequence[Case], library: Library, now: datetime | None, *, is_ours: bool
) -> IntakeReport:
    by_id: dict[CaseId, Case] = {}
    for case in came:
        by_id.setdefault(case.id, case)
    there = {*_present(connection, list(by_id)), *erased_among(connection, list(by_id))}
    new = [case if is_ours else clean_value(case) for case in by_id.values() if case.id not in there]
    new = [with_language(case, library) for case in new]
    if new:
        moment = now or max(case.received_at for case in new)
        new = orders.found_for(connection, _with_references(connection, new))
        new = refunds_elsewhere.with_refunds_known(connection, new)
        new, neighbours = _with_relations(connection, new)
        if neighbours:
            cases.write(connection, neighbours, library, moment)
        _write_block(connection, new, library, moment)
    return IntakeReport(cases=len(new), cases_known=len(came) - len(new))


def _present(connection: Connection, case_ids: Sequence[CaseId]) -> Iterator[str]:
    yield from connection.execute(select(col(CaseRow.id)).where(col(CaseRow.id).in_(case_ids))).scalars()


def _with_references(connection: Connection, new: Sequence[Case]) -> list[Case]:
    """Who brings no reference, or one that is taken, is given the next of ours."""
    brought = [case.reference for case in new if case.reference]
    taken = set(
        connection.execute(
            select(col(CaseRow.reference)).where(col(CaseRow.reference).in_(brought))
        ).scalars()
    )
    keep_clear_of(connection, brought)
    without = set()
    for case in new:
        if not case.reference or case.reference in taken:
            without.add(case.id)
        taken.add(case.reference)
    given = iter(next_references(connection, len(without)))
    return [replace(case, reference=next(given)) if case.id in without else case for case in new]


def _with_relations(connection: Connection, new: Sequence[Case]) -> tuple[list[Case], list[cases.Change]]:
    """New cases that know every claim on their order, and the changes to those that were here."""
    by_order: dict[str, list[Case]] = {}
    for case in new:
        if key := cases.order_key(case):
            by_order.setdefault(key, []).append(case)
    here: dict[str, list[cases.Held]] = {}
    for held in cases.on_same_orders(connection, new[0].brand, list(by_order)):
        here.setdefault(cases.order_key(held.case), []).append(held)

    related = []
    for case in new:
        key = cases.order_key(case)
        others = [*by_order.get(key, ()), *(held.case for held in here.get(key, ()))]
        claims = (cases.claim_of(other) for other in others if other.id != case.id)
        told = tuple(sorted(claims, key=lambda claim: claim.case_id))
        related.append(replace(case, related=told) if told != case.related else case)
    neighbours = []
    for key, held_there in here.items():
        for held in held_there:
            case = held.case
            for other in by_order[key]:
                case = cases.with_claim(case, cases.claim_of(other), other.id)
            if case is not held.case:
                after = replace(case, version=case.version + 1)
                neighbours.append(cases.Change(held, after, "related", "intake"))
    return related, neighbours


def _write_block(connection: Connection, new: Sequence[Case], library: Library, now: datetime) -> None:
    """All rows at once, with a block of numbers taken once, and one audit row over all of them."""
    rows = []
    by_feed: dict[str, list[feeds.Told]] = {}
    seals: dict[str, int] = {}
    for case in sorted(new, key=lambda case: case.id):
        spelling = spell(case, library)
        feed = feeds.feed_of(case)
        rows.append({**cases.row_of(case, feed, spelling, now), **cases.NOBODYS})
        by_feed.setdefault(feed, []).append(feeds.Told(case.id, case.version, None))
        seals[feed] = seals.get(feed, 0) + audit.seal_of(case.id, audit.digest_of(spelling.body))
    connection.execute(insert(CaseRow), rows)
    brand = new[0].brand
    heads = feeds.lock(connection, by_feed, brand)
    numbers = feeds.tell(connection, by_feed, now)
    events = [
        event_of_intake(feed, numbers[feed][-1], brand, len(by_feed[feed]), seals[feed], now)
        for feed in sorted(by_feed)
    ]
    audit.append(connection, {feed: head for feed, (_, head) in heads.items()}, events)


def event_of_intake(feed: str, seq: int, brand: str, cases: int, seal: int, now: datetime) -> audit.Event:
    """One audit row over all the cases that came in together."""
    return audit.Event(
        feed=feed,
        seq=seq,
        brand=brand,
        case_id="",
        version=0,
        decision_version=0,
        kind="intake",
        actor="intake",
        at=now,
        changed=(str(cases),),
        digest=audit.spell_seal(seal),
    )
