"""An office made of a copy: what waits in it may long have been paid, in the life that was lost.

A key is the same in both lives, for it is made of the decision; but a provider forgets keys. So whatever was
approved before that day is looked for first, and sent only while its key is surely still known.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from refundtui.domain.legs.sending import brought_back
from refundtui.domain.legs.states import LegState
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import rows
from refundtui.office.payments.rows import LegEvent
from refundtui.office.payments.starting import BROUGHT_BACK, SAID_AGAIN_WITHIN
from refundtui.office.running_tables import NightRow
from refundtui.office.tables import SeriesRow

_CLAIMS_OF_A_COPY: Final = 1_000_000
"""More claims than one leg sees between a copy and the day it is brought back."""

_MAY_BE_OUT: Final = (LegState.QUEUED.value, LegState.SENDING.value, LegState.UNKNOWN.value)


def bring_back(connection: Connection, now: datetime) -> int:
    """Remember that it is a copy, and when; how many legs are to be looked for."""
    connection.execute(delete(SeriesRow).where(col(SeriesRow.name) == BROUGHT_BACK))
    connection.execute(insert(SeriesRow), [{"name": BROUGHT_BACK, "last": int(now.timestamp())}])
    connection.execute(
        update(LegRow).values(held_by="", held_until=None, fence=col(LegRow.fence) + _CLAIMS_OF_A_COPY)
    )
    connection.execute(update(NightRow).values(held_until=None))
    waiting = connection.execute(
        select(col(LegRow.id), col(LegRow.made_at)).where(col(LegRow.state).in_(_MAY_BE_OUT))
    ).all()
    for leg_id, made_at in waiting:
        kept = rows.one(connection, leg_id)
        if kept is not None:
            leg = brought_back(kept.leg, made_at)
            rows.save(connection, leg, now + SAID_AGAIN_WITHIN, LegEvent("brought_back", "office", {}), now)
    return len(waiting)
