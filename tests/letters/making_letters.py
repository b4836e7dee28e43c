"""Order A of the journeys, and cases in the states letters are written in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from refundtui.domain.calculator import quote_refund
from refundtui.domain.case import (
    Approval,
    BrandId,
    Case,
    CaseEvent,
    CaseId,
    CaseState,
    Customer,
    Denial,
    Ground,
    Offer,
    QuoteVersion,
    Resolution,
)
from refundtui.domain.deadlines import Deadline
from refundtui.domain.determination import Determination
from refundtui.domain.eligibility import Eligibility, Verdict
from refundtui.domain.findings import Basis
from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money, money
from refundtui.domain.order import LineKind, Order, OrderLine, Payment, Tax, TenderKind
from refundtui.domain.policy import Manners, OutsideBody, Policy
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import PriceReduction, RefundRequest
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.terms import Terms
from refundtui.letters.letter import Kind

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def eur(text: str) -> Money:
    return money(text, "EUR")


def _line(line_id: str, title: str, gross: str, tax: str, kind: LineKind, units: int = 1) -> OrderLine:
    taxed = Tax("DE19", eur(tax), Fraction(19, 100))
    return OrderLine(line_id, title, units, eur(gross) - taxed.amount, (taxed,), kind)


ORDER_A = Order(
    id="4711",
    currency=eur("0").currency,
    lines=(
        _line("1", "Hemd", "72.16", "11.52", LineKind.GOODS, 2),
        _line("2", "Jacke", "116.64", "18.62", LineKind.GOODS),
        _line("3", "Standardversand", "4.90", "0.78", LineKind.SHIPPING),
    ),
    payments=(Payment("p1", eur("193.70"), TenderKind.CARD, "Visa ••4242"),),
    ordered_at=datetime(2026, 11, 5, 10, tzinfo=UTC),
    delivered_on=date(2026, 11, 10),
    country="DE",
)
KEEP_THE_JACKET = RefundRequest((PriceReduction("2", eur("96.75"), eur("129.00")),))
REFUND_DUE = Deadline(
    kind="refund_due",
    due_on=date(2026, 12, 4),
    safe_on=date(2026, 12, 4),
    due_at=datetime(2026, 12, 4, 23, tzinfo=UTC),
    basis=Basis.POLICY,
    rule="promise",
    clause="§ 7",
)
RULEBOOK = Rulebook(
    Policy(
        id="fashion",
        version="1",
        brand="fashion",
        title="Returns",
        currency="EUR",
        valid_from=date(2026, 1, 1),
        timezone="Europe/Berlin",
        trader_country="DE",
        manners=Manners(
            formal=False,
            signature="Dein Team von\nNordfaden",
            fallback_languages=("de", "en"),
            outside_bodies=(OutsideBody("DE", "Schlichtungsstelle", "www.example.de"),),
        ),
    )
)


def without_bodies(rulebook: Rulebook = RULEBOOK) -> Rulebook:
    """A brand whose pack does not say who decides out of court."""
    manners = replace(rulebook.policy.manners, outside_bodies=())
    return replace(rulebook, policy=replace(rulebook.policy, manners=manners))


def formally(rulebook: Rulebook = RULEBOOK) -> Rulebook:
    manners = replace(rulebook.policy.manners, formal=True)
    return replace(rulebook, policy=replace(rulebook.policy, manners=manners))


def a_case(state: CaseState = CaseState.APPROVED, *, language: str = "de") -> Case:
    """The jacket with the stained lining, kept for less."""
    return Case(
        id=CaseId("c1"),
        reference="RF-0481920",
        brand=BrandId("fashion"),
        state=state,
        customer=Customer("Karin Brandt", "karin@example.org", language=language, country="DE"),
        reason=Reason.DAMAGED_TRANSIT,
        received_at=datetime(2026, 11, 18, 9, tzinfo=UTC),
        order=ORDER_A,
        request=KEEP_THE_JACKET,
    )


def determined(
    request: RefundRequest = KEEP_THE_JACKET,
    *,
    order: Order = ORDER_A,
    terms: Terms | None = None,
    law: Verdict = Verdict.INELIGIBLE,
) -> Determination:
    under = terms or Terms()
    eligibility = Eligibility(Verdict.ELIGIBLE, (), Verdict.ELIGIBLE, law)
    return Determination(eligibility, under, quote_refund(order, request, under))


def with_quote(case: Case, determination: Determination) -> Case:
    """The case with its quote decided upon."""
    quote = determination.quote
    assert isinstance(quote, Quote)
    version = QuoteVersion(1, case.request, quote, "ana", NOW)
    approval = Approval(1, quote.fingerprint, quote.total, "ana", NOW, status="granted", granted_by="ana")
    return replace(case, quotes=(version,), approval=approval)


def denied(case: Case, *grounds: Ground, clauses: tuple[str, ...] = ("§ 3",), text: str = "") -> Case:
    return replace(case, state=CaseState.DENIED, denial=Denial(grounds, clauses, "ana", NOW, text))


def offered(case: Case) -> Case:
    expires = datetime(2026, 11, 27, 22, tzinfo=UTC)
    return replace(case, state=CaseState.OFFER, offer=Offer(1, eur("29.16"), "ana", NOW, expires))


TYPED = {"new_day": "2026-12-11"}
"""What no record holds: an agent says it."""


def paid_out(
    state: LegState = LegState.SUCCEEDED, *, reason: str = "", trace: str = "", sub: str = ""
) -> Payout:
    return Payout(LegId("leg-1"), eur("29.16"), "practice", "Visa ••4242", state, NOW, sub, reason, trace)


def happened(case: Case, kind: str, before: CaseState | None, after: CaseState, day: int = 19) -> Case:
    at = datetime(2026, 11, day, 9, tzinfo=UTC)
    return replace(
        case, events=(*case.events, CaseEvent(len(case.events) + 1, kind, "ana", at, before, after))
    )


def fitting(kind: Kind, state: CaseState | None = None) -> Case:
    """A case that calls for a letter of this kind, its figures decided."""
    case = replace(
        with_quote(a_case(state or CaseState.APPROVED), determined()),
        asked_for=("photo",),
        resolution=Resolution.PAID_PARTIAL,
        claimed=eur("29.16"),
    )
    case = happened(case, "ask_information", CaseState.INTAKE, CaseState.INFO_WAIT)
    match kind:
        case Kind.OFFER:
            return offered(case)
        case Kind.DENIAL:
            return denied(case, Ground.WINDOW_PASSED)
        case Kind.INFORMATION_REQUEST | Kind.REMINDER:
            return replace(case, state=CaseState.INFO_WAIT)
        case Kind.PAYMENT_STARTED:
            return replace(case, state=CaseState.PAY_SUBMITTED, payouts=(paid_out(LegState.PENDING),))
        case Kind.PAID:
            return replace(case, state=CaseState.PAID, payouts=(paid_out(trace="74537604221222510000123"),))
        case Kind.PAYMENT_FAILED:
            failed = paid_out(LegState.FAILED, reason="account_closed")
            return replace(case, state=CaseState.PAY_FAILED, payouts=(failed,))
        case Kind.CORRECTION:
            case = happened(case, "payment", CaseState.PAY_SUBMITTED, CaseState.PAID, 20)
            back = paid_out(LegState.RETURNED, reason="merchant_blocked")
            return replace(case, state=CaseState.PAY_FAILED, payouts=(back,))
        case Kind.CLOSING:
            return replace(case, state=CaseState.CLOSED)
        case Kind.DISPUTE_RECEIVED | Kind.DISPUTE_ANSWERED:
            return replace(case, state=CaseState.CHARGEBACK, order=_with_dispute(ORDER_A))
        case Kind.DISPUTE_SETTLED:
            case = happened(case, "dispute", CaseState.CHARGEBACK, CaseState.QUOTE, 20)
            return replace(case, state=CaseState.QUOTE, order=_with_dispute(ORDER_A))
        case _:
            return case


def _with_dispute(order: Order) -> Order:
    return replace(order, payments=(replace(order.payments[0], disputed=eur("116.64")),))
