"""Refunds that a provider made of an order's payments and nobody here sent: what they gave is not there any more.

Somebody gave it back in the provider's own pages, or another program did. Which lines it was for, nobody told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from refundtui.domain.money import Currency, Money, total
from refundtui.domain.order import EarlierRefund, Order, Payment, RefundStatus

ELSEWHERE: Final = "elsewhere"
"""The kind of an earlier refund that only its provider tells of."""

_TOLD_WITHIN: Final = timedelta(days=3)
"""A shop and a provider may date the same refund so far apart: what a shop dates before that is another one."""


@dataclass(frozen=True, slots=True)
class RefundElsewhere:
    """A refund in a provider's list that no leg of ours is. `refund` is its name there, `gateway` the account,
    `payment_id` ours of the order; `made_on` is the provider's own day (UTC), None where it tells none.
    """

    gateway: str
    refund: str
    payment_id: str
    amount: Money
    made_on: date | None = None
    status: RefundStatus = RefundStatus.DONE

    @property
    def name(self) -> str:
        """What it is called among an order's earlier refunds."""
        return f"{self.gateway}:{self.refund}"


def with_refunds_elsewhere(
    order: Order, found: Collection[RefundElsewhere], ours: Collection[str] = ()
) -> Order:
    """The order with these behind it, each as money that names no line: as much of it as the order does not tell
    itself. A shop that tells its refunds sooner or later tells of them too, and then they count once.

    `ours` are the references under which the order may tell what was paid here. In another currency than the
    order's nothing can be counted: it is left to the provider, which refuses what is not there.
    """
    names = {one.name for one in found}
    if any(past.kind == ELSEWHERE and past.id in names for past in order.earlier):
        return order
    of = order.currency
    gone = [one for one in found if one.status is not RefundStatus.FAILED and one.amount.currency == of]
    earlier = [past for past in order.earlier if past.holds and past.id not in ours]
    unnamed = _told([past.amount(of) for past in _since(gone, earlier) if not past.tenders], of)
    for payment in order.payments:
        its = sorted(
            (one for one in gone if one.payment_id == payment.id),
            key=lambda one: (one.made_on or date.min, one.refund),
        )
        if not its:
            continue
        covered = _told(
            [amount for past in _since(its, earlier) for name, amount in past.tenders if name == payment.id],
            of,
        )
        for one in its:
            by_name = min(covered, one.amount)
            by_the_rest = min(unnamed, one.amount - by_name)
            covered, unnamed = covered - by_name, unnamed - by_the_rest
            left = one.amount - by_name - by_the_rest
            if left:
                order = order.after(_as_earlier(one, left))
        most = payment.captured - total([one.amount for one in its], of)
        order = replace(order, payments=tuple(_at_most(one, payment.id, most) for one in order.payments))
    return order


def _as_earlier(one: RefundElsewhere, left: Money) -> EarlierRefund:
    return EarlierRefund(
        one.name,
        loose=left,
        tenders=((one.payment_id, left),),
        status=one.status,
        kind=ELSEWHERE,
        on=one.made_on,
    )


def _since(found: Sequence[RefundElsewhere], earlier: Iterable[EarlierRefund]) -> Iterator[EarlierRefund]:
    """Those of the order's own refunds that may be one of these: not what the shop dates long before them."""
    days = [one.made_on for one in found]
    first = None if None in days else min((day for day in days if day is not None), default=None)
    for past in earlier:
        if first is None or past.on is None or past.on >= first - _TOLD_WITHIN:
            yield past


def _told(amounts: Sequence[Money], of: Currency) -> Money:
    return max(total(amounts, of), Money(0, of))


def _at_most(payment: Payment, payment_id: str, most: Money) -> Payment:
    """What its provider said was left is never more than what these leave of it."""
    if payment.id != payment_id or payment.refundable is None:
        return payment
    return replace(payment, refundable=max(min(payment.refundable, most), most.zero()))
