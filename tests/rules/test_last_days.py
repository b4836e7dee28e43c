"""The last day of each right is inside it, and the day after is not; so is a limit's own amount."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from refundtui.domain.eligibility import Verdict, assess
from refundtui.domain.limits import own_limit
from refundtui.domain.money import Money
from refundtui.domain.reasons import Reason
from tests.rules.cases import delivered
from tests.support.making import LAWS, TODAY, a_case, a_rulebook, agent, an_order_a, quoted


@pytest.mark.parametrize(
    ("reason", "on", "facts", "inside", "after"),
    [
        (Reason.CHANGED_MIND, "2026-11-06", (), Verdict.ELIGIBLE, Verdict.INELIGIBLE),
        (Reason.DEFECTIVE, "2025-11-20", (), Verdict.PARTLY, Verdict.INFORMATION_MISSING),
        (
            Reason.DEFECTIVE,
            "2024-11-20",
            (("defect_at_delivery", True),),
            Verdict.PARTLY,
            Verdict.INELIGIBLE,
        ),
    ],
    ids=["withdrawal", "presumed defect", "liability"],
)
def test_the_last_day_of_a_right_is_inside_it(
    reason: Reason, on: str, facts: tuple[tuple[str, bool], ...], inside: Verdict, after: Verdict
) -> None:
    case = a_case(reason=reason, order=delivered(an_order_a(), on, on), facts=facts, notice_on=TODAY)
    rulebook = a_rulebook(laws=LAWS)
    assert assess(case, rulebook, TODAY).law_verdict is inside
    next_day = TODAY + timedelta(days=1)
    assert assess(replace(case, notice_on=next_day), rulebook, next_day).law_verdict is after


@pytest.mark.parametrize(("less", "above"), [(0, False), (1, True)])
def test_a_limit_covers_its_own_amount_and_no_cent_more(less: int, above: bool) -> None:
    rulebook, case = a_rulebook(), a_case()
    quote = quoted(case, rulebook)
    limits = tuple(
        replace(one, amount=Money(quote.total.minor - less, quote.currency))
        for one in rulebook.policy.manners.limits
    )
    manners = replace(rulebook.policy.manners, limits=limits)
    exact = replace(rulebook, policy=replace(rulebook.policy, manners=manners))
    assert bool(own_limit(agent("ann"), case, quote, exact)) is above
