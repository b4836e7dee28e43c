"""A refund made behind our back reaches the order it was of: every open case on it, and every case that comes later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from refundtui.domain.case import Case, CaseState, Customer
from refundtui.domain.determination import determine
from refundtui.domain.findings import Fact
from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money
from refundtui.domain.order import EarlierRefund, Order, Payment
from refundtui.domain.quote import Quote
from refundtui.domain.request import Everything, RefundRequest
from refundtui.office.outcomes import Recorded, Stale
from refundtui.office.payments import hearing
from refundtui.office.payments.reconciling import reconcile
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import Heard, Sending
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import approved, told, worked
from tests.support.offices import BRAND, EUR, NOW, a_case, a_shirt_order, approval_of, said

DAY = timedelta(days=1)
ALL = RefundRequest((Everything(),))


def an_order(number: str, payment: str = "pi_1", **more: object) -> Order:
    order = a_shirt_order(number)
    card = replace(order.payments[0], reference=payment, **more)  # type: ignore[arg-type]  # any of its fields
    return replace(order, payments=(card,))


def claimed(office: OfficeStore, order: Order) -> Case:
    """A case that wants all of it back."""
    case = replace(a_case(order=order), request=ALL)
    office.take_in([case])
    return case


def given_back_elsewhere(provider: Provider, cents: int, payment: str = "pi_1", capture: str = "") -> None:
    to = Destination(provider.name, reference=payment, capture=capture)
    provider.send(Sending(f"own-{len(provider.refunds)}", "dashboard", to, Money(cents, EUR)))


def at_night(office: OfficeStore, provider: Provider, hands: Hands) -> None:
    reconcile(office.database, provider, NOW - DAY, NOW + DAY, office.library(), hands.now())


def told_by_night(office: OfficeStore, provider: Provider, hands: Hands) -> Case:
    """A case that wants back all of what was paid, and learns by night that 40.00 of it are gone."""
    case = claimed(office, an_order("B-1"))
    given_back_elsewhere(provider, 4000)
    at_night(office, provider, hands)
    return case


def still_there(office: OfficeStore, case: Case) -> int:
    """What the office would pay of it now, in cents."""
    now = told(office, case)
    found = determine(now, ALL, office.library().for_case(now), NOW.date())
    assert isinstance(found.quote, Quote), found.quote
    return found.quote.total.minor


def test_scenario_5_the_night_takes_what_was_given_back_behind_our_back_off_what_can_be_given(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    case = claimed(office, an_order("B-1"))
    assert still_there(office, case) == 7980
    given_back_elsewhere(provider, 4000)
    at_night(office, provider, hands)
    assert still_there(office, case) == 3980
    (one,) = told(office, case).elsewhere
    assert (one.gateway, one.refund, one.payment_id, one.amount) == (
        "cards",
        "re_1",
        "card",
        Money(4000, EUR),
    )


def test_whoever_decides_is_told_why_less_is_there(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    case = told_by_night(office, provider, hands)
    now = told(office, case)
    found = determine(now, ALL, office.library().for_case(now), NOW.date()).eligibility.findings
    (note,) = [one for one in found if one.code == "order.refunded_elsewhere"]
    assert dict(note.facts) == {"amount": Money(4000, EUR), "refund": "cards:re_1"}


def test_a_decision_that_was_made_without_knowing_of_it_is_made_again(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    case = claimed(office, an_order("B-1"))
    seen = approval_of(office, told(office, case))
    given_back_elsewhere(provider, 4000)
    at_night(office, provider, hands)
    answer = office.record(said(case, seen), NOW)
    assert not isinstance(answer, Recorded)
    assert told(office, case).payouts == ()


def test_so_is_one_that_comes_to_the_same_amount(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    """Whoever decided did not see that the order had a refund behind it."""
    case = a_case(order=an_order("B-1"))
    office.take_in([case])
    seen = approval_of(office, told(office, case))
    given_back_elsewhere(provider, 1000)
    at_night(office, provider, hands)
    assert seen.total == approval_of(office, told(office, case)).total
    assert isinstance(office.record(said(case, seen), NOW), Stale)


def test_the_second_night_tells_nothing_new(office: OfficeStore, provider: Provider, hands: Hands) -> None:
    case = told_by_night(office, provider, hands)
    version = told(office, case).version
    at_night(office, provider, hands)
    assert told(office, case).version == version


def test_a_case_that_comes_later_knows_of_it_from_the_start(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    given_back_elsewhere(provider, 4000)
    at_night(office, provider, hands)
    case = claimed(office, an_order("B-1"))
    assert still_there(office, case) == 3980


def test_an_order_that_is_told_anew_loses_nothing_of_it(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    order = an_order("B-1")
    case = told_by_night(office, provider, hands)
    _tell_order(office, case, replace(order, status="returned"))
    assert told(office, case).order == replace(order, status="returned")
    assert still_there(office, case) == 3980


def test_what_the_shop_tells_later_too_is_taken_off_once(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    order = an_order("B-1")
    case = told_by_night(office, provider, hands)
    shops = EarlierRefund("S-9", loose=Money(4000, EUR), tenders=(("card", Money(4000, EUR)),))
    _tell_order(office, case, replace(order, earlier=(shops,)))
    assert still_there(office, case) == 3980


def test_a_payment_that_the_shop_names_later_is_looked_up_then(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    case = claimed(office, an_order("B-1", payment=""))
    given_back_elsewhere(provider, 4000)
    at_night(office, provider, hands)
    assert still_there(office, case) == 7980
    _tell_order(office, case, an_order("B-1"))
    assert still_there(office, case) == 3980


def test_a_refund_that_failed_there_after_all_is_there_again(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    case = told_by_night(office, provider, hands)
    failed = Report(LegState.FAILED, "re_1", Money(4000, EUR))
    hearing.hear(
        office.database, "cards", [Heard("evt_9", "", "re_1", report=failed)], office.library(), hands.now()
    )
    provider.refunds.clear()  # it is too old for the list by then
    at_night(office, provider, hands)
    assert still_there(office, case) == 7980


def delivered(office: OfficeStore, hands: Hands, state: LegState, event: str) -> None:
    report = Report(state, "re_1", Money(4000, EUR))
    hearing.hear(
        office.database, "cards", [Heard(event, "", "re_1", report=report)], office.library(), hands.now()
    )


def test_what_failed_there_stays_failed_whatever_comes_late(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    """A provider promises no order, and what is nobody's is offered again for days."""
    case = told_by_night(office, provider, hands)
    delivered(office, hands, LegState.FAILED, "evt_2")
    delivered(office, hands, LegState.SUCCEEDED, "evt_1")
    hearing.look_again(office.database, office.library(), hands.now())
    at_night(office, provider, hands)  # an older list says that it succeeded
    assert still_there(office, case) == 7980


def test_a_list_that_is_read_late_takes_nothing_off_that_the_shop_told_on_its_day(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    long_ago = NOW.date() - timedelta(days=30)
    shops = EarlierRefund("S-9", loose=Money(4000, EUR), tenders=(("card", Money(4000, EUR)),), on=long_ago)
    case = claimed(office, replace(an_order("B-1"), earlier=(shops,)))
    given_back_elsewhere(provider, 4000)
    provider.made_on["re_1"] = long_ago
    at_night(office, provider, hands)
    assert still_there(office, case) == 3980


def test_an_account_that_names_a_capture_alone_is_understood(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    """PayPal lists what it captured; the order says PayPal's order as well."""
    case = claimed(office, an_order("B-1", payment="PP-ORDER", capture="CAPTURE-1"))
    given_back_elsewhere(provider, 4000, payment="CAPTURE-1")
    at_night(office, provider, hands)
    assert still_there(office, case) == 3980


def test_a_leg_that_learns_that_it_was_its_own_takes_it_back(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    """The list carries no reference of ours, and the refund is too old for the next one."""
    other = claimed(office, an_order("B-1", payment="pi_1"))
    provider.plays = ["lost"]
    approved(office, a_case(order=an_order("B-2", payment="pi_1")))
    worked(worker, hands)
    leg = provider.owners["re_1"]
    provider.owners["re_1"] = ""
    at_night(office, provider, hands)
    assert still_there(office, other) == 7980 - 3990
    provider.owners["re_1"] = leg
    worked(worker, hands, hours=2)
    provider.refunds.clear()
    at_night(office, provider, hands)
    assert still_there(office, other) == 7980


def test_a_refund_that_turns_out_to_be_ours_is_counted_as_ours_alone(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    other = claimed(office, an_order("B-1"))
    mine = approved(office, a_case(order=an_order("B-2", payment="pi_2")))
    worked(worker, hands)
    leg = provider.owners["re_1"]
    provider.owners["re_1"] = "lost"
    provider.paid_by["re_1"] = ("pi_1", "")
    provider.refunds["re_9"] = provider.refunds.pop("re_1")
    provider.owners["re_9"], provider.paid_by["re_9"] = "lost", ("pi_1", "")
    at_night(office, provider, hands)
    assert still_there(office, other) == 7980 - 3990
    provider.owners["re_9"] = leg
    at_night(office, provider, hands)
    assert still_there(office, other) == 7980
    assert told(office, mine).elsewhere == ()


def test_what_was_granted_before_it_was_known_stays_as_it_was_granted(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    """And the provider refuses what is not there any more: the money is never sent on a hope."""
    case = approved(office, a_case(order=an_order("B-1"), units=2))
    before = told(office, case)
    given_back_elsewhere(provider, 4000)
    at_night(office, provider, hands)
    after = told(office, case)
    assert (after.state, after.approval) == (CaseState.APPROVED, before.approval)
    assert after.decision_version == before.decision_version
    worked(worker, hands)
    assert told(office, case).payouts[0].reason == "amount_exceeds"
    assert provider.sent[1:] == []


def test_of_a_payment_in_several_parts_the_part_is_told_by_its_own_name(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    order = a_shirt_order("B-1")
    parts = tuple(
        Payment(f"p{number}", Money(3990, EUR), reference="pi_1", capture=f"ch_{number}") for number in (1, 2)
    )
    case = claimed(office, replace(order, payments=parts))
    given_back_elsewhere(provider, 1000, capture="ch_2")
    at_night(office, provider, hands)
    assert [one.payment_id for one in told(office, case).elsewhere] == ["p2"]


def test_of_a_payment_that_several_sellers_share_it_is_counted_for_nobody(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    shares = (("one", Money(4000, EUR)), ("other", Money(3980, EUR)))
    case = claimed(office, an_order("B-1", shares=shares))
    given_back_elsewhere(provider, 1000)
    at_night(office, provider, hands)
    assert told(office, case).elsewhere == ()


def test_a_payment_of_another_account_by_the_same_name_is_another_one(
    office: OfficeStore, provider: Provider, hands: Hands
) -> None:
    case = claimed(office, an_order("B-1", provider="others"))
    given_back_elsewhere(provider, 4000)
    at_night(office, provider, hands)
    assert told(office, case).elsewhere == ()


@pytest.mark.parametrize("name", ["re_\x1b[31m1", "re_\u202e1"])
def test_a_hostile_name_of_a_refund_reaches_no_screen(
    office: OfficeStore, provider: Provider, hands: Hands, name: str
) -> None:
    case = claimed(office, an_order("B-1"))
    given_back_elsewhere(provider, 4000)
    provider.refunds[name] = replace(provider.refunds.pop("re_1"), reference=name)
    provider.owners[name], provider.paid_by[name] = "dashboard", ("pi_1", "")
    at_night(office, provider, hands)
    (one,) = told(office, case).elsewhere
    assert one.refund.isprintable()


def _tell_order(office: OfficeStore, case: Case, order: Order) -> None:
    """The shop tells its order anew."""
    office.take_in([_Sold(BRAND, case.customer, order)])


@dataclass(frozen=True)
class _Sold:
    brand: str
    customer: Customer
    order: Order
    facts: tuple[tuple[str, Fact], ...] = ()
