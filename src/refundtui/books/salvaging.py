"""Out of a torn outbox, every word that can still be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from refundtui.books.cipher import Connection, connect
from refundtui.books.outbox import SAVED, Outbox
from refundtui.books.trouble import BookError, told_as_trouble

_GAPS: Final = 2_000  # so many unreadable places in a row, and there is nothing more to come


def salvage(torn: Path, key: bytes | None, into: Outbox) -> int:
    """Copy what can be read into a new outbox, in its order and state; how many submissions that were."""
    entries, drafts = _readable_entries(torn, key), _readable_drafts(torn, key)
    into.take_over(entries, drafts)
    return len(entries)


def _readable_entries(torn: Path, key: bytes | None) -> list[tuple[Any, ...]]:
    saved: list[tuple[Any, ...]] = []
    position = unreadable = 0
    while unreadable < _GAPS:
        try:
            with _opened(torn, key) as db:
                while (found := _entry_after(db, position)) is not None:
                    saved.append(found[:-1])
                    position, unreadable = found[-1], 0
                break
        except BookError:
            # This one stands on a torn page: look behind it, over a new connection, for SQLCipher
            # reads nothing more over one that met a page it could not open.
            position += 1
            unreadable += 1
    return saved


def _entry_after(db: Connection, position: int) -> tuple[Any, ...] | None:
    found: tuple[Any, ...] | None = db.execute(
        f"SELECT {SAVED}, position FROM entry NOT INDEXED WHERE position > ? ORDER BY position LIMIT 1",  # noqa: S608 (our own words)
        (position,),
    ).fetchone()
    return found


def _readable_drafts(torn: Path, key: bytes | None) -> list[tuple[Any, ...]]:
    saved: list[tuple[Any, ...]] = []
    with suppress(BookError), _opened(torn, key) as db:
        for draft in db.execute("SELECT key, text FROM draft"):
            saved.append(draft)  # noqa: PERF402 (those before the tear are saved although the next one fails)
    return saved


@contextmanager
def _opened(torn: Path, key: bytes | None) -> Iterator[Connection]:
    db = connect(torn, key, only_reading=True)
    try:
        with told_as_trouble("outbox"):
            yield db
    finally:
        db.close()
