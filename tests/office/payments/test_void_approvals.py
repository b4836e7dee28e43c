"""What was approved and is something else by the time money would start is void, and people see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.money import Money
from refundtui.office import cases
from refundtui.office.payments import rows
from refundtui.office.payments.worker import Worker
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import approved, told, worked


def a_cent_more(case: Case) -> Case:
    assert case.approval is not None
    more = Money(case.approval.amount.minor + 1, case.approval.amount.currency)
    return replace(case, approval=replace(case.approval, amount=more))


def another_payment(case: Case) -> Case:
    assert case.order is not None
    payments = tuple(replace(one, reference="pi_of_somebody_else") for one in case.order.payments)
    return replace(case, order=replace(case.order, payments=payments))


def past_the_commands(office: OfficeStore, case: Case, change: Callable[[Case], Case], hands: Hands) -> None:
    """As whoever can write into the database would."""

    def work(connection):  # type: ignore[no-untyped-def] # the office's own
        held = cases.load(connection, case.id)
        assert held is not None
        after = change(replace(held.case, version=held.case.version + 1))
        told_to = cases.with_relations(connection, cases.Change(held, after, "tag", "somebody"))
        cases.write(connection, told_to, office.library(), hands.now())

    office.database.write(work)


@pytest.mark.parametrize("change", [a_cent_more, another_payment])
def test_scenario_77_a_cent_or_another_payment_ends_the_approval_and_nothing_is_sent(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands, change: Callable[[Case], Case]
) -> None:
    case = approved(office)
    past_the_commands(office, case, change, hands)
    worked(worker, hands)
    after = told(office, case)
    assert after.approval is not None
    assert (after.state, after.approval.status) == (CaseState.QUOTE, "void")
    assert after.events[-1].kind == "void_approval"
    assert provider.sent == []
    with office.database.reading() as connection:
        assert rows.of_case(connection, case.id) == ()


def test_an_approval_that_ran_out_before_it_was_paid_leaves_the_case_on_its_quote(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    hands.later(days=8)
    worked(worker, hands)
    assert told(office, case).state is CaseState.QUOTE
    assert provider.sent == []
