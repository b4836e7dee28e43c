"""A payment is taken back whole and in time, or it is sent: never both, and what was taken back is never sent later."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import Connection

from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import GrantApproval, RequestApproval, WithdrawPayment
from refundtui.domain.legs.leg import LegId, leg_id
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money
from refundtui.domain.order import Payment, TenderKind
from refundtui.office import cases
from refundtui.office.outcomes import NotRecorded, Recorded, Stale
from refundtui.office.payments import rows, starting
from refundtui.office.payments.restoring import bring_back
from refundtui.office.payments.worker import Did, Worker
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import a_worker, approved, told, worked
from tests.support import postgres
from tests.support.offices import (
    EUR,
    NOW,
    a_case,
    a_postgres_office,
    a_shirt_order,
    an_office,
    approval_of,
    said,
)

S, L = CaseState, LegState


def taking_back(case: Case, *payouts: LegId, reason: str = "the wrong shirt") -> WithdrawPayment:
    return WithdrawPayment(payouts or tuple(one.id for one in case.payouts if one.state is L.QUEUED), reason)


def take_back(office: OfficeStore, case: Case, under: str | None = None) -> object:
    now = told(office, case)
    return office.record(said(case, taking_back(now), base=now.decision_version, under=under), NOW)


def approve_again(office: OfficeStore, case: Case) -> object:
    now = told(office, case)
    return office.record(said(case, approval_of(office, now), base=now.decision_version), NOW)


def test_what_waits_is_taken_back_and_a_new_decision_pays_under_another_key(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    worker.start()
    first = told(office, case).payouts[0].id
    assert isinstance(take_back(office, case), Recorded)
    back = told(office, case)
    assert (back.state, [one.state for one in back.payouts]) == (S.QUOTE, [L.WITHDRAWN])
    assert back.approval is not None
    assert back.approval.status == "void"
    worked(worker, hands, hours=2)
    assert not provider.sent

    assert isinstance(approve_again(office, case), Recorded), "nothing was tried: one person is enough"
    worked(worker, hands)
    paid = told(office, case)
    assert (paid.state, [one.state for one in paid.payouts]) == (S.NOTIFY, [L.WITHDRAWN, L.SUCCEEDED])
    assert [one.replaced for one in paid.payouts] == [False, False]
    assert first not in {one.reference for one in provider.sent}
    assert len(provider.refunds) == 1


def test_twice_is_once(office: OfficeStore, worker: Worker) -> None:
    case = approved(office)
    worker.start()
    now = told(office, case)
    command = said(case, taking_back(now), base=now.decision_version)
    first, again = office.record(command, NOW), office.record(command, NOW)
    assert isinstance(first, Recorded)
    assert isinstance(again, Recorded)
    assert again.replayed
    with office.database.reading() as connection:
        kinds = [event.kind for _, event in rows.history(connection, now.payouts[0].id)]
    assert kinds == ["approved", "withdrawn"]
    other = office.record(said(case, taking_back(now), base=now.decision_version), NOW)
    assert isinstance(other, NotRecorded), "under another id there is nothing to take back any more"


@pytest.mark.parametrize("play", ["ok", "lost", "pending", "busy"])
def test_what_was_sent_or_may_have_been_is_not_taken_back(
    office: OfficeStore, worker: Worker, provider: Provider, play: str
) -> None:
    provider.plays = [play]
    case = approved(office)
    worker.start()
    seen = told(office, case)
    assert worker.go_on() is Did.SENT
    answer = office.record(said(case, taking_back(seen), base=seen.decision_version), NOW)
    assert isinstance(answer, NotRecorded)
    assert [found.code for found in answer.findings] == ["payment.has_left"]
    assert [one.state for one in told(office, case).payouts] != [L.WITHDRAWN]


def test_what_reached_nobody_can_still_be_taken_back(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.plays = ["nobody"]
    case = approved(office)
    worker.start()
    worker.go_on()
    assert told(office, case).payouts[0].state is L.QUEUED
    assert isinstance(take_back(office, case), Recorded)
    worked(worker, hands, hours=1)
    assert not provider.sent


def test_of_two_parts_one_is_not_taken_back_without_the_other(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    order = a_shirt_order("split")
    half = Money(order.total.minor // 2, EUR)
    payments = (Payment("one", half), Payment("two", half, TenderKind.WALLET))
    case = a_case(order=replace(order, payments=payments), units=2)
    wallet = Provider(half, name="wallet")
    provider.captured = half
    worker = a_worker(office, provider, hands)
    names = frozenset({"cards", "wallet"})
    routes = replace(worker.routes, accounts=names, by_kind={("", "card"): "cards", ("", "wallet"): "wallet"})
    worker = replace(worker, gateways={"cards": provider, "wallet": wallet}, routes=routes)
    approved(office, case)
    worker.start()
    seen = told(office, case)
    assert len(seen.payouts) == 2
    part = office.record(said(case, taking_back(seen, seen.payouts[0].id), base=seen.decision_version), NOW)
    assert isinstance(part, NotRecorded)
    assert [found.code for found in part.findings] == ["payment.another"]
    worker.go_on()
    both = office.record(said(case, taking_back(seen), base=seen.decision_version), NOW)
    assert isinstance(both, NotRecorded)
    assert L.WITHDRAWN not in {one.state for one in told(office, case).payouts}


def test_what_nobody_has_begun_is_taken_back_before_it_begins(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    assert isinstance(take_back(office, case), Recorded)
    assert told(office, case).state is S.QUOTE
    worked(worker, hands, hours=1)
    assert not provider.sent


def test_an_old_word_takes_no_newer_payment_back(office: OfficeStore, worker: Worker) -> None:
    case = approved(office)
    worker.start()
    seen = told(office, case)
    assert isinstance(take_back(office, case), Recorded)
    assert isinstance(approve_again(office, case), Recorded)
    late = office.record(said(case, taking_back(seen), base=seen.decision_version), NOW)
    assert isinstance(late, NotRecorded)
    worker.start()
    late = office.record(said(case, taking_back(seen), base=seen.decision_version), NOW)
    assert isinstance(late, NotRecorded)
    assert [found.code for found in late.findings] == ["payment.another"]
    assert told(office, case).state is S.PAY_QUEUED
    nothing_named = said(case, WithdrawPayment((), "changed my mind"), base=seen.decision_version)
    assert isinstance(office.record(nothing_named, NOW), Stale)


def test_a_decision_whose_payment_was_taken_back_makes_no_legs_again(
    office: OfficeStore, worker: Worker
) -> None:
    """Its keys are spent: even a case that stands as approved by it, as no command can leave it, starts nothing."""
    case = approved(office)
    worker.start()
    approval = told(office, case).approval
    assert isinstance(take_back(office, case), Recorded)

    def as_if_approved(connection: Connection) -> int:
        kept = cases.load(connection, case.id)
        assert kept is not None
        after = replace(kept.case, state=S.APPROVED, approval=approval, version=kept.case.version + 1)
        cases.write(connection, [cases.Change(kept, after, "test", "test")], office.library(), NOW)
        return len(starting.start(connection, case.id, worker.routes, office.library(), NOW))

    assert office.database.write(as_if_approved) == 0


def test_a_payment_taken_back_after_the_copy_is_looked_at_by_two_people_and_never_sent_by_itself(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    """The copy was made while it waited; then it was taken back, and perhaps paid otherwise: nobody knows here."""
    case = approved(office)
    worker.start()
    seen = told(office, case)
    word = said(case, taking_back(seen), base=seen.decision_version)
    hands.later(hours=1)
    came_back = hands.now()
    office.database.write(lambda connection: bring_back(connection, came_back))
    answer = office.record(word, came_back)
    assert isinstance(answer, NotRecorded)
    assert [found.code for found in answer.findings] == ["payment.may_be_out"]
    worked(worker, hands, hours=30)
    assert not provider.sent
    assert (told(office, case).state, told(office, case).payouts[0].state) == (S.PAY_UNKNOWN, L.MANUAL)


def test_said_again_after_the_copy_began_to_be_paid_it_is_two_people_s_before_anything_is_sent(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    """The approval comes again from one desk, and its taking back some minutes later from another."""
    case = a_case()
    office.take_in([case])
    stored = told(office, case)
    approval = said(case, approval_of(office, stored))
    withdrawal = said(case, taking_back(stored, leg_id(approval.id, 1)), base=3)
    hands.later(hours=1)
    office.database.write(lambda connection: bring_back(connection, hands.now()))
    assert isinstance(office.record(approval, hands.now()), Recorded)
    worked(worker, hands, minutes=5)
    assert not provider.sent, "whoever took it back may say so still"
    assert isinstance(office.record(withdrawal, hands.now()), NotRecorded)
    worked(worker, hands, hours=30)
    assert not provider.sent
    assert told(office, case).payouts[0].state is L.MANUAL


def test_nobody_stops_another_case_s_payment_by_naming_it(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case, other = approved(office), approved(office)
    worker.start()
    theirs = told(office, other).payouts[0].id
    word = said(case, taking_back(told(office, case), theirs), base=told(office, case).decision_version)
    assert isinstance(office.record(word, NOW), NotRecorded)
    hands.later(hours=1)
    office.database.write(lambda connection: bring_back(connection, hands.now()))
    again = said(case, word.command, base=word.base_decision_version)
    assert isinstance(office.record(again, hands.now()), NotRecorded)
    assert told(office, other).payouts[0].state is not L.MANUAL


def test_said_again_to_an_older_copy_nothing_of_it_is_sent(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    """The copy knew nothing of it: the approval is said again, and its taking back before anybody begins."""
    case = a_case()
    office.take_in([case])
    stored = told(office, case)
    approval = said(case, approval_of(office, stored))
    withdrawal = said(case, taking_back(stored, leg_id(approval.id, 1)), base=3)
    office.database.write(lambda connection: bring_back(connection, hands.now()))
    hands.later(minutes=1)
    assert isinstance(office.record(approval, hands.now()), Recorded)
    assert isinstance(office.record(withdrawal, hands.now()), Recorded)
    worked(worker, hands, hours=3)
    assert not provider.sent
    assert told(office, case).state is S.QUOTE


@pytest.mark.parametrize("time", range(4))
def test_a_withdrawal_and_a_worker_at_the_same_moment(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands, time: int
) -> None:
    case = approved(office)
    worker.start()
    seen = told(office, case)
    word = said(case, taking_back(seen), base=seen.decision_version)
    both, answers = threading.Barrier(2), list[object]()

    def withdraw() -> None:
        both.wait()
        answers.append(office.record(word, NOW))

    hand = threading.Thread(target=withdraw)
    hand.start()
    both.wait()
    worker.go_on()
    hand.join()
    if isinstance(answers[0], Recorded):
        worked(worker, hands, hours=1)
        assert (told(office, case).payouts[0].state, provider.sent) == (L.WITHDRAWN, [])
    else:
        worked(worker, hands, minutes=1)
        assert (told(office, case).state, len(provider.refunds)) == (S.NOTIFY, 1)


_STEPS = st.lists(
    st.sampled_from(["start", "go_on", "back", "again", "later", "lost", "nobody", "declined"]), max_size=14
)


def _history(where: Path | str, steps: list[str]) -> None:
    """Whatever is done in whatever order: one refund at most, and none of a leg that was taken back."""
    with an_office(where) as office:
        hands, provider = Hands(NOW), Provider(Money(7980, EUR))
        worker = a_worker(office, provider, hands)
        case = approved(office)
        taken_back: set[LegId] = set()
        for step in steps:
            match step:
                case "start":
                    worker.start()
                case "go_on":
                    worker.go_on()
                case "later":
                    hands.later(minutes=10)
                case "again":
                    _approved_again(office, case)
                case "back":
                    named = {one.id for one in told(office, case).payouts if one.state is L.QUEUED}
                    if isinstance(take_back(office, case), Recorded):
                        taken_back |= named
                case play:
                    provider.plays.append(play)
        provider.plays.clear()
        worked(worker, hands, minutes=30)
        worked(worker, hands, hours=30)
        assert len(provider.refunds) <= 1
        assert taken_back.isdisjoint(LegId(one.reference) for one in provider.sent)
        states = {one.id: one.state for one in told(office, case).payouts}
        assert all(states[leg] is L.WITHDRAWN for leg in taken_back)
        if not provider.refunds:
            assert told(office, case).state in {S.QUOTE, S.PAY_FAILED, S.APPROVAL, S.PAY_UNKNOWN}


def _approved_again(office: OfficeStore, case: Case) -> None:
    now = told(office, case)
    if now.state not in {S.QUOTE, S.PAY_FAILED}:
        return
    alone = approval_of(office, now)
    if isinstance(approve_again(office, case), Recorded):
        return
    ask = RequestApproval(alone.request, alone.fingerprint, alone.total, "once more")
    office.record(said(case, ask, base=now.decision_version), NOW)
    asked = told(office, case)
    grant = GrantApproval(asked.quotes[-1].number, asked.quotes[-1].quote.fingerprint)
    office.record(said(case, grant, base=asked.decision_version, by="lead"), NOW)


@given(steps=_STEPS)
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_done_in_whatever_order_it_is_paid_once_at_most(steps: list[str]) -> None:
    with TemporaryDirectory() as folder:
        _history(Path(folder) / "office.db", steps)


@pytest.mark.proof
@given(steps=_STEPS)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_same_on_postgresql(steps: list[str]) -> None:
    postgres.or_loudly_without()
    _history(a_postgres_office(), steps)
