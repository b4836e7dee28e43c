"""Both books side by side: what nobody told is learned, what differs is named, a double stops the account."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from refundtui.domain.case import CaseState
from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money
from refundtui.office.payments import stopping
from refundtui.office.payments.differences import Apart, Difference
from refundtui.office.payments.reconciling import held_against, reconcile
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import Sending
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import approved, told, worked
from tests.support.offices import EUR, NOW

DAY = timedelta(days=1)


def differences(office: OfficeStore, provider: Provider, hands: Hands) -> list[tuple[Apart, str]]:
    hands.later(hours=2)
    found = reconcile(office.database, provider, NOW - DAY, NOW + DAY, office.library(), hands.now())
    return [(one.apart, one.refund) for one in found]


def test_books_that_agree_say_nothing(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    approved(office)
    worked(worker, hands)
    assert differences(office, provider, hands) == []


def test_what_was_done_and_never_told_is_learned_from_the_list(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.plays = ["lost"]
    case = approved(office)
    worked(worker, hands)
    assert told(office, case).state is CaseState.PAY_UNKNOWN
    assert differences(office, provider, hands) == []
    assert told(office, case).state is CaseState.NOTIFY


def test_scenario_5_a_refund_nobody_here_made_is_named(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    provider.send(Sending("own", "dashboard", Destination(provider.name), Money(4000, EUR)))
    assert differences(office, provider, hands) == [(Apart.NOT_OURS, "re_1")]


def test_scenario_55_what_was_paid_and_is_not_listed_is_named_with_its_amount(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    approved(office)
    worked(worker, hands)
    provider.refunds.clear()
    hands.later(hours=2)
    (missing,) = reconcile(office.database, provider, NOW - DAY, NOW + DAY, office.library(), hands.now())
    assert missing == Difference(Apart.NOT_THERE, "cards", "re_1", missing.leg, Money(3990, EUR))


def test_what_was_paid_a_moment_ago_may_still_be_missing(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    approved(office)
    worked(worker, hands)
    provider.refunds.clear()
    now = hands.now() + timedelta(minutes=30)
    assert reconcile(office.database, provider, NOW - DAY, now, office.library(), now) == ()


def test_a_double_stops_the_account_and_the_leg_is_two_people_s(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    worked(worker, hands)
    provider.refunds["re_2"] = replace(provider.refunds["re_1"], reference="re_2")
    provider.owners["re_2"] = provider.owners["re_1"]
    assert (Apart.DOUBLE, "re_2") in differences(office, provider, hands)
    assert told(office, case).payouts[0].state is LegState.MANUAL
    with office.database.reading() as connection:
        assert stopping.stops(connection).all_of(provider.name)


def test_another_amount_there_is_named_and_the_case_waits_for_people(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    worked(worker, hands)
    provider.refunds["re_1"] = Report(LegState.SUCCEEDED, "re_1", Money(399, EUR))
    assert differences(office, provider, hands) == [(Apart.OTHER_AMOUNT, "re_1")]
    assert told(office, case).state is CaseState.PAY_UNKNOWN


def test_held_against_each_other_twice_is_once(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.plays = ["lost"]
    case = approved(office)
    worked(worker, hands)
    assert differences(office, provider, hands) == differences(office, provider, hands) == []
    kinds = [event.after for event in told(office, case).events]
    assert kinds.count(CaseState.PAID) == 1


def test_a_list_that_is_not_whole_tells_what_is_in_it_and_proves_nothing_of_what_is_not(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    paid, lost = approved(office), approved(office)
    provider.plays = ["ok", "lost"]
    worked(worker, hands)
    hands.later(hours=2)
    in_it = [one for one in provider.listed(NOW, NOW) if one.refund == "re_2"]
    found = held_against(office.database, provider.name, in_it, office.library(), hands.now())
    assert found == ()
    assert {told(office, case).state for case in (paid, lost)} == {CaseState.NOTIFY}


def test_a_report_that_tells_a_refund_and_its_return_reopens_the_case_and_differs_in_nothing(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    worked(worker, hands)
    (one,) = provider.listed(NOW, NOW)
    back = replace(one, report=replace(one.report, state=LegState.RETURNED))
    found = held_against(office.database, provider.name, [one, back], office.library(), hands.now())
    assert found == ()
    assert told(office, case).state is CaseState.PAY_FAILED
