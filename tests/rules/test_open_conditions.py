"""A row nobody can tell of yet: its fact is asked for exactly where it could change the answer or the sum."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from refundtui.domain import policy
from refundtui.domain.determination import Determination, determine
from refundtui.domain.eligibility import Verdict
from refundtui.domain.order import LineKind
from refundtui.domain.policy import (
    Action,
    ActionKind,
    DepreciationRule,
    GradeRule,
    Matcher,
    Rule,
    Window,
)
from refundtui.domain.reasons import Grade, Reason
from refundtui.domain.request import DepreciatedValue, Item, RefundRequest, Units
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.terms import Depreciation, GradeDeduction, Method, Source
from tests.support.making import TODAY, a_case, a_policy

T = policy.Test
VIP = (Matcher("customer.tags", T.HAS, "vip"),)
MISSING = (Verdict.INFORMATION_MISSING, ("customer.tags",))
SHIRT = (Units("shirt", 1),)
ALL_OF_IT = (Units("shirt", 2), Units("jacket", 1))
OPEN, SHUT = Window("open", "§ 2", 30), Window("shut", "§ 2", 3)
STRICT = Window("strict", "§ 3", 3, when=VIP, priority=3)
LONGER = Rule("longer", "§ 4", Action(ActionKind.SET_WINDOW, days=60), VIP, 5)
SHORTER = Rule("shorter", "§ 4", Action(ActionKind.SET_WINDOW, days=3), VIP, 5)
DELIVERY = Rule("delivery", "§ 5", Action(ActionKind.REFUND_OUTBOUND_SHIPPING), VIP)
WORN = GradeRule("worn", "§ 6", Grade.C, GradeDeduction(Fraction(1, 5), Source("worn", "§ 6")), VIP)
SLOW = DepreciationRule("slow", "§ 7", Depreciation(Method.STRAIGHT_LINE, 48, Source("slow")))
FAST = DepreciationRule("fast", "§ 7", Depreciation(Method.STRAIGHT_LINE, 24, Source("fast")), VIP)


def found(
    *rules: Rule, items: tuple[Item, ...] = SHIRT, tags: tuple[str, ...] | None = None, **more: Any
) -> Determination:
    case = {name: more.pop(name) for name in ("reason", "order") if name in more}
    facts = () if tags is None else (("customer.tags", tags),)
    made = a_case(request=RefundRequest(items), facts=facts, **case)
    return determine(
        made,
        made.request,
        Rulebook(replace(a_policy(), **{"windows": (OPEN,), "rules": rules, **more})),
        TODAY,
    )


def verdict(*rules: Rule, **more: Any) -> tuple[Verdict, tuple[str, ...]]:
    eligibility = found(*rules, **more).eligibility
    return eligibility.verdict, eligibility.missing


@pytest.mark.parametrize(
    ("rules", "windows", "with_it", "without"),
    [
        ((LONGER,), (SHUT,), Verdict.ELIGIBLE, Verdict.INELIGIBLE),
        ((SHORTER,), (OPEN,), Verdict.INELIGIBLE, Verdict.ELIGIBLE),
        ((), (OPEN, STRICT), Verdict.INELIGIBLE, Verdict.ELIGIBLE),
        ((LONGER,), (), Verdict.ELIGIBLE, Verdict.INELIGIBLE),
    ],
)
def test_nobody_is_late_or_in_time_by_a_window_nobody_can_tell_of(
    rules: tuple[Rule, ...], windows: tuple[Window, ...], with_it: Verdict, without: Verdict
) -> None:
    assert verdict(*rules, windows=windows) == MISSING
    assert verdict(*rules, windows=windows, tags=("vip",)) == (with_it, ())
    assert verdict(*rules, windows=windows, tags=()) == (without, ())


def test_a_window_that_changes_nothing_is_not_asked_about() -> None:
    assert verdict(LONGER) == (Verdict.ELIGIBLE, ())
    assert verdict(SHORTER, windows=(SHUT,)) == (Verdict.INELIGIBLE, ())
    assert verdict(windows=(OPEN, replace(STRICT, priority=-1))) == (Verdict.ELIGIBLE, ())
    assert verdict(windows=(SHUT, replace(OPEN, id="weaker", when=VIP, priority=-1))) == (
        Verdict.INELIGIBLE,
        (),
    )
    stronger = replace(LONGER, id="stronger", when=(), priority=9)
    assert verdict(SHORTER, stronger) == (Verdict.ELIGIBLE, ())


def test_a_deduction_for_condition_nobody_can_tell_of_is_asked_about_before_the_sum_is_called_owed() -> None:
    worn = (Units("shirt", 1, Grade.C),)
    assert verdict(items=worn, grades=(WORN,)) == MISSING
    codes = {one.code for one in found(items=worn, grades=(WORN,)).eligibility.findings}
    assert "grade.unknown" in codes
    assert verdict(items=SHIRT, grades=(WORN,)) == (Verdict.ELIGIBLE, ())
    for_all = replace(WORN, id="all", when=())
    assert verdict(items=worn, grades=(for_all, WORN)) == (Verdict.ELIGIBLE, ())
    assert verdict(items=worn, grades=(WORN, for_all)) == MISSING


def test_delivery_that_may_go_back_with_the_goods_is_asked_about_where_there_is_one() -> None:
    assert verdict(DELIVERY, items=ALL_OF_IT) == MISSING
    always = replace(DELIVERY, id="always", when=())
    assert verdict(DELIVERY, always, items=ALL_OF_IT) == (Verdict.ELIGIBLE, ())
    order = a_case().order
    assert order is not None
    collected = replace(order, lines=tuple(line for line in order.lines if line.kind is LineKind.GOODS))
    assert verdict(DELIVERY, items=ALL_OF_IT, order=collected) == (Verdict.ELIGIBLE, ())
    assert verdict(DELIVERY, items=ALL_OF_IT, reason=Reason.WRONG_ITEM) == (Verdict.ELIGIBLE, ())


def test_the_schedule_of_a_present_value_is_asked_about_unless_an_earlier_one_holds() -> None:
    value = (DepreciatedValue("jacket", 12),)
    assert verdict(items=value, depreciation=(FAST, SLOW)) == MISSING
    assert verdict(items=value, depreciation=(SLOW, FAST)) == (Verdict.ELIGIBLE, ())
    assert verdict(items=SHIRT, depreciation=(FAST, SLOW)) == (Verdict.ELIGIBLE, ())
