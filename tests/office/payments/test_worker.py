"""What is approved is paid once, whatever dies and whatever is lost; the case says what the provider said."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.legs.leg import Destination, Way, leg_id
from refundtui.domain.legs.refusals import NextStep
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money
from refundtui.office.payments import rows, starting, stopping
from refundtui.office.payments.breaker import Breaker
from refundtui.office.payments.restoring import bring_back
from refundtui.office.payments.worker import Did, Worker
from refundtui.office.ports import GatewayAway, Sending
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Died, Hands, Provider, until_quiet
from tests.office.payments.working import a_worker, approved, told, worked
from tests.support.offices import EUR, NOW, a_case, a_shirt_order

S, L = CaseState, LegState


def test_an_approved_case_is_paid_and_waits_for_its_letter(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    worked(worker, hands)
    paid = told(office, case)
    assert (paid.state, [one.state for one in paid.payouts]) == (S.NOTIFY, [L.SUCCEEDED])
    assert [one.amount for one in provider.refunds.values()] == [Money(3990, EUR)]
    walked = [event.after for event in paid.events if event.kind == "payment"]
    assert walked == [S.PAY_QUEUED, S.PAY_SUBMITTED, S.PAID, S.NOTIFY]


def test_scenario_16_an_answer_that_is_lost_is_asked_again_under_the_same_key(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.plays = ["lost"]
    case = approved(office)
    worked(worker, hands)
    assert (told(office, case).state, told(office, case).payouts[0].state) == (S.PAY_UNKNOWN, L.UNKNOWN)
    assert told(office, case).payouts[0].next_step is NextStep.LOOK_UP
    worked(worker, hands, minutes=1)
    assert told(office, case).state is S.NOTIFY
    assert len({one.key for one in provider.sent}) == 1
    assert len(provider.sent) == 2
    assert len(provider.refunds) == 1


@pytest.mark.parametrize("moment", ["die_before", "die_after"])
def test_scenario_17_a_worker_that_is_killed_leaves_it_to_the_next(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands, moment: str
) -> None:
    provider.plays = [moment]
    case = approved(office)
    worker.step()
    with pytest.raises(Died):
        until_quiet(worker.step, Did.NOTHING)
    assert told(office, case).payouts[0].state is L.SENDING
    other = a_worker(office, provider, hands, "w2")
    assert other.step() is Did.NOTHING, "the first one's time is not over"
    worked(other, hands, minutes=2)
    assert told(office, case).state is S.NOTIFY
    assert len(provider.refunds) == 1


def test_a_worker_that_slept_too_long_sends_nothing_and_its_answer_does_not_count(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    sleeper, other = a_worker(office, provider, hands), a_worker(office, provider, hands, "w2")
    sleeper.step()
    asked = provider.payment

    def asleep(to: object, of: object) -> object:
        hands.later(minutes=10)
        provider.payment = asked  # type: ignore[method-assign]  # of this one provider alone
        worked(other, hands)
        return asked(to, of)  # type: ignore[arg-type]  # handed on as they came

    provider.payment = asleep  # type: ignore[assignment,method-assign]  # of this one provider alone
    until_quiet(sleeper.step, Did.NOTHING)
    assert len(provider.sent) == 1, "the one that took over"
    assert told(office, case).state is S.NOTIFY


def test_scenario_19_after_its_key_s_life_it_is_only_looked_for_and_then_two_people_s(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.plays = ["die_before"]
    case = approved(office)
    worker.step()
    with pytest.raises(Died):
        worker.step()
    worked(worker, hands, hours=20)
    assert not provider.sent
    worked(worker, hands, hours=6)
    worked(worker, hands, hours=1)
    assert (told(office, case).state, told(office, case).payouts[0].state) == (S.PAY_UNKNOWN, L.MANUAL)
    assert not provider.sent


def test_a_refusal_says_why_and_lets_go_of_the_money(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.plays = ["declined"]
    case = approved(office)
    worked(worker, hands)
    failed = told(office, case)
    assert failed.state is S.PAY_FAILED
    assert (failed.payouts[0].state, failed.payouts[0].reason) == (L.REJECTED, "declined")


def test_scenario_5_what_somebody_gave_back_behind_our_back_is_not_given_twice(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.send(_elsewhere(provider, 5000))
    case = approved(office)
    worked(worker, hands)
    assert told(office, case).payouts[0].reason == "amount_exceeds"
    assert provider.refunded == Money(5000, EUR)


def test_what_a_provider_has_in_hand_is_asked_for_until_it_is_done(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.plays = ["pending"]
    case = approved(office)
    worked(worker, hands)
    assert told(office, case).state is S.PAY_SUBMITTED
    provider.becomes("re_1", L.SUCCEEDED, trace="7422")
    worked(worker, hands, minutes=2)
    assert (told(office, case).state, told(office, case).payouts[0].trace) == (S.NOTIFY, "7422")


def test_a_provider_that_cannot_be_reached_leaves_it_queued_and_is_tried_again(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.is_away = True
    case = approved(office)
    worked(worker, hands)
    assert told(office, case).state is S.PAY_QUEUED
    provider.is_away = False
    worked(worker, hands, minutes=1)
    assert told(office, case).state is S.NOTIFY


def test_nothing_is_sent_where_it_is_stopped_and_all_of_it_when_it_goes_on(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    office.database.write(lambda c: stopping.stop(c, provider.name, case.brand, "otto", "a look", NOW))
    worked(worker, hands, hours=1)
    assert not provider.sent
    assert told(office, case).state is S.PAY_QUEUED
    office.database.write(lambda c: stopping.go_on(c, provider.name, case.brand))
    worked(worker, hands)
    assert told(office, case).state is S.NOTIFY


def test_a_key_that_is_refused_stops_the_account_and_no_leg_is_refused_for_it(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.plays = ["not_set_up"]
    cases = [approved(office), approved(office)]
    worked(worker, hands, hours=1)
    assert len(provider.sent) == 1
    assert [told(office, case).state for case in cases] == [S.PAY_QUEUED, S.PAY_QUEUED]
    office.database.write(lambda c: stopping.go_on(c, provider.name, ""))
    worked(worker, hands)
    assert [told(office, case).state for case in cases] == [S.NOTIFY, S.NOTIFY]
    assert len(provider.refunds) == 2


def test_a_tender_that_is_not_connected_keeps_the_whole_case_approved(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    order = a_shirt_order("B-1")
    elsewhere = replace(order.payments[0], provider="another")
    case = approved(office, a_case(order=replace(order, payments=(elsewhere,))))
    worked(worker, hands)
    assert told(office, case).state is S.APPROVED
    assert not told(office, case).payouts


@pytest.mark.parametrize("was_queued", [False, True], ids=["approved", "queued"])
def test_an_office_made_of_a_copy_looks_for_what_it_does_not_know_it_paid(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands, was_queued: bool
) -> None:
    """It was paid days ago, in the life that was lost; the provider has forgotten the key since."""
    case = approved(office)
    if was_queued:
        worker.step()
    leg_id = _first_leg(office, case, worker)
    provider.refunds["re_1"] = Report(L.SUCCEEDED, "re_1", Money(3990, EUR))
    provider.owners["re_1"] = leg_id
    hands.later(days=3)
    office.database.write(lambda connection: bring_back(connection, hands.now()))
    worked(worker, hands, minutes=10)
    assert not provider.sent
    assert told(office, case).state is S.NOTIFY


def test_what_is_not_found_after_a_copy_and_cannot_be_sent_any_more_is_two_people_s(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    hands.later(days=3)
    office.database.write(lambda connection: bring_back(connection, hands.now()))
    worked(worker, hands, minutes=10)
    worked(worker, hands, minutes=10)
    assert not provider.sent
    assert told(office, case).payouts[0].state is L.MANUAL


def _first_leg(office: OfficeStore, case: Case, worker: Worker) -> str:
    """The id its leg has or will have: made of the decision, in every life."""
    with office.database.reading() as connection:
        legs = rows.of_case(connection, case.id)
        decided = starting.granted_by(connection, case.id)
    assert decided is not None
    return legs[0].leg.id if legs else leg_id(decided[0], 1)


def _elsewhere(provider: Provider, minor: int) -> Sending:
    return Sending("their own", "dashboard", Destination(provider.name), Money(minor, EUR))


@pytest.mark.parametrize("moment", ["lost", "die_after"])
def test_taking_less_of_a_payment_is_never_sent_again_as_a_refund(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands, moment: str
) -> None:
    """Nothing was captured: less of it is. Its answer lost, by now it is captured, and looks refundable."""
    provider.is_captured = False
    provider.plays = [moment]
    case = approved(office)
    worker.step()
    with suppress(Died):
        until_quiet(worker.step, Did.NOTHING)
    provider.is_captured = True
    hands.later(minutes=3)
    worked(worker, hands)
    assert [one.way for one in provider.sent] == [Way.CAPTURE_LESS, Way.CAPTURE_LESS]
    assert len({one.key for one in provider.sent}) == 1
    assert told(office, case).state is S.NOTIFY


def test_a_dead_line_is_not_asked_by_every_leg(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    asked: list[object] = []

    def away(to: object, of: object) -> object:
        asked.append(to)
        raise GatewayAway

    provider.payment = away  # type: ignore[assignment,method-assign]  # of this one provider alone
    worker = replace(worker, breaker=Breaker(hands.now))
    for _ in range(8):
        approved(office)
    worked(worker, hands)
    assert len(asked) == 5


@pytest.mark.parametrize("is_known", [False, True])
def test_after_a_copy_nothing_is_sent_beside_a_refund_that_nobody_here_knows(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands, *, is_known: bool
) -> None:
    """In the life that was lost it was taken back, and another paid; the desk that did so has not come back yet."""
    case = approved(office)
    worker.step()
    office.database.write(lambda connection: bring_back(connection, hands.now()))
    if not is_known:
        provider.send(_elsewhere(provider, 2500))
        provider.sent.clear()
    worked(worker, hands, minutes=11)
    worked(worker, hands, minutes=11)
    state = told(office, case).payouts[0].state
    assert (state, len(provider.sent)) == ((L.SUCCEEDED, 1) if is_known else (L.MANUAL, 0))
