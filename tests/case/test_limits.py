"""Where a limit lies: an amount at it is inside, a risk at it is looked at twice."""

from __future__ import annotations

import pytest

from refundtui.domain.actor import Limit, Role
from refundtui.domain.decision import own_limit, review_reasons
from refundtui.domain.determination import determine
from refundtui.domain.request import Goodwill, RefundRequest
from tests.support.making import TODAY, a_case, a_rulebook, agent, eur, quoted

RULES = a_rulebook(review_at_risk=70)


@pytest.mark.parametrize(("risk", "codes"), [(69, []), (70, ["risk.high"]), (71, ["risk.high"])])
def test_a_risk_at_the_brand_s_threshold_takes_a_second_person(risk: int, codes: list[str]) -> None:
    case = a_case(risk=risk)
    determination = determine(case, case.request, RULES, TODAY)
    assert [found.code for found in review_reasons(case, determination, RULES)] == codes


@pytest.mark.parametrize(("amount", "codes"), [("36.08", []), ("36.07", ["limit.exceeded"])])
def test_an_amount_at_the_limit_is_decided_alone(amount: str, codes: list[str]) -> None:
    rules = a_rulebook(limits=(Limit(Role.AGENT, eur(amount), eur("5.00")),))
    found = own_limit(agent(), a_case(), quoted(a_case(), rules), rules)  # one shirt, 36.08
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(("amount", "codes"), [("5.00", []), ("5.01", ["goodwill.limit_exceeded"])])
def test_goodwill_at_its_limit_is_given_alone(amount: str, codes: list[str]) -> None:
    rules = a_rulebook(limits=(Limit(Role.AGENT, eur("500.00"), eur("5.00")),))
    case = a_case(request=RefundRequest((Goodwill(eur(amount)),)))
    assert [one.code for one in own_limit(agent(), case, quoted(case, rules), rules)] == codes
