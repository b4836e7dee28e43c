"""The office's word on this machine: every case's body beside the few columns that rows are made of.

May be deleted at any time. Read through the driver alone, so that the first rows wait for no import.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

from refundtui.books import cache_tables as tables, folding
from refundtui.books.absorbing import judged, let_go, remove, write
from refundtui.books.case_columns import SHOWN, THIS, queue_row, this
from refundtui.books.cipher import Connection, connect
from refundtui.books.loads import loads
from refundtui.books.packing import packer, unpacked
from refundtui.books.queue_reading import QueueReader
from refundtui.books.trouble import (
    Corrupt,
    Foreign,
    SetAside,
    WrongKey,
    remove_book,
    set_aside,
    told_as_trouble,
)
from refundtui.casework.feeds import Cursor, Page
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.views import Load, QueueRow

if TYPE_CHECKING:
    from refundtui.domain.case import Case, CaseId


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
        self._queue = QueueReader()
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
                    tables.check_thoroughly(db)
                if not is_new and tables.is_ours(db):
                    tables.read_a_little(db)
                    tables.prepare_writer(db)
                    return db
        except BaseException:
            db.close()
            raise
        db.close()
        # Written by another version (or by nobody yet): a new file is built beside it, then takes its place.
        fresh = connect(beside, self._key)
        with told_as_trouble("cache"):
            tables.lay_out(fresh)
        fresh.close()
        remove_book(self.path)
        beside.replace(self.path)
        db = connect(self.path, self._key)
        tables.prepare_writer(db)
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
            return self._queue.rows(db, wanted, limit, offset)

    def row(self, case_id: CaseId) -> QueueRow | None:
        with self._reading() as db:
            found = db.execute(f"SELECT {SHOWN} FROM case_ WHERE {THIS}", this(case_id)).fetchone()  # noqa: S608 (our own names)
        return None if found is None else queue_row(found)

    def count(self, wanted: QueueFilter) -> int:
        known = self._queue.known_count(wanted)
        if known is not None:
            return known
        with self._reading() as db:
            return self._queue.count(db, wanted)

    def case(self, case_id: CaseId) -> Case | None:
        # Late: a queue is shown without opening any case.
        from refundtui.wire.cases import decode_case  # noqa: PLC0415 - imported when first needed: a queue is shown without it

        with self._reading() as db:
            found = db.execute(
                f"SELECT body FROM body WHERE n = (SELECT n FROM case_ WHERE {THIS})",  # noqa: S608 (ditto)
                this(case_id),
            ).fetchone()
            body = None if found is None else unpacked(found[0])
        return None if body is None else decode_case(body)

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

    def loads(self, now: datetime, soon: datetime) -> Sequence[Load]:
        with self._reading() as db:
            return loads(db, now, soon)

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
            self._queue.contents_changed()

    def begin_anew(self, feed: str, epoch: int, coming: int = 0) -> None:
        """From the beginning; what is held stays readable until the end is reached (`_let_go`)."""
        with self._transaction() as db:
            db.execute("DELETE FROM told_again WHERE feed = ?", (feed,))
            db.execute(
                "INSERT INTO feed VALUES(?, ?, 0, ?, '', 0, 0, 0) ON CONFLICT(feed) DO UPDATE "
                "SET epoch = excluded.epoch, seq = 0, token = '', is_again = 1",
                (feed, epoch, coming),
            )

    def absorb(self, page: Page) -> tuple[CaseId, ...]:
        """Only the page that follows what is held is taken; its cursor goes to the disk with its rows."""
        with self._transaction() as db:
            held = db.execute("SELECT epoch, seq, is_again FROM feed WHERE feed = ?", (page.feed,)).fetchone()
            if held is None or held[:2] != (page.epoch, page.since) or page.through < page.since:
                return ()
            is_again = bool(held[2])
            is_loading = tables.is_loading(db)
            if not is_again and not page.since and not is_loading:
                is_loading = tables.began_loading(db, page.feed, page.live_count)
            changes = judged(db, page)
            write(db, changes, packer())
            gone: list[CaseId] = []
            if is_again:
                db.executemany(
                    "INSERT OR IGNORE INTO told_again VALUES(?, ?)", [(page.feed, n) for n in changes.told]
                )
                if not page.more:
                    gone = let_go(db, page.feed)
            db.execute(
                "UPDATE feed SET seq = ?, token = ? WHERE feed = ?", (page.through, page.token, page.feed)
            )
            if is_loading and not page.more and not tables.is_more_to_come(db):
                tables.end_loading(db)
            if any(change.erased for change in page.changes):
                tables.overwrite_words(db)
        if any(change.erased for change in page.changes):
            self._overwrite_log()
        return tuple(dict.fromkeys([*changes.ids, *gone]))

    def settle(self) -> None:
        with self._reading() as db:
            is_loading = tables.is_loading(db)
        if is_loading:
            with self._transaction() as db:
                tables.end_loading(db)

    def forget_feed(self, feed: str) -> tuple[CaseId, ...]:
        """What an agent may no longer see leaves the machine: rows, bodies, words and the log of writes."""
        with self._transaction() as db:
            held = db.execute("SELECT n, case_id FROM case_ WHERE feed = ?", (feed,)).fetchall()
            remove(db, [(n,) for n, _ in held])
            db.execute("DELETE FROM told_again WHERE feed = ?", (feed,))
            db.execute("DELETE FROM feed WHERE feed = ?", (feed,))
            tables.overwrite_words(db)
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

    def _overwrite_log(self) -> None:
        """The log of writes still holds what was removed: it is emptied into the file, which overwrote it."""
        with self._writing, self._trouble_noted():
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
