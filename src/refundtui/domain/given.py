"""What one person granted in a day, and what a brand's limits leave of that day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from refundtui.domain.actor import Limit, Role
from refundtui.domain.case import Case, CaseState
from refundtui.domain.findings import Fact, Finding
from refundtui.domain.legs.states import HOLDS_MONEY
from refundtui.domain.money import Money, total
from refundtui.domain.order import Order, TenderKind
from refundtui.domain.policy import Policy
from refundtui.domain.quote import Leg, LegKind, Quote
from refundtui.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Given:
    """One grant as it counts against its giver's day: all of it, what of it was goodwill, and which way it goes."""

    amount: Money
    goodwill: Money
    reason: Reason
    ways: tuple[tuple[str, Money], ...] = ()  # kind of payment and how much goes back that way

    def under(self, limit: Limit) -> Money:
        """How much of it a row of limits counts."""
        if limit.reasons and not {self.reason.value, self.reason.family.value} & set(limit.reasons):
            return self.amount.zero()
        if not limit.methods:
            return self.amount
        return total([amount for way, amount in self.ways if way in limit.methods], self.amount.currency)

    def goodwill_under(self, limit: Limit) -> Money:
        return min(self.goodwill, self.under(limit))


def given_by(quote: Quote, reason: Reason, order: Order | None) -> Given:
    """What granting this quote would give."""
    ways = tuple((way_of(leg, order), leg.amount) for leg in quote.legs)
    return Given(quote.total, quote.goodwill, reason, ways)


def way_of(leg: Leg, order: Order | None) -> str:
    """The kind of payment by which a part of a quote goes back, as limits name it."""
    if leg.kind is LegKind.CREDIT:
        return TenderKind.STORE_CREDIT.value
    payments = order.payments if order else ()
    paid = next((one for one in payments if one.id == leg.payment_id), None)
    if leg.kind is LegKind.OFFSET:
        return leg.kind.value
    # What no payment of the order has is an account that was named since.
    return TenderKind.BANK.value if paid is None else paid.kind.value


def above_day(role: Role, policy: Policy, now: Given, before: Sequence[Given]) -> Iterator[Finding]:
    """Why this is more than its giver's day has left: every row that counts it and knows a day."""
    for limit in policy.limits_of(role):
        if now.under(limit):
            counted = [one.under(limit) for one in before]
            yield from _above(
                limit, limit.per_day, now.under(limit), counted, "limit.day_exceeded", now.reason
            )
        if now.goodwill_under(limit):
            counted = [one.goodwill_under(limit) for one in before]
            most, more = limit.goodwill_per_day, now.goodwill_under(limit)
            yield from _above(limit, most, more, counted, "goodwill.day_exceeded", now.reason)


def _above(
    limit: Limit, most: Money | None, now: Money, before: Iterable[Money], code: str, reason: Reason
) -> Iterator[Finding]:
    if most is None or most.currency != now.currency:
        return
    given = total([one for one in before if one.currency == now.currency], now.currency)
    if given + now <= most:
        return
    narrowed: list[tuple[str, Fact]] = []
    if limit.methods:
        narrowed.append(("tenders", limit.methods))
    if limit.reasons:
        narrowed.append(("reason", reason.value))
    yield Finding(code, facts=(*narrowed, ("amount", now), ("given", given), ("limit", most)))


def has_days(policy: Policy) -> bool:
    """Whether anything at all is counted by the day."""
    return any(one.per_day is not None or one.goodwill_per_day is not None for one in policy.manners.limits)


def granted_now(before: Case | None, after: Case) -> Given | None:
    """What a change of the case granted; None where it granted nothing."""
    approval = after.approval
    if approval is None or approval.status != "granted" or _stands(before) == approval.version:
        return None
    made = next((one.quote for one in after.quotes if one.number == approval.version), None)
    return None if made is None else given_by(made, after.reason, after.order)


def taken_back(before: Case | None, after: Case) -> int | None:
    """The version whose grant a change ended before any money moved: it counts against nobody's day any more."""
    version = _stands(before)
    if before is None or version is None or version == _stands(after):
        return None
    moved = before.state not in _NOTHING_MOVED or any(one.state in HOLDS_MONEY for one in after.payouts)
    return None if moved else version


_NOTHING_MOVED: Final = frozenset({CaseState.APPROVED, CaseState.PAY_QUEUED, CaseState.PAY_FAILED})


def _stands(case: Case | None) -> int | None:
    """The version that is granted."""
    approval = case.approval if case else None
    return approval.version if approval is not None and approval.status == "granted" else None
