"""The audit: what was written, by whom, in a chain of hashes that shows every later change.

Each feed has its own chain, ended by the feed's `audit_head`: taking away the last rows shows too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlmodel import col

from refundtui.office.database import Database
from refundtui.office.prepared import Prepared
from refundtui.office.tables import CaseEventRow, CaseRow, Feed, table_of

LEFT: Final = "left"
ERASE: Final = "erase"
"""The last a chain says of a case that is not kept any more."""

_SEAL_MODULUS: Final = 1 << 128


@dataclass(frozen=True, slots=True)
class Event:
    """One write, told once; `changed` names the fields of the case that are no longer the same."""

    feed: str
    seq: int
    brand: str
    case_id: str
    version: int
    decision_version: int
    kind: str
    actor: str
    at: datetime
    decision_id: str = ""
    changed: tuple[str, ...] = ()
    before: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and how: `altered`, `missing`, `case_differs` or `intake_differs`."""

    feed: str
    seq: int
    how: str


def digest_of(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def append(connection: Connection, heads: Mapping[str, str], events: Sequence[Event]) -> None:
    """Add to the chains whose ends are given; the feeds' rows are locked by the caller."""
    added = chained(heads, events)
    write(connection, added)
    for feed in sorted(added.ends):
        if added.ends[feed] != heads[feed]:
            _ENDED.run(connection, {"wanted": feed, "audit_head": added.ends[feed]})


@dataclass(frozen=True, slots=True)
class Added:
    """What is to be written to the chains, and where each ends then."""

    rows: tuple[Mapping[str, object], ...]
    ends: Mapping[str, str]


def chained(heads: Mapping[str, str], events: Iterable[Event]) -> Added:
    """Each event joined to the end of its chain."""
    ends = dict(heads)
    rows = []
    for event in events:
        fields = {
            "feed_id": event.feed,
            "seq": event.seq,
            "brand": event.brand,
            "case_id": event.case_id,
            "version": event.version,
            "decision_version": event.decision_version,
            "kind": event.kind,
            "actor": event.actor,
            "at": event.at,
            "decision_id": event.decision_id,
            "changed": ",".join(event.changed),
            "before": event.before,
            "digest": event.digest,
            "previous": ends[event.feed],
        }
        ends[event.feed] = _hash(fields)
        rows.append({**fields, "hash": ends[event.feed]})
    return Added(tuple(rows), ends)


def write(connection: Connection, added: Added) -> None:
    """The rows alone: whoever advances the feeds says there where the chains end."""
    _ADDED.run_each(connection, added.rows)


_ADDED: Final = Prepared(insert(table_of(CaseEventRow)))
_ENDED: Final = Prepared(update(table_of(Feed)).where(table_of(Feed).c.id == bindparam("wanted")))


def seal_of(case_id: str, digest: str) -> int:
    """What one case adds to the seal of the intake it came with: a sum, so the order does not matter."""
    return int(digest_of(f"{case_id}:{digest}".encode()), 16)


def spell_seal(seal: int) -> str:
    return f"{seal % _SEAL_MODULUS:032x}"


def _read_seal(spelled: str) -> int:
    try:
        return int(spelled, 16)
    except ValueError:
        return 0  # altered, and said so by the chain


def verify(database: Database) -> tuple[Break, ...]:
    """Walk every chain from its beginning; nothing found means nothing was altered, added or taken away."""
    seen = _Seen()
    with database.reading() as connection:
        heads = connection.execute(select(col(Feed.id), col(Feed.audit_head)).order_by(col(Feed.id))).all()
        broken = [found for feed, head in heads for found in _chain_breaks(connection, feed, head, seen)]
        broken += _case_breaks(connection, seen)
    return tuple(broken)


@dataclass(slots=True)
class _Seen:
    """What the chains say of the cases."""

    first: dict[str, tuple[int, str]] = field(default_factory=dict)  # version and what was there before it
    latest: dict[str, tuple[int, str]] = field(default_factory=dict)  # version and digest
    erased: set[str] = field(default_factory=set)
    taken_in: int = 0  # the sum of all seals


def _chain_breaks(connection: Connection, feed: str, head: str, seen: _Seen) -> Iterator[Break]:
    previous, seq = "", 0
    rows = connection.execution_options(yield_per=1000).execute(
        select(*_COLUMNS).where(col(CaseEventRow.feed_id) == feed).order_by(col(CaseEventRow.seq))
    )
    for row in rows:
        seq = row.seq
        if row.previous != previous:
            yield Break(feed, seq, "missing")
        if row.hash != _hash(_fields(row)):
            yield Break(feed, seq, "altered")
        previous = row.hash
        if not row.case_id:
            seen.taken_in += _read_seal(row.digest)
        elif row.kind != LEFT:
            if row.kind == ERASE:
                seen.erased.add(row.case_id)
            if row.version <= seen.first.get(row.case_id, (row.version, ""))[0]:
                seen.first[row.case_id] = (row.version, row.before)
            if row.version >= seen.latest.get(row.case_id, (row.version, ""))[0]:
                seen.latest[row.case_id] = (row.version, row.digest)
    if previous != head:
        yield Break(feed, seq, "missing")


def _case_breaks(connection: Connection, seen: _Seen) -> Iterator[Break]:
    """Cases that are not what the chains say; those never touched since an intake, by its seal."""
    taken_in = 0
    rows = connection.execute(
        select(col(CaseRow.id), col(CaseRow.feed_id), col(CaseRow.version), col(CaseRow.body))
    )
    for row in rows:
        digest = digest_of(row.body)
        if seen.latest.get(row.id, (row.version, digest)) != (row.version, digest):
            yield Break(row.feed_id, 0, "case_differs")
        if row.id in seen.erased:
            yield Break(row.feed_id, 0, "case_differs")
        _, was = seen.first.get(row.id, (0, digest))
        if was:
            taken_in += seal_of(row.id, was)
    for case_id in seen.erased:
        _, was = seen.first[case_id]
        if was:
            taken_in += seal_of(case_id, was)
    if spell_seal(taken_in) != spell_seal(seen.taken_in):
        yield Break("", 0, "intake_differs")


_COLUMNS: Final = (
    col(CaseEventRow.feed_id),
    col(CaseEventRow.seq),
    col(CaseEventRow.brand),
    col(CaseEventRow.case_id),
    col(CaseEventRow.version),
    col(CaseEventRow.decision_version),
    col(CaseEventRow.kind),
    col(CaseEventRow.actor),
    col(CaseEventRow.at),
    col(CaseEventRow.decision_id),
    col(CaseEventRow.changed),
    col(CaseEventRow.before),
    col(CaseEventRow.digest),
    col(CaseEventRow.previous),
    col(CaseEventRow.hash),
)


def _fields(row: Row[*tuple[Any, ...]]) -> dict[str, object]:
    return {name: fact for name, fact in row._mapping.items() if name != "hash"}  # noqa: SLF001 - public, despite its name


def _hash(fields: Mapping[str, object]) -> str:
    spelled = {
        name: fact.astimezone(UTC).isoformat() if isinstance(fact, datetime) else fact
        for name, fact in fields.items()
    }
    text = json.dumps(spelled, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()
