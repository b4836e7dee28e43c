"""What a late refund costs by law stands on the case: computed where the law has a number, said where it has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from refundtui.domain.case import Case
from refundtui.domain.deadlines import deadlines_for, refund_by_law
from refundtui.domain.late_costs import LateCost, late_costs
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Everything, Units
from refundtui.i18n.deadlines import late_said, resting_on
from refundtui.i18n.speech import Speech
from tests.rules.cases import delivered, library, lindenhof
from tests.support.making import TODAY, eur


def of_somebody_in(country: str, reason: Reason, **facts: bool) -> Case:
    case = lindenhof(reason, Units("shirt", 1), facts=tuple(facts.items()), goods_back_on=TODAY)
    assert case.order is not None
    on = (TODAY - timedelta(days=3)).isoformat()
    order = replace(delivered(case.order, on, on), country=country)
    return replace(case, order=order, customer=replace(case.customer, country=country))


def cost(case: Case, days_late: int) -> tuple[date, list[LateCost]]:
    """The legal day, and what a delay of so many days costs of 100.00."""
    book = library().for_case(case)
    due = refund_by_law(case, book)
    assert due is not None
    today = due.due_on + timedelta(days=days_late)
    return due.due_on, list(late_costs(due, eur("100.00"), book, today))


@pytest.mark.parametrize(
    ("days", "least", "most"),
    [(11, "5.00", "5.00"), (20, "5.00", "10.00"), (21, "10.00", "10.00"), (45, "20.00", "20.00")],
)
def test_a_withdrawal_that_is_paid_late_in_france_costs_by_the_scale(
    days: int, least: str, most: str
) -> None:
    """Code de la consommation L242-4; on an edge day the text leaves it open."""
    due, found = cost(of_somebody_in("FR", Reason.CHANGED_MIND), days)
    clause = found[0].clause
    first = due + timedelta(days=1)
    assert found == [LateCost("FR-L242-4", clause, first, eur(least), eur(most))]


def at_the_end_of(half_year: date, country: str, days_late: int) -> LateCost:
    """The cost on the last day of a half-year of a refund that is late since so many days before."""
    case = of_somebody_in(country, Reason.CHANGED_MIND)
    book = library().for_case(case)
    due = refund_by_law(case, book)
    assert due is not None
    (found,) = late_costs(
        replace(due, due_on=half_year - timedelta(days=days_late)), eur("1000.00"), book, half_year
    )
    return found


def test_the_first_days_in_france_are_at_the_legal_interest_of_the_half_year() -> None:
    found = at_the_end_of(date(2026, 6, 30), "FR", 5)
    assert (found.rule, found.least, found.most) == ("FR-L242-4", eur("0.91"), eur("0.91"))


def test_where_the_rate_is_the_states_and_not_known_it_is_said_and_not_made_up() -> None:
    (found,) = cost(of_somebody_in("FR", Reason.CHANGED_MIND), 5)[1]
    assert (found.rule, found.least, found.most) == ("FR-L242-4", None, None)
    assert "interest at the legal rate" in late_said(found, Speech())


def test_in_germany_it_is_interest_above_the_base_rate_of_each_day() -> None:
    """BGB § 288(1): 6.27 % until 30 June 2026, 6.52 % from 1 July on."""
    assert at_the_end_of(date(2026, 6, 30), "DE", 10).most == eur("1.72")
    assert at_the_end_of(date(2026, 7, 10), "DE", 20).most == eur("3.50")
    found = at_the_end_of(date(2026, 12, 31), "DE", 10)
    assert (found.rule, found.most) == ("DE-INT-288", eur("1.79"))
    assert "by law 1.79 EUR more" in late_said(found, Speech()).replace("\xa0", " ")


def test_in_korea_it_is_interest_by_the_day() -> None:
    case = lindenhof(Reason.NOT_RECEIVED, Everything(), facts=(("not_supplied", True),))
    assert case.order is not None
    case = replace(
        case, order=replace(case.order, country="KR"), customer=replace(case.customer, country="KR")
    )
    (found,) = cost(case, 73)[1]
    assert (found.rule, found.least) == ("KR-INT", eur("3.00"))  # 15 % of 100.00 for a fifth of a year


def test_in_spain_it_is_as_much_again_unless_it_is_excused() -> None:
    (found,) = cost(of_somebody_in("ES", Reason.CHANGED_MIND), 1)[1]
    assert (found.rule, found.least, found.most) == ("ES-107", eur("0.00"), eur("100.00"))
    assert "by law up to 100.00 EUR more" in late_said(found, Speech()).replace("\xa0", " ")


def test_a_sooner_promise_of_the_brand_hides_no_cost_of_the_law() -> None:
    """The brand's ten days are over first, and so they are what is counted down; the law's fourteen cost."""
    case = of_somebody_in("FR", Reason.NOT_RECEIVED, not_supplied=True)
    case = replace(case, goods_back_on=None)
    (shown,) = (one for one in deadlines_for(case, library().for_case(case)) if one.kind == "refund_due")
    due, found = cost(case, 15)
    assert shown.due_on < due
    assert [(one.rule, one.most) for one in found] == [("FR-L241-4", eur("20.00"))]


@pytest.mark.parametrize("country", ["FR", "ES"])
def test_on_its_last_day_it_costs_nothing(country: str) -> None:
    assert cost(of_somebody_in(country, Reason.CHANGED_MIND), 0)[1] == []


def test_where_no_rule_says_what_a_delay_costs_nothing_is_said() -> None:
    assert cost(of_somebody_in("NL", Reason.CHANGED_MIND), 30)[1] == []


def test_where_the_law_has_no_number_of_days_that_is_said_beside_the_brands() -> None:
    case = of_somebody_in("DE", Reason.DEFECTIVE)
    (due,) = (one for one in deadlines_for(case, library().for_case(case)) if one.kind == "refund_due")
    assert resting_on(due, Speech()) == "No statutory number of days; the brand's policy: 10 days (§ 2.4)"
    nothing_by_law = of_somebody_in("US", Reason.CHANGED_MIND)
    (due,) = (
        one
        for one in deadlines_for(nothing_by_law, library().for_case(nothing_by_law))
        if one.kind == "refund_due"
    )
    assert resting_on(due, Speech()) == "the brand's own promise: 10 days (§ 2.4)"
