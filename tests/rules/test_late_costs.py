"""What a late refund costs by law stands on the case: computed where the law has a number, said where it has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from refundtui.domain.actor import Actor
from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import PutToSleep
from refundtui.domain.deadlines import deadlines_for, next_due, refund_by_law
from refundtui.domain.decision import obstacles
from refundtui.domain.late_costs import LateCost, late_costs
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Everything, Units
from refundtui.i18n.deadlines import late_said, resting_on
from refundtui.i18n.speech import Speech
from tests.rules.cases import delivered, library, lindenhof
from tests.support.making import NOW, TODAY, agent, eur, lead


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


@pytest.mark.parametrize(
    ("country", "rule", "most"),
    [("FR", "FR-L242-4", "100.00"), ("DE", "DE-INT-288", "4.47"), ("ES", "ES-107", "1000.00")],
)
def test_goods_that_came_back_late_move_the_day_and_hide_no_cost(country: str, rule: str, most: str) -> None:
    """The refund waits for them by a rule of its own; what its delay costs is still said by the one that owes it."""
    case = replace(of_somebody_in(country, Reason.CHANGED_MIND), goods_back_on=TODAY + timedelta(days=30))
    book = library().for_case(case)
    due = refund_by_law(case, book)
    assert due is not None
    assert (due.rule, due.due_on) == ("EU-CRD-13-3", TODAY + timedelta(days=30))
    (found,) = late_costs(due, eur("1000.00"), book, date(2026, 12, 20) + timedelta(days=25))[:1]
    if country == "DE":  # its rate of the next half-year is not known
        (found,) = late_costs(due, eur("1000.00"), book, date(2026, 12, 31))
        most = "1.96"
    assert found.rule == rule
    assert found.most == eur(most)


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


def test_an_agent_does_not_sleep_past_the_laws_day_where_the_brand_promised_a_sooner_one() -> None:
    case = replace(of_somebody_in("FR", Reason.NOT_RECEIVED, not_supplied=True), goods_back_on=None)
    book = library().for_case(case)
    law = refund_by_law(case, book)
    assert law is not None
    (shown,) = (one for one in deadlines_for(case, book) if one.kind == "refund_due")
    assert shown.due_on < law.due_on

    def against(days: int, who: Actor) -> set[str]:
        asleep = PutToSleep(law.due_at + timedelta(days=days), "later")
        return {found.code for found in obstacles(case, asleep, who, book, NOW)}

    assert "snooze.past_deadline" in against(1, agent())
    assert "snooze.past_deadline" not in against(-1, agent())
    assert "snooze.past_deadline" not in against(1, lead())


def test_a_day_that_does_not_run_comes_after_what_does_and_once_over_keeps_nobody_awake() -> None:
    """While the goods are away the law lets the refund wait (Directive 2011/83/EU Art. 13(3))."""
    case = replace(of_somebody_in("DE", Reason.CHANGED_MIND), goods_back_on=None)
    book = library().for_case(case)
    found = deadlines_for(case, book)
    (waiting,) = (one for one in found if one.kind == "refund_due")
    assert not waiting.is_running
    for days_ago in (
        -1,
        1,
    ):  # before its earliest day the goods may come in time; after it nothing is due without them
        now = waiting.due_at + timedelta(days=days_ago)
        asleep = PutToSleep(now + timedelta(days=3), "until the parcel is here")
        against = {one.code for one in obstacles(case, asleep, agent(), book, now)}
        assert ("snooze.past_deadline" in against) is (days_ago < 0)
    running = replace(waiting, moved_by="", due_at=waiting.due_at + timedelta(days=9))
    assert next_due((waiting, running)) == running
    assert next_due((waiting,)) == waiting


def test_the_days_of_a_bill_in_spain_are_for_complaints_about_a_bill() -> None:
    """Ley 10/2025 art. 17(3): five days there, fifteen working days for others."""
    for reason, days in ((Reason.OVERCHARGED, 5), (Reason.DEFECTIVE, 15)):
        case = of_somebody_in("ES", reason)
        assert case.order is not None
        case = replace(
            case,
            order=replace(case.order, ordered_at=datetime(2026, 11, 4, 9, tzinfo=UTC)),
            received_at=NOW + timedelta(days=60),
        )
        answers = [one for one in deadlines_for(case, library().for_case(case)) if one.kind == "answer_due"]
        assert answers, reason
        first = (answers[0].safe_on - case.received_at.date()).days
        assert first == 5 if days == 5 else first >= 15


def test_a_complaint_is_answered_by_the_law_of_the_day_it_came_and_not_of_the_order() -> None:
    """Ley 10/2025 binds from 28 December 2026 on; the sale stays under the law of its own day."""
    case = of_somebody_in("ES", Reason.DEFECTIVE)
    assert case.order is not None
    for came, answers in (("2026-12-27", 0), ("2026-12-28", 1)):
        late_in_madrid = datetime.fromisoformat(f"{came}T22:30:00+00:00")  # half an hour before midnight
        complaint = replace(case, received_at=late_in_madrid)
        rulebook = library().for_case(complaint)
        found = [one for one in deadlines_for(complaint, rulebook) if one.kind == "answer_due"]
        assert len(found) == answers, came
        assert library().for_case(complaint) is rulebook


def test_interest_on_top_at_an_unknown_rate_is_said_as_at_least() -> None:
    cost = LateCost("FR-L242-4", "Code de la consommation L242-4", date(2025, 1, 1), eur("200.00"))
    assert late_said(cost, Speech()) == (
        "late since 1 Jan 2025: by law at least 200.00\u00a0EUR more (Code de la consommation L242-4)"
    )


def test_a_decision_to_pay_before_the_goods_are_here_costs_nothing_by_law_while_they_are_not() -> None:
    case = of_somebody_in("FR", Reason.CHANGED_MIND)
    ahead = replace(case, goods_back_on=None, state=CaseState.PAY_FAILED)
    due_on, costs = cost(ahead, 15)
    assert (due_on, costs) == (cost(case, 15)[0], [])
    assert cost(replace(ahead, goods_back_on=TODAY), 15)[1] != []
