"""What was done to the office itself (packs, people, grants): numbered and chained like every other write."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update
from sqlmodel import col

from refundtui.office import audit, feeds
from refundtui.office.tables import Feed


def write_down(
    connection: Connection,
    feed: str,
    kind: str,
    about: str,
    *,
    by: str,
    now: datetime,
    version: int = 0,
    digest: str = "",
    changed: tuple[str, ...] = (),
) -> int:
    """Add a row to the chain of a feed that tells no cases; its number."""
    last, head = feeds.lock(connection, [feed], "")[feed]
    connection.execute(update(Feed).where(col(Feed.id) == feed).values(last_seq=last + 1))
    event = audit.Event(
        feed=feed,
        seq=last + 1,
        brand="",
        case_id=about,
        version=version,
        decision_version=0,
        kind=kind,
        actor=by,
        at=now,
        changed=changed,
        digest=digest,
    )
    audit.append(connection, {feed: head}, [event])
    return last + 1
