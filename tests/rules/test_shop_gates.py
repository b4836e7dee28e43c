"""The benchmark shop refuses what it must: by status, by reason, by number of returns, by tender."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from refundtui.domain.case import BrandId
from refundtui.domain.determination import Determination
from refundtui.domain.eligibility import Verdict
from refundtui.domain.money import Money, currency
from refundtui.domain.order import EarlierRefund, Order, OrderLine, Payment, RefundedPart, TenderKind
from refundtui.domain.quote import Refused
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Charge, Everything, RefundRequest, Units
from tests.rules.cases import determined
from tests.support.making import a_case, usd

USD = currency("USD")


def an_order(status: str = "delivered", payment: str = "paypal_3024827") -> Order:
    """Three things paid with PayPal (tau2-bench, MIT, Sierra Research: order #W5565470)."""
    prices = {"kettle": 15325, "keyboard": 23137, "bed": 19653}
    lines = tuple(OrderLine(name, name, 1, Money(price, USD)) for name, price in prices.items())
    paid = Payment(payment, Money(58115, USD), TenderKind.WALLET)
    return Order("#W5565470", USD, lines, (paid,), status=status, country="US")


def judged(
    order: Order, reason: Reason = Reason.CHANGED_MIND, facts: Any = (), **request: Any
) -> Determination:
    asked = RefundRequest(**({"items": (Units("kettle", 1),)} | request))
    case = a_case(brand=BrandId("tau2-retail"), reason=reason, order=order, request=asked, facts=facts)
    return determined(replace(case, customer=replace(case.customer, country="US")))


@pytest.mark.parametrize("to", ["credit_card_9513926", "gift_card_7245904"])
def test_a_refund_to_another_method_is_refused_and_goes_to_a_person(to: str) -> None:
    found = judged(an_order(), to_tender=to)
    assert found.eligibility.verdict is Verdict.INELIGIBLE
    assert found.eligibility.needs_review
    assert "tender.not_original" in [one.code for one in found.eligibility.findings]
    assert isinstance(found.quote, Refused)


def test_each_order_to_the_other_orders_method_is_refused() -> None:
    one, other = an_order(payment="credit_card_3124723"), an_order(payment="paypal_9497703")
    assert judged(one, payment_id="paypal_9497703").eligibility.verdict is Verdict.INELIGIBLE
    assert judged(other, payment_id="credit_card_3124723").eligibility.verdict is Verdict.INELIGIBLE


def test_a_gift_card_she_holds_may_take_the_money() -> None:
    held = (("customer.gift_cards", ("gift_card_7245904",)),)
    found = judged(an_order(), facts=held, to_tender="gift_card_7245904")
    assert found.eligibility.verdict is Verdict.ELIGIBLE
    assert not isinstance(found.quote, Refused)
    assert found.quote.total == usd("153.25")


@pytest.mark.parametrize(
    ("status", "reason", "items", "verdict"),
    [
        ("delivered", Reason.CHANGED_MIND, (Units("kettle", 1),), Verdict.ELIGIBLE),
        ("delivered", Reason.DEFECTIVE, (Everything(),), Verdict.ELIGIBLE),
        ("pending", Reason.NO_LONGER_NEEDED, (Everything(),), Verdict.ELIGIBLE),
        ("pending", Reason.ORDERED_WRONG, (Everything(),), Verdict.ELIGIBLE),
        ("pending", Reason.CHEAPER_ELSEWHERE, (Everything(),), Verdict.INELIGIBLE),
        ("processed", Reason.NO_LONGER_NEEDED, (Everything(),), Verdict.INELIGIBLE),
        ("cancelled", Reason.NO_LONGER_NEEDED, (Everything(),), Verdict.INELIGIBLE),
        ("return requested", Reason.CHANGED_MIND, (Units("bed", 1),), Verdict.INELIGIBLE),
    ],
)
def test_the_orders_status_is_a_gate(status: str, reason: Reason, items: Any, verdict: Verdict) -> None:
    assert judged(an_order(status), reason, items=items).eligibility.verdict is verdict


def test_only_a_whole_pending_order_is_cancelled() -> None:
    found = judged(an_order("pending"), Reason.NO_LONGER_NEEDED)
    assert found.eligibility.verdict is Verdict.INELIGIBLE


@pytest.mark.parametrize(
    ("status", "verdict"),
    [("delivered", Verdict.ELIGIBLE), ("pending", Verdict.ELIGIBLE), ("processed", Verdict.INELIGIBLE)],
)
def test_an_exchange_needs_a_delivered_or_pending_order(status: str, verdict: Verdict) -> None:
    charges = (Charge("Kettle, other colour", usd("140.00")),)
    assert judged(an_order(status), charges=charges).eligibility.verdict is verdict


def test_there_is_one_return_an_order() -> None:
    once = an_order().after(EarlierRefund("1", (RefundedPart("kettle", usd("153.25"), 1),)))
    assert judged(once, items=(Units("bed", 1),)).eligibility.verdict is Verdict.INELIGIBLE
