"""Cases, orders and people for tests, short enough to see the point."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from refundtui.domain.actor import Actor, Limit, Role, usual_grants
from refundtui.domain.case import BrandId, Case, CaseEvent, CaseId, CaseState, Customer
from refundtui.domain.clock import Clock, Period, Unit
from refundtui.domain.decision import apply
from refundtui.domain.determination import determine
from refundtui.domain.money import Money, money
from refundtui.domain.order import LineKind, Order, OrderLine, Payment, ServicePeriod, Tax, TenderKind
from refundtui.domain.policy import Manners, Policy, Window
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest, Units
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.statute import Right, Statute

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # 09:00 in Berlin
TODAY = NOW.date()


def eur(text: str) -> Money:
    return money(text, "EUR")


def usd(text: str) -> Money:
    return money(text, "USD")


def gbp(text: str) -> Money:
    return money(text, "GBP")


def after(**span: float) -> datetime:
    """An instant so much later than the practice clock's start."""
    return NOW + timedelta(**span)


# ── People ───────────────────────────────────────────────────────────────────────────────────────


def agent(name: str = "ann", *brands: str) -> Actor:
    return Actor(name, name.title(), Role.AGENT, usual_grants(Role.AGENT, *brands))


def senior(name: str = "sam") -> Actor:
    return Actor(name, name.title(), Role.SENIOR, usual_grants(Role.SENIOR))


def lead(name: str = "lee") -> Actor:
    return Actor(name, name.title(), Role.LEAD, usual_grants(Role.LEAD))


def finance(name: str = "fay") -> Actor:
    return Actor(name, name.title(), Role.FINANCE, usual_grants(Role.FINANCE))


def system() -> Actor:
    return Actor("system", "", Role.SYSTEM)


# ── Orders ───────────────────────────────────────────────────────────────────────────────────────


def a_line(
    line_id: str, gross: Money, tax: Money, *, units: int = 1, rate: str = "0.19", **more: Any
) -> OrderLine:
    taxes = (Tax("VAT", tax, Fraction(rate)),) if tax else ()
    fields: dict[str, Any] = {"title": line_id, "delivered_on": date(2026, 11, 10)} | more
    return OrderLine(line_id, units=units, net=gross - tax, taxes=taxes, **fields)


def an_order_a() -> Order:
    """Fashion, EUR, Germany: two shirts and a jacket, a code of 20.00 on the order; paid 193.70."""
    lines = (
        a_line("shirt", eur("72.16"), eur("11.52"), units=2, listed=eur("79.80"), discount=eur("7.64")),
        a_line("jacket", eur("116.64"), eur("18.62"), listed=eur("129.00"), discount=eur("12.36")),
        a_line("shipping", eur("4.90"), eur("0.78"), kind=LineKind.SHIPPING),
    )
    card = Payment("card", eur("193.70"), TenderKind.CARD, "Visa ••4242")
    return Order(
        "A-1001",
        eur("0").currency,
        lines,
        (card,),
        ordered_at=datetime(2026, 11, 6, 10, 0, tzinfo=UTC),
        delivered_on=date(2026, 11, 10),
        country="DE",
    )


def an_order_b() -> Order:
    """Electronics, USD, Texas: a laptop of 999.00 plus 82.42 sales tax."""
    laptop = a_line(
        "laptop",
        usd("1081.42"),
        usd("82.42"),
        rate="0.0825",
        price_includes_tax=False,
        delivered_on=date(2026, 10, 31),
    )
    return Order(
        "B-2001",
        usd("0").currency,
        (laptop,),
        (Payment("card", usd("1081.42"), TenderKind.CARD, "Visa ••1881"),),
        ordered_at=datetime(2026, 10, 28, 15, 0, tzinfo=UTC),
        delivered_on=date(2026, 10, 31),
        country="US",
        region="US-TX",
    )


def an_order_c() -> Order:
    """A year's subscription, GBP: 120.00 including 20 % VAT."""
    year = a_line(
        "year",
        gbp("120.00"),
        gbp("20.00"),
        rate="0.2",
        kind=LineKind.SERVICE,
        period=ServicePeriod(date(2026, 1, 1), date(2027, 1, 1)),
        delivered_on=None,
    )
    return Order(
        "C-3001",
        gbp("0").currency,
        (year,),
        (Payment("card", gbp("120.00"), TenderKind.CARD, "Visa ••0005"),),
        ordered_at=datetime(2026, 1, 1, 9, 0, tzinfo=UTC),
        country="GB",
    )


# ── Rules ────────────────────────────────────────────────────────────────────────────────────────


def a_policy(currency: str = "EUR", **manners: Any) -> Policy:
    """Thirty days for every reason; an agent alone up to 500.00, goodwill up to 50.00."""
    limits = tuple(
        Limit(role, money(amount, currency), money(goodwill, currency))
        for role, amount, goodwill in (
            (Role.AGENT, "500.00", "50.00"),
            (Role.SENIOR, "1000.00", "100.00"),
            (Role.LEAD, "5000.00", "500.00"),
            (Role.FINANCE, "20000.00", "500.00"),
        )
    )
    thresholds = {"confirm_above": money("50.00", currency), "type_above": money("200.00", currency)}
    return Policy(
        id="test",
        version="1",
        brand="mode",
        title="A brand for tests",
        currency=currency,
        valid_from=date(2020, 1, 1),
        windows=(Window("W-30", "§ 3", 30),),
        manners=Manners(**({"limits": limits} | thresholds | manners)),
    )


WITHDRAWAL = Statute(
    "EU-CRD-9-GOODS",
    "EU",
    Right.WITHDRAWAL,
    "Art. 9(1)",
    "Right of withdrawal",
    "Directive 2011/83/EU",
    verified=True,
    countries=("DE",),
    clock=Clock(("goods_received",), period=Period(14, Unit.CALENDAR_DAYS)),
)
REFUND_OF_WITHDRAWAL = replace(
    WITHDRAWAL,
    id="EU-CRD-13-1",
    right=Right.WITHDRAWAL_REFUND,
    clause="Art. 13(1)",
    title="Refund after withdrawal",
    clock=Clock(("informed",), period=Period(14, Unit.CALENDAR_DAYS)),
)
CONFORMITY = replace(
    WITHDRAWAL,
    id="EU-SGD-10",
    right=Right.CONFORMITY,
    clause="Art. 10(1)",
    title="Liability for lack of conformity",
    clock=Clock(("goods_received",), period=Period(24, Unit.MONTHS)),
    burden_months=12,
    remedies=("repair", "replacement", "price_reduction"),
)
LAWS = (WITHDRAWAL, REFUND_OF_WITHDRAWAL, CONFORMITY)


def a_rulebook(currency: str = "EUR", *, laws: tuple[Statute, ...] = (), **manners: Any) -> Rulebook:
    return Rulebook(a_policy(currency, **manners), laws)


# ── Cases ────────────────────────────────────────────────────────────────────────────────────────


def a_case(case_id: str = "1", state: CaseState = CaseState.ELIGIBILITY, **more: Any) -> Case:
    """A shirt of order A came back, asked for today; nobody's case yet."""
    fields: dict[str, Any] = {
        "reference": f"RF-{case_id:0>7}",
        "brand": BrandId("mode"),
        "customer": Customer("Karin Brandt", "karin@example.org", language="de", country="DE"),
        "reason": Reason.CHANGED_MIND,
        "received_at": NOW,
        "order": an_order_a(),
        "order_ref": "A-1001",
        "request": one_shirt(),
    } | more
    return Case(CaseId(case_id), state=state, **fields)


def one_shirt() -> RefundRequest:
    return RefundRequest((Units("shirt", 1),))


def the_jacket() -> RefundRequest:
    return RefundRequest((Units("jacket", 1),))


def quoted(
    case: Case, rulebook: Rulebook, request: RefundRequest | None = None, now: datetime = NOW
) -> Quote:
    """What the case's request comes to now."""
    found = determine(case, request or case.request, rulebook, now.date()).quote
    assert isinstance(found, Quote), found
    return found


def done(case: Case, *steps: tuple[Any, Actor], rulebook: Rulebook, now: datetime = NOW) -> Case:
    """The case after these commands, each by its actor."""
    for command, actor in steps:
        case = apply(case, command, actor, rulebook, now)
    return case


def events_of(case: Case) -> list[str]:
    return [event.kind for event in case.events]


def an_event(number: int, kind: str, by: str, before: CaseState, after: CaseState) -> CaseEvent:
    return CaseEvent(number, kind, by, NOW, before, after)
