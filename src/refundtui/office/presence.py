"""Where everybody is: said again and again, kept for a minute, and never more than a hint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlmodel import col

from refundtui.domain.availability import Availability
from refundtui.office.database import Database
from refundtui.office.tables import CaseRow, PersonRow, PresenceRow, SeriesRow

SILENCE: Final = timedelta(seconds=60)
"""Who has said nothing for so long is not there."""

_COUNTER: Final = "presence"


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at work: on which case (empty: on none), doing what, and since when."""

    person: str
    name: str
    case_id: str
    brand: str
    doing: str
    availability: str
    since: datetime


def say(
    database: Database,
    person_id: str,
    now: datetime,
    *,
    case_id: str = "",
    doing: str = "viewing",
    availability: Availability | None = None,
) -> bool:
    """I am here. True when that is news to the others. What is not said of availability stays as it was."""

    def work(connection: Connection) -> bool:
        before = connection.execute(
            select(
                col(PresenceRow.case_id),
                col(PresenceRow.doing),
                col(PresenceRow.availability),
                col(PresenceRow.heard_at),
            ).where(col(PresenceRow.person) == person_id)
        ).one_or_none()
        now_is = availability or _as_before(None if before is None else before.availability)
        is_same = (
            before is not None
            and (before.case_id, before.doing, before.availability) == (case_id, doing, now_is)
            and before.heard_at > now - SILENCE
        )
        if is_same:
            connection.execute(
                update(PresenceRow).where(col(PresenceRow.person) == person_id).values(heard_at=now)
            )
            return False
        brand = connection.execute(
            select(col(CaseRow.brand)).where(col(CaseRow.id) == case_id)
        ).scalar_one_or_none()
        connection.execute(delete(PresenceRow).where(col(PresenceRow.person) == person_id))
        connection.execute(
            insert(PresenceRow),
            [
                {
                    "person": person_id,
                    "case_id": case_id if brand else "",
                    "brand": brand or "",
                    "doing": doing,
                    "availability": now_is.value,
                    "since": now,
                    "heard_at": now,
                }
            ],
        )
        changed(connection)
        return True

    return database.write(work)


def availability_of(connection: Connection, person_id: str) -> Availability:
    """As it was said last, however long ago: a desk that fell silent ended nobody's break."""
    said = connection.execute(
        select(col(PresenceRow.availability)).where(col(PresenceRow.person) == person_id)
    ).scalar_one_or_none()
    return _as_before(said)


def _as_before(said: str | None) -> Availability:
    """Who went home and is seen again has come back to work."""
    return Availability.AVAILABLE if said in {None, Availability.OFFLINE} else Availability(said)


def present(
    database: Database, brands: Iterable[str] | None, now: datetime, *, me: str = ""
) -> tuple[Present, ...]:
    """Everybody who was heard lately, on cases of these brands (None: all); oneself however long ago."""
    named = None if brands is None else frozenset(brands)
    with database.reading() as connection:
        rows = connection.execute(
            select(
                col(PresenceRow.person),
                col(PersonRow.name),
                col(PresenceRow.case_id),
                col(PresenceRow.brand),
                col(PresenceRow.doing),
                col(PresenceRow.availability),
                col(PresenceRow.since),
            )
            .join(PersonRow, col(PersonRow.id) == col(PresenceRow.person))
            .where(or_(col(PresenceRow.heard_at) > now - SILENCE, col(PresenceRow.person) == me))
            .order_by(col(PresenceRow.person))
        ).all()
    told = (Present(*row) for row in rows)
    return tuple(one for one in told if named is None or not one.brand or one.brand in named)


def number(database: Database) -> int:
    """Grows with everything that would be told anew: whoever serves others asks this, four times a second."""
    with database.reading() as connection:
        asked = select(col(SeriesRow.last)).where(col(SeriesRow.name) == _COUNTER)
        return connection.execute(asked).scalar_one_or_none() or 0


def changed(connection: Connection) -> None:
    """The last thing in a transaction: the counter's row is everybody's."""
    grown = connection.execute(
        update(SeriesRow).where(col(SeriesRow.name) == _COUNTER).values(last=col(SeriesRow.last) + 1)
    )
    if not grown.rowcount:
        connection.execute(insert(SeriesRow), [{"name": _COUNTER, "last": 1}])
