"""The floor of the laws beside the German ones: what each gives at least, and which rules only warn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.deadlines import deadlines_for, refund_by_law
from refundtui.domain.determination import determine
from refundtui.domain.eligibility import Eligibility, Verdict, assess
from refundtui.domain.findings import Basis
from refundtui.domain.order import LineKind, Order, Payment, ServicePeriod
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Everything, PriceReduction, Units, UnusedTime
from refundtui.domain.rulebook import Rulebook
from tests.rules.cases import delivered, library, lindenhof, tidewater
from tests.support.making import TODAY, a_line, an_order_a, eur, gbp


def at(country: str, case: Case, on: str = "2026-11-10", ordered: str = "2026-11-06") -> Case:
    """The same case of somebody who lives there."""
    order = replace(delivered(case.order or an_order_a(), on, ordered), country=country)
    return replace(case, order=order, customer=replace(case.customer, country=country))


def without_promise(case: Case, **policy: Any) -> Rulebook:
    """The brand promises nothing: what is given is the law's."""
    found = library().for_case(case)
    return replace(found, policy=replace(found.policy, windows=(), rules=(), **policy))


def assessed(case: Case, **policy: Any) -> Eligibility:
    return assess(case, without_promise(case, **policy), TODAY)


def quoted(case: Case, today: date = TODAY, **policy: Any) -> Quote:
    found = determine(case, case.request, without_promise(case, **policy), today).quote
    assert isinstance(found, Quote), found
    return found


@pytest.mark.parametrize(
    ("country", "days"), [("FR", 14), ("ES", 14), ("BR", 7), ("KR", 7), ("CN", 7), ("ZA", 7)]
)
def test_who_withdraws_in_time_is_owed_it_by_her_own_law(country: str, days: int) -> None:
    received = TODAY - timedelta(days=days)
    case = at(country, lindenhof(Reason.CHANGED_MIND, Units("shirt", 1)), received.isoformat(), "2026-10-01")
    assert (assessed(case).verdict, assessed(case).decided_by) == (Verdict.ELIGIBLE, "law")
    late = at(country, case, (received - timedelta(days=8)).isoformat(), "2026-10-01")
    assert assessed(late).verdict is Verdict.INELIGIBLE


def test_a_law_that_only_warns_decides_nothing_until_the_brand_switches_it_on() -> None:
    case = at("TR", lindenhof(Reason.CHANGED_MIND, Units("shirt", 1)))
    found = assessed(case)
    assert (found.verdict, found.needs_review) == (Verdict.INELIGIBLE, True)
    assert "TR-9" in [one.rule for one in found.findings if one.code == "law.unverified"]
    assert assessed(case, unverified_law=True).verdict is Verdict.ELIGIBLE


def test_a_right_that_only_warns_and_ran_out_asks_for_no_second_look() -> None:
    case = at("TR", lindenhof(Reason.CHANGED_MIND, Units("shirt", 1)), "2026-09-01", "2026-08-28")
    assert not [one for one in assessed(case).findings if one.rule == "TR-9"]


def test_how_an_unverified_withdrawal_is_settled_is_said_only_while_it_may_be_open() -> None:
    open_still = at("TR", lindenhof(Reason.CHANGED_MIND, Units("shirt", 1)))
    over = at("TR", open_still, "2026-09-01", "2026-08-28")
    for case, warned in ((open_still, {"TR-9", "TR-12"}), (over, set())):
        found = assessed(case).findings
        assert {one.rule for one in found if one.code == "law.unverified"} == warned


def test_who_was_not_told_of_her_right_has_a_year_more() -> None:
    facts = (("withdrawal_info_given", False),)
    case = at(
        "DE", lindenhof(Reason.CHANGED_MIND, Units("shirt", 1), facts=facts), "2026-03-01", "2026-02-26"
    )
    found = assessed(case)
    assert found.verdict is Verdict.ELIGIBLE
    assert "EU-CRD-10" in [one.rule for one in found.findings if one.code == "law.withdrawal_open"]
    told = replace(case, facts=(("withdrawal_info_given", True),))
    assert assessed(told).verdict is Verdict.INELIGIBLE
    too_late = at("DE", case, "2025-10-01", "2025-09-28")
    assert assessed(too_late).verdict is Verdict.INELIGIBLE


def _subscription(**facts: bool) -> Case:
    """A year of service bought on 10 November, ended on the 19th."""
    year = a_line(
        "year",
        eur("120.00"),
        eur("0.00"),
        kind=LineKind.SERVICE,
        period=ServicePeriod(date(2026, 11, 10), date(2027, 11, 10)),
        delivered_on=None,
    )
    paid = (Payment("card", eur("120.00")),)
    bought = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
    order = Order("S-1", year.net.currency, (year,), paid, ordered_at=bought, country="DE")
    ended = UnusedTime("year", date(2026, 11, 19))
    case = lindenhof(Reason.CHANGED_MIND, ended, order=order, facts=tuple(facts.items()))
    return replace(case, notice_on=date(2026, 11, 19))


def test_a_service_that_was_not_asked_for_in_the_window_costs_nothing() -> None:
    quote = quoted(_subscription(express_request=False, withdrawal_info_given=True))
    assert quote.total == eur("120.00")
    assert "EU-CRD-14-4" in [one.rule for one in quote.findings if one.code == "minimum.raised"]


def test_a_service_that_was_asked_for_is_paid_in_proportion() -> None:
    quote = quoted(_subscription(express_request=True, withdrawal_info_given=True))
    assert eur("110.00") < quote.total < eur("120.00")
    assert "minimum.raised" not in [one.code for one in quote.findings]


def test_the_french_fourteen_days_for_a_defect_count_where_the_brand_promised_more() -> None:
    kept = PriceReduction("shirt", eur("20.00"), eur("40.00"))
    case = at("FR", lindenhof(Reason.DEFECTIVE, kept))
    rulebook = library().for_case(case)
    slow = replace(rulebook.policy.manners, refund_days=30)
    for policy, rule in (
        (rulebook.policy, rulebook.policy.name),
        (replace(rulebook.policy, manners=slow, unverified_law=True), "FR-L217-17"),
    ):
        found = deadlines_for(case, replace(rulebook, policy=policy))
        assert [one.rule for one in found if one.kind == "refund_due"] == [rule]


def test_a_price_reduction_for_digital_content_has_fourteen_days_of_its_own_in_germany() -> None:
    case = at("DE", lindenhof(Reason.DEFECTIVE, PriceReduction("shirt", eur("20.00"), eur("40.00"))))
    assert case.order is not None
    lines = tuple(replace(line, tags=(*line.tags, "digital")) for line in case.order.lines)
    case = replace(case, order=replace(case.order, lines=lines))
    due = refund_by_law(case, library().for_case(case))
    assert due is not None
    assert due.rule == "DE-BGB-327n"
    (shown,) = (one for one in deadlines_for(case, library().for_case(case)) if one.kind == "refund_due")
    assert not shown.is_without_number  # the brand's ten days are sooner, and the law has a number


def test_a_polish_complaint_is_answered_in_fourteen_days_once_that_law_is_switched_on() -> None:
    case = at("PL", lindenhof(Reason.DEFECTIVE, Units("shirt", 1)))
    rulebook = library().for_case(case)
    assert "answer_due" not in [one.kind for one in deadlines_for(case, rulebook)]
    on = replace(rulebook, policy=replace(rulebook.policy, unverified_law=True))
    (answer,) = [one for one in deadlines_for(case, on) if one.kind == "answer_due"]
    assert (answer.rule, answer.started_by) == ("PL-7a", "received_at")
    assert answer.due_on == rulebook.day_of(case.received_at) + timedelta(days=14)


def test_in_the_united_kingdom_the_refunds_days_begin_with_the_goods() -> None:
    case = tidewater(Reason.CHANGED_MIND, Everything(), order=_in_pounds(), notice_on=date(2026, 11, 12))
    rulebook = library().for_case(case)
    on = replace(rulebook, policy=replace(rulebook.policy, unverified_law=True))
    waiting = [one for one in deadlines_for(case, on) if one.kind == "refund_due"]
    assert [(one.rule, one.is_running) for one in waiting] == [("GB-CCR-34-5", False)]
    failed = replace(case, state=CaseState.PAY_FAILED)
    runs = [one for one in deadlines_for(failed, on) if one.kind == "refund_due" and one.is_running]
    assert [one.basis for one in runs] == [
        Basis.POLICY
    ]  # by law nothing runs, and it does not sink in the queue
    back = replace(case, goods_back_on=date(2026, 11, 18))
    (due,) = [one for one in deadlines_for(back, on) if one.kind == "refund_due"]
    assert (due.due_on, due.started_by, due.is_running) == (date(2026, 12, 2), "goods_back_on", True)


def _in_pounds() -> Order:
    shirt = a_line("shirt", gbp("40.00"), gbp("0.00"))
    paid = (Payment("card", gbp("40.00")),)
    bought = datetime(2026, 11, 6, 9, 0, tzinfo=UTC)
    received = date(2026, 11, 10)
    return Order(
        "P-1", shirt.net.currency, (shirt,), paid, ordered_at=bought, delivered_on=received, country="GB"
    )
