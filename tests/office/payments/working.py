"""Cases that wait to be paid, and a worker who does it."""

from __future__ import annotations

from refundtui.domain.case import Case
from refundtui.office.outcomes import Recorded
from refundtui.office.payments.worker import Did, Worker
from refundtui.office.ports import Routes
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider, until_quiet
from tests.support.offices import NOW, a_case, approval_of, said


def a_worker(office: OfficeStore, provider: Provider, hands: Hands, name: str = "w1") -> Worker:
    return Worker(
        office.database,
        {provider.name: provider},
        Routes(frozenset({provider.name}), {("", "card"): provider.name}),
        office.library,
        hands.now,
        lambda: 0.5,
        name,
    )


def approved(office: OfficeStore, case: Case | None = None, *, by: str = "me") -> Case:
    case = case or a_case()
    office.take_in([case])
    stored = office.case(case.id)
    assert stored is not None
    answer = office.record(said(case, approval_of(office, stored), by=by), NOW)
    assert isinstance(answer, Recorded), answer
    return case


def told(office: OfficeStore, case: Case) -> Case:
    found = office.case(case.id)
    assert found is not None
    return found


def worked(worker: Worker, hands: Hands, **span: float) -> None:
    """Until there is nothing to do, then after that time again."""
    until_quiet(worker.step, Did.NOTHING)
    if span:
        hands.later(**span)
        until_quiet(worker.step, Did.NOTHING)
