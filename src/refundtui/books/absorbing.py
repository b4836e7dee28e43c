"""What does a page of the office's feed change in the cache?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from refundtui.books.case_columns import WRITTEN, columns_of, id_mark
from refundtui.books.cipher import Connection
from refundtui.books.filter_conditions import among
from refundtui.casework.feeds import Page

if TYPE_CHECKING:
    from refundtui.domain.case import CaseId

_WRITTEN_COUNT: Final = WRITTEN.count(",") + 1
_INSERT: Final = f"INSERT INTO case_(n, {WRITTEN}) VALUES(?{', ?' * _WRITTEN_COUNT})"
_UPDATE: Final = f"UPDATE case_ SET {' = ?, '.join(WRITTEN.split(', '))} = ? WHERE n = ?"  # noqa: S608 (ditto)


@dataclass(slots=True)
class Changes:
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


def judged(db: Connection, page: Page) -> Changes:
    # Late: see `Cache.case`.
    from refundtui.wire.cases import read_head  # noqa: PLC0415 - imported when first needed: a queue is shown without it
    from refundtui.wire.checksums import mark  # noqa: PLC0415 - imported when first needed: a queue is shown without it

    latest = {change.case_id: change for change in page.changes}
    held = _held(db, list(latest))
    unsure = _told_before_only(db, held.values())
    # Asked anew each time: a script beside the desk may have written too.
    next_n = db.execute("SELECT coalesce(max(n), 0) + 1 FROM case_").fetchone()[0]
    changes = Changes()
    came = marks = 0
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
        columns, words = columns_of(read_head(change.body), change, page.feed)
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
        came += 1
        marks += mark(change.case_id, change.version)
        changes.ids.append(change.case_id)
    changes.count(page.feed, came, marks)
    return changes


def write(db: Connection, changes: Changes, packed: Callable[[bytes], bytes]) -> None:
    # Late: see `Cache.case`.
    from refundtui.wire.checksums import MODULUS  # noqa: PLC0415 - imported when first needed: a queue is shown without it

    remove(db, changes.removed)
    db.executemany(_INSERT, changes.inserts)
    db.executemany(_UPDATE, changes.updates)
    bodies = ((n, packed(body)) for n, body in changes.bodies)
    db.executemany("INSERT OR REPLACE INTO body VALUES(?, ?)", bodies)
    db.executemany("DELETE FROM words WHERE rowid = ?", changes.stale_words)
    db.executemany("INSERT INTO words(rowid, w) VALUES(?, ?)", changes.words)
    for feed, (cases, marks) in changes.tallies.items():
        before = db.execute("SELECT live_count, checksum FROM feed WHERE feed = ?", (feed,)).fetchone()
        if before is not None:
            after = (before[0] + cases, (before[1] + marks) % MODULUS, feed)
            db.execute("UPDATE feed SET live_count = ?, checksum = ? WHERE feed = ?", after)


def let_go(db: Connection, feed: str) -> list[CaseId]:
    """The end of a second reading: what it did not tell goes, and what is left is counted anew."""
    # Late: see `Cache.case`.
    from refundtui.wire.checksums import MODULUS, mark  # noqa: PLC0415 - imported when first needed: a queue is shown without it

    gone = db.execute(
        "SELECT n, case_id FROM case_ WHERE feed = ?1 "
        "AND n NOT IN (SELECT n FROM told_again WHERE feed = ?1)",
        (feed,),
    ).fetchall()
    remove(db, [(n,) for n, _ in gone])
    left = db.execute("SELECT case_id, version FROM case_ WHERE feed = ?", (feed,)).fetchall()
    checksum = sum(mark(case_id, version) for case_id, version in left) % MODULUS
    db.execute("DELETE FROM told_again WHERE feed = ?", (feed,))
    db.execute(
        "UPDATE feed SET is_again = 0, live_count = ?, checksum = ? WHERE feed = ?",
        (len(left), checksum, feed),
    )
    return [case_id for _, case_id in gone]


@dataclass(frozen=True, slots=True)
class _Held:
    n: int
    version: int
    feed: str
    words_mark: int


def _held(db: Connection, ids: list[CaseId]) -> dict[CaseId, _Held]:
    found: dict[CaseId, _Held] = {}
    wanted = set(ids)
    for start in range(0, len(ids), 500):
        some = list(map(id_mark, ids[start : start + 500]))
        sql = f"SELECT case_id, n, version, feed, words_mark FROM case_ WHERE {among('id_mark', some)}"  # noqa: S608 (our own words)
        rows = db.execute(sql, some)
        found.update((case_id, _Held(*rest)) for case_id, *rest in rows if case_id in wanted)
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


def remove(db: Connection, numbers: list[tuple[int]]) -> None:
    db.executemany("DELETE FROM case_ WHERE n = ?", numbers)
    db.executemany("DELETE FROM body WHERE n = ?", numbers)
    db.executemany("DELETE FROM words WHERE rowid = ?", numbers)
