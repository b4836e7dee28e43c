"""The office's word on this machine: every case's body beside the few columns that rows are made of.

May be deleted at any time. Read through the driver alone, so that the first rows wait for no import.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, cast

from refundtui.books import folding
from refundtui.books.cipher import Connection, connect
from refundtui.books.trouble import (
    BookError,
    Corrupt,
    Foreign,
    SetAside,
    WrongKey,
    remove_book,
    set_aside,
    told_as_trouble,
)
from refundtui.casework.ports import Change, Cursor, Page, QueueFilter, Sort
from refundtui.casework.views import QueueRow

if TYPE_CHECKING:
    from refundtui.domain.case import Case, CaseId

_TABLES: Final = """
CREATE TABLE case_(
    n INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL,
    reference TEXT NOT NULL,
    brand TEXT NOT NULL,
    state TEXT NOT NULL,
    customer TEXT NOT NULL,
    reason TEXT NOT NULL,
    language TEXT NOT NULL,
    owner TEXT NOT NULL,
    received_at INTEGER NOT NULL,   -- microseconds since 1970
    version INTEGER NOT NULL,
    amount_minor INTEGER,
    currency TEXT NOT NULL,
    due_at INTEGER NOT NULL,        -- the largest number when there is no deadline: it sorts last
    due_is_legal INTEGER NOT NULL,
    order_ref TEXT NOT NULL,
    country TEXT NOT NULL,
    risk INTEGER NOT NULL,
    snoozed_until INTEGER,
    is_open INTEGER NOT NULL,
    amount_rank INTEGER NOT NULL,   -- the amount on one scale for all currencies, largest first
    reference_key TEXT NOT NULL,
    order_key TEXT NOT NULL,
    feed TEXT NOT NULL,
    words_mark INTEGER NOT NULL     -- the search index is only touched when the words changed
);
CREATE UNIQUE INDEX case_by_id ON case_(case_id);
CREATE TABLE body(n INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE feed(
    feed TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    token TEXT NOT NULL,            -- where the office continues; empty at the beginning
    is_again INTEGER NOT NULL,      -- read from the beginning while rows of an earlier reading are still here
    live_count INTEGER NOT NULL,
    checksum INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE told_again(feed TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(feed, n)) WITHOUT ROWID;
CREATE TABLE document(name TEXT PRIMARY KEY, digest TEXT NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(w, {kept} detail=none, tokenize='ascii', prefix='1 2 3 4 5 6 7 8');
"""
_WORDS_NOT_KEPT: Final = "content='', contentless_delete=1,"  # only the index: the words stand in the bodies
# `n` stands before the columns that are filtered by: a million cases without a deadline are still in order.
# Each holds the columns that are filtered by, so that a queue is walked without touching the rows it leaves out.
_INDEXES: Final = {
    "case_by_due": "case_(is_open, due_at, n, brand, state, owner, language)",
    "case_by_received": "case_(is_open, received_at, n, brand, state, owner, language)",
    "case_by_amount": "case_(is_open, amount_rank, n, brand, state, owner, language)",
    "case_by_reference": "case_(is_open, reference, n, brand, state, owner, language)",
    "case_by_state": "case_(state)",
    "case_by_owner": "case_(owner) WHERE owner <> ''",
    "case_by_brand": "case_(brand)",
    "case_by_reference_key": "case_(reference_key)",
    "case_by_order_key": "case_(order_key)",
}
SCHEMA_HASH: Final = (
    int.from_bytes(blake2b(f"{_TABLES}{_INDEXES}".encode(), digest_size=4).digest(), "big") & 0x7FFF_FFFF
)
_COLUMNS: Final = (
    "case_id, reference, brand, state, customer, reason, language, owner, received_at, version, "
    "amount_minor, currency, due_at, due_is_legal, order_ref, country, risk, snoozed_until"
)
_WRITTEN: Final = f"{_COLUMNS}, is_open, amount_rank, reference_key, order_key, feed, words_mark"
_WRITTEN_COUNT: Final = _WRITTEN.count(",") + 1
_INSERT: Final = f"INSERT INTO case_(n, {_WRITTEN}) VALUES(?{', ?' * _WRITTEN_COUNT})"
_UPDATE: Final = f"UPDATE case_ SET {' = ?, '.join(_WRITTEN.split(', '))} = ? WHERE n = ?"  # noqa: S608 (ditto)
_NO_DEADLINE: Final = 2**62
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_CLOSED: Final = frozenset({"closed", "cancelled"})
_ORDERED_BY: Final = {
    Sort.DUE: ("due_at", "case_by_due"),
    Sort.RECEIVED: ("received_at", "case_by_received"),
    Sort.AMOUNT: ("amount_rank", "case_by_amount"),
    Sort.REFERENCE: ("reference", "case_by_reference"),
}
SORTED_HITS: Final = 2_000
"""Up to so many search hits are put in the queue's order; more come as they are stored, at once."""
_FEW: Final = 4_000  # a filter that leaves fewer rows is followed by its own index, then sorted
_REMEMBERED: Final = 64  # filters whose counts and page ends are known
_STRIDE: Final = 10_000  # rows between the places that a count remembers: a page anywhere is at most so far
_LOADING_KIB: Final = (
    131_072  # of pages held during a first load: ids come in no order, their index is everywhere
)
_BULK: Final = 20_000  # a first load of more cases builds the indexes once, at its end


@dataclass(slots=True)
class _Changes:
    """What one page does to the tables."""

    inserts: list[tuple[Any, ...]] = field(default_factory=list)
    updates: list[tuple[Any, ...]] = field(default_factory=list)
    bodies: list[tuple[int, bytes]] = field(default_factory=list)
    words: list[tuple[int, str]] = field(default_factory=list)
    stale_words: list[tuple[int]] = field(default_factory=list)
    removed: list[tuple[int]] = field(default_factory=list)
    ids: list[CaseId] = field(default_factory=list)
    told: list[int] = field(default_factory=list)  # rows that are as this feed tells them
    tallies: dict[str, list[int]] = field(default_factory=dict)

    def count(self, feed: str, cases: int, mark: int) -> None:
        tally = self.tallies.setdefault(feed, [0, 0])
        tally[0] += cases
        tally[1] += mark


class Cache:
    """`casework.ports.Cache` on one SQLCipher file: one writer at a time, readers beside it.

    `was_set_aside` says what was found in the place of a usable file and where it is now.
    """

    def __init__(self, path: Path, key: bytes | None) -> None:
        self.path = path
        self.was_set_aside: SetAside | None = None
        self._key = key
        self._writing = threading.RLock()
        self._pooling = threading.Lock()
        self._idle: list[Connection] = []
        self._generation = 0  # of the contents: what was learned about an older one is forgotten
        self._anchors: dict[QueueFilter, dict[int, tuple[Any, int]]] = {}
        self._counts: dict[QueueFilter, tuple[int, int]] = {}
        self._writer = self._opened()
        self._closed = False

    # --- Opening -----------------------------------------------------------------------------------

    def _opened(self) -> Connection:
        suspect = self.path.with_name(self.path.name + ".suspect")
        try:
            db = self._usable(thorough=suspect.exists())
        except (Foreign, WrongKey, Corrupt) as why:
            self.was_set_aside = set_aside(self.path, why)
            db = self._usable(thorough=False)
        suspect.unlink(missing_ok=True)
        return db

    def _usable(self, *, thorough: bool) -> Connection:
        beside = self.path.with_name(self.path.name + ".new")
        remove_book(beside)
        is_new = not self.path.exists() or not self.path.stat().st_size
        db = connect(self.path, self._key)
        try:
            with told_as_trouble("cache"):
                if not is_new and thorough:
                    _check_thoroughly(db)
                if not is_new and db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_HASH:
                    _read_a_little(db)
                    _prepare_writer(db)
                    return db
        except BaseException:
            db.close()
            raise
        db.close()
        # Written by another version (or by nobody yet): a new file is built beside it, then takes its place.
        fresh = connect(beside, self._key)
        with told_as_trouble("cache"):
            # An SQLite of before 3.43 (of a Python without SQLCipher, for a demo) keeps the words as well.
            can_delete = fresh.execute("SELECT sqlite_version() >= '3.43'").fetchone()[0]
            fresh.executescript(_TABLES.format(kept=_WORDS_NOT_KEPT if can_delete else ""))
            _end_loading(fresh)
            fresh.execute(f"PRAGMA user_version = {SCHEMA_HASH}")
            fresh.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        fresh.close()
        remove_book(self.path)
        beside.replace(self.path)
        db = connect(self.path, self._key)
        _prepare_writer(db)
        return db

    def close(self) -> None:
        with self._writing, self._pooling:
            self._closed = True
            for db in self._idle:
                db.close()
            self._idle.clear()
            self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """A connection of its own for each reader at work: nobody waits for the writer, nor for a long search."""
        with self._pooling:
            db = self._idle.pop() if self._idle else None
        with self._trouble_noted():
            if db is None:
                db = connect(self.path, self._key, only_reading=True)
            try:
                yield db
            except BaseException:
                db.close()
                raise
        with self._pooling:
            if self._closed or len(self._idle) >= 2:
                db.close()
            else:
                self._idle.append(db)

    @contextmanager
    def _trouble_noted(self) -> Iterator[None]:
        try:
            with told_as_trouble("cache"):
                yield
        except (Corrupt, WrongKey):
            # Found torn while in use: looked at thoroughly at the next opening.
            self.path.with_name(self.path.name + ".suspect").touch()
            raise

    # --- Reading -----------------------------------------------------------------------------------

    def rows(self, wanted: QueueFilter, *, limit: int, offset: int = 0) -> Sequence[QueueRow]:
        with self._reading() as db:
            if wanted.text.strip():
                return self._found_rows(db, wanted, limit, offset)
            return self._queue_rows(db, wanted, limit, offset)

    def row(self, case_id: CaseId) -> QueueRow | None:
        with self._reading() as db:
            found = db.execute(f"SELECT {_COLUMNS} FROM case_ WHERE case_id = ?", (case_id,)).fetchone()  # noqa: S608 (our own names)
        return None if found is None else _queue_row(found)

    def count(self, wanted: QueueFilter) -> int:
        generation = self._generation
        counted_at, counted = self._counts.get(wanted, (-1, 0))
        if counted_at == generation:
            return counted
        with self._reading() as db:
            counted = self._counted(db, wanted)
        if len(self._counts) >= _REMEMBERED:
            self._counts.clear()
        self._counts[wanted] = (generation, counted)
        return counted

    def case(self, case_id: CaseId) -> Case | None:
        # Late: a queue is shown without opening any case.
        from refundtui.wire.cases import decode_case  # noqa: PLC0415

        with self._reading() as db:
            found = db.execute(
                "SELECT body FROM body WHERE n = (SELECT n FROM case_ WHERE case_id = ?)", (case_id,)
            ).fetchone()
        return None if found is None else decode_case(bytes(found[0]))

    def find(self, reference_or_order: str) -> CaseId | None:
        wanted = folding.key(reference_or_order)
        if not wanted:
            return None
        with self._reading() as db:
            for column in ("reference_key", "order_key"):
                # Of several on one order, the one that still needs work, then the youngest.
                found = db.execute(
                    f"SELECT case_id FROM case_ WHERE {column} = ? "  # noqa: S608 (our own names)
                    "ORDER BY is_open DESC, received_at DESC, n DESC LIMIT 1",
                    (wanted,),
                ).fetchone()
                if found is not None:
                    return cast("CaseId", found[0])
        return None

    def cursor(self, feed: str) -> Cursor | None:
        with self._reading() as db:
            found = db.execute("SELECT epoch, seq, token FROM feed WHERE feed = ?", (feed,)).fetchone()
        return None if found is None else Cursor(feed, *found)

    def tally(self, feed: str) -> tuple[int, int]:
        with self._reading() as db:
            found = db.execute("SELECT live_count, checksum FROM feed WHERE feed = ?", (feed,)).fetchone()
        return (0, 0) if found is None else (found[0], found[1])

    def feeds(self) -> Sequence[str]:
        with self._reading() as db:
            return [feed for (feed,) in db.execute("SELECT feed FROM feed ORDER BY feed")]

    def document(self, name: str) -> bytes | None:
        with self._reading() as db:
            found = db.execute("SELECT body FROM document WHERE name = ?", (name,)).fetchone()
        return None if found is None else bytes(found[0])

    def documents(self) -> Mapping[str, bytes]:
        """Every published pack the office sent, by name."""
        with self._reading() as db:
            return {name: bytes(body) for name, body in db.execute("SELECT name, body FROM document")}

    # --- Queries -----------------------------------------------------------------------------------

    def _queue_rows(self, db: Connection, wanted: QueueFilter, limit: int, offset: int) -> list[QueueRow]:
        column, index = _ORDERED_BY[wanted.sort]
        filters, values = _filters(wanted)
        if _is_loading(db):
            # The first of a million cases are shown as they came, not after the last one has.
            found = db.execute(
                f"SELECT {_COLUMNS} FROM case_ WHERE {filters} LIMIT ? OFFSET ?",  # noqa: S608 (our own names)
                (*values, limit, offset),
            )
            return [_queue_row(row) for row in found]
        narrow = self._narrowest(db, wanted)
        if narrow is not None:
            found = db.execute(
                f"SELECT {_COLUMNS} FROM case_ INDEXED BY {narrow} WHERE {filters} "  # noqa: S608 (our own names)
                f"ORDER BY {column}, n LIMIT ? OFFSET ?",
                (*values, limit, offset),
            )
            return [_queue_row(row) for row in found]
        return self._page(db, wanted, limit, offset, (column, index, filters, values))

    def _page(
        self,
        db: Connection,
        wanted: QueueFilter,
        limit: int,
        offset: int,
        by: tuple[str, str, str, list[Any]],
    ) -> list[QueueRow]:
        """One page along an index. Where pages ended is remembered: the next one starts there, at no cost.

        Beyond the middle it is walked from the end, where the count is known.
        """
        column, index, filters, values = by
        generation = self._generation
        if len(self._anchors) >= _REMEMBERED:
            self._anchors.clear()
        anchors = self._anchors.setdefault(wanted, {})
        # Copied first: another reader may be adding to it.
        start = max((at for at in list(anchors) if at <= offset), default=0)
        counted_at, total = self._counts.get(wanted, (-1, 0))
        skip, asked, way, after, at_start = offset - start, limit, "", "", list[Any]()
        if counted_at == generation and total - offset < skip:
            asked = max(0, min(limit, total - offset))
            skip, way = total - offset - asked, "DESC"
        elif start:
            after, at_start = f" AND ({column}, n) > (?, ?)", list(anchors[start])
        opened = (1,) if wanted.open_only else (0, 1)
        # Open and closed ones lie apart in the index: walk the open ones, or merge both.
        per_side = [
            f"SELECT * FROM (SELECT {column} AS by_, n AS n_ FROM case_ INDEXED BY {index} "  # noqa: S608 (our own names)
            f"WHERE is_open = {side} AND {filters}{after} ORDER BY {column} {way}, n {way} LIMIT {asked + skip})"
            for side in opened
        ]
        picked = " UNION ALL ".join(per_side) + f" ORDER BY by_ {way}, n_ {way}" * (len(opened) > 1)
        found = db.execute(
            f"SELECT {_COLUMNS}, by_, n_ FROM ({picked} LIMIT ? OFFSET ?) "  # noqa: S608 (our own names)
            "CROSS JOIN case_ ON n = n_ ORDER BY by_, n_",
            (*(values + at_start) * len(opened), asked, skip),
        ).fetchall()
        if found and len(found) == limit and generation == self._generation:
            anchors[offset + limit] = (found[-1][-2], found[-1][-1])
        return [_queue_row(row[:-2]) for row in found]

    def _narrowest(self, db: Connection, wanted: QueueFilter) -> str | None:
        """The index of a filter that leaves few rows; without one the queue's own order is walked."""
        ways: list[tuple[str, str, list[Any]]] = []
        if _is_loading(db):
            return None
        if wanted.owner:
            ways.append(("case_by_owner", "owner = ? AND owner <> ''", [wanted.owner]))
        if wanted.states:
            ways.append(("case_by_state", _among("state", wanted.states), list(wanted.states)))
        if wanted.brand:
            ways.append(("case_by_brand", "brand = ?", [wanted.brand]))
        for index, condition, values in ways:
            few = db.execute(
                f"SELECT count(*) FROM (SELECT 1 FROM case_ INDEXED BY {index} "  # noqa: S608 (our own names)
                f"WHERE {condition} LIMIT {_FEW})",
                values,
            ).fetchone()[0]
            if few < _FEW:
                return index
        return None

    def _found_rows(self, db: Connection, wanted: QueueFilter, limit: int, offset: int) -> list[QueueRow]:
        match = _match(wanted)
        if not match:
            return []
        filters, values = _filters(wanted, also_open=False)
        narrow = self._narrowest(db, wanted)
        if narrow is None:
            hits = db.execute(
                "SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", (match, SORTED_HITS + 1)
            ).fetchall()
        else:
            # The plus keeps SQLite from asking the search index anew for each of the few.
            hits = db.execute(
                "SELECT rowid FROM words WHERE words MATCH ? AND +rowid IN "  # noqa: S608 (our own names)
                f"(SELECT n FROM case_ INDEXED BY {narrow} WHERE {filters})",
                (match, *values),
            ).fetchall()
        if narrow is not None or len(hits) <= SORTED_HITS:
            column, _ = _ORDERED_BY[wanted.sort]
            among = ",".join(str(n) for (n,) in hits)
            found = db.execute(
                f"SELECT {_COLUMNS} FROM case_ NOT INDEXED WHERE n IN ({among}) AND {filters} "  # noqa: S608 (numbers)
                f"ORDER BY {column}, n LIMIT ? OFFSET ?",
                (*values, limit, offset),
            )
            return [_queue_row(row) for row in found]
        return self._found_page(db, wanted, limit, offset, (match, filters, values))

    def _found_page(
        self, db: Connection, wanted: QueueFilter, limit: int, offset: int, by: tuple[str, str, list[Any]]
    ) -> list[QueueRow]:
        """One page of many hits, as they are stored; the next one starts where it ended."""
        match, filters, values = by
        generation = self._generation
        if len(self._anchors) >= _REMEMBERED:
            self._anchors.clear()
        anchors = self._anchors.setdefault(wanted, {})
        start = max((at for at in list(anchors) if at <= offset), default=0)
        after = anchors[start][1] if start else 0
        if values or filters != "1":
            picked = (
                "SELECT words.rowid AS hit FROM words CROSS JOIN case_ ON n = words.rowid "  # noqa: S608 (our own names)
                f"WHERE words MATCH ? AND words.rowid > ? AND {filters} LIMIT ? OFFSET ?"
            )
        else:
            picked = "SELECT rowid AS hit FROM words WHERE words MATCH ? AND rowid > ? LIMIT ? OFFSET ?"
        found = db.execute(
            f"SELECT {_COLUMNS}, n FROM ({picked}) CROSS JOIN case_ ON n = hit",  # noqa: S608 (our own names)
            (match, after, *values, limit, offset - start),
        ).fetchall()
        if found and len(found) == limit and generation == self._generation:
            anchors[offset + limit] = (None, found[-1][-1])
        return [_queue_row(row[:-1]) for row in found]

    def _counted(self, db: Connection, wanted: QueueFilter) -> int:
        if not wanted.text.strip():
            filters, values = _filters(wanted)
            narrow = self._narrowest(db, wanted)
            if narrow is None and wanted.open_only and not _is_loading(db):
                return self._paced(db, wanted, filters, values)
            by = "" if _is_loading(db) else f"INDEXED BY {narrow or 'case_by_due'}"
            sql = f"SELECT count(*) FROM case_ {by} WHERE {filters}"  # noqa: S608 (our own names)
            return int(db.execute(sql, values).fetchone()[0])
        match = _match(wanted)
        if not match:
            return 0
        filters, values = _filters(wanted, also_open=False)
        sql = "SELECT count(*) FROM words WHERE words MATCH ?"
        if values:
            narrow = self._narrowest(db, wanted)
            by = f"INDEXED BY {narrow}" if narrow else ""
            sql += f" AND +rowid IN (SELECT n FROM case_ {by} WHERE {filters})"  # noqa: S608 (our own names)
        return int(db.execute(sql, (match, *values)).fetchone()[0])

    def _paced(self, db: Connection, wanted: QueueFilter, filters: str, values: list[Any]) -> int:
        """Count along the queue's own order, and remember every so often where one was."""
        column, index = _ORDERED_BY[wanted.sort]
        generation, anchors = self._generation, dict[int, tuple[Any, int]]()
        after, at, number = "", list[Any](), 0
        while True:
            walked = f"FROM case_ INDEXED BY {index} WHERE {filters}{after}"
            place = db.execute(
                f"SELECT {column}, n {walked} ORDER BY {column}, n LIMIT 1 OFFSET {_STRIDE - 1}",
                (*values, *at),
            ).fetchone()
            if place is None:
                break
            number += _STRIDE
            anchors[number] = (place[0], place[1])
            after, at = f" AND ({column}, n) > (?, ?)", list(place)
        rest = db.execute(f"SELECT count(*) {walked}", (*values, *at)).fetchone()[0]
        if generation == self._generation:
            self._anchors.setdefault(wanted, {}).update(anchors)
        return number + int(rest)

    # --- Writing -----------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._writing, self._trouble_noted():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            self._generation += 1
            self._anchors.clear()
            self._counts.clear()

    def begin_anew(self, feed: str, epoch: int) -> None:
        """From the beginning; what is held stays readable until the end is reached (`_let_go`)."""
        with self._transaction() as db:
            db.execute("DELETE FROM told_again WHERE feed = ?", (feed,))
            db.execute(
                "INSERT INTO feed VALUES(?, ?, 0, '', 0, 0, 0) ON CONFLICT(feed) DO UPDATE "
                "SET epoch = excluded.epoch, seq = 0, token = '', is_again = 1",
                (feed, epoch),
            )

    def absorb(self, page: Page) -> tuple[CaseId, ...]:
        """Only the page that follows what is held is taken; its cursor goes to the disk with its rows."""
        with self._transaction() as db:
            held = db.execute("SELECT epoch, seq, is_again FROM feed WHERE feed = ?", (page.feed,)).fetchone()
            if held is None or held[:2] != (page.epoch, page.since) or page.through < page.since:
                return ()
            is_again = bool(held[2])
            is_loading = _is_loading(db)
            if not is_again and not page.since and page.more and not is_loading:
                is_loading = _began_loading(db, page.live_count)
            changes = self._judged(db, page)
            self._write(db, changes)
            gone: list[CaseId] = []
            if is_again:
                db.executemany(
                    "INSERT OR IGNORE INTO told_again VALUES(?, ?)", [(page.feed, n) for n in changes.told]
                )
                if not page.more:
                    gone = self._let_go(db, page.feed)
            if is_loading and not page.more:
                _end_loading(db)
            db.execute(
                "UPDATE feed SET seq = ?, token = ? WHERE feed = ?", (page.through, page.token, page.feed)
            )
            if any(change.erased for change in page.changes):
                _overwrite_words(db)
        if any(change.erased for change in page.changes):
            self._overwrite_log()
        return tuple(dict.fromkeys([*changes.ids, *gone]))

    def forget_feed(self, feed: str) -> tuple[CaseId, ...]:
        """What an agent may no longer see leaves the machine: rows, bodies, words and the log of writes."""
        with self._transaction() as db:
            held = db.execute("SELECT n, case_id FROM case_ WHERE feed = ?", (feed,)).fetchall()
            _remove(db, [(n,) for n, _ in held])
            db.execute("DELETE FROM told_again WHERE feed = ?", (feed,))
            db.execute("DELETE FROM feed WHERE feed = ?", (feed,))
            _overwrite_words(db)
        self._overwrite_log()
        return tuple(case_id for _, case_id in held)

    def keep_documents(self, documents: Sequence[tuple[str, str, bytes]]) -> None:
        with self._reading() as db:
            held = dict(db.execute("SELECT name, digest FROM document"))
        if held == {name: digest for name, digest, _ in documents}:
            return
        with self._transaction() as db:
            db.execute("DELETE FROM document")
            db.executemany("INSERT INTO document VALUES(?, ?, ?)", documents)

    def _let_go(self, db: Connection, feed: str) -> list[CaseId]:
        """The end of a second reading: what it did not tell goes, and what is left is counted anew."""
        # Late: see `case`.
        from refundtui.wire.checksums import MODULUS, mark  # noqa: PLC0415

        gone = db.execute(
            "SELECT n, case_id FROM case_ WHERE feed = ?1 "
            "AND n NOT IN (SELECT n FROM told_again WHERE feed = ?1)",
            (feed,),
        ).fetchall()
        _remove(db, [(n,) for n, _ in gone])
        left = db.execute("SELECT case_id, version FROM case_ WHERE feed = ?", (feed,)).fetchall()
        checksum = sum(mark(case_id, version) for case_id, version in left) % MODULUS
        db.execute("DELETE FROM told_again WHERE feed = ?", (feed,))
        db.execute(
            "UPDATE feed SET is_again = 0, live_count = ?, checksum = ? WHERE feed = ?",
            (len(left), checksum, feed),
        )
        return [case_id for _, case_id in gone]

    def _overwrite_log(self) -> None:
        """The log of writes still holds what was removed: it is emptied into the file, which overwrote it."""
        with self._writing, self._trouble_noted():
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _judged(self, db: Connection, page: Page) -> _Changes:
        # Late: see `case`.
        from refundtui.wire.cases import read_head  # noqa: PLC0415
        from refundtui.wire.checksums import mark  # noqa: PLC0415

        latest = {change.case_id: change for change in page.changes}
        held = _held(db, list(latest))
        unsure = _told_before_only(db, held.values())
        # Asked anew each time: a script beside the desk may have written too.
        next_n = db.execute("SELECT coalesce(max(n), 0) + 1 FROM case_").fetchone()[0]
        changes = _Changes()
        for change in latest.values():
            before = held.get(change.case_id)
            if change.removed:
                # A case that moved to another feed is that feed's: only its own feed removes it.
                if before is not None and before.feed == page.feed:
                    changes.removed.append((before.n,))
                    changes.count(page.feed, -1, -mark(change.case_id, before.version))
                    changes.ids.append(change.case_id)
                continue
            if before is not None and before.n not in unsure and before.version >= change.version:
                if before.feed == page.feed:
                    changes.told.append(before.n)
                continue
            columns, words = _columns_of(read_head(change.body), change, page.feed)
            if before is None:
                n = next_n + len(changes.inserts)
                changes.inserts.append((n, *columns))
                changes.words.append((n, words))
            else:
                n = before.n
                changes.updates.append((*columns, n))
                changes.count(before.feed, -1, -mark(change.case_id, before.version))
                if columns[-1] != before.words_mark:
                    changes.stale_words.append((n,))
                    changes.words.append((n, words))
            changes.told.append(n)
            changes.bodies.append((n, change.body))
            changes.count(page.feed, 1, mark(change.case_id, change.version))
            changes.ids.append(change.case_id)
        return changes

    def _write(self, db: Connection, changes: _Changes) -> None:
        # Late: see `case`.
        from refundtui.wire.checksums import MODULUS  # noqa: PLC0415

        _remove(db, changes.removed)
        db.executemany(_INSERT, changes.inserts)
        db.executemany(_UPDATE, changes.updates)
        db.executemany("INSERT OR REPLACE INTO body VALUES(?, ?)", changes.bodies)
        db.executemany("DELETE FROM words WHERE rowid = ?", changes.stale_words)
        db.executemany("INSERT INTO words(rowid, w) VALUES(?, ?)", changes.words)
        for feed, (cases, marks) in changes.tallies.items():
            before = db.execute("SELECT live_count, checksum FROM feed WHERE feed = ?", (feed,)).fetchone()
            if before is not None:
                after = (before[0] + cases, (before[1] + marks) % MODULUS, feed)
                db.execute("UPDATE feed SET live_count = ?, checksum = ? WHERE feed = ?", after)


# --- Rows and columns ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Held:
    n: int
    version: int
    feed: str
    words_mark: int


def _held(db: Connection, ids: list[CaseId]) -> dict[CaseId, _Held]:
    found: dict[CaseId, _Held] = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        sql = f"SELECT case_id, n, version, feed, words_mark FROM case_ WHERE {_among('case_id', some)}"  # noqa: S608
        rows = db.execute(sql, some)
        found.update((case_id, _Held(*rest)) for case_id, *rest in rows)
    return found


def _told_before_only(db: Connection, rows: Iterable[_Held]) -> set[int]:
    """Rows of feeds that are read anew and have not told them again yet: a version proves nothing there.

    A backup that was brought back tells an older version than the one held, and it is the true one.
    """
    again = [feed for (feed,) in db.execute("SELECT feed FROM feed WHERE is_again")]
    return (
        {
            row.n
            for row in rows
            if row.feed in again
            and db.execute("SELECT 1 FROM told_again WHERE feed = ? AND n = ?", (row.feed, row.n)).fetchone()
            is None
        }
        if again
        else set()
    )


def _remove(db: Connection, numbers: list[tuple[int]]) -> None:
    db.executemany("DELETE FROM case_ WHERE n = ?", numbers)
    db.executemany("DELETE FROM body WHERE n = ?", numbers)
    db.executemany("DELETE FROM words WHERE rowid = ?", numbers)


def _columns_of(head: Any, change: Change, feed: str) -> tuple[tuple[Any, ...], str]:
    customer, amount = head.customer, head.amount
    order = head.order_ref or ("" if head.order is None else head.order.id)
    is_open = head.state not in _CLOSED
    words = folding.indexed_words(
        texts=f"{customer.name} {customer.email}",
        numbers=(head.reference, order, "" if head.order is None else head.order.id),
        phone=customer.phone,
        is_open=is_open,
    )
    columns = (
        change.case_id,
        head.reference,
        head.brand,
        head.state,
        customer.name,
        head.reason,
        customer.language,
        head.owner,
        _micros(head.received_at),
        change.version,
        None if amount is None else amount.minor,
        "" if amount is None else amount.currency,
        _NO_DEADLINE if head.due is None else _micros(head.due.at),
        int(head.due is not None and head.due.is_legal),
        order,
        customer.country,
        head.risk,
        None if head.snooze is None else _micros(head.snooze.until),
        int(is_open),
        _amount_rank(amount),
        folding.key(head.reference),
        folding.key(order),
        feed,
        int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big") >> 2,
    )
    return columns, words


def _amount_rank(amount: Any) -> int:
    """Negative, so that the largest comes first. Yen and dinars stand on one scale with cents."""
    if amount is None:
        return 1
    # Late: see `case`.
    from refundtui.domain.money import UnknownCurrencyError, currency  # noqa: PLC0415

    try:
        exponent = currency(amount.currency).exponent
    except UnknownCurrencyError:
        exponent = 2
    rank: int = -amount.minor * 10 ** (4 - exponent)
    return max(-_NO_DEADLINE, min(rank, _NO_DEADLINE))


def _queue_row(row: tuple[Any, ...]) -> QueueRow:
    return QueueRow(
        case_id=row[0],
        reference=row[1],
        brand=row[2],
        state=row[3],
        customer=row[4],
        reason=row[5],
        language=row[6],
        owner=row[7],
        received_at=_EPOCH + timedelta(microseconds=row[8]),
        version=row[9],
        amount_minor=row[10],
        currency=row[11],
        due_at=None if row[12] == _NO_DEADLINE else _EPOCH + timedelta(microseconds=row[12]),
        due_is_legal=bool(row[13]),
        order_ref=row[14],
        country=row[15],
        risk=row[16],
        snoozed_until=None if row[17] is None else _EPOCH + timedelta(microseconds=row[17]),
    )


def _micros(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def _match(wanted: QueueFilter) -> str:
    """What the search index is asked; it knows itself which cases are open. Empty: nothing to be found."""
    words = folding.query(wanted.text)
    return f'({words}) AND "{folding.OPEN}"' if words and wanted.open_only else words


def _filters(wanted: QueueFilter, *, also_open: bool = True) -> tuple[str, list[Any]]:
    conditions, values = ["1"], list[Any]()
    if also_open:
        conditions.append("is_open = 1" if wanted.open_only else "is_open IN (0, 1)")
    for column in ("brand", "owner", "language"):
        if value := getattr(wanted, column):
            conditions.append(f"{column} = ?")
            values.append(value)
    if wanted.owner:
        conditions.append("owner <> ''")  # said, so that the index of owned cases may be used
    for column, among in (("state", wanted.states), ("reason", wanted.reasons)):
        if among:
            conditions.append(_among(column, among))
            values.extend(among)
    for condition, value in _bounds(wanted):
        conditions.append(condition)
        values.append(value)
    return " AND ".join(conditions), values


def _bounds(wanted: QueueFilter) -> Iterator[tuple[str, int | str]]:
    """What is compared, each with its one value; what has no deadline or amount is within no bound."""
    if wanted.due_from is not None:
        yield "due_at >= ?", _micros(wanted.due_from)
    if wanted.due_before is not None:
        yield "due_at < ?", _micros(wanted.due_before)
    elif wanted.due_from is not None:
        yield "due_at < ?", _NO_DEADLINE
    if wanted.amount_from is not None:
        yield "amount_rank <= ?", -wanted.amount_from
    elif wanted.amount_to is not None:
        yield "amount_rank <= ?", 0
    if wanted.amount_to is not None:
        yield "amount_rank >= ?", -wanted.amount_to
    if wanted.legal_only:
        yield "due_is_legal = ?", 1
    if wanted.unowned:
        yield "owner = ?", ""
    if wanted.snoozed is not None:
        yield "(snoozed_until IS NOT NULL) = ?", int(wanted.snoozed)


def _among(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join('?' * len(values))})"


def _is_loading(db: Connection) -> bool:
    """Is a first load under way? Said by the file itself, so that it is also true after a crash."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'case_by_due'").fetchone() is None


def _began_loading(db: Connection, coming: int) -> bool:
    """Before a large feed comes in for the first time, the indexes go: built once at the end they cost a
    fraction. Never for a feed smaller than what is here already, so that all feeds together cost twice at most.
    """
    here = db.execute("SELECT coalesce(sum(live_count), 0) FROM feed").fetchone()[0]
    if coming < max(_BULK, here):
        return False
    db.execute(f"PRAGMA cache_size = -{_LOADING_KIB}")
    for name in _INDEXES:
        db.execute(f"DROP INDEX {name}")
    db.execute("INSERT INTO words(words, rank) VALUES('automerge', 0)")
    db.execute("INSERT INTO words(words, rank) VALUES('crisismerge', 2000)")
    return True


def _end_loading(db: Connection) -> None:
    for name, over in _INDEXES.items():
        db.execute(f"CREATE INDEX {name} ON {over}")
    db.execute("INSERT INTO words(words, rank) VALUES('automerge', 4)")
    db.execute("INSERT INTO words(words, rank) VALUES('crisismerge', 16)")
    db.execute("INSERT INTO words(words) VALUES('optimize')")
    db.execute("PRAGMA cache_size = -8000")


def _overwrite_words(db: Connection) -> None:
    """The search index only marks what was removed; merged into one, it holds no word of it any more."""
    db.execute("INSERT INTO words(words) VALUES('optimize')")


def _prepare_writer(db: Connection) -> None:
    # What was removed is overwritten, not only unlinked: an erased case leaves nothing readable.
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA wal_autocheckpoint = 2000")


def _read_a_little(db: Connection) -> None:
    """Enough to see a file that was cut off: its last page must be there."""
    db.execute("SELECT count(*) FROM feed").fetchone()
    db.execute("SELECT * FROM case_ ORDER BY n DESC LIMIT 1").fetchone()
    db.execute("SELECT n FROM body ORDER BY n DESC LIMIT 1").fetchone()


def _check_thoroughly(db: Connection) -> None:
    said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise Corrupt(said, book="cache")


__all__ = ["SCHEMA_HASH", "SORTED_HITS", "BookError", "Cache"]
