"""What a provider tells by itself: twice is once, order is nothing, and what comes too early is not lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import select
from sqlmodel import col

from refundtui.domain.case import Case, CaseState
from refundtui.domain.corrections import owed_correction
from refundtui.domain.legs.sending import Outcome
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.office.payments import hearing, rows
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import Heard, Sending
from refundtui.office.store import OfficeStore
from refundtui.office.tables import CaseRow
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import approved, told, worked
from tests.support.offices import a_case

S, L = CaseState, LegState


def deliver(office: OfficeStore, hands: Hands, *heard: Heard) -> int:
    return hearing.hear(office.database, "cards", heard, office.library(), hands.now())


def leg_of(office: OfficeStore, case: Case) -> str:
    with office.database.reading() as connection:
        return rows.of_case(connection, case.id)[0].leg.id


def test_scenario_27_a_refund_that_comes_back_days_later_reopens_its_case(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    worked(worker, hands)
    hands.later(days=12)
    deliver(office, hands, Heard("evt_1", refund="re_1", report=Report(L.FAILED, "re_1", reason="card_lost")))
    back = told(office, case)
    assert (back.state, back.payouts[0].state, back.payouts[0].reason) == (
        S.PAY_FAILED,
        L.RETURNED,
        "card_lost",
    )
    assert owed_correction(back) == back.payouts[0].amount, "the desk asks for the correcting letter"


def test_a_case_that_is_reopened_stands_on_top_of_the_queue_again(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    """What was to be paid is overdue as soon as it is not paid: before everything that came in since."""
    case = approved(office)
    worked(worker, hands)
    hands.later(days=40)
    fresh = a_case()
    office.take_in([replace(fresh, received_at=hands.now(), notice_on=hands.now().date())])
    deliver(office, hands, Heard("evt_1", refund="re_1", report=Report(L.FAILED, "re_1")))
    with office.database.reading() as connection:
        by_urgency = connection.execute(
            select(col(CaseRow.id)).where(col(CaseRow.due_at).is_not(None)).order_by(col(CaseRow.due_at))
        ).scalars()
        assert next(by_urgency) == case.id


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_scenario_28_the_order_in_which_it_is_told_is_nothing(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands, order: tuple[int, ...]
) -> None:
    provider.plays = ["lost"]
    case = approved(office)
    worked(worker, hands)
    leg = leg_of(office, case)
    said = [
        Heard("evt_1", leg, "re_1", report=Report(L.PENDING, "re_1")),
        Heard("evt_2", leg, "re_1", report=Report(L.SUCCEEDED, "re_1")),
        Heard("evt_3", leg, "re_1", report=Report(L.FAILED, "re_1")),
    ]
    for place in order:
        deliver(office, hands, said[place])
    assert told(office, case).payouts[0].state is L.RETURNED


def test_scenario_29_the_same_five_times_is_one_change(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    worked(worker, hands)
    once = Heard("evt_1", refund="re_1", report=Report(L.FAILED, "re_1"))
    assert [deliver(office, hands, once) for _ in range(5)] == [1, 0, 0, 0, 0]
    after = told(office, case)
    assert [event.after for event in after.events].count(S.PAY_FAILED) == 1


def test_scenario_30_a_delivery_before_the_answer_is_the_leg_s_and_the_answer_changes_nothing(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    send = provider.send

    def told_first(sending: Sending) -> Outcome:
        outcome = send(sending)
        deliver(office, hands, Heard("evt_1", sending.reference, "re_1", report=Report(L.SUCCEEDED, "re_1")))
        assert told(office, case).state is S.NOTIFY
        return outcome

    provider.send = told_first  # type: ignore[method-assign]  # of this one provider alone
    worked(worker, hands)
    after = told(office, case)
    assert (after.state, [one.state for one in after.payouts]) == (S.NOTIFY, [L.SUCCEEDED])


def test_what_names_only_the_provider_s_refund_waits_until_a_leg_knows_that_name(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    deliver(office, hands, Heard("evt_1", refund="re_1", report=Report(L.SUCCEEDED, "re_1", trace="7422")))
    worked(worker, hands)
    assert not told(office, case).payouts[0].trace
    assert hearing.look_again(office.database, office.library(), hands.now()) == 1
    assert told(office, case).payouts[0].trace == "7422"


def test_a_hint_is_followed_by_a_question_also_for_what_was_paid(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    worked(worker, hands)
    provider.becomes("re_1", L.FAILED, reason="account_closed")
    deliver(office, hands, Heard("evt_1", refund="re_1"))
    assert told(office, case).state is S.NOTIFY, "a hint alone is not believed"
    worked(worker, hands)
    assert (told(office, case).state, told(office, case).payouts[0].state) == (S.PAY_FAILED, L.RETURNED)


def test_what_stays_nobody_s_is_told_after_a_quarter_of_an_hour(office: OfficeStore, hands: Hands) -> None:
    deliver(office, hands, Heard("evt_1", refund="re_9", report=Report(L.SUCCEEDED, "re_9")))
    with office.database.reading() as connection:
        assert hearing.orphans(connection, hands.now()) == ()
        late = hearing.orphans(connection, hands.now() + timedelta(minutes=16))
    assert [one.refund for one in late] == ["re_9"]


def test_another_leg_s_refund_is_not_taken_for_its_own(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    first, second = approved(office), approved(office)
    provider.plays = ["ok", "lost"]
    worked(worker, hands)
    unknown = next(case for case in (first, second) if told(office, case).payouts[0].state is L.UNKNOWN)
    deliver(office, hands, Heard("evt_1", leg_of(office, unknown), report=Report(L.SUCCEEDED, "re_1")))
    assert told(office, unknown).payouts[0].state is L.MANUAL


def test_a_refund_said_to_move_another_amount_is_two_people_s(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    from refundtui.domain.money import Money
    from tests.support.offices import EUR

    case = approved(office)
    worked(worker, hands)
    deliver(office, hands, Heard("evt_1", refund="re_1", report=Report(L.SUCCEEDED, "re_1", Money(399, EUR))))
    assert (told(office, case).state, told(office, case).payouts[0].state) == (S.PAY_UNKNOWN, L.MANUAL)
