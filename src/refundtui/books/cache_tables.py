"""What lies in the cache's file, and how is it laid out while it is filled for the first time?"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from refundtui.books import packing
from refundtui.books.cipher import Connection
from refundtui.books.trouble import Corrupt

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
    due_basis INTEGER NOT NULL,     -- see `case_columns`: 1 is the law
    order_ref TEXT NOT NULL,
    country TEXT NOT NULL,
    risk INTEGER NOT NULL,
    snoozed_until INTEGER,
    id_mark INTEGER NOT NULL,       -- see `case_columns.id_mark`
    is_open INTEGER NOT NULL,
    amount_rank INTEGER NOT NULL,   -- the amount on one scale for all currencies, largest first
    reference_key TEXT NOT NULL,
    order_key TEXT NOT NULL,
    feed TEXT NOT NULL,
    words_mark INTEGER NOT NULL     -- the search index is only touched when the words changed
);
CREATE INDEX case_by_id ON case_(id_mark);
CREATE TABLE body(n INTEGER PRIMARY KEY, body BLOB NOT NULL);   -- packed
CREATE TABLE feed(
    feed TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    coming INTEGER NOT NULL,        -- cases it was said to have when it was begun
    token TEXT NOT NULL,            -- where the office continues; empty at the beginning
    is_again INTEGER NOT NULL,      -- read from the beginning while rows of an earlier reading are still here
    live_count INTEGER NOT NULL,
    checksum INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE told_again(feed TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(feed, n)) WITHOUT ROWID;
CREATE TABLE document(name TEXT PRIMARY KEY, digest TEXT NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(w, {kept} detail=none, tokenize='ascii', prefix='{beginnings}');
"""
_BEGINNINGS: Final = "1 2 3 4 5 6"  # letters: of a longer one there are so few words that they are walked
_WORDS_NOT_KEPT: Final = "content='', contentless_delete=1,"  # only the index: the words stand in the bodies
# `n` stands before the columns that are filtered by: a million cases without a deadline are still in order.
# Each holds the columns that are filtered by, so that a queue is walked without touching the rows it leaves out.
_INDEXES: Final = {
    "case_by_due": "case_(is_open, due_at, n, brand, state, owner, language, snoozed_until)",
    "case_by_received": "case_(is_open, received_at, n, brand, state, owner, language, snoozed_until)",
    "case_by_amount": "case_(is_open, amount_rank, n, brand, state, owner, language, snoozed_until)",
    "case_by_reference": "case_(is_open, reference, n, brand, state, owner, language, snoozed_until)",
    "case_by_state": "case_(state)",
    "case_by_owner": "case_(owner) WHERE owner <> ''",
    "case_by_brand": "case_(brand)",
    "case_by_reference_key": "case_(reference_key)",
    "case_by_order_key": "case_(order_key)",
}
SCHEMA_HASH: Final = (
    int.from_bytes(
        blake2b(f"{_TABLES}{_BEGINNINGS}{_INDEXES}".encode() + packing.KNOWN, digest_size=4).digest(), "big"
    )
    & 0x7FFF_FFFF
)
_NOT_READ: Final = "seq = 0 AND token = '' AND NOT is_again"
_HELD_KIB: Final = 8_192
_LOADING_KIB: Final = (
    131_072  # of pages held during a first load: ids come in no order, their index is everywhere
)
_LOADING_LOG: Final = 10_000  # pages of the log of writes then: a page that changes again is copied once
_LOG: Final = 2_000
_LOADING_WORDS: Final = 32 << 20  # bytes of the search index that are gathered before they are written
_WORDS: Final = 1 << 20  # the same at other times, as SQLite has it
_BULK: Final = 20_000  # a first load of more cases builds the indexes once, at its end


def lay_out(db: Connection) -> None:
    """An empty cache in a new file."""
    # An SQLite of before 3.43 (of a Python without SQLCipher, for a demo) keeps the words as well.
    can_delete = db.execute("SELECT sqlite_version() >= '3.43'").fetchone()[0]
    kept = _WORDS_NOT_KEPT if can_delete else ""
    db.executescript(_TABLES.format(kept=kept, beginnings=_BEGINNINGS))
    end_loading(db)
    db.execute(f"PRAGMA user_version = {SCHEMA_HASH}")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_ours(db: Connection) -> bool:
    """Was it laid out by this version of the program?"""
    return bool(db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_HASH)


def is_loading(db: Connection) -> bool:
    """Is a first load under way? Said by the file itself, so that it is also true after a crash."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'case_by_due'").fetchone() is None


def began_loading(db: Connection, feed: str, coming: int) -> bool:
    """Before much comes in for the first time, in this feed and all others that were begun, the indexes go: built
    once at the end they cost a fraction. Never for less than what is here already, so that all feeds together
    cost twice at most.
    """
    here, others = db.execute(
        f"SELECT coalesce(sum(live_count), 0), coalesce(sum(coming) FILTER (WHERE {_NOT_READ} AND feed <> ?), 0) "  # noqa: S608 (our own words)
        "FROM feed",
        (feed,),
    ).fetchone()
    if coming + others < max(_BULK, here):
        return False
    _prepare_loading(db)
    for name in _INDEXES:
        db.execute(f"DROP INDEX {name}")
    db.execute("INSERT INTO words(words, rank) VALUES('automerge', 0)")
    db.execute("INSERT INTO words(words, rank) VALUES('crisismerge', 2000)")
    db.execute(f"INSERT INTO words(words, rank) VALUES('hashsize', {_LOADING_WORDS})")
    return True


def _prepare_loading(db: Connection) -> None:
    db.execute(f"PRAGMA cache_size = -{_LOADING_KIB}")
    db.execute(f"PRAGMA wal_autocheckpoint = {_LOADING_LOG}")


def is_more_to_come(db: Connection) -> bool:
    """Are there feeds that were begun and of which nothing was read yet?"""
    asked = f"SELECT 1 FROM feed WHERE {_NOT_READ}"  # noqa: S608 (our own words)
    return db.execute(asked).fetchone() is not None


def end_loading(db: Connection) -> None:
    db.execute("INSERT INTO words(words, rank) VALUES('automerge', 4)")
    db.execute("INSERT INTO words(words, rank) VALUES('crisismerge', 16)")
    db.execute(f"INSERT INTO words(words, rank) VALUES('hashsize', {_WORDS})")
    db.execute("INSERT INTO words(words) VALUES('optimize')")
    # Last, into the room that the merged words have left.
    for name, over in _INDEXES.items():
        db.execute(f"CREATE INDEX {name} ON {over}")
    db.execute(f"PRAGMA cache_size = -{_HELD_KIB}")
    db.execute(f"PRAGMA wal_autocheckpoint = {_LOG}")


def overwrite_words(db: Connection) -> None:
    """The search index only marks what was removed; merged into one, it holds no word of it any more."""
    db.execute("INSERT INTO words(words) VALUES('optimize')")


def prepare_writer(db: Connection) -> None:
    # What was removed is overwritten, not only unlinked: an erased case leaves nothing readable.
    db.execute("PRAGMA secure_delete = ON")
    db.execute(f"PRAGMA wal_autocheckpoint = {_LOG}")
    if is_loading(db):
        _prepare_loading(db)  # it was broken off, and goes on as it began


def read_a_little(db: Connection) -> None:
    """Enough to see a file that was cut off: its last page must be there."""
    db.execute("SELECT count(*) FROM feed").fetchone()
    db.execute("SELECT * FROM case_ ORDER BY n DESC LIMIT 1").fetchone()
    db.execute("SELECT n FROM body ORDER BY n DESC LIMIT 1").fetchone()


def check_thoroughly(db: Connection) -> None:
    said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise Corrupt(said, book="cache")
