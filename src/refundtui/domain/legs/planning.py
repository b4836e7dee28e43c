"""What can be done with one payment: give back, release, or take less; and why not, before anybody is asked.

A refund of money that was never taken is an error at every provider: an authorisation is released in whole, or
less of it is captured. Original method first; another tender is a plan of its own with its own guards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from refundtui.domain.legs.leg import RefundLeg, Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import MOVED_NOTHING, LegState
from refundtui.domain.money import Money, total
from refundtui.domain.order import Payment


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do with a payment of one method.

    `window_days` counts whole days after the capture; on its last day a refund still goes. `most_refunds` is
    the number of refunds one payment takes. `needs_lines` says that a part of it is refused without its lines.
    `tells_payments`: it can be asked for a payment; else what the order recorded of it is all there is.
    """

    partial: bool = True
    most_refunds: int | None = None
    window_days: int | None = None
    needs_lines: bool = False
    refundable_in_inquiry: bool = True
    tells_payments: bool = True


class DisputeStage(StrEnum):
    NONE = "none"
    INQUIRY = "inquiry"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class PaymentThere:
    """A payment as its provider knows it now; amounts are ours, translated by the provider's own spelling.

    `captured` is zero while the money is only authorised.
    """

    authorised: Money
    captured: Money
    refunded: Money
    captured_on: date | None = None
    dispute: DisputeStage = DisputeStage.NONE
    refunds: int = 0

    @property
    def refundable(self) -> Money:
        return self.captured - self.refunded


def by_the_order(payment: Payment) -> PaymentThere:
    """A payment whose provider cannot be asked: what was taken, less what may not go back any more."""
    left = payment.captured if payment.refundable is None else payment.refundable
    return PaymentThere(payment.captured, payment.captured, payment.captured - left)


def unexplained(payment: Payment, there: PaymentThere, legs: Iterable[RefundLeg]) -> Money:
    """What went back of a payment that neither the order nor a leg of ours tells of.

    In an office made of a copy it may be what was paid instead, in the life that was lost.
    """
    ours = [leg.amount for leg in legs if leg.to.payment_id == payment.id and leg.told.references]
    nothing = there.refunded.zero()
    known = by_the_order(payment).refunded + total(ours, there.refunded.currency)
    return max(there.refunded - known, nothing)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to go back on one payment of the order."""

    payment_id: str
    amount: Money
    captured: Money  # by the order: held against what the provider says
    has_lines: bool = False


@dataclass(frozen=True, slots=True)
class NotPayable:
    """Why it cannot go this way; `most` is what could, where an amount is the trouble."""

    refusal: Refusal
    most: Money | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    way: Way
    amount: Money


def plan(
    wanted: Wanted,
    there: PaymentThere,
    able: Capabilities,
    legs: Iterable[RefundLeg],
    today: date,
) -> Planned | tuple[NotPayable, ...]:
    """How this amount goes back on this payment, or every reason why it cannot.

    `legs` are all of the payment's, of whatever case: what they hold is not there to be given again, whether
    or not the provider has heard of it.
    """
    own = tuple(leg for leg in legs if leg.to.payment_id == wanted.payment_id)
    if wanted.amount.currency != there.authorised.currency:
        return (NotPayable(Refusal.CURRENCY),)
    if wanted.amount.minor <= 0:
        return (NotPayable(Refusal.AMOUNT_TOO_SMALL),)
    if not there.captured:
        return _of_uncaptured(wanted, there, own)
    against = tuple(_against(wanted, there, able, own, today))
    return against or Planned(Way.REFUND, wanted.amount)


def _of_uncaptured(
    wanted: Wanted, there: PaymentThere, legs: tuple[RefundLeg, ...]
) -> Planned | tuple[NotPayable, ...]:
    left = there.authorised - _not_yet_there(there, legs)
    if wanted.amount > left:
        return (NotPayable(Refusal.AMOUNT_EXCEEDS, left),)
    way = Way.VOID if wanted.amount == there.authorised else Way.CAPTURE_LESS
    return Planned(way, wanted.amount)


def _against(
    wanted: Wanted, there: PaymentThere, able: Capabilities, legs: tuple[RefundLeg, ...], today: date
) -> Iterator[NotPayable]:
    if wanted.captured != there.captured:
        # By a hundred it is the decimals, by anything else another payment: neither is paid.
        yield NotPayable(Refusal.EXPONENT_MISMATCH, there.captured)
    if there.dispute is DisputeStage.OPEN or (
        there.dispute is DisputeStage.INQUIRY and not able.refundable_in_inquiry
    ):
        yield NotPayable(Refusal.DISPUTED)
    left = there.refundable - _not_yet_there(there, legs)
    if not left:
        yield NotPayable(Refusal.ALREADY_REFUNDED, left)
    elif wanted.amount > left:
        yield NotPayable(Refusal.AMOUNT_EXCEEDS, left)
    is_part = wanted.amount != there.captured
    if is_part and not able.partial:
        yield NotPayable(Refusal.PARTIAL_NOT_ALLOWED, there.captured)
    if is_part and able.needs_lines and not wanted.has_lines:
        yield NotPayable(Refusal.LINES_MISSING)
    if able.most_refunds is not None and _number_made(there, legs) >= able.most_refunds:
        yield NotPayable(Refusal.TOO_MANY)
    if able.window_days is not None and there.captured_on is not None:
        until = there.captured_on + timedelta(days=able.window_days)
        if today > until:
            yield NotPayable(Refusal.TOO_LATE, until=until)


def _not_yet_there(there: PaymentThere, legs: tuple[RefundLeg, ...]) -> Money:
    """What our legs hold beyond what the provider has already taken off.

    It counts a refund from the moment it knows it, we from the moment it was approved: what it has not heard of
    is held in full. What it knows counts once, on whichever side the sum is larger.
    """
    unheard = [leg.holds for leg in legs if not leg.told.references]
    heard = total([leg.holds for leg in legs if leg.told.references], there.captured.currency)
    missing = max(heard - there.refunded, heard.zero())
    return total([*unheard, missing], there.captured.currency)


def _number_made(there: PaymentThere, legs: tuple[RefundLeg, ...]) -> int:
    nothing = MOVED_NOTHING | {LegState.FAILED}
    return max(there.refunds, sum(leg.state not in nothing for leg in legs))
