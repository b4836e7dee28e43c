"""By when money is due: the law's day, the safe day, the brand's own word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from refundtui.domain.case import Approval, CaseState, Offer
from refundtui.domain.commands import SetItems
from refundtui.domain.deadlines import Deadline, deadlines_for, facts_awaited, next_due
from refundtui.domain.decision import apply
from refundtui.domain.findings import Basis
from refundtui.domain.reasons import Reason
from refundtui.domain.request import PriceReduction, Units
from refundtui.i18n.deadlines import resting_on, standing_of
from refundtui.i18n.speech import Speech
from tests.rules.cases import delivered, library, lindenhof, northpeak
from tests.support.making import agent, an_order_a, eur


def refund_due(case: Any) -> Deadline:
    return next(due for due in deadlines_for(case, library().for_case(case)) if due.kind == "refund_due")


def withdrawal(notice: str, **more: Any) -> Any:
    order = delivered(an_order_a(), notice, notice)
    return lindenhof(
        Reason.CHANGED_MIND,
        Units("shirt", 1),
        order=order,
        notice_on=date.fromisoformat(notice),
        **more,
    )


def test_journey_2_is_due_fourteen_days_after_her_notice() -> None:
    due = refund_due(lindenhof(Reason.CHANGED_MIND, Units("shirt", 1)))
    assert (due.due_on, due.safe_on) == (date(2026, 12, 4), date(2026, 12, 4))
    assert due.due_at == datetime(2026, 12, 4, 23, 0, tzinfo=UTC)
    assert (due.basis, due.rule, due.started_by) == (Basis.LAW, "DE-BGB-357", "notice_on")
    assert due.moved_by == "goods_awaited"
    assert not due.is_running
    english, german = Speech("en"), Speech("de")
    assert standing_of(due, english) == (
        "not yet due: goods or proof of sending awaited; at the earliest 4 Dec 2026"
    )
    assert "frühestens 04.12.2026" in standing_of(due, german)
    assert resting_on(due, english).startswith("BGB §§ 355(3), 357")


@pytest.mark.parametrize(
    ("notice", "due_on", "safe_on"),
    [
        pytest.param("2026-03-21", "2026-04-07", "2026-04-04", id="over Easter"),
        pytest.param("2026-03-20", "2026-04-07", "2026-04-03", id="Good Friday"),
        pytest.param("2026-12-11", "2026-12-28", "2026-12-25", id="Christmas"),
        pytest.param("2028-02-15", "2028-02-29", "2028-02-29", id="leap day"),
        pytest.param("2026-12-18", "2027-01-04", "2027-01-01", id="New Year"),
    ],
)
def test_the_law_extends_and_we_warn_on_the_earlier(notice: str, due_on: str, safe_on: str) -> None:
    due = refund_due(withdrawal(notice))
    assert (due.due_on.isoformat(), due.safe_on.isoformat()) == (due_on, safe_on)


def test_goods_that_come_later_move_the_day_and_start_no_fresh_period() -> None:
    due = refund_due(withdrawal("2026-06-01", goods_back_on=date(2026, 6, 25)))
    assert (due.due_on, due.moved_by, due.rule) == (date(2026, 6, 25), "goods_back_on", "EU-CRD-13-3")
    assert due.is_running
    assert standing_of(due, Speech("en")) == ""


def test_the_earlier_of_goods_and_proof_counts() -> None:
    facts = (("sent_proof_on", date(2026, 6, 18)),)
    due = refund_due(withdrawal("2026-06-01", goods_back_on=date(2026, 6, 25), facts=facts))
    assert (due.due_on, due.moved_by) == (date(2026, 6, 18), "sent_proof_on")


def test_the_day_the_goods_came_back_can_be_told_by_whoever_saw_them() -> None:
    due = refund_due(withdrawal("2026-06-01", facts=(("goods_back_on", date(2026, 6, 25)),)))
    assert (due.due_on, due.moved_by, due.is_running) == (date(2026, 6, 25), "goods_back_on", True)
    assert facts_awaited((due,)) == ()


@pytest.mark.parametrize(
    ("fact", "moved_by"), [("goods_back", "goods_back_on"), ("sent_back", "sent_proof_on")]
)
def test_goods_said_to_be_back_without_a_day_came_no_later_than_that_was_said(
    fact: str, moved_by: str
) -> None:
    waiting = withdrawal("2026-11-02", received_at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    assert facts_awaited((refund_due(waiting),)) == ("goods_back_on", "sent_proof_on")
    told = SetItems(waiting.request, None, ((fact, True),))
    said = apply(
        waiting, told, agent(), library().for_case(waiting), datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    )
    due = refund_due(said)
    assert (due.due_on, due.moved_by) == (date(2026, 11, 20), moved_by)  # half past midnight in Berlin
    came_with_it = refund_due(replace(waiting, facts=((fact, True),)))
    assert (came_with_it.due_on, came_with_it.is_running) == (date(2026, 11, 16), True)


@pytest.mark.parametrize("state", [CaseState.APPROVED, CaseState.PAY_FAILED, CaseState.PAY_UNKNOWN])
def test_who_has_decided_to_pay_waits_for_no_goods(state: CaseState) -> None:
    due = refund_due(withdrawal("2026-06-01", state=state))
    assert (due.due_on, due.rule, due.is_running) == (date(2026, 6, 15), "DE-BGB-357", True)
    assert not refund_due(withdrawal("2026-06-01", state=CaseState.OFFER)).is_running


def test_goods_that_are_back_early_change_nothing() -> None:
    due = refund_due(withdrawal("2026-06-01", goods_back_on=date(2026, 6, 4)))
    assert (due.due_on, due.moved_by) == (date(2026, 6, 15), "")


def test_who_offered_to_collect_may_not_wait() -> None:
    facts = (("collection_offered", True),)
    due = refund_due(withdrawal("2026-06-01", goods_back_on=date(2026, 6, 25), facts=facts))
    assert (due.due_on, due.moved_by) == (date(2026, 6, 15), "")


def test_a_notice_belongs_to_the_day_in_the_brands_own_place() -> None:
    case = replace(
        withdrawal("2026-03-20"), notice_on=None, received_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    )
    due = refund_due(case)
    assert (due.due_on, due.started_by) == (date(2026, 4, 15), "received_at")


def test_where_the_law_has_no_number_the_brands_word_counts() -> None:
    reduction = PriceReduction("jacket", eur("96.75"), eur("129.00"))
    due = refund_due(lindenhof(Reason.DAMAGED_TRANSIT, reduction, facts=(("photos", 2),)))
    assert (due.due_on, due.basis, due.rule) == (date(2026, 11, 30), Basis.POLICY, "lindenhof@2026-01")
    assert due.clause == "§ 2.4"
    assert resting_on(due, Speech("en")) == "No statutory number of days; the brand's policy: 10 days (§ 2.4)"
    texas = refund_due(northpeak(Reason.CHANGED_MIND, Units("laptop", 1)))
    assert (texas.due_on, texas.basis) == (date(2026, 11, 27), Basis.POLICY)


def test_an_open_offer_expires() -> None:
    until = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    offer = Offer(1, eur("20.00"), "ann", datetime(2026, 11, 20, 8, 0, tzinfo=UTC), until)
    case = lindenhof(Reason.CHANGED_MIND, Units("shirt", 1), state=CaseState.OFFER, offer=offer)
    kinds = [due.kind for due in deadlines_for(case, library().for_case(case))]
    assert kinds == ["offer_expires", "refund_due"]


def test_an_approval_is_good_for_the_brands_days_and_hides_no_other_deadline() -> None:
    at = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    granted = Approval(1, "f", eur("36.08"), "ann", at, granted_by="ann", granted_at=at, status="granted")
    case = lindenhof(Reason.CHANGED_MIND, Units("shirt", 1), state=CaseState.APPROVED, approval=granted)
    ends, refund = deadlines_for(case, library().for_case(case))
    assert (ends.kind, ends.due_on, ends.basis) == ("approval_ends", date(2026, 11, 27), Basis.POLICY)
    assert resting_on(ends, Speech("en")) == "by the brand's rule: good for 7 days"
    assert next_due((ends, refund)) == refund


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.PAID, CaseState.DENIED, CaseState.CANCELLED])
def test_what_is_settled_has_no_deadline(state: CaseState) -> None:
    case = lindenhof(Reason.CHANGED_MIND, Units("shirt", 1), state=state)
    assert deadlines_for(case, library().for_case(case)) == ()
