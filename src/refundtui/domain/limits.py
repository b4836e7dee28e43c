"""What one person may decide alone, and what takes a second one whatever the amount."""

from __future__ import annotations

from collections.abc import Iterator

from refundtui.domain.actor import Actor, Limit
from refundtui.domain.case import Case
from refundtui.domain.determination import Determination
from refundtui.domain.findings import Finding, finding
from refundtui.domain.given import way_of
from refundtui.domain.order import Order
from refundtui.domain.permissions import ceiling
from refundtui.domain.quote import Quote
from refundtui.domain.rulebook import Rulebook


def own_limit(actor: Actor, case: Case, quote: Quote, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Why this amount is more than the actor decides alone: entitlement and goodwill apart."""
    above = (above_goodwill_limit, _above_entitlement_limit)
    return tuple(dict.fromkeys(found for rule in above for found in rule(actor, case, quote, rulebook)))


def above_goodwill_limit(actor: Actor, case: Case, quote: Quote, rulebook: Rulebook) -> Iterator[Finding]:
    if quote.goodwill:
        limit = limit_of(actor, case, quote, rulebook)
        if limit is None:
            yield finding("limit.none", role=actor.role.value, currency=quote.currency.code)
        elif quote.goodwill > limit.goodwill:
            yield finding("goodwill.limit_exceeded", amount=quote.goodwill, limit=limit.goodwill)


def _above_entitlement_limit(actor: Actor, case: Case, quote: Quote, rulebook: Rulebook) -> Iterator[Finding]:
    if quote.entitlement:
        limit = limit_of(actor, case, quote, rulebook)
        if limit is None:
            yield finding("limit.none", role=actor.role.value, currency=quote.currency.code)
        elif quote.entitlement > limit.amount:
            yield finding("limit.exceeded", amount=quote.entitlement, limit=limit.amount)


def limit_of(actor: Actor, case: Case, quote: Quote, rulebook: Rulebook) -> Limit | None:
    """What the brand's policy lets the role decide for this reason and these ways to pay, or less where less
    was granted. Of an amount that goes back in several ways the narrowest limit counts.
    """
    policy = rulebook.policy
    ways = {way_of(leg, case.order) for leg in quote.legs if leg.amount} or {""}
    fitting = [policy.limit_for(actor.role, case.reason, way) for way in sorted(ways)]
    limits = [limit for limit in fitting if limit is not None and limit.amount.currency == quote.currency]
    if len(limits) < len(ways):
        return None
    amount, goodwill = min(one.amount for one in limits), min(one.goodwill for one in limits)
    most = ceiling(actor, policy.brand, quote.currency)
    if most is not None:
        amount, goodwill = min(amount, most), min(goodwill, most)
    return Limit(actor.role, amount, goodwill)


def review_reasons(case: Case, determination: Determination, rulebook: Rulebook) -> tuple[Finding, ...]:
    """Why a second person looks at it whatever the amount."""
    found = []
    if determination.eligibility.needs_review:
        found.append(finding("review.needed", by="policy"))
    least = rulebook.policy.manners.review_at_risk
    if case.risk >= least:
        found.append(finding("risk.high", risk=case.risk, least=least))
    if case.order is not None:
        found.extend(_payments_disagree(case.order))
    return tuple(found)


def _payments_disagree(order: Order) -> Iterator[Finding]:
    """What was received is more than was bought, or the source contradicts its own lines."""
    paid, shared = order.paid, any(payment.shares for payment in order.payments)
    if paid is not None and not shared and paid > order.total:
        yield finding("order.payments_disagree", paid=paid, total=order.total)
    elif order.declared_total is not None and order.declared_total != order.total:
        yield finding("order.payments_disagree", paid=order.declared_total, total=order.total)
