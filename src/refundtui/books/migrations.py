"""How the outbox became what it is, step by step; a step is never changed once it was given to anybody.

A step adds. It never drops a table, a column or a row: what an agent said stays said.
"""

from __future__ import annotations

from typing import Final

from refundtui.books.cipher import Connection
from refundtui.books.trouble import Newer

STEPS: Final = (
    """
    CREATE TABLE entry(
        position INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given twice, so the order of our words is kept
        id TEXT NOT NULL UNIQUE,
        case_id TEXT NOT NULL,
        reference TEXT NOT NULL,
        state TEXT NOT NULL,
        submission BLOB NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0
    );
    CREATE TABLE draft(key TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    ALTER TABLE entry ADD COLUMN findings BLOB;
    ALTER TABLE entry ADD COLUMN visible_at INTEGER;
    ALTER TABLE entry ADD COLUMN current BLOB;
    CREATE INDEX entry_by_case ON entry(case_id, position);
    """,
    """
    ALTER TABLE entry ADD COLUMN visible_in TEXT NOT NULL DEFAULT '';   -- '': of an office of one feed
    CREATE TABLE remembered(                 -- accepted and seen: asked about again after a backup came back
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        case_id TEXT NOT NULL,
        reference TEXT NOT NULL,
        submission BLOB NOT NULL,
        visible_in TEXT NOT NULL,
        visible_at INTEGER,
        attempts INTEGER NOT NULL,
        decided_at INTEGER NOT NULL          -- microseconds since 1970
    );
    """,
    """
    ALTER TABLE entry ADD COLUMN lease INTEGER;   -- the epoch it was made under; nothing of what was said
    """,
)


def migrate(db: Connection) -> None:
    """Bring the outbox to the newest step, each in its own transaction. Raises `Newer`."""
    number = db.execute("PRAGMA user_version").fetchone()[0]
    if number > len(STEPS):
        raise Newer(f"step {number}, known are {len(STEPS)}", book="outbox", step=number, known=len(STEPS))
    for next_number, step in enumerate(STEPS[number:], number + 1):
        # `executescript` would commit first of all, so the step brings its transaction along.
        db.executescript(f"BEGIN IMMEDIATE; {step}; PRAGMA user_version = {next_number}; COMMIT;")


def check_step(db: Connection) -> None:
    """For who only reads: another version's outbox is not read wrongly. Raises `Newer`."""
    number = db.execute("PRAGMA user_version").fetchone()[0]
    if number != len(STEPS):
        raise Newer(f"step {number}, known are {len(STEPS)}", book="outbox", step=number, known=len(STEPS))
