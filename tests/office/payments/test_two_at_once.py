"""Of two who give the same money back at the same moment one does, and none of it leaves twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread

from refundtui.domain.case import Case
from refundtui.domain.money import Money
from refundtui.domain.request import RefundRequest, Units
from refundtui.office.outcomes import Outcome, Recorded
from refundtui.office.payments.worker import Worker
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import told, worked
from tests.support.offices import EUR, NOW, a_case, a_shirt_order, approval_of, said


def two_claims() -> list[Case]:
    """One of two shirts each, 39.90, of an order of which 60.00 were paid by card."""
    order = a_shirt_order("TWICE-1", shirts=1)
    other = replace(order.lines[0], id="other")
    payment = replace(order.payments[0], captured=Money(6000, EUR))
    order = replace(order, lines=(order.lines[0], other), payments=(payment,))
    mine = a_case(order=order)
    yours = a_case(order=order)
    return [mine, replace(yours, request=RefundRequest((Units("other", 1),)))]


def test_scenario_4_of_two_who_give_back_more_together_than_was_taken_one_is_paid(
    office: OfficeStore, place: Path | str, worker: Worker, provider: Provider, hands: Hands
) -> None:
    provider.captured = Money(6000, EUR)
    cases = two_claims()
    office.take_in(cases)
    with OfficeStore(place) as another_process:
        together, answers = Barrier(2), list[Outcome]()

        def decide(store: OfficeStore, case: Case) -> None:
            seen = told(store, case)
            decision = said(case, approval_of(store, seen), base=seen.decision_version)
            together.wait()
            answers.append(store.record(decision, NOW))

        threads = [
            Thread(target=decide, args=(store, case))
            for store, case in zip((office, another_process), cases, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert any(isinstance(answer, Recorded) for answer in answers), answers
    worked(worker, hands, hours=1)
    assert [one.amount for one in provider.refunds.values()] == [Money(3990, EUR)]
    assert len(provider.sent) == 1, "the second one is not even asked for"
    assert sum(bool(told(office, case).payouts) for case in cases) == 1
