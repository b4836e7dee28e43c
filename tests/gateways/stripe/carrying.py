"""A leg and a worker's next step with it, by the product's own rules, against whatever stands for Stripe."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from refundtui.domain.legs.leg import Destination, RefundLeg, leg_id
from refundtui.domain.legs.sending import Act, after_lookup, after_sending, handed_over, next_act, taken
from refundtui.domain.money import money
from refundtui.gateways.stripe.account import StripeAccount
from refundtui.office.ports import Sending

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def a_leg(payment: str, text: str, code: str = "EUR") -> RefundLeg:
    decision = str(uuid4())
    to = Destination("stripe", "payment-1", reference=payment, method="card")
    return RefundLeg(leg_id(decision, 1), "case-1", "lindenhof", decision, 1, money(text, code), to)


def sending_of(leg: RefundLeg) -> Sending:
    return Sending(leg.key, leg.id, leg.to, leg.amount, leg.way, case_reference="RF-0000002")


def carried(leg: RefundLeg, stripe: StripeAccount, now: datetime = NOON) -> RefundLeg:
    """The leg after one step of a worker."""
    match next_act(leg, stripe.memory, now):
        case Act.SEND:
            first = leg.posting.out_since is None
            outcome = stripe.send(sending_of(leg))
            return after_sending(taken(leg, now), outcome, first=first)
        case Act.LOOK_UP:
            return after_lookup(leg, stripe.look_up(sending_of(leg)), stripe.memory, now)
        case Act.HAND_OVER:
            return handed_over(leg)
        case Act.NOTHING:
            return leg
