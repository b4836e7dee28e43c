"""Approved money of other cases on the same order: not paid yet, and not there to be given again."""

from __future__ import annotations

from typing import Final

from refundtui.domain.calculator import as_earlier
from refundtui.domain.case import Case, CaseState
from refundtui.domain.legs.states import HOLDS_MONEY
from refundtui.domain.money import Currency, Money, total
from refundtui.domain.order import EarlierRefund, Order, RefundStatus
from refundtui.domain.refunds_elsewhere import with_refunds_elsewhere

_HELD: Final = frozenset(
    {
        CaseState.APPROVED,
        CaseState.PAY_QUEUED,
        CaseState.PAY_SUBMITTED,
        CaseState.PAY_UNKNOWN,
        CaseState.PAY_FAILED,  # the same attempt may be sent again
        CaseState.PAID,
        CaseState.NOTIFY,
    }
)


def reserved_by(case: Case) -> EarlierRefund | None:
    """What a case has been granted, as the next quote on its order will find it; `None` before and after."""
    approval = case.approval
    if not _holds(case) or approval is None or approval.status != "granted":
        return None
    granted = next((made.quote for made in case.quotes if made.number == approval.version), None)
    return None if granted is None else as_earlier(granted, case.reference, RefundStatus.PENDING)


def _holds(case: Case) -> bool:
    """A case that is over holds what it paid: its order learns of the refund from its shop, some day."""
    if case.state in _HELD:
        return True
    return any(payout.state in HOLDS_MONEY for payout in case.payouts)


def order_as_refunded(case: Case, order: Order) -> Order:
    """The order with what others gave back of its payments behind it, as far as it does not tell that itself."""
    if not case.elsewhere:
        return order
    ours = {case.reference, *(claim.reference for claim in case.related)}
    return with_refunds_elsewhere(order, case.elsewhere, ours)


def order_with_reservations(case: Case, order: Order) -> Order:
    """The same with what its other cases were granted, but for what it already knows as refunded."""
    order = order_as_refunded(case, order)
    known = {past.id for past in order.earlier}
    for claim in case.related:
        held = claim.reserved
        if held is not None and held.id not in known and held.currency in {None, order.currency}:
            order = order.after(held)
    return order


def decided_elsewhere(case: Case, actor_id: str, of: Currency) -> Money:
    """What one person granted on other cases of this order: an order in two cases is decided as one."""
    mine = (claim.reserved for claim in case.related if claim.decided_by == actor_id)
    return total([held.amount(of) for held in mine if held is not None], of)
