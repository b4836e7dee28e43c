"""A deduction for use: free for half a year in the United Kingdom, never within the right to reject, and then reasonable."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from refundtui.domain.case import Case
from refundtui.domain.determination import Determination, determine
from refundtui.domain.findings import Finding
from refundtui.domain.quote import Quote, RowCode
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest, TypedDeduction, Units
from refundtui.domain.verdict import Verdict
from tests.rules.cases import delivered, library, lindenhof
from tests.support.making import TODAY, eur


def a_faulty(days: int, *, use: str = "10.00", vehicle: bool = False) -> Case:
    """Something that was delivered so many days ago, does not conform, and was used meanwhile."""
    case = lindenhof(Reason.DEFECTIVE)
    assert case.order is not None
    received = (TODAY - timedelta(days=days)).isoformat()
    order = replace(delivered(case.order, received, received), country="GB")
    if vehicle:
        order = replace(order, lines=tuple(replace(one, tags=("motor_vehicle",)) for one in order.lines))
    request = RefundRequest((Units("shirt", 1),), deductions=(TypedDeduction("use", eur(use)),))
    facts = (("defect_at_delivery", True), ("defect_serious", True))
    customer = replace(case.customer, country="GB")
    return replace(case, order=order, request=request, facts=facts, customer=customer)


def found(case: Case, **policy: Any) -> Determination:
    book = library().for_case(case)
    book = replace(book, policy=replace(book.policy, windows=(), rules=(), fees=(), **policy))
    return determine(case, case.request, book, TODAY)


def use_row(determination: Determination) -> tuple[bool, str, int]:
    quote = determination.quote
    assert isinstance(quote, Quote), quote
    (row,) = (row for row in quote.rows if row.code is RowCode.USE_MADE)
    return row.struck, row.source.rule, row.amount.minor


def both_figures(determination: Determination) -> Finding | None:
    return next((one for one in determination.eligibility.findings if one.code == "law.both_figures"), None)


@pytest.mark.parametrize(
    ("days", "struck", "by"),
    [
        (10, True, "GB-CRA-22"),  # the short-term right to reject: no deduction at all
        (30, True, "GB-CRA-22"),
        (31, True, "GB-CRA-24-8"),
        (180, True, "GB-CRA-24-8"),
        (190, False, "GB-CRA-24-8"),
        (400, False, "GB-CRA-24-8"),
    ],
)
def test_use_is_free_for_half_a_year_where_the_brand_follows_unverified_law(
    days: int, struck: bool, by: str
) -> None:
    assert use_row(found(a_faulty(days), unverified_law=True)) == (struck, by, -1000)


def test_for_a_motor_vehicle_use_counts_from_the_end_of_the_right_to_reject_on() -> None:
    assert use_row(found(a_faulty(20, vehicle=True), unverified_law=True))[:2] == (True, "GB-CRA-22")
    assert use_row(found(a_faulty(60, vehicle=True), unverified_law=True))[:2] == (False, "GB-CRA-24-8")


def test_until_the_brand_switches_it_on_nothing_is_taken_and_both_figures_are_said() -> None:
    determination = found(a_faulty(400))
    quote = determination.quote
    assert isinstance(quote, Quote)
    assert use_row(determination)[:2] == (True, "house.sellers_fault")

    both = both_figures(determination)
    assert both is not None
    facts = dict(both.facts)
    assert facts["computed"] == quote.total
    assert facts["with_law"] == quote.total - eur("10.00")
    rules = facts["rules"]
    assert isinstance(rules, tuple)
    assert "GB-CRA-24-8" in rules


def test_where_both_figures_are_the_same_they_are_not_said() -> None:
    assert both_figures(found(a_faulty(60))) is None
    assert both_figures(found(a_faulty(400), unverified_law=True)) is None


def test_goods_that_may_be_rejected_need_no_repair_first() -> None:
    for days, verdict in ((20, Verdict.ELIGIBLE), (60, Verdict.PARTLY)):
        case = replace(a_faulty(days), facts=(("defect_at_delivery", True),))
        assert found(case, unverified_law=True).eligibility.law_verdict is verdict
        assert found(case).eligibility.law_verdict is Verdict.PARTLY


def test_a_deduction_for_use_takes_no_more_than_the_goods_bring() -> None:
    quote = found(a_faulty(400, use="100000.00"), unverified_law=True).quote
    assert isinstance(quote, Quote)
    assert quote.total.minor == 0
