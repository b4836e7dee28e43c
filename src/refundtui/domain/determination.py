"""Verdict and amount together, on one snapshot: the one function that preview and submit share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from refundtui.domain.calculator import quote_refund
from refundtui.domain.case import Case
from refundtui.domain.eligibility import Eligibility, Verdict, assess
from refundtui.domain.findings import Basis, Finding, Outcome, finding
from refundtui.domain.money import Money
from refundtui.domain.order import Order
from refundtui.domain.other_way import OtherWay
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.refunds_elsewhere import ELSEWHERE
from refundtui.domain.request import RefundRequest
from refundtui.domain.reservations import order_as_refunded, order_with_reservations
from refundtui.domain.rights import UNVERIFIED
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.terms import Terms
from refundtui.domain.terms_in_force import terms_for

BOTH_FIGURES: Final = "law.both_figures"
REFUNDED_ELSEWHERE: Final = "order.refunded_elsewhere"


def is_said_at_once(found: Finding) -> bool:
    """Whether a decider is told it without asking: what stands against it, and what would change the amount."""
    stands_against = found.outcome in {Outcome.FAIL, Outcome.UNKNOWN}
    return stands_against or found.code in {BOTH_FIGURES, REFUNDED_ELSEWHERE}


@dataclass(frozen=True, slots=True)
class Determination:
    """What is owed on a request and why; `quote` is `Refused` when no amount is possible."""

    eligibility: Eligibility
    terms: Terms
    quote: Quote | Refused


def determine(case: Case, request: RefundRequest, rulebook: Rulebook, today: date) -> Determination:
    """Work out verdict and amount of a request as if the case asked for it now.

    Where rules that only warn would make another amount of it, both are said: whoever decides sees what hangs on them.
    """
    decided = _under(case, request, rulebook, today)
    warning = tuple(one.rule for one in decided.eligibility.findings if one.code == UNVERIFIED)
    if not warning or case.order is None:
        return decided
    trusting = replace(rulebook, policy=replace(rulebook.policy, unverified_law=True))
    other = _total(_under(case, request, trusting, today), case.order)
    if other == _total(decided, case.order):
        return decided
    both = Finding(
        BOTH_FIGURES,
        Outcome.NOTE,
        (("rules", warning), ("computed", _total(decided, case.order)), ("with_law", other)),
        Basis.LAW,
    )
    findings = (*decided.eligibility.findings, both)
    return replace(decided, eligibility=replace(decided.eligibility, findings=findings))


def _under(case: Case, request: RefundRequest, rulebook: Rulebook, today: date) -> Determination:
    order = None if case.order is None else order_as_refunded(case, case.order)
    asked = replace(case, request=request, order=order)
    eligibility = _with_refunds_elsewhere(assess(asked, rulebook, today), order)
    terms = terms_for(asked, request, rulebook, eligibility, today)
    if order is None:
        return Determination(eligibility, terms, Refused((finding("order.unmatched", order=case.order_ref),)))
    quote = quote_refund(order_with_reservations(asked, order), request, terms)
    return Determination(eligibility, terms, _named(quote, case.other_way))


def _with_refunds_elsewhere(eligibility: Eligibility, order: Order | None) -> Eligibility:
    """Why less is there to be given than the shop knows of is said, before anybody wonders."""
    if order is None:
        return eligibility
    said = tuple(
        finding(REFUNDED_ELSEWHERE, Outcome.NOTE, amount=past.amount(order.currency), refund=past.id)
        for past in order.earlier
        if past.kind == ELSEWHERE
    )
    return replace(eligibility, findings=(*eligibility.findings, *said))


def _total(determination: Determination, order: Order) -> Money:
    """What would be paid: nothing where no amount is possible, or none is owed."""
    quote, verdict = determination.quote, determination.eligibility.verdict
    owed = verdict in {Verdict.ELIGIBLE, Verdict.PARTLY} or (isinstance(quote, Quote) and quote.is_goodwill)
    return quote.total if isinstance(quote, Quote) and owed else Money(0, order.currency)


def _named(quote: Quote | Refused, way: OtherWay | None) -> Quote | Refused:
    """An account that did not pay has no label on the order: what of it may be shown stands in what was agreed."""
    if isinstance(quote, Refused) or way is None or not way.tender:
        return quote
    legs = tuple(replace(leg, label=way.label) if leg.payment_id == way.tender else leg for leg in quote.legs)
    return replace(quote, legs=legs)
