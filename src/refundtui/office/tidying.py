"""What an office does by itself once an hour: closed cases go to the archive, and what has served is forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from refundtui.office import deadlines, feeds, sign_in
from refundtui.office.archive import archive_closed
from refundtui.office.database import Database
from refundtui.office.tables import SeriesRow
from refundtui.rulebooks.library import Library

ARCHIVED_AFTER: Final = timedelta(days=14)
"""A closed case that nobody touched since leaves the team's feed."""

REMOVALS_KEPT: Final = timedelta(days=60)
"""A desk that was away for longer reads its feeds from the beginning."""

_SIGN_INS_KEPT: Final = timedelta(days=1)  # past their end, for whoever asks why
_TURN: Final = "tidied"


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many cases went to the archive, removals and sign-ins out of mind, and deadlines were said anew."""

    archived: int = 0
    removals: int = 0
    sign_ins: int = 0
    deadlines: int = 0


def tidy(database: Database, library: Library, now: datetime) -> Tidied | None:
    """Do it; None where it was done this hour, by this process or another."""
    if not database.write(lambda connection: _is_our_turn(connection, int(now.timestamp()) // 3600)):
        return None
    return Tidied(
        archive_closed(database, now - ARCHIVED_AFTER, library, now),
        feeds.purge_removals(database, now - REMOVALS_KEPT),
        sign_in.forget_expired(database, now - _SIGN_INS_KEPT),
        deadlines.look_once_more(database, library, now),
    )


def _is_our_turn(connection: Connection, hour: int) -> bool:
    """Of several processes one has it: whoever writes the hour down first."""
    known = connection.execute(
        select(col(SeriesRow.last)).where(col(SeriesRow.name) == _TURN).with_for_update()
    ).scalar_one_or_none()
    if known is None:
        connection.execute(insert(SeriesRow), [{"name": _TURN, "last": hour}])
        return True
    if known >= hour:
        return False
    connection.execute(update(SeriesRow).where(col(SeriesRow.name) == _TURN).values(last=hour))
    return True
