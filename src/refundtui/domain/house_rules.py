"""What the house itself asks, whatever the brand: is the order known, where may money go?"""

from __future__ import annotations

from collections.abc import Iterable

from refundtui.domain.case import Case
from refundtui.domain.findings import Basis, Finding, Outcome, finding
from refundtui.domain.known_facts import asked_on, recorded_facts
from refundtui.domain.matching import Facts
from refundtui.domain.other_claims import other_claims
from refundtui.domain.policy import Policy
from refundtui.domain.request import FromPayment, RefundRequest
from refundtui.domain.said_facts import told_apart


def house_rules(case: Case, request: RefundRequest, policy: Policy, facts: Facts) -> tuple[Finding, ...]:
    return (
        *_order_known(case, policy),
        *_tenders(case, request, policy, facts),
        *other_claims(case, request),
        *_said(case, request, policy),
    )


def _order_known(case: Case, policy: Policy) -> Iterable[Finding]:
    if case.order is None:
        yield finding("order.missing", Outcome.UNKNOWN, order_ref=case.order_ref)
    if not policy.version:
        yield finding("policy.missing", Outcome.UNKNOWN, brand=case.brand)


def _said(case: Case, request: RefundRequest, policy: Policy) -> Iterable[Finding]:
    """Whoever reads the verdict sees what was said instead of what is on record, and by whom."""
    if case.facts:
        recorded = recorded_facts(case, request, policy)
        yield from told_apart(case, {"asked_on": asked_on(case, policy.timezone), **recorded})


def _tenders(case: Case, request: RefundRequest, policy: Policy, facts: Facts) -> Iterable[Finding]:
    """Money goes back the way it came; Directive 2011/83/EU Art. 13(1) and every card scheme say so."""
    if case.order is None or "any" in policy.refund_to:
        return
    paid_with = {payment.id for payment in case.order.payments}
    kinds = {str(payment.kind) for payment in case.order.payments}
    held = facts.get("customer.gift_cards", ())
    agreed = "" if case.other_way is None else case.other_way.tender
    for target in _targets(request):
        if target in paid_with or target in kinds or target == agreed:
            continue
        if "held_gift_card" in policy.refund_to and isinstance(held, tuple) and target in held:
            yield Finding(
                "tender.held_gift_card",
                Outcome.PASS,
                (("payment", target),),
                Basis.POLICY,
                "refund_to",
                "",
                "customer.gift_cards",
            )
            continue
        yield Finding(
            "tender.not_original",
            Outcome.FAIL,
            (("payment", target),),
            Basis.POLICY,
            "refund_to",
            "",
            "order.tenders",
        )


def _targets(request: RefundRequest) -> tuple[str, ...]:
    named = [request.to_tender, request.payment_id, request.preferred_payment, *request.tender_order]
    named += [item.payment_id for item in request.items if isinstance(item, FromPayment)]
    return tuple(dict.fromkeys(target for target in named if target))
