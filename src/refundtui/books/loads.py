"""Who holds how many of the open cases: two walks, each over an index that has all it needs."""

from __future__ import annotations

from datetime import datetime

from refundtui.books.case_columns import NOT_YET, instant, micros
from refundtui.books.cipher import Connection
from refundtui.casework.views import Load


def loads(db: Connection, now: datetime, soon: datetime) -> list[Load]:
    due = db.execute(
        "SELECT owner, count(*), sum(due_at < ?), sum(due_at >= ? AND due_at < ?), min(due_at) "
        "FROM case_ WHERE is_open = 1 GROUP BY owner",
        (micros(now), micros(now), micros(soon)),
    ).fetchall()
    received = dict(
        db.execute("SELECT owner, min(received_at) FROM case_ WHERE is_open = 1 GROUP BY owner").fetchall()
    )
    return [
        Load(
            owner,
            cases,
            late,
            near,
            instant(received[owner]),
            None if next_due >= NOT_YET else instant(next_due),
        )
        for owner, cases, late, near, next_due in due
        if owner in received  # a page may have come between the two
    ]
