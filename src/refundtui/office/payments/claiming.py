"""A leg is one worker's at a time: claimed before a byte leaves, settled only while the claim stands.

Claim and answer are written with the case in one transaction, the case locked first. A worker that dies leaves a
leg that says it is being sent; once its time is over the next one finds it, under the same key.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy import Connection, or_, select, update
from sqlmodel import col

from refundtui.domain.case import Case
from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.payout import payout_of
from refundtui.domain.legs.sending import handed_over
from refundtui.domain.paying_out import OFFICE, PAYMENT, with_payouts
from refundtui.office import cases
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import rows
from refundtui.office.payments.rows import KeptLeg, LegEvent
from refundtui.rulebooks.library import Library

HELD_FOR: Final = timedelta(seconds=90)
"""How long a claim stands: longer than any provider is waited for."""


Stepped: TypeAlias = tuple[RefundLeg, datetime | None, LegEvent]
"""A leg after something, when it is looked at next, and what is written in its history."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A leg that is this worker's until then, with the case it pays for."""

    leg: RefundLeg
    case: Case
    fence: int
    until: datetime


def due(connection: Connection, gateways: Collection[str], now: datetime, most: int) -> tuple[str, ...]:
    """Ids of legs that want to be looked at and that nobody holds, the longest waiting first."""
    if not gateways:
        return ()
    asked = (
        select(col(LegRow.id))
        .where(
            col(LegRow.due_at) <= now,
            col(LegRow.gateway).in_(tuple(gateways)),
            or_(col(LegRow.held_until).is_(None), col(LegRow.held_until) < now),
        )
        .order_by(col(LegRow.due_at), col(LegRow.id))
        .limit(most)
    )
    return tuple(connection.execute(asked).scalars())


def claim(
    connection: Connection,
    leg_id: str,
    worker: str,
    step: Callable[[RefundLeg], tuple[RefundLeg, LegEvent]],
    library: Library,
    now: datetime,
    held_for: timedelta = HELD_FOR,
) -> Claimed | None:
    """The leg as `step` makes it, held by this worker for so long; None when another was faster."""
    locked = _locked(connection, leg_id)
    if locked is None:
        return None
    kept, found = locked
    until = now + held_for
    taken = connection.execute(
        update(LegRow)
        .where(
            col(LegRow.id) == leg_id,
            col(LegRow.fence) == found.fence,
            col(LegRow.due_at) <= now,
            or_(col(LegRow.held_until).is_(None), col(LegRow.held_until) < now),
        )
        .values(fence=found.fence + 1, held_by=worker, held_until=until)
    ).rowcount
    if not taken:
        return None
    leg, event = step(found.leg)
    rows.save(connection, leg, until, event, now)
    case = _told(connection, kept, leg, library, now)
    return Claimed(leg, case, found.fence + 1, until)


def settle(
    connection: Connection,
    claimed: Claimed,
    step: Callable[[RefundLeg], Stepped],
    library: Library,
    now: datetime,
) -> RefundLeg | None:
    """What was found out, on the leg as it is now: a delivery may have come between. None when the claim is
    over: whoever holds it now will read the same.
    """
    leg = note(connection, claimed, step, library, now)
    if leg is not None:
        connection.execute(update(LegRow).where(col(LegRow.id) == leg.id).values(held_by="", held_until=None))
    return leg


def note(
    connection: Connection,
    claimed: Claimed,
    step: Callable[[RefundLeg], Stepped],
    library: Library,
    now: datetime,
) -> RefundLeg | None:
    """The same, and the leg stays this worker's."""
    locked = _locked(connection, claimed.leg.id)
    if locked is None or locked[1].fence != claimed.fence:
        return None
    kept, found = locked
    leg, due_at, event = _its_own(connection, found.leg, step(found.leg))
    rows.save(connection, leg, due_at, event, now)
    _told(connection, kept, leg, library, now)
    return leg


def change(
    connection: Connection,
    leg_id: str,
    step: Callable[[KeptLeg], Stepped | None],
    library: Library,
    now: datetime,
) -> RefundLeg | None:
    """Something said of a leg from elsewhere: a delivery, a statement, two people. The claim is not touched."""
    locked = _locked(connection, leg_id)
    if locked is None:
        return None
    kept, found = locked
    stepped = step(found)
    if stepped is None:
        return None
    leg, due_at, event = _its_own(connection, found.leg, stepped)
    rows.save(connection, leg, due_at, event, now)
    _told(connection, kept, leg, library, now)
    return leg


def _locked(connection: Connection, leg_id: str) -> tuple[cases.Held, KeptLeg] | None:
    """A leg and its case, the case locked first as every writer of legs does it: whose leg it is never changes, what
    it is may have until the lock was ours.
    """
    case_id = rows.case_of(connection, leg_id)
    kept = None if case_id is None else cases.load(connection, case_id)
    found = None if kept is None else rows.one(connection, leg_id)
    return None if kept is None or found is None else (kept, found)


def _its_own(connection: Connection, before: RefundLeg, stepped: Stepped) -> Stepped:
    """The step, unless a provider calls another leg's refund this one's: then it is two people's."""
    after = stepped[0]
    for reference in sorted(after.told.references - before.told.references):
        owner = rows.whose(connection, after.to.gateway, reference)
        if owner is not None and owner != after.id:
            event = LegEvent("refund_of_another", stepped[2].actor, {"refund": reference, "of": owner})
            return replace(handed_over(after), told=before.told), None, event
    return stepped


def _told(connection: Connection, kept: cases.Held, leg: RefundLeg, library: Library, now: datetime) -> Case:
    """The case told of its legs; what it told already is not said again."""
    shown = {payout.id: payout for payout in kept.case.payouts}
    legs = [leg if one.leg.id == leg.id else one.leg for one in rows.of_case(connection, leg.case_id)]
    after = with_payouts(kept.case, [payout_of(one, shown.get(one.id), now) for one in legs], now)
    if after is kept.case:
        return after
    told = cases.Change(kept, after, PAYMENT, OFFICE, leg.decision_id)
    if after.state is kept.case.state:
        cases.write(connection, [told], library, now)
    else:
        cases.write(connection, cases.with_relations(connection, told), library, now)
    return after
