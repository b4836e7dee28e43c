"""Every switch is real: there is a request whose figure, tax or tender it changes, and a quote says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from refundtui.domain.calculator import quote_refund
from refundtui.domain.money import Money, allocate, currency
from refundtui.domain.order import (
    EarlierRefund,
    LineKind,
    Order,
    OrderDiscount,
    OrderLine,
    Payment,
    RefundedPart,
    ServicePeriod,
    Tax,
    TenderKind,
)
from refundtui.domain.quote import Quote
from refundtui.domain.request import (
    Charge,
    DepreciatedValue,
    Goodwill,
    LineAmount,
    RefundRequest,
    Stated,
    Units,
    UnusedTime,
)
from refundtui.domain.switches import SWITCHES, Switches, options, spelled
from refundtui.domain.terms import Depreciation, Fee, Method, Source, Terms

EUR = currency("EUR")
HERE = Source("r", "c")


def eur(minor: int) -> Money:
    return Money(minor, EUR)


def line(gross: int, units: int = 1, *, tax: int = 0, rate: str = "1/5", **facts: object) -> OrderLine:
    taxes = (Tax("vat", eur(tax), Fraction(rate)),) if tax else ()
    return OrderLine("l", "Line", units, eur(gross - tax), taxes, **facts)  # type: ignore[arg-type] # facts by name, for brevity


def order(*lines: OrderLine, **facts: object) -> Order:
    return Order("o", EUR, lines, **facts)  # type: ignore[arg-type] # facts by name, for brevity


MONTH = ServicePeriod(date(2026, 1, 15), date(2026, 2, 15), trial_end_exclusive=date(2026, 1, 25))
PLAN = line(3100, kind=LineKind.SERVICE, period=MONTH)
ENDED = RefundRequest((UnusedTime("l", date(2026, 1, 20)),))
CREDITED = EarlierRefund("e", (RefundedPart("l", eur(300)),))
TWO_TENDERS = (Payment("gift", eur(600), TenderKind.GIFT_CARD), Payment("card", eur(400)))
BALLS = OrderLine("l", "Ball", 2, eur(6414), listed=eur(11414), discount=eur(5000), order_discount=eur(5000))
SHIRT = (line(2000, 2), OrderLine("ship", "Delivery", 0, eur(500), (), LineKind.SHIPPING, surcharge=eur(200)))
WEAR = Terms(depreciation=Depreciation(Method.STRAIGHT_LINE, 24, HERE, Fraction(1, 5)))
FEE = Terms(fees=(Fee("restocking", HERE, percent=Fraction(1, 10)),))


CASES: dict[str, tuple[Order, RefundRequest, Terms]] = {
    "cancellation_day": (order(PLAN), ENDED, Terms()),
    "upgrade_day": (
        order(PLAN),
        RefundRequest((UnusedTime("l", date(2026, 1, 20), upgrade=True),)),
        Terms(),
    ),
    "day_count": (order(PLAN), ENDED, Terms()),
    "trial_days_free": (order(PLAN), ENDED, Terms()),
    "rounding": (order(line(29000, 3)), RefundRequest((Units("l", 1),)), Terms()),
    "tax_rounding": (
        order(line(1000, 3, tax=100), OrderLine("m", "", 3, eur(900), (Tax("vat", eur(100)),))),
        RefundRequest((Units("l", 2), Units("m", 2))),
        Terms(),
    ),
    "total": (order(line(118, 2, tax=19)), RefundRequest((Units("l", 1),)), Terms()),
    "tax_on_part": (order(line(1262, 2, tax=71, rate="3/50")), RefundRequest((Units("l", 1),)), Terms()),
    "degenerate_tax": (
        order(OrderLine("l", "", 1, eur(10000), (Tax("vat", eur(-9999)),))),
        RefundRequest((LineAmount("l", eur(1)),)),
        Terms(),
    ),
    "lost_coupon": (
        order(BALLS, discounts=(OrderDiscount(eur(5000), minimum=eur(10000), line_ids=("l",)),)),
        RefundRequest((Units("l", 1),)),
        Terms(),
    ),
    "over_cap": (
        order(line(1000), payments=(Payment("p", eur(1000)),), earlier=(EarlierRefund("e", loose=eur(100)),)),
        RefundRequest((Units("l", 1),)),
        Terms(),
    ),
    "last_unit": (
        order(line(20000, 2), earlier=(EarlierRefund("e", (RefundedPart("l", eur(5000), 1),)),)),
        RefundRequest((Units("l", 1),)),
        Terms(),
    ),
    "tender_order": (
        order(line(1000), payments=TWO_TENDERS),
        RefundRequest((LineAmount("l", eur(500)),)),
        Terms(),
    ),
    "unpaid_part": (
        order(line(1000), payments=(Payment("p", eur(300)),)),
        RefundRequest((Units("l", 1),)),
        Terms(),
    ),
    "cash_limit": (order(PLAN, payments=(Payment("p", eur(2000)),)), ENDED, Terms()),
    "earlier_credit": (order(PLAN, earlier=(CREDITED,)), ENDED, Terms()),
    "exchange_value": (
        order(line(1000)),
        RefundRequest((Units("l", 1),), (Charge("other", eur(400)),)),
        Terms(),
    ),
    "explicit_tax_allowed": (
        order(line(1200, tax=200)),
        RefundRequest((LineAmount("l", eur(500), Stated.NET, taxes=(("vat", eur(75)),)),)),
        Terms(),
    ),
    "amount_may_be_overridden": (
        order(line(1000)),
        RefundRequest((Units("l", 1),), override=eur(700)),
        Terms(),
    ),
    "restocking_tax": (order(line(1200, tax=200)), RefundRequest((Units("l", 1),)), FEE),
    "depreciation_floor": (order(line(60000)), RefundRequest((DepreciatedValue("l", 9),)), WEAR),
    "goodwill_tax": (order(line(1200, tax=200)), RefundRequest((Goodwill(eur(600)),)), Terms()),
    "delivery_on_part": (order(*SHIRT), RefundRequest((Units("l", 1),)), Terms(deliver_back=True)),
    "delivery_on_whole": (order(*SHIRT), RefundRequest((Units("l", 2),)), Terms(deliver_back=True)),
}
# The rest decide how amounts are divided: `allocate` itself, or a rounding inside another switch.
ELSEWHERE = {"residue", "all_zero_weights_equal", "intermediate_rounding"}


def test_every_switch_has_its_proof_here() -> None:
    assert set(CASES) | ELSEWHERE == set(SWITCHES)


@pytest.mark.parametrize("name", CASES)
def test_each_value_of_a_switch_gives_another_answer(name: str) -> None:
    bought, request, terms = CASES[name]
    answers = []
    for value in options(name):
        switches = replace(Switches(), **{name: value})  # type: ignore[arg-type]  # names come from SWITCHES
        answers.append(quote_refund(bought, request, replace(terms, switches=switches)))
    seen = [
        (answer.total, answer.tax, answer.legs) if isinstance(answer, Quote) else answer.first.code
        for answer in answers
    ]
    assert len(set(seen)) > 1, seen


@pytest.mark.parametrize(
    "name",
    [
        "cancellation_day",
        "day_count",
        "lost_coupon",
        "over_cap",
        "tender_order",
        "unpaid_part",
        "exchange_value",
        "restocking_tax",
        "depreciation_floor",
        "goodwill_tax",
        "delivery_on_part",
        "delivery_on_whole",
        "last_unit",
    ],
)
def test_a_switch_that_mattered_is_named_in_the_quote(name: str) -> None:
    quote = quote_refund(*CASES[name])
    assert isinstance(quote, Quote)
    used = {switch.name: switch for switch in quote.switches}
    assert used[name].value == spelled(name, Switches()).partition("=")[2]


def test_intermediate_rounding_moves_the_cash_limit_by_a_cent() -> None:
    plan = OrderLine(
        "l",
        "",
        1,
        eur(2600),
        (Tax("vat", eur(520), Fraction(1, 5)),),
        LineKind.SERVICE,
        period=ServicePeriod(date(2022, 10, 1), date(2022, 11, 1)),
    )
    other = OrderLine("m", "", 1, eur(3100), (Tax("vat", eur(620), Fraction(1, 5)),), LineKind.SERVICE)
    bought = order(plan, other, payments=(Payment("p", eur(5580)),))
    request = RefundRequest((UnusedTime("l", date(2022, 10, 15)),))
    cash = []
    for rounding in (False, True):
        switches = replace(
            Switches(),
            cash_limit=options("cash_limit")[1],  # type: ignore[arg-type]  # its own option
            intermediate_rounding=rounding,
        )
        quote = quote_refund(bought, request, Terms(switches))
        assert isinstance(quote, Quote)
        cash.append(quote.cash.minor)
    assert cash == [1036, 1035]


def test_the_residue_switch_is_what_division_is_told() -> None:
    parts = {residue: allocate(11, [26, 47, 27], residue=residue) for residue in Switches().residue.__class__}
    assert len(set(parts.values())) == 2
