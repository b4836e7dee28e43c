"""Taking a payment back before anything left: every leg of it, or none, under the lock of its case.

A worker claims a leg under the same lock: either it finds nothing to send, or what it sends is not taken back.
Whatever was taken back is paid by a new decision alone, and a new decision's legs have keys of their own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, update
from sqlmodel import col

from refundtui.domain.case import Case
from refundtui.domain.commands import WithdrawPayment
from refundtui.domain.decision import NotPossible
from refundtui.domain.findings import finding
from refundtui.domain.legs.leg import leg_id
from refundtui.domain.legs.payout import payout_of
from refundtui.domain.legs.sending import handed_over
from refundtui.domain.legs.states import LegState
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import claiming, rows, starting
from refundtui.office.payments.rows import KeptLeg, LegEvent
from refundtui.rulebooks.library import Library


def withdrawn(
    connection: Connection, after: Case, command: WithdrawPayment, actor: str, now: datetime
) -> Case:
    """The case, locked by whoever calls and judged already, with its legs as they are then.

    Raises `NotPossible`, with nothing changed, where a worker has one of them or another approval is meant.
    """
    kept = rows.of_case(connection, after.id)
    named = [one for one in kept if one.leg.id in command.payouts]
    if any(not _is_here(one) for one in named):
        raise NotPossible((finding("payment.claimed"),))
    if len(named) != len(set(command.payouts)) and not _are_to_be(connection, after, command):
        raise NotPossible((finding("payment.another"),))
    for one in named:
        leg = replace(one.leg, stage=LegState.WITHDRAWN)
        rows.save(connection, leg, None, LegEvent("withdrawn", actor, {"reason": command.reason}), now)
        # Whoever looked at it a moment ago holds an older number than this one.
        connection.execute(update(LegRow).where(col(LegRow.id) == leg.id).values(fence=one.fence + 1))
    shown = {payout.id: payout for payout in after.payouts}
    legs = [one.leg for one in rows.of_case(connection, after.id)]
    return replace(after, payouts=tuple(payout_of(leg, shown.get(leg.id), now) for leg in legs))


def held_back(
    connection: Connection,
    case: Case,
    command: WithdrawPayment,
    decided_at: datetime,
    library: Library,
    now: datetime,
) -> bool:
    """Whether it was said in a life of the office that was lost, of legs that the copy still had waiting; by
    somebody who may work on that case.

    Nobody can say any more which of the two was first there. So they are sent no more, and two people look.
    """
    came_back = starting.brought_back_at(connection)
    if came_back is None or decided_at >= came_back:
        return False

    def step(kept: KeptLeg) -> claiming.Stepped | None:
        is_hers = kept.leg.case_id == case.id
        if not is_hers or kept.leg.told or kept.leg.state is not LegState.UNKNOWN:
            return None
        return handed_over(kept.leg), None, LegEvent("taken_back_before_the_copy", "office", {})

    held = [claiming.change(connection, leg, step, library, now) for leg in sorted(set(command.payouts))]
    return any(leg is not None for leg in held)


def _is_here(one: KeptLeg) -> bool:
    """Nobody has it, and it is certain that nothing of it is out."""
    return one.leg.state is LegState.QUEUED and one.leg.posting.out_since is None and one.held_until is None


def _are_to_be(connection: Connection, case: Case, command: WithdrawPayment) -> bool:
    """Whether they are the legs that this case's approval would have been given, had somebody begun it."""
    granted = starting.granted_by(connection, case.id)
    approval = case.approval
    if granted is None or approval is None:
        return False
    quote = next((made.quote for made in case.quotes if made.number == approval.version), None)
    places = range(1, len(quote.legs) + 1) if quote is not None else range(0)
    return set(command.payouts) <= {leg_id(granted[0], place) for place in places}
