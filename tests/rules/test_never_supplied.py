"""What never came is paid back by law where one says so, whatever the brand promises; until it is known it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from refundtui.domain.case import Case, CaseState, Ground
from refundtui.domain.commands import Deny
from refundtui.domain.deadlines import deadlines_for
from refundtui.domain.decision import obstacles
from refundtui.domain.determination import determine
from refundtui.domain.findings import Basis
from refundtui.domain.money_by_law import owed_in_money
from refundtui.domain.order import LineKind
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Everything, Item, RefundRequest, Units
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.verdict import Verdict
from tests.rules.cases import library, lindenhof
from tests.support.making import NOW, TODAY, eur, lead

HERE = [("FR", "FR-L216-7"), ("ES", "ES-110"), ("KR", "KR-15-2"), ("US", "US-FTC-435-7")]


def never_came(country: str, reason: Reason = Reason.NOT_RECEIVED, **facts: Any) -> Case:
    """Ordered on 6 November, paid, and not there."""
    case = lindenhof(reason, Everything(), facts=tuple(facts.items()))
    assert case.order is not None
    lines = tuple(replace(line, delivered_on=None) for line in case.order.lines)
    order = replace(case.order, lines=lines, delivered_on=None, status="processed", country=country)
    return replace(case, order=order, customer=replace(case.customer, country=country))


def by_law_alone(case: Case) -> Rulebook:
    found = library().for_case(case)
    return replace(found, policy=replace(found.policy, windows=(), rules=(), fees=()))


def verdict(case: Case) -> tuple[Verdict, str]:
    found = determine(case, case.request, by_law_alone(case), TODAY).eligibility
    return found.verdict, found.decided_by


@pytest.mark.parametrize(("country", "rule"), HERE)
def test_what_cannot_be_supplied_any_more_is_paid_back_whole_and_in_money(country: str, rule: str) -> None:
    case = never_came(country, not_supplied=True)
    found = determine(case, case.request, by_law_alone(case), TODAY)
    assert (found.eligibility.verdict, found.eligibility.decided_by) == (Verdict.ELIGIBLE, "law")
    assert rule in [one.rule for one in found.eligibility.findings if one.code == "law.not_supplied"]
    assert isinstance(found.quote, Quote)
    assert found.quote.total == owed_in_money(found) == eur("193.70")


@pytest.mark.parametrize(("country", "rule"), HERE)
def test_it_is_not_denied(country: str, rule: str) -> None:
    case = replace(never_came(country, not_supplied=True), owner="lee", state=CaseState.ELIGIBILITY)
    denial = Deny((Ground.OTHER,), ("§ 1",), "No.")
    (found,) = [
        one
        for one in obstacles(case, denial, lead("lee"), by_law_alone(case), NOW)
        if one.code == "denial.owed_by_law"
    ]
    assert rule in str(found.facts)


@pytest.mark.parametrize("country", [country for country, _ in HERE])
def test_whether_it_can_still_come_is_asked_before_it_is_refused(country: str) -> None:
    case = never_came(country)
    found = determine(case, case.request, by_law_alone(case), TODAY).eligibility
    assert (found.verdict, found.missing) == (Verdict.INFORMATION_MISSING, ("not_supplied",))


def test_what_can_still_come_is_not_paid_back_yet() -> None:
    assert verdict(never_came("FR", not_supplied=False))[0] is Verdict.INELIGIBLE


def test_what_came_late_did_come() -> None:
    assert verdict(never_came("FR", Reason.LATE, not_supplied=True))[0] is Verdict.INELIGIBLE


def test_the_part_that_is_missing_is_what_never_came() -> None:
    assert verdict(never_came("FR", Reason.PARTIAL_DELIVERY, not_supplied=True))[0] is Verdict.ELIGIBLE


def half_of_it_came(*, items: tuple[Item, ...]) -> Case:
    """The jacket was scanned on its way in, the shirts never were."""
    case = never_came("FR", Reason.PARTIAL_DELIVERY, not_supplied=True)
    assert case.order is not None
    lines = tuple(
        replace(line, delivered_on=TODAY) if line.id == "jacket" else line for line in case.order.lines
    )
    return replace(case, order=replace(case.order, lines=lines), request=RefundRequest(items))


def test_what_did_come_is_not_owed_with_the_rest() -> None:
    case = half_of_it_came(items=(Units("shirt", 2), Units("jacket", 1)))
    found = determine(case, case.request, by_law_alone(case), TODAY)
    assert (found.eligibility.verdict, found.eligibility.law_verdict) == (Verdict.PARTLY, Verdict.PARTLY)
    assert [line for line, _ in found.eligibility.kept_out] == ["jacket"]
    assert isinstance(found.quote, Quote)
    assert found.quote.total == owed_in_money(found) == eur("77.06")  # with its delivery


def test_who_asks_for_what_came_alone_is_owed_nothing_for_that() -> None:
    assert verdict(half_of_it_came(items=(Units("jacket", 1),)))[0] is Verdict.INELIGIBLE


def test_of_an_order_that_came_whole_not_even_the_delivery_is_owed() -> None:
    case = half_of_it_came(items=(Everything(),))
    assert case.order is not None
    lines = tuple(
        line if line.kind is LineKind.SHIPPING else replace(line, delivered_on=TODAY)
        for line in case.order.lines
    )
    assert verdict(replace(case, order=replace(case.order, lines=lines)))[0] is Verdict.INELIGIBLE


def test_a_purchase_in_a_shop_has_no_rule_for_mail_order() -> None:
    case = never_came("US", not_supplied=True)
    assert case.order is not None
    assert verdict(replace(case, order=replace(case.order, channel="store")))[0] is Verdict.INELIGIBLE


def test_a_rule_that_nobody_has_read_warns_and_says_what_it_would_give() -> None:
    case = never_came("DE", not_supplied=True)
    found = determine(case, case.request, by_law_alone(case), TODAY).eligibility
    (both,) = [one for one in found.findings if one.code == "law.both_figures"]
    assert dict(both.facts) == {
        "rules": ("EU-CRD-18",),
        "computed": eur("0.00"),
        "with_law": eur("193.70"),
    }


@pytest.mark.parametrize(
    ("country", "due"),
    [("FR", date(2026, 12, 4)), ("KR", date(2026, 11, 11)), ("US", date(2026, 12, 2))],
)
def test_by_when_it_has_to_be_there(country: str, due: date) -> None:
    """Told on the 20th: fourteen days later in France; three business days from the payment in Korea; seven
    working days in the United States, over Thanksgiving.
    """
    case = never_came(country, not_supplied=True)
    book = by_law_alone(case)
    slow = replace(book.policy, manners=replace(book.policy.manners, refund_days=90))
    found = [one for one in deadlines_for(case, replace(book, policy=slow)) if one.kind == "refund_due"]
    assert [(one.due_on, one.basis) for one in found] == [(due, Basis.LAW)]
