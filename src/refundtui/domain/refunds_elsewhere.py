"""Refunds that a provider made of an order's payments and nobody here sent: what they gave is not there any more.

Somebody gave it back in the provider's own pages, or another program did. Which lines it was for, nobody told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from refundtui.domain.money import Money, total
from refundtui.domain.order import EarlierRefund, Order, Payment, RefundStatus

ELSEWHERE: Final = "elsewhere"
"""The kind of an earlier refund that only its provider tells of."""

_LISTED_WITHIN: Final = timedelta(days=3)
"""A list is read by night and looks a day or two back: what a shop dates before that is another refund."""


@dataclass(frozen=True, slots=True)
class RefundElsewhere:
    """A refund in a provider's list that no leg of ours is. `refund` is its name there, `gateway` the account,
    `payment_id` ours of the order; `seen_on` is the day (UTC) on which it was listed first.
    """

    gateway: str
    refund: str
    payment_id: str
    amount: Money
    seen_on: date
    status: RefundStatus = RefundStatus.DONE


def with_refunds_elsewhere(
    order: Order, found: Collection[RefundElsewhere], ours: Collection[str] = ()
) -> Order:
    """The order with these behind it, each as money that names no line: as much of it as the order does not tell
    itself. A shop that tells its refunds sooner or later tells of them too, and then they count once.

    `ours` are the references under which the order may tell what was paid here. In another currency than the
    order's nothing can be counted: it is left to the provider, which refuses what is not there.
    """
    if any(past.kind == ELSEWHERE for past in order.earlier):
        return order
    unnamed = _untold(order, found, ours)
    for payment in order.payments:
        its = [one for one in found if one.payment_id == payment.id and one.amount.currency == order.currency]
        if not its:
            continue
        its = sorted(its, key=lambda one: (one.seen_on, one.refund))
        covered = _told_of(payment, order, its, ours)
        taken = Money(0, order.currency)
        for one in its:
            if one.status is RefundStatus.FAILED:
                continue
            by_name = min(covered, one.amount)
            by_the_rest = min(unnamed, one.amount - by_name)
            covered, unnamed = covered - by_name, unnamed - by_the_rest
            left = one.amount - by_name - by_the_rest
            if left:
                taken += left
                order = order.after(_as_earlier(one, left))
        order = replace(order, payments=tuple(_less(one, payment.id, taken) for one in order.payments))
    return order


def _as_earlier(one: RefundElsewhere, left: Money) -> EarlierRefund:
    return EarlierRefund(
        f"{one.gateway}:{one.refund}",
        loose=left,
        tenders=((one.payment_id, left),),
        status=one.status,
        kind=ELSEWHERE,
        on=one.seen_on,
    )


def _told_of(payment: Payment, order: Order, its: list[RefundElsewhere], ours: Collection[str]) -> Money:
    """What the order itself tells that went back of this payment, and that may be one of these."""
    nothing = Money(0, order.currency)
    named = {
        past.id: total([amount for name, amount in past.tenders if name == payment.id], order.currency)
        for past in order.earlier
        if past.holds
    }
    recent = [named[past.id] for past in _recent(order, its[0].seen_on, ours) if past.tenders]
    told = total(recent, order.currency)
    if payment.refundable is None:
        return told
    # What the shop says is left tells of refunds as well, those that it does not list too.
    gone = payment.captured - payment.refundable
    return max(told, gone - (total(list(named.values()), order.currency) - told), nothing)


def _untold(order: Order, found: Collection[RefundElsewhere], ours: Collection[str]) -> Money:
    """Earlier refunds of which the order does not say from which payment they came: from any of them."""
    first = min((one.seen_on for one in found), default=date.max)
    rest = [past.amount(order.currency) for past in _recent(order, first, ours) if not past.tenders]
    return max(total(rest, order.currency), Money(0, order.currency))


def _recent(order: Order, first: date, ours: Collection[str]) -> Iterator[EarlierRefund]:
    for past in order.earlier:
        is_before = past.on is not None and past.on < first - _LISTED_WITHIN
        if past.holds and past.id not in ours and not is_before:
            yield past


def _less(payment: Payment, payment_id: str, taken: Money) -> Payment:
    """What its provider said was left, less what went since."""
    if payment.id != payment_id or payment.refundable is None:
        return payment
    return replace(payment, refundable=max(payment.refundable - taken, taken.zero()))
