"""What an agent tells may set the law's clock running; to stop it, or to give it longer, takes a team lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from refundtui.domain.actor import Actor
from refundtui.domain.case import Case, CaseEvent, CaseState
from refundtui.domain.commands import SetItems
from refundtui.domain.deadlines import Deadline, refund_by_law
from refundtui.domain.decision import apply, obstacles
from refundtui.domain.late_costs import late_costs
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Everything, Units
from tests.rules.cases import delivered, library, lindenhof
from tests.support.making import agent, an_order_a, eur, lead

NOTICE = "2026-11-02"  # due on the sixteenth
NOTICE_DAY = date.fromisoformat(NOTICE)
IN_TIME = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
ANN = agent()
LATE = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)


def withdrawn(**facts: Any) -> Case:
    notice = date.fromisoformat(NOTICE)
    order = delivered(an_order_a(), NOTICE, NOTICE)
    return lindenhof(
        Reason.CHANGED_MIND,
        Units("shirt", 1),
        order=order,
        notice_on=notice,
        received_at=datetime(2026, 11, 2, 8, 0, tzinfo=UTC),
        facts=tuple(facts.items()),
    )


def never_came(country: str = "FR") -> Case:
    """Due fourteen days after it was called off, whatever comes back."""
    case = lindenhof(
        Reason.NOT_RECEIVED, Everything(), facts=(("not_supplied", True),), notice_on=date(2026, 11, 2)
    )
    assert case.order is not None
    return replace(
        case, order=replace(case.order, country=country), customer=replace(case.customer, country=country)
    )


def telling(case: Case, **facts: Any) -> SetItems:
    return SetItems(case.request, None, tuple(facts.items()))


def against(case: Case, now: datetime, by: Actor = ANN, **facts: Any) -> set[str]:
    found = obstacles(case, telling(case, **facts), by, library().for_case(case), now)
    return {one.code for one in found}


def due(case: Case) -> Deadline:
    found = refund_by_law(case, library().for_case(case))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"goods_back_on": date(2026, 11, 18)}, {"goods_back_on": date(2026, 11, 19)}),
        ({"goods_back_on": date(2026, 11, 18)}, {"goods_back": False}),
        ({"goods_back": True}, {"goods_back_on": date(2026, 11, 19)}),
        ({"sent_proof_on": date(2026, 11, 18)}, {"sent_proof_on": date(2026, 12, 20)}),
        ({"collection_offered": True}, {"collection_offered": False}),
        ({}, {"asked_on": date(2026, 12, 20)}),
    ],
)
@pytest.mark.parametrize("meanwhile", [{}, {"consumer": False}, {"personalised": True}])
def test_an_agent_makes_no_delay_unhappen(
    known: dict[str, Any], said: dict[str, Any], meanwhile: dict[str, Any]
) -> None:
    """Not by stopping the clock first, either."""
    case = withdrawn(**known, **meanwhile)
    assert against(case, LATE, **said) == {"fact.on_record"}
    assert against(case, LATE, lead(), **said) == set()


def test_a_reason_that_stops_the_clock_gives_no_leave_to_move_its_day() -> None:
    case = replace(withdrawn(goods_back_on=date(2026, 11, 18)), reason=Reason.DEFECTIVE)
    assert refund_by_law(case, library().for_case(case)) is None
    assert against(case, LATE, goods_back_on=date(2026, 12, 20)) == {"fact.on_record"}


def test_what_gives_no_longer_may_be_told() -> None:
    case = withdrawn(goods_back_on=date(2026, 11, 18))
    for said in (date(2026, 11, 17), date(2026, 11, 18), date(2026, 11, 9)):
        assert against(case, LATE, goods_back_on=said) == set()
    assert against(case, LATE, goods_back=True, goods_back_on=date(2026, 11, 18)) == set()
    assert against(withdrawn(), LATE, goods_back_on=date(2026, 12, 19)) == set()  # nobody had said it
    back = withdrawn(goods_back=True)
    assert against(back, LATE, goods_back_on=date(2026, 11, 2)) == set()
    assert against(back, LATE, goods_back_on=date(2026, 11, 1)) == {"fact.before_the_order"}


def test_what_the_warehouse_wrote_is_not_written_over_by_the_bare_word() -> None:
    case = replace(withdrawn(), goods_back_on=date(2026, 11, 18))
    rulebook = library().for_case(case)
    assert against(case, LATE, goods_back=True) == set()
    told = apply(case, telling(case, goods_back=True), ANN, rulebook, LATE)
    assert due(told) == due(case)
    assert due(told).due_on == date(2026, 11, 18)


def test_a_day_that_is_no_day_counts_as_unsaid() -> None:
    case = withdrawn(goods_back_on="2026-11-18")
    told = apply(case, telling(case, goods_back=True), ANN, library().for_case(case), IN_TIME)
    assert dict(told.facts)["goods_back_on"] == IN_TIME.date()


def test_saying_once_more_that_the_goods_are_back_moves_nothing() -> None:
    case = withdrawn()
    first = apply(case, telling(case, goods_back=True), agent(), library().for_case(case), IN_TIME)
    again = apply(first, telling(case, goods_back=True), lead(), library().for_case(case), LATE)
    assert dict(first.facts)["goods_back_on"] == IN_TIME.date()
    assert due(again) == due(first)


def test_said_again_of_a_case_that_came_with_it_moves_nothing_either() -> None:
    case = withdrawn(goods_back=True)
    assert against(case, LATE, goods_back=True) == set()
    again = apply(case, telling(case, goods_back=True), ANN, library().for_case(case), LATE)
    assert due(again) == due(case)


def test_goods_that_did_not_come_after_all_have_no_day() -> None:
    case = withdrawn()
    rulebook = library().for_case(case)
    back = apply(case, telling(case, goods_back=True), ANN, rulebook, IN_TIME)
    assert due(back).is_running
    assert against(back, IN_TIME, goods_back=False) == {"fact.on_record"}
    gone = apply(back, telling(back, goods_back=False), lead(), rulebook, IN_TIME)
    assert "goods_back_on" not in dict(gone.facts)
    assert not due(gone).is_running


def test_goods_that_came_back_give_no_longer_where_the_law_counts_from_the_notice() -> None:
    case = never_came()
    rulebook = library().for_case(case)
    assert (due(case).rule, due(case).due_on) == ("FR-L216-7", date(2026, 11, 16))
    told = replace(case, facts=(*case.facts, ("goods_back_on", date(2026, 12, 20))))
    assert due(told) == due(case)
    costs = [late_costs(due(one), eur("100.00"), rulebook, LATE.date()) for one in (case, told)]
    assert costs[0] == costs[1] != ()


def test_in_korea_the_day_of_the_order_is_not_told_later() -> None:
    case = never_came("KR")
    for day, codes in (
        (date(2026, 12, 19), {"fact.on_record"}),
        (date(2030, 1, 1), {"fact.on_record", "fact.in_the_future"}),
    ):
        later: dict[str, Any] = {"order.ordered_on": day}
        assert against(case, LATE, ANN, **later) == codes


def not_sent(*, shirt_delivered: bool = False) -> Case:
    case = withdrawn()
    assert case.order is not None
    lines = tuple(
        line if shirt_delivered and line.id == "shirt" else replace(line, delivered_on=None)
        for line in case.order.lines
    )
    return replace(case, order=replace(case.order, delivered_on=None, status="paid", lines=lines))


def test_where_nothing_was_sent_nothing_is_waited_for() -> None:
    case = not_sent()
    assert case.order is not None
    assert due(case).is_running
    assert due(case).due_on == date(2026, 11, 16)
    shipped = replace(case, order=replace(case.order, status="shipped"))
    assert not due(shipped).is_running


def test_what_came_to_her_is_waited_for_though_the_rest_was_never_sent() -> None:
    assert not due(not_sent(shirt_delivered=True)).is_running


def test_what_comes_back_was_sent_whatever_the_shop_says() -> None:
    case, back = not_sent(), date(2026, 12, 18)
    for facts in (
        {"goods_back_on": back},
        {"goods_back": True, "opened": False},
        {"delivered_on": NOTICE_DAY},
    ):
        assert against(case, LATE, **facts) == set()
    told = replace(case, facts=(("goods_back_on", back),))
    assert due(told).due_on == back


def test_who_decided_to_pay_ahead_of_the_goods_may_say_when_they_came() -> None:
    case = replace(withdrawn(), state=CaseState.PAY_FAILED)
    told = replace(case, facts=(("goods_back_on", date(2026, 11, 25)),))
    assert due(case).due_on == date(2026, 11, 16)
    assert due(told).due_on == date(2026, 11, 25)


def test_what_had_not_reached_her_cannot_have_come_back() -> None:
    case = withdrawn()
    assert case.order is not None
    lines = tuple(replace(line, delivered_on=date(2026, 11, 5)) for line in case.order.lines)
    later = replace(case, order=replace(case.order, delivered_on=date(2026, 11, 5), lines=lines))
    assert against(later, LATE, goods_back_on=date(2026, 11, 4)) == {"fact.before_delivery"}
    assert against(later, LATE, sent_proof_on=date(2026, 11, 4)) == {"fact.before_delivery"}
    assert against(later, LATE, goods_back_on=date(2026, 11, 5)) == set()
    assert against(later, LATE, delivered_on=date(2026, 11, 3), goods_back_on=date(2026, 11, 4)) == set()
    told = replace(later, facts=(("delivered_on", date(2026, 11, 3)),))
    assert against(told, LATE, goods_back_on=date(2026, 11, 4)) == set()


def test_of_two_parcels_the_first_may_be_back_before_the_second_came() -> None:
    case = withdrawn()
    assert case.order is not None
    days = (date(2026, 11, 3), *(date(2026, 11, 10) for _ in case.order.lines[1:]))
    lines = tuple(replace(line, delivered_on=day) for line, day in zip(case.order.lines, days, strict=True))
    parcels = replace(case, order=replace(case.order, delivered_on=None, lines=lines))
    second, back = date(2026, 11, 10), date(2026, 11, 8)
    assert against(parcels, LATE, delivered_on=second, goods_back_on=back) == set()


def test_what_an_office_of_before_recorded_without_a_day_came_when_it_was_said() -> None:
    said = CaseEvent(
        1, "set_items", "ann", IN_TIME, CaseState.INTAKE, CaseState.INTAKE, (("facts", ("goods_back",)),)
    )
    case = replace(withdrawn(goods_back=True), events=(said, replace(said, number=2, at=LATE)))
    assert due(
        replace(case, events=(replace(said, at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC)),))
    ).due_on == date(2026, 11, 20)
    assert due(case).due_on == date(2026, 11, 16)  # said on the twelfth


def test_a_fact_nobody_asks_for_is_named_with_what_was_meant() -> None:
    found = obstacles(
        withdrawn(), telling(withdrawn(), goods_backon=True), ANN, library().for_case(withdrawn()), LATE
    )
    assert [(one.code, one.fact("nearest")) for one in found] == [("fact.not_asked", "goods_back_on")]
    assert against(withdrawn(warehouse="7"), LATE, warehouse="8") == set()  # it came with the case
