"""The first sync of a hundred thousand cases over a line, against downloading the same bytes, decoding their JSON
and writing the same columns plainly; and against the same with the indexes that a queue is shown, sorted and
searched by.
"""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import msgspec
import zstandard

from refundtui.books import cache_tables
from refundtui.books.cache import Cache
from refundtui.books.case_columns import id_mark
from refundtui.books.cipher import connect
from refundtui.books.outbox import Outbox
from refundtui.casework.ports import Ports
from refundtui.casework.syncing import FIRST_PAGE, PAGE, pull
from refundtui.remote.line import Line
from refundtui.remote.office import RemoteOffice
from refundtui.remote.patience import Patience
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from refundtui.training.people import practising
from tests.benchmarks.figures import Figure
from tests.benchmarks.recorded_pages import telling, write_down
from tests.support.making import NOW
from tests.support.ports_in_memory import StillClock

_ROUNDS = 3
_PLAIN = (
    "CREATE TABLE case_(n INTEGER PRIMARY KEY, case_id, reference, brand, state, customer, reason, language, owner, "
    "received_at, version, amount_minor, currency, due_at, due_basis, order_ref, country, risk, snoozed_until, feed, body)"
)


class _Told(msgspec.Struct):
    """A change as plainly as it can be read: its body stays in bytes until it is decoded."""

    id: str
    version: int
    case: msgspec.Raw


class _ToldPage(msgspec.Struct):
    feed: str
    items: list[_Told]


class _AlwaysIn:
    def token(self) -> str:
        return "token"

    def renewed(self, stale: str) -> str:
        return stale

    def newer(self, stale: str) -> str:
        return ""


def figures(cases: int = 100_000, home: Path | None = None) -> Iterator[Figure]:
    """`home` is one that is there, whose cases are all taken."""
    from refundtui.bootstrap import new_office, open_office
    from refundtui.training.seeding.believable import lives_and_twins

    with tempfile.TemporaryDirectory(prefix="refundtui-books-") as folder:
        if home is None:
            home = Path(folder) / "home"
            with new_office(home) as made:
                made.store.fill(lives_and_twins(cases), now=made.clock.now())
        with closing(open_office(home)) as office:
            paths, cases = write_down(office.store, {False: FIRST_PAGE, True: PAGE}, Path(folder) / "told")
        ways = {"ours": _synced, "plain": _written_plainly, "plain with indexes": _indexed}
        runs: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        with telling(Path(folder) / "told") as address:
            for turn in range(_ROUNDS):
                for name, way in ways.items():
                    place = Path(folder) / f"{name} {turn}"
                    place.mkdir()
                    runs[name].append(_timed(partial(way, address, paths, cases, place)))
    ours = runs.pop("ours")
    for at, what in enumerate(("wall", "CPU")):
        for against, others in runs.items():
            one, other = median(run[at] for run in ours), median(run[at] for run in others)
            yield Figure(
                f"first sync of {cases} cases, {what}, against {against}",
                median(mine[at] / theirs[at] for mine, theirs in zip(ours, others, strict=True)),
                "×",
                1.5 if (what, against) == ("CPU", "plain") else None,
                f"{one:.1f} and {other:.1f} s",
            )


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """What was written before is on the disk first, and what was made before is cleared away."""
    gc.collect()
    os.sync()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _synced(address: str, _paths: list[str], cases: int, place: Path) -> None:
    """A desk's own pull, with nothing left out."""
    clock = StillClock(NOW)
    office = RemoteOffice(Line(address, _AlwaysIn(), clock, Patience(time.monotonic, lambda: 0.0)))
    with Cache(place / "cache.db", bytes(32)) as cache, Outbox(place / "outbox.db", bytes(32)) as outbox:
        came = pull(Ports(cache, outbox, office, Library(shipped()), clock, practising("me")))
        if came.drift or came.unreachable or len(came.changed) != cases:
            raise RuntimeError(came.unreachable or came.drift)
    office.close()


def _downloaded(address: str, paths: list[str]) -> Iterator[_ToldPage]:
    read = msgspec.json.Decoder(_ToldPage).decode
    with httpx.Client(base_url=address, headers={"Accept-Encoding": "zstd"}, trust_env=False) as client:
        for path in paths:
            with client.stream("GET", path) as answer:
                yield read(zstandard.decompress(b"".join(answer.iter_raw())))


def _written_plainly(address: str, paths: list[str], _cases: int, place: Path) -> None:
    db = connect(place / "plain.db", bytes(32))
    db.execute(_PLAIN)
    read = msgspec.json.decode
    for page in _downloaded(address, paths):
        db.execute("BEGIN")
        db.executemany(
            f"INSERT INTO case_ VALUES(NULL{', ?' * 20})",
            [_columns(read(item.case), item, page.feed) for item in page.items],
        )
        db.execute("COMMIT")
    db.close()


def _indexed(address: str, paths: list[str], cases: int, place: Path) -> None:
    """By hand what a queue needs: the same tables and indexes, words as they stand, no second look at anything."""
    db = connect(place / "indexed.db", bytes(32))
    cache_tables.lay_out(db)
    cache_tables.prepare_writer(db)
    is_loading = cache_tables.began_loading(db, "", cases)
    n, read = 1, msgspec.json.decode
    for page in _downloaded(address, paths):
        rows, bodies, words = [], [], []
        for number, item in enumerate(page.items, n):
            body = read(item.case)
            *columns, raw = _columns(body, item, page.feed)
            *shown, feed = columns
            minor, closed = shown[10], shown[3] in {"closed", "cancelled"}
            shown[12] = shown[12] or "9999"
            rows.append(
                (
                    number,
                    *shown,
                    id_mark(item.id),
                    not closed,
                    -(minor or 0),
                    shown[1].lower(),
                    shown[14].lower(),
                    feed,
                    0,
                )
            )
            bodies.append((number, raw))
            customer = body["customer"]
            words.append(
                (number, f"{customer['name']} {customer.get('email', '')} {shown[1]} {shown[14]}".lower())
            )
        n += len(rows)
        db.execute("BEGIN")
        db.executemany(f"INSERT INTO case_ VALUES(?{', ?' * 25})", rows)
        db.executemany("INSERT INTO body VALUES(?, ?)", bodies)
        db.executemany("INSERT INTO words(rowid, w) VALUES(?, ?)", words)
        db.execute("COMMIT")
    if is_loading:
        db.execute("BEGIN")
        cache_tables.end_loading(db)
        db.execute("COMMIT")
    db.close()


def _columns(body: dict[str, Any], item: _Told, feed: str) -> tuple[Any, ...]:
    customer, amount, due = body["customer"], body.get("amount") or {}, body.get("due") or {}
    return (
        item.id,
        body["reference"],
        body["brand"],
        body["state"],
        customer["name"],
        body["reason"],
        customer.get("language", "en"),
        body.get("owner", ""),
        body["received_at"],
        item.version,
        amount.get("minor"),
        amount.get("currency", ""),
        due.get("at"),
        due.get("is_legal", False),
        body.get("order_ref", ""),
        customer.get("country", ""),
        body.get("risk", 0),
        (body.get("snooze") or {}).get("until"),
        feed,
        bytes(item.case),
    )
