"""The first sync of a hundred thousand cases, against reading the same pages and writing the same columns plainly;
and against the same with the indexes that a queue is shown, sorted and searched by.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from refundtui.books import cache_tables
from refundtui.books.cache import Cache
from refundtui.books.cipher import connect
from refundtui.casework.ports import Change, Cursor, Page
from refundtui.training.office import PracticeOffice
from tests.benchmarks.figures import Figure
from tests.support.pulling import take

_ROUNDS = 3
_PAGE = 5_000
_PLAIN = (
    "CREATE TABLE case_(n INTEGER PRIMARY KEY, case_id, reference, brand, state, customer, reason, language, owner, "
    "received_at, version, amount_minor, currency, due_at, due_is_legal, order_ref, country, risk, snoozed_until, feed, body)"
)


def figures(cases: int = 100_000, home: Path | None = None) -> Iterator[Figure]:
    """`home` is one that is there, whose first cases are taken."""
    from refundtui.bootstrap import new_office, open_office
    from refundtui.training.seeding.believable import lives_and_twins

    with tempfile.TemporaryDirectory(prefix="refundtui-books-") as folder:
        if home is None:
            home = Path(folder) / "home"
            with new_office(home) as made:
                made.store.fill(lives_and_twins(cases), now=made.clock.now())
        office = open_office(home)
        try:
            ours: list[tuple[float, float]] = []
            plain: list[tuple[float, float]] = []
            indexed: list[tuple[float, float]] = []
            for turn in range(_ROUNDS):
                plain.append(
                    _timed(partial(_written_plainly, office, cases, Path(folder) / f"plain{turn}.db"))
                )
                ours.append(_timed(partial(_synced, office, cases, Path(folder) / f"cache{turn}.db")))
                indexed.append(_timed(partial(_indexed, office, cases, Path(folder) / f"indexed{turn}.db")))
        finally:
            office.close()
    for at, what in enumerate(("wall", "CPU")):
        for against, others, budget in (("plain", plain, 1.5), ("plain with indexes", indexed, None)):
            one, other = median(run[at] for run in ours), median(run[at] for run in others)
            yield Figure(
                f"first sync of {cases} cases, {what}, against {against}",
                median(mine[at] / theirs[at] for mine, theirs in zip(ours, others, strict=True)),
                "×",
                budget if what == "CPU" else None,
                f"{one:.1f} and {other:.1f} s",
            )


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _pages(office: PracticeOffice, cases: int) -> Iterator[Page]:
    """The first so many cases of the office, page by page; the last page of each feed says that it is."""
    for feed in office.store.feeds():
        cursor: Cursor | None = None
        while cases > 0:
            page = office.changes(feed, cursor, min(_PAGE, cases))
            if not isinstance(page, Page):
                raise TypeError(page)
            cases -= len(page.changes)
            yield page if cases > 0 else _last(page)
            if not page.more:
                break
            cursor = Cursor(page.feed, page.epoch, page.through, page.token)


def _last(page: Page) -> Page:
    return Page(
        page.feed,
        page.epoch,
        page.changes,
        page.through,
        more=False,
        live_count=page.live_count,
        checksum=page.checksum,
    )


def _synced(office: PracticeOffice, cases: int, file: Path) -> None:
    with Cache(file, bytes(32)) as cache:
        for page in _pages(office, cases):
            take(cache, page)
    file.unlink()


def _written_plainly(office: PracticeOffice, cases: int, file: Path) -> None:
    db = connect(file, bytes(32))
    db.execute(_PLAIN)
    read = msgspec.json.decode
    for page in _pages(office, cases):
        db.execute("BEGIN")
        db.executemany(
            f"INSERT INTO case_ VALUES(NULL{', ?' * 20})",
            [_columns(read(change.body), change, page.feed) for change in page.changes],
        )
        db.execute("COMMIT")
    db.close()
    file.unlink()
    os.sync()


def _indexed(office: PracticeOffice, cases: int, file: Path) -> None:
    """By hand what a queue needs: the same tables and indexes, words as they stand, no second look at anything."""
    db = connect(file, bytes(32))
    cache_tables.lay_out(db)
    cache_tables.prepare_writer(db)
    is_loading = cache_tables.began_loading(db, cases)
    n, read = 1, msgspec.json.decode
    for page in _pages(office, cases):
        rows, bodies, words = [], [], []
        for number, change in enumerate(page.changes, n):
            body = read(change.body)
            *columns, _ = _columns(body, change, page.feed)
            *shown, feed = columns
            minor, closed = shown[10], shown[3] in {"closed", "cancelled"}
            shown[12] = shown[12] or "9999"
            rows.append(
                (number, *shown, not closed, -(minor or 0), shown[1].lower(), shown[14].lower(), feed, 0)
            )
            bodies.append((number, change.body))
            customer = body["customer"]
            words.append(
                (number, f"{customer['name']} {customer.get('email', '')} {shown[1]} {shown[14]}".lower())
            )
        n += len(rows)
        db.execute("BEGIN")
        db.executemany(f"INSERT INTO case_ VALUES(?{', ?' * 24})", rows)
        db.executemany("INSERT INTO body VALUES(?, ?)", bodies)
        db.executemany("INSERT INTO words(rowid, w) VALUES(?, ?)", words)
        db.execute("COMMIT")
    if is_loading:
        db.execute("BEGIN")
        cache_tables.end_loading(db)
        db.execute("COMMIT")
    db.close()
    file.unlink()


def _columns(body: dict[str, Any], change: Change, feed: str) -> tuple[Any, ...]:
    customer, amount, due = body["customer"], body.get("amount") or {}, body.get("due") or {}
    return (
        change.case_id,
        body["reference"],
        body["brand"],
        body["state"],
        customer["name"],
        body["reason"],
        customer.get("language", "en"),
        body.get("owner", ""),
        body["received_at"],
        change.version,
        amount.get("minor"),
        amount.get("currency", ""),
        due.get("at"),
        due.get("is_legal", False),
        body.get("order_ref", ""),
        customer.get("country", ""),
        body.get("risk", 0),
        (body.get("snooze") or {}).get("until"),
        feed,
        change.body,
    )
