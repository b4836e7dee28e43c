"""Cases as the office holds them, and the one way to change them: row, audit, and last the feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlmodel import col

from refundtui.domain.case import Case, CaseId, RelatedClaim
from refundtui.domain.request import Everything
from refundtui.domain.reservations import reserved_by
from refundtui.domain.transitions import FINISHED
from refundtui.domain.turns import language_of, skills_needed
from refundtui.office import audit, feeds, refunds_elsewhere
from refundtui.office.database import Database
from refundtui.office.prepared import Prepared
from refundtui.office.spelling import Spelling, spell, spell_again
from refundtui.office.tables import CaseRow, table_of
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import Due, decode_case_and_due

_COUNTERS: Final = frozenset({"version", "decision_version", "events"})


@dataclass(frozen=True, slots=True)
class Held:
    """A case, the feed it is told in, the digest of its body with the deadline that says, and who holds it
    under which epoch.
    """

    case: Case
    feed: str
    digest: str = ""
    due: Due | None = None
    lease_epoch: int = 0
    leased_by: str = ""
    leased_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """From what it was (None: nothing) to what it is, and who did that."""

    before: Held | None
    after: Case
    kind: str
    actor: str
    decision_id: str = ""
    archived: bool = False

    @property
    def feed(self) -> str:
        """Where it is told from now on."""
        if self.archived:
            return feeds.archive_of(self.after.brand)
        return feeds.feed_of(self.after, self.before.feed if self.before else None)


@dataclass(frozen=True, slots=True)
class Written:
    """Where a reader finds it: in this feed, from this number on."""

    feed: str
    seq: int


def load(connection: Connection, case_id: str) -> Held | None:
    """A case, locked until the transaction ends (SQLite: the writer holds the whole file)."""
    row = _LOCKED.one_or_none(connection, {"wanted": case_id})
    return None if row is None else _held(*row)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A case as it is kept: its body, unopened."""

    brand: str
    version: int
    body: bytes


def spelled(database: Database, case_id: str) -> Spelled | None:
    """A case for somebody who only reads: nothing is locked, nothing is opened."""
    with database.reading() as connection:
        row = connection.execute(
            select(col(CaseRow.brand), col(CaseRow.version), col(CaseRow.body)).where(
                col(CaseRow.id) == case_id
            )
        ).one_or_none()
    return None if row is None else Spelled(*row)


def order_key(case: Case) -> str:
    """The order a claim stands on: as found, else as the customer named it."""
    return (case.order.id if case.order else case.order_ref).strip()


def on_same_orders(
    connection: Connection, brand: str, order_keys: Sequence[str], beside: str = ""
) -> list[Held]:
    """Every case of a brand on these orders, the one beside which they stand left out; locked in the order
    of their ids.
    """
    if not order_keys:
        return []
    if len(order_keys) == 1:
        asked_one = {"of": brand, "order": order_keys[0], "beside": beside}
        return [_held(*row) for row in _LOCKED_ON_ORDER.rows(connection, asked_one)]
    asked = {"of": brand, "orders": list(order_keys), "beside": beside}
    return [_held(*row) for row in connection.execute(_LOCKED_BY_ORDER, asked)]


_HELD: Final = select(
    col(CaseRow.body),
    col(CaseRow.feed_id),
    col(CaseRow.lease_epoch),
    col(CaseRow.leased_by),
    col(CaseRow.leased_until),
)

# Made once: building a statement costs more than most of them take to run.
_LOCKED: Final = Prepared(_HELD.where(col(CaseRow.id) == bindparam("wanted")).with_for_update())
_NEIGHBOURS: Final = (
    _HELD.where(col(CaseRow.brand) == bindparam("of"), col(CaseRow.id) != bindparam("beside"))
    .order_by(col(CaseRow.id))
    .with_for_update()
)
_LOCKED_ON_ORDER: Final = Prepared(_NEIGHBOURS.where(col(CaseRow.order_key) == bindparam("order")))
_LOCKED_BY_ORDER: Final = _NEIGHBOURS.where(col(CaseRow.order_key).in_(bindparam("orders", expanding=True)))
_CASE: Final = table_of(CaseRow)
_NEW: Final = Prepared(insert(_CASE))
_CHANGED: Final = Prepared(update(_CASE).where(_CASE.c.id == bindparam("wanted")))


def _held(body: bytes, feed: str, lease_epoch: int, leased_by: str, leased_until: datetime | None) -> Held:
    case, due = decode_case_and_due(body)
    return Held(case, feed, audit.digest_of(body), due, lease_epoch, leased_by, leased_until)


def claim_of(case: Case) -> RelatedClaim:
    """What another case on the same order is told of this one."""
    items = case.request.items
    if case.order is not None and any(isinstance(item, Everything) for item in items):
        line_ids = {line.id for line in case.order.lines}
    else:
        named = (getattr(item, "line_id", None) for item in items)
        line_ids = {line_id for line_id in named if line_id is not None}
    reserved = reserved_by(case)
    return RelatedClaim(
        case.id,
        case.reference,
        case.state,
        tuple(sorted(line_ids)),
        case.reason,
        reserved,
        case.approval.granted_by if reserved is not None and case.approval is not None else "",
    )


def with_claim(case: Case, claim: RelatedClaim | None, of: CaseId) -> Case:
    """A case that knows this claim (None: no longer any) of another; the same case when it did already."""
    others = (known for known in case.related if known.case_id != of)
    related = tuple(sorted((*others, *(() if claim is None else (claim,))), key=lambda known: known.case_id))
    return case if related == case.related else replace(case, related=related)


def with_relations(connection: Connection, change: Change) -> list[Change]:
    """The change with every claim on the same order told to it, and the changes this makes to those."""
    after, before = change.after, None if change.before is None else change.before.case
    if before is None or before.order is not after.order or before.state in FINISHED:
        (after,) = refunds_elsewhere.with_refunds_known(connection, [after])
    key = order_key(after)
    siblings = on_same_orders(connection, after.brand, [key] if key else [], after.id)
    related = tuple(sorted((claim_of(held.case) for held in siblings), key=lambda claim: claim.case_id))
    claim = claim_of(after)
    told = [(held, with_claim(held.case, claim, after.id)) for held in siblings]
    if before is not None and (left := order_key(before)) not in {"", key}:
        told += [
            (held, with_claim(held.case, None, after.id))
            for held in on_same_orders(connection, after.brand, [left], after.id)
        ]
    return [
        replace(change, after=replace(after, related=related)),
        *(
            # The neighbour's decision does not rest on this: the office looks again when it is made.
            next_version(Change(held, case, "related", change.actor, change.decision_id))
            for held, case in told
            if case is not held.case
        ),
    ]


def next_version(change: Change) -> Change:
    """A change that no decision depends on."""
    return replace(change, after=replace(change.after, version=change.after.version + 1))


def changed_fields(before: Case | None, after: Case) -> tuple[str, ...]:
    """Names of what is different, the counters apart."""
    return tuple(
        spec.name
        for spec in fields(Case)
        if spec.name not in _COUNTERS
        and (before is None or getattr(before, spec.name) != getattr(after, spec.name))
    )


def write(
    connection: Connection, changes: Iterable[Change], library: Library, now: datetime
) -> dict[CaseId, Written]:
    """Make changes of one brand true: rows first, sorted; the feeds' counters last."""
    in_order = sorted(changes, key=lambda change: change.after.id)
    spelled = {change.after.id: _spelling(change, library) for change in in_order}
    for change in in_order:
        row = row_of(change.after, change.feed, spelled[change.after.id], now)
        if change.before is None:
            _NEW.run(connection, {**row, **NOBODYS})
        else:
            _CHANGED.run(connection, {**row, "wanted": change.after.id})

    by_feed: dict[str, list[tuple[feeds.Told, Change]]] = {}
    for change in in_order:
        for feed, told in _tellings(change):
            by_feed.setdefault(feed, []).append((told, change))
    tellings = {feed: [told for told, _ in by_feed[feed]] for feed in by_feed}
    heads = feeds.lock(connection, by_feed, in_order[0].after.brand)

    written, events = {}, []
    for feed in sorted(by_feed):
        numbers = feeds.numbers_after(heads[feed][0], tellings[feed])
        for (told, change), seq in zip(by_feed[feed], numbers, strict=True):
            if told.version is not None:
                written[change.after.id] = Written(feed, seq)
            events.append(_event(change, feed, seq, told, spelled[change.after.id].body, now))
    added = audit.chained({feed: head for feed, (_, head) in heads.items()}, events)
    audit.write(connection, added)
    feeds.tell(connection, tellings, now, audit_ends=added.ends)
    return written


def _spelling(change: Change, library: Library) -> Spelling:
    before = change.before
    if before is None:
        return spell(change.after, library)
    return spell_again(change.after, before.case, before.due, library)


def _tellings(change: Change) -> Iterator[tuple[str, feeds.Told]]:
    case, before = change.after, change.before
    if before is None:
        yield change.feed, feeds.Told(case.id, case.version, None)
    elif before.feed == change.feed:
        yield change.feed, feeds.Told(case.id, case.version, before.case.version)
    else:
        yield change.feed, feeds.Told(case.id, case.version, None)
        yield before.feed, feeds.Told(case.id, None, before.case.version)


def _event(change: Change, feed: str, seq: int, told: feeds.Told, body: bytes, now: datetime) -> audit.Event:
    return audit.Event(
        feed=feed,
        seq=seq,
        brand=change.after.brand,
        case_id=change.after.id,
        version=change.after.version,
        decision_version=change.after.decision_version,
        kind=change.kind if told.version is not None else "left",
        actor=change.actor,
        at=now,
        decision_id=change.decision_id,
        changed=changed_fields(change.before.case if change.before else None, change.after),
        before=change.before.digest if change.before else "",
        digest=audit.digest_of(body),
    )


def spell_needs(skills: Iterable[str]) -> str:
    """Each skill between commas of its own, so that a query can take single ones away."""
    return "".join(f",{skill}," for skill in sorted(skills))


NOBODYS: Final[dict[str, object]] = {"lease_epoch": 0, "leased_by": "", "leased_until": None}
"""How a new case stands: nobody holds it."""


def row_of(case: Case, feed: str, spelling: Spelling, now: datetime) -> dict[str, object]:
    """What is kept of a case beside who holds it."""
    return {
        "id": case.id,
        "brand": case.brand,
        "feed_id": feed,
        "reference": case.reference,
        "order_key": order_key(case),
        "state": case.state.value,
        "version": case.version,
        "decision_version": case.decision_version,
        "changed_at": now,
        "body": spelling.body,
        "owner": case.owner,
        "language": language_of(case.customer.language),
        "needs": spell_needs(skills_needed(case)),
        "risk": case.risk,
        "due_at": spelling.due_at,
        "sleeps_until": case.snooze.until if case.snooze else None,
    }
