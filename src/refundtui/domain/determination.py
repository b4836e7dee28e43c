"""Verdict and amount together, on one snapshot: the one function that preview and submit share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from refundtui.domain.calculator import quote_refund
from refundtui.domain.case import Case
from refundtui.domain.eligibility import Eligibility, assess
from refundtui.domain.findings import finding
from refundtui.domain.other_way import OtherWay
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.request import RefundRequest
from refundtui.domain.reservations import order_with_reservations
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.terms import Terms
from refundtui.domain.terms_in_force import terms_for


@dataclass(frozen=True, slots=True)
class Determination:
    """What is owed on a request and why; `quote` is `Refused` when no amount is possible."""

    eligibility: Eligibility
    terms: Terms
    quote: Quote | Refused


def determine(case: Case, request: RefundRequest, rulebook: Rulebook, today: date) -> Determination:
    """Work out verdict and amount of a request as if the case asked for it now."""
    asked = replace(case, request=request)
    eligibility = assess(asked, rulebook, today)
    terms = terms_for(asked, request, rulebook, eligibility, today)
    if case.order is None:
        return Determination(eligibility, terms, Refused((finding("order.unmatched", order=case.order_ref),)))
    quote = quote_refund(order_with_reservations(case, case.order), request, terms)
    return Determination(eligibility, terms, _named(quote, case.other_way))


def _named(quote: Quote | Refused, way: OtherWay | None) -> Quote | Refused:
    """An account that did not pay has no label on the order: what of it may be shown stands in what was agreed."""
    if isinstance(quote, Refused) or way is None or not way.tender:
        return quote
    legs = tuple(replace(leg, label=way.label) if leg.payment_id == way.tender else leg for leg in quote.legs)
    return replace(quote, legs=legs)
