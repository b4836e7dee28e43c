"""How fast an account is asked, by all workers of all processes together; and when it is left alone.

The ceiling is kept in the database, not divided among processes: nobody knows how many of them there are, and one
that stands still would keep its share. It is a bucket that leaks: a step is let through when everything before it
would have been asked by now at the ceiling, so nothing is saved up for a burst.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from refundtui.domain.legs.planning import Capabilities
from refundtui.domain.legs.sending import Act
from refundtui.office.running_tables import PaceRow

_REQUESTS: Final[Mapping[Act, int]] = {
    Act.SEND: 4,  # of PayPal's: its token, the capture, its order, the refund
    Act.LOOK_UP: 3,
    Act.NOTHING: 2,  # the refund is asked for
    Act.HAND_OVER: 0,
}


def requests_of(act: Act, able: Capabilities) -> int:
    """How many requests a step makes at most."""
    return 1 if act is Act.SEND and not able.tells_payments else _REQUESTS[act]


def resting(connection: Connection, now: datetime) -> Mapping[str, datetime]:
    """The accounts that are left alone now, and until when (UTC)."""
    found = connection.execute(
        select(col(PaceRow.gateway), col(PaceRow.rests_until)).where(col(PaceRow.rests_until) > now)
    )
    return {row.gateway: row.rests_until for row in found}


def paced(connection: Connection, now: datetime) -> set[str]:
    """The accounts that have been asked as much as they may be until now."""
    return set(connection.execute(select(col(PaceRow.gateway)).where(col(PaceRow.free_at) > now)).scalars())


def rest(connection: Connection, gateway: str, until: datetime, now: datetime) -> None:
    """Nobody asks it before that time; an earlier word for a longer rest stands."""
    known = _locked(connection, gateway)
    if known is None:
        connection.execute(insert(PaceRow), [{"gateway": gateway, "free_at": now, "rests_until": until}])
    elif known[1] is None or known[1] < until:
        _change(connection, gateway, rests_until=until)


def take(
    connection: Connection, gateway: str, requests: int, per_second: float | None, now: datetime
) -> bool:
    """Whether so many requests may be made now; then they are counted. `per_second` None: without a ceiling.

    Called in the transaction of a claim, before anything else of it is locked.
    """
    known = _locked(connection, gateway)
    if known is not None and known[1] is not None and now < known[1]:
        return False
    if per_second is None:
        return True
    free_at = now + timedelta(seconds=requests / per_second)
    if known is None:
        connection.execute(insert(PaceRow), [{"gateway": gateway, "free_at": free_at, "rests_until": None}])
        return True
    if now < known[0]:
        return False
    _change(connection, gateway, free_at=free_at)
    return True


def _locked(connection: Connection, gateway: str) -> tuple[datetime, datetime | None] | None:
    row = connection.execute(
        select(col(PaceRow.free_at), col(PaceRow.rests_until))
        .where(col(PaceRow.gateway) == gateway)
        .with_for_update()
    ).one_or_none()
    return None if row is None else (row.free_at, row.rests_until)


def _change(connection: Connection, gateway: str, **changed: datetime) -> None:
    connection.execute(update(PaceRow).where(col(PaceRow.gateway) == gateway).values(**changed))
