"""What is known of a case, under the names the packs use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import takewhile
from types import MappingProxyType
from typing import Final

from refundtui.domain.case import Case
from refundtui.domain.counting import day_of, months_between, plus_days
from refundtui.domain.findings import Fact, Outcome
from refundtui.domain.matching import Answer, Facts, ask, fits
from refundtui.domain.money import Money, total
from refundtui.domain.order import LineKind, Order, OrderLine
from refundtui.domain.policy import Matcher, Policy
from refundtui.domain.reasons import Grade
from refundtui.domain.refunds_elsewhere import ELSEWHERE
from refundtui.domain.request import (
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    RefundRequest,
    Repriced,
    RestOfLine,
    Settle,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.domain.said_facts import can_be_said

_ON_THE_WAY: Final = (
    "pending",
    "open",
    "paid",
    "confirmed",
    "processed",
    "processing",
    "shipped",
    "in_transit",
)
_OUTCOMES: Final = {Settle.REFUND: "refund", Settle.CREDIT: "store_credit", Settle.OFFSET: "offset"}
_OF_A_LINE: Final = ("personalised", "perishable")  # told by the product's tags


def facts_of(case: Case, request: RefundRequest, today: date, policy: Policy | None = None) -> Facts:
    """Everything known about the case and this request.

    What the case itself says (`Case.facts`) wins over what follows from order and evidence, which
    wins over what the brand vouches for; what is counted or always on record cannot be said. `today`
    only stands in for a day of declaration that is still to come: a verdict does not change because time
    passes.
    """
    zone = policy.timezone if policy is not None else "UTC"
    known = recorded_facts(case, request, policy)
    known |= {name: fact for name, fact in case.facts if can_be_said(name) and fits(name, fact)}
    known = _on_their_way_back(known) | known
    known["photos"] = max(_count(known.get("photos")), _held(case, "photo"))
    known |= _of_days(case, known, min(today, asked_on(case, zone)))
    return MappingProxyType(known)


def recorded_facts(case: Case, request: RefundRequest, policy: Policy | None = None) -> dict[str, Fact]:
    """What brand, order, request and evidence tell, whatever the case says beside them."""
    zone = policy.timezone if policy is not None else "UTC"
    vouched = policy.facts if policy is not None else ()
    known: dict[str, Fact] = {name: fact for name, fact in vouched if can_be_said(name)}
    known |= _of_customer(case)
    known |= _of_reason(case)
    known |= _of_request(case.order, request)
    known |= _of_evidence(case)
    if case.order is not None:
        known |= _of_order(case.order, zone)
    known |= _of_grades(request)
    return _on_their_way_back(known) | known


def asked_on(case: Case, zone: str) -> date:
    """The day of her declaration: what she wrote, else the day it reached us."""
    return case.notice_on or day_of(case.received_at, zone)


def is_on_its_way(order: Order) -> bool:
    """Not delivered yet, as far as the shop says."""
    return order.delivered_on is None and order.status.partition(" ")[0] in _ON_THE_WAY


_STILL_IN_THE_HOUSE: Final = frozenset({"pending", "open", "paid", "confirmed", "processing"})


def nothing_sent(case: Case, facts: Facts) -> bool:
    """The shop says that nothing of what is asked for has left: there is nothing to be sent back."""
    order, came_back = case.order, facts.get("sent_back") is True
    if order is None or came_back or isinstance(facts.get("delivered_on"), date):
        return False
    if any(line.delivered_on is not None for line in asked_lines(order, case.request)):
        return False
    return order.status.partition(" ")[0] in _STILL_IN_THE_HOUSE


def asked_lines(order: Order | None, request: RefundRequest) -> tuple[OrderLine, ...]:
    """The lines a request touches; all goods and services when it names none."""
    if order is None:
        return ()
    named = {line_id for item in request.items if (line_id := getattr(item, "line_id", None))}
    whole = any(isinstance(item, Everything | OrderReduction | FromPayment) for item in request.items)
    if whole or not request.items:
        named |= {line.id for line in order.lines if line.kind in {LineKind.GOODS, LineKind.SERVICE}}
    return tuple(line for line in order.lines if line.id in named)


def line_facts(order: Order, line: OrderLine, request: RefundRequest) -> dict[str, Fact]:
    """What is known of one line."""
    tags = (*line.tags, *order.tags)
    known: dict[str, Fact] = {
        "line.id": line.id,
        "line.sku": line.sku,
        "line.title": line.title,
        "line.kind": str(line.kind),
        "line.tags": line.tags,
        "line.final_sale": "final_sale" in tags,
        "line.value": line.gross,
        "line.discounted": bool(line.discount),
        "line.units": line.units,
        "personalised": "personalised" in line.tags,
        "perishable": "perishable" in line.tags,
    }
    if line.category:
        known["line.category"] = line.category
    vendor = next((tag.partition(":")[2] for tag in line.tags if tag.startswith("vendor:")), "")
    if vendor:
        known["line.vendor"] = vendor
    grade = next(
        (item.grade for item in request.items if isinstance(item, Units) and item.line_id == line.id), None
    )
    if grade is not None:
        known["line.grade"] = str(grade)
    return known


def ask_each(
    matchers: Sequence[Matcher], facts: Facts, case: Case, request: RefundRequest
) -> tuple[tuple[OrderLine | None, Answer], ...]:
    """The answer once, or once for each line when a condition speaks of lines."""
    of_the_case = tuple(takewhile(lambda matcher: not _speaks_of_lines(matcher), matchers))
    if len(of_the_case) == len(matchers):
        return ((None, ask(matchers, facts)),)
    lines = asked_lines(case.order, request)
    if not lines or case.order is None:
        return ((None, ask(matchers, facts)),)
    before = ask(of_the_case, facts)
    if before.outcome is Outcome.FAIL:  # for every line alike: what is known of each is not gathered for that
        return tuple((line, before) for line in lines)
    return tuple(
        (line, ask(matchers, {**facts, **line_facts(case.order, line, request), **_said(case)}))
        for line in lines
    )


def _speaks_of_lines(matcher: Matcher) -> bool:
    return matcher.fact.startswith("line.") or matcher.fact in _OF_A_LINE


def _said(case: Case) -> dict[str, Fact]:
    """What the case says of its goods, whatever the product's tags say."""
    return {name: fact for name, fact in case.facts if name in _OF_A_LINE and fits(name, fact)}


def _of_customer(case: Case) -> dict[str, Fact]:
    customer = case.customer
    known: dict[str, Fact] = {"customer.identity": str(customer.identity)}
    if customer.country:
        known["customer.country"] = customer.country
    if customer.language:
        known["customer.language"] = customer.language
    return known


def _of_reason(case: Case) -> dict[str, Fact]:
    known: dict[str, Fact] = {
        "reason": str(case.reason),
        "family": str(case.reason.family),
        "fault": str(case.reason.fault),
        "return.channel": case.channel,
        "return.risk": case.risk,
    }
    if case.claimed is not None:
        known["claimed"] = case.claimed
    return known


def _of_order(order: Order, zone: str) -> dict[str, Fact]:
    discounts = [line.discount for line in order.lines if line.discount is not None]
    known: dict[str, Fact] = {
        "order.status": order.status,
        "order.channel": order.channel,
        "order.currency": order.currency.code,
        "order.value": order.total,
        "order.discount": total(discounts, order.currency),
        "order.discounted": any(discounts),
        "order.returns": sum(
            1 for past in order.earlier if past.holds and past.kind not in {"goodwill", ELSEWHERE}
        ),
        "order.tags": order.tags,
        "order.tenders": tuple(dict.fromkeys(str(payment.kind) for payment in order.payments)),
        "order.disputed": any(payment.disputed for payment in order.payments),
    }
    if order.country:
        known["order.country"] = order.country
    if order.region:
        known["order.region"] = order.region
    if order.ordered_at is not None:
        known["order.ordered_on"] = day_of(order.ordered_at, zone)
    delivered = _delivered_on(order)
    if delivered is not None:
        known["delivered_on"] = delivered
    ends = [
        line.period.end_exclusive
        for line in order.lines
        if line.period and line.period.end_exclusive is not None
    ]
    if ends:
        known["service.ends_on"] = plus_days(max(ends), -1)
    return known


def _delivered_on(order: Order) -> date | None:
    """The last of several deliveries: Directive 2011/83/EU Art. 9(2)(b)(i). None while one is on its way."""
    days = [line.delivered_on for line in order.lines if line.delivered_on is not None]
    if is_on_its_way(order) and any(
        line.delivered_on is None for line in order.lines if line.kind is LineKind.GOODS
    ):
        return None
    if order.delivered_on is not None:
        days.append(order.delivered_on)
    return max(days, default=None)


def _of_request(order: Order | None, request: RefundRequest) -> dict[str, Fact]:
    outcome = "exchange" if request.charges else _OUTCOMES[request.settle]
    known: dict[str, Fact] = {"return.outcome": outcome}
    if order is None:
        return known
    known["return.act"] = _act(order, request)
    if known["return.act"] == "reduce":
        known["return.method"] = "kept"
    lines = asked_lines(order, request)
    known["return.count"] = sum(
        item.units for item in request.items if isinstance(item, Units | LineAmount | PriceReduction)
    )
    known["return.full"] = _is_whole(order, request, lines)
    known["return.value"] = total([_value(order, item) for item in request.items], order.currency)
    return known


def _act(order: Order, request: RefundRequest) -> str:
    if request.charges:
        return "exchange"
    if request.items and all(isinstance(item, Goodwill | DepreciatedValue) for item in request.items):
        return "goodwill"
    if request.items and all(_keeps(item) for item in request.items):
        return "reduce"
    if is_on_its_way(order) or any(isinstance(item, UnusedTime | UnusedUnits) for item in request.items):
        return "cancel"
    return "return"


def _keeps(item: Item) -> bool:
    """Money goes back, the goods stay."""
    if isinstance(item, LineAmount):
        return not item.units
    return isinstance(item, PriceReduction | OrderReduction | Repriced | Goodwill)


def _is_whole(order: Order, request: RefundRequest, lines: Iterable[OrderLine]) -> bool:
    if any(isinstance(item, Everything) for item in request.items):
        return True
    units = {line.id: 0 for line in lines}
    for item in request.items:
        if isinstance(item, Units):
            units[item.line_id] = units.get(item.line_id, 0) + item.units
        elif isinstance(item, RestOfLine):
            line = order.line(item.line_id)
            units[item.line_id] = line.units if line is not None else 0
    goods = [line for line in order.lines if line.kind in {LineKind.GOODS, LineKind.SERVICE}]
    return bool(goods) and all(units.get(line.id, 0) >= line.units > 0 for line in goods)


def _value(order: Order, item: Item) -> Money:
    """What was paid for what one item asks, before any rule."""
    if isinstance(item, Everything):
        return order.total - order.given
    if isinstance(item, LineAmount | Goodwill | OrderReduction):
        return item.amount
    line = order.line(getattr(item, "line_id", ""))
    if line is None:
        return order.total.zero()
    if isinstance(item, Units | PriceReduction | DepreciatedValue) and line.units:
        return line.gross.share(Fraction(min(item.units, line.units), line.units))
    return line.gross


def _of_evidence(case: Case) -> dict[str, Fact]:
    kinds = tuple(dict.fromkeys(item.kind for item in case.evidence))
    known: dict[str, Fact] = {
        "evidence": kinds,
        "receipts": _held(case, "receipt"),
        "reports": _held(case, "report"),
    }
    if case.goods_back_on is not None:
        known["goods_back_on"] = case.goods_back_on
    return known


def _on_their_way_back(known: Mapping[str, Fact]) -> dict[str, Fact]:
    """A day says that it happened; and what is here was sent."""
    is_back = isinstance(known.get("goods_back_on"), date) or known.get("goods_back") is True
    if is_back:
        return {"goods_back": True, "sent_back": True}
    return {"sent_back": True} if isinstance(known.get("sent_proof_on"), date) else {}


def _held(case: Case, kind: str) -> int:
    return sum(1 for item in case.evidence if item.kind == kind)


def _count(fact: Fact | None) -> int:
    return fact if isinstance(fact, int) else 0


def _of_grades(request: RefundRequest) -> dict[str, Fact]:
    grades = [item.grade for item in request.items if isinstance(item, Units) and item.grade is not None]
    if not grades:
        return {}
    handled = [grade for grade in grades if grade in {Grade.A, Grade.B} or grade.is_customers_doing]
    known: dict[str, Fact] = {"grade": str(max(handled or grades, key=tuple(Grade).index))}
    if handled:
        known["opened"] = any(grade is not Grade.A for grade in handled)
    return known


def _of_days(case: Case, known: dict[str, Fact], asked: date) -> dict[str, Fact]:
    """Periods run to the day of her declaration, not to the day somebody looks."""
    days: dict[str, Fact] = {"asked_on": known.get("asked_on", asked)}
    until = days["asked_on"]
    delivered, ordered = known.get("delivered_on"), known.get("order.ordered_on")
    if not isinstance(until, date):
        return days
    if isinstance(delivered, date):
        days["days_since_delivery"] = (until - delivered).days
        days["months_since_delivery"] = months_between(delivered, until)
    if isinstance(ordered, date):
        days["days_since_order"] = (until - ordered).days
    return days
