"""What providers say by themselves: written down first, each event once, then told to the leg it is about.

Whose it is may not be known yet: a delivery can be here before the answer to the request that caused it. It waits
and is looked at again whenever a leg hears its provider's name for the refund.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import msgspec
from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from refundtui.domain.legs.told import Report
from refundtui.domain.legs.waiting import next_look
from refundtui.office import refunds_elsewhere
from refundtui.office.database import Database
from refundtui.office.payment_tables import DeliveryRow
from refundtui.office.payments import claiming, rows
from refundtui.office.payments.rows import KeptLeg, LegEvent
from refundtui.office.ports import Heard
from refundtui.rulebooks.library import Library
from refundtui.wire.legs import ReportBody

ORPHANED_FOR: Final = timedelta(minutes=15)
"""How long a delivery may be nobody's before somebody is told."""

_OFFERED_FOR: Final = timedelta(days=3)
"""So long a delivery is offered again; later it is somebody's to look at, or was never of ours."""


@dataclass(frozen=True, slots=True)
class Orphan:
    """A delivery that no leg knows."""

    gateway: str
    event: str
    refund: str
    received_at: datetime


def hear(database: Database, gateway: str, heard: Sequence[Heard], library: Library, now: datetime) -> int:
    """Keep what was delivered and tell the legs; how much of it was new. Raises nothing for what is nobody's."""
    new = database.write(lambda connection: [one for one in heard if _keep(connection, gateway, one, now)])
    for one in heard:
        database.write(partial(_tell, gateway=gateway, heard=one, library=library, now=now))
    return len(new)


def look_again(database: Database, library: Library, now: datetime) -> int:
    """Deliveries that are nobody's, offered once more: whoever heard them may have been killed before they were
    told. How many found their leg.
    """
    with database.reading() as connection:
        waiting = connection.execute(
            select(
                col(DeliveryRow.gateway),
                col(DeliveryRow.event),
                col(DeliveryRow.reference),
                col(DeliveryRow.refund),
                col(DeliveryRow.body),
            ).where(col(DeliveryRow.leg_id) == "", col(DeliveryRow.received_at) > now - _OFFERED_FOR)
        ).all()
    found = 0
    for row in waiting:
        heard = Heard(row.event, row.reference, row.refund, report=_report(row.body))
        found += database.write(partial(_tell, gateway=row.gateway, heard=heard, library=library, now=now))
    return found


def orphans(connection: Connection, now: datetime) -> tuple[Orphan, ...]:
    """Deliveries that have been nobody's for too long, the oldest first."""
    found = connection.execute(
        select(
            col(DeliveryRow.gateway),
            col(DeliveryRow.event),
            col(DeliveryRow.refund),
            col(DeliveryRow.received_at),
        )
        .where(col(DeliveryRow.leg_id) == "", col(DeliveryRow.received_at) < now - ORPHANED_FOR)
        .order_by(col(DeliveryRow.received_at))
    )
    return tuple(Orphan(*row) for row in found)


_BODY: Final = msgspec.json.Decoder(ReportBody)
_SPELL: Final = msgspec.json.Encoder()


def _keep(connection: Connection, gateway: str, heard: Heard, now: datetime) -> bool:
    """Whether it is heard for the first time."""
    where = (col(DeliveryRow.gateway) == gateway, col(DeliveryRow.event) == heard.event)
    if connection.execute(select(col(DeliveryRow.event)).where(*where)).first() is not None:
        return False
    row = {
        "gateway": gateway,
        "event": heard.event,
        "received_at": now,
        "reference": heard.reference,
        "refund": heard.refund,
        "body": b"" if heard.report is None else _SPELL.encode(ReportBody.of(heard.report)),
        "leg_id": "",
    }
    connection.execute(insert(DeliveryRow), [row])
    return True


def _report(body: bytes) -> Report | None:
    return _BODY.decode(body).report() if body else None


def _tell(connection: Connection, *, gateway: str, heard: Heard, library: Library, now: datetime) -> bool:
    """Whether somebody's leg it is."""
    owner = _owner(connection, gateway, heard)
    if owner is None:
        if heard.refund and heard.report is not None:
            refunds_elsewhere.became(connection, gateway, heard.refund, heard.report.state)
        return False

    def step(kept: KeptLeg) -> claiming.Stepped | None:
        leg = kept.leg if heard.report is None else kept.leg.heard(heard.report)
        connection.execute(
            update(DeliveryRow)
            .where(col(DeliveryRow.gateway) == gateway, col(DeliveryRow.event) == heard.event)
            .values(leg_id=leg.id)
        )
        if leg == kept.leg and heard.report is not None:
            return None
        event = LegEvent("delivered", gateway, {"event": heard.event, "refund": heard.refund})
        # A hint is followed at once: the provider itself is asked what is true.
        return leg, now if heard.report is None else next_look(leg, now, 0.5), event

    claiming.change(connection, owner, step, library, now)
    return True


def _owner(connection: Connection, gateway: str, heard: Heard) -> str | None:
    """By our reference, which the provider carries; else by its own name for the refund."""
    if heard.reference:
        kept = rows.one(connection, heard.reference)
        if kept is not None and kept.leg.to.gateway == gateway:
            return kept.leg.id
    return rows.whose(connection, gateway, heard.refund) if heard.refund else None
