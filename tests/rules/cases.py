"""Cases of the shipped brands, as journeys tell them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from refundtui import rulebooks
from refundtui.domain.case import BrandId, Case
from refundtui.domain.determination import Determination, determine
from refundtui.domain.money import money
from refundtui.domain.order import EarlierRefund, Order, RefundedPart, Tax
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest
from refundtui.rulebooks.library import Library
from tests.support.making import TODAY, a_case, an_order_a, an_order_b, an_order_c, eur


@cache
def library() -> Library:
    return Library(rulebooks.shipped())


def lindenhof(reason: Reason, *items: Any, **more: Any) -> Case:
    fields = {"order": an_order_a(), "notice_on": TODAY} | more
    return _case("lindenhof", reason, items, fields)


def northpeak(reason: Reason, *items: Any, **more: Any) -> Case:
    customer = replace(a_case().customer, country="US", language="en")
    fields = {"order": an_order_b(), "customer": customer, "notice_on": TODAY} | more
    return _case("northpeak", reason, items, fields)


def tidewater(reason: Reason, *items: Any, **more: Any) -> Case:
    customer = replace(a_case().customer, country="GB", language="en")
    fields = {"order": an_order_c(), "customer": customer} | more
    return _case("tidewater", reason, items, fields)


def _case(brand: str, reason: Reason, items: tuple[Any, ...], fields: dict[str, Any]) -> Case:
    return a_case(brand=BrandId(brand), reason=reason, request=RefundRequest(items), **fields)


def determined(case: Case, today: date = TODAY) -> Determination:
    return determine(case, case.request, library().for_case(case), today)


def quoted(case: Case, today: date = TODAY) -> Quote:
    quote = determined(case, today).quote
    assert isinstance(quote, Quote), quote
    return quote


def after_the_first_refund(order: Order) -> Order:
    """Order A with the jacket reduced."""
    code = order.lines[1].taxes[0].code
    part = RefundedPart("jacket", eur("29.16"), 0, (Tax(code, eur("4.66")),))
    return order.after(EarlierRefund("first", (part,)))


def delivered(order: Order, on: str, ordered: str) -> Order:
    """The same order, bought and delivered on other days."""
    day = date.fromisoformat(on)
    at = order.ordered_at
    assert at is not None
    bought = date.fromisoformat(ordered)
    return replace(
        order,
        ordered_at=at.replace(year=bought.year, month=bought.month, day=bought.day),
        delivered_on=day,
        lines=tuple(replace(line, delivered_on=day) for line in order.lines),
    )


def amount(text: str, code: str) -> Any:
    return money(text, code)
