"""The payment as its provider knows it, looked at before a byte that moves money.

What cannot be paid is refused here, and an amount is spelled as the provider spelled what it captured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from refundtui.domain.legs.leg import RefundLeg, Trouble
from refundtui.domain.legs.planning import (
    Capabilities,
    NotPayable,
    Wanted,
    by_the_order,
    plan,
    unexplained,
)
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Refused, Unanswered
from refundtui.domain.money import Money
from refundtui.office.payments.claiming import Claimed
from refundtui.office.payments.sold_lines import sold_lines
from refundtui.office.ports import RefundGateway, Sending


@dataclass(frozen=True, slots=True)
class PaidElsewhere:
    """So much went back of the payment that nobody here knows of: it may be what was paid instead of this."""

    amount: Money


def looked_at(
    gateway: RefundGateway,
    claimed: Claimed,
    others: Callable[[RefundLeg, str], Iterable[RefundLeg]],
    today: date,
    *,
    first: bool,
    of_a_copy: bool = False,
) -> Sending | Refused | Unanswered | PaidElsewhere:
    """What is sent, or why nothing is. When it may be out already nothing is refused: what is missing there may be
    this very refund. `others` tells what else gives back of an order. Raises `GatewayAway`.

    `of_a_copy`: this office never sent it, and was made of a copy since it was approved. Then it may have been
    taken back in the life that was lost, and another paid.
    """
    leg, order = claimed.leg, claimed.case.order
    payment = next((one for one in order.payments if one.id == leg.to.payment_id), None) if order else None
    if payment is None or order is None:
        # Store credit goes back on no payment. A payment that the order no longer has is not guessed at.
        return sending_of(claimed) if not leg.to.payment_id else _not_there(first=first)
    there, number = by_the_order(payment), payment.captured_as
    if gateway.able(leg.to).tells_payments:
        known = gateway.payment(leg.to, leg.amount.currency)
        if known is None:
            return _not_there(first=first)
        there, number = known.as_ordered(payment.captured), known.captured_as
        if of_a_copy and (more := unexplained(payment, there, others(leg, order.id.strip()))):
            return PaidElsewhere(more)
    spelled = replace(sending_of(claimed), captured=_spelled(there.captured, number))
    if not first:
        return spelled
    wanted = Wanted(payment.id, leg.amount, payment.captured, has_lines=bool(spelled.lines))
    planned = plan(wanted, there, gateway.able(leg.to), others(leg, order.id.strip()), today)
    if not isinstance(planned, tuple):
        return replace(spelled, way=planned.way)
    against: NotPayable = planned[0]
    return Refused(against.refusal)


def _not_there(*, first: bool) -> Refused | Unanswered:
    return Refused(Refusal.NOT_FOUND) if first else Unanswered(Trouble.NOT_SENT)


def sending_of(claimed: Claimed) -> Sending:
    """What a provider is told of this attempt; the same words for every try and for every lookup."""
    leg = claimed.leg
    return Sending(
        leg.key,
        leg.id,
        leg.to,
        leg.amount,
        leg.way,
        case_reference=claimed.case.reference,
        lines=sold_lines(claimed.case, leg),
    )


def is_the_accounts(refusal: Refusal, able: Capabilities) -> bool:
    """Whether every leg of the account would meet the same. A number that the order brought along, and not the
    provider, is wrong for its own payment alone.
    """
    is_the_orders = refusal is Refusal.EXPONENT_MISMATCH and not able.tells_payments
    return refusal.stops_account and not is_the_orders


def _spelled(captured: Money, number: int | None) -> tuple[Money, int] | None:
    """An amount with the provider's own number for it; None where nothing was taken, or nobody knows the number."""
    return (captured, number) if captured and number is not None else None
