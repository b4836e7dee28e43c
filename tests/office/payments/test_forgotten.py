"""Whose refund was paid is forgotten with her: nothing that a provider tells later brings her card back."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from refundtui.domain.case import Case, CaseState
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.office import cases, erasing
from refundtui.office.forgetting import Who
from refundtui.office.payments import hearing, rows
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import Heard
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands
from tests.office.payments.working import approved, told, worked
from tests.support.offices import a_case

MAIL = "zebulon@quartermaine.example"
LABEL = "Visa ••4242"


def paid_and_closed(office: OfficeStore, worker: Worker, hands: Hands) -> Case:
    case = a_case()
    case = approved(office, replace(case, customer=replace(case.customer, email=MAIL)))
    worked(worker, hands)

    def close(connection: Connection) -> None:
        held = cases.load(connection, case.id)
        assert held is not None
        assert held.case.payouts[0].label == LABEL
        closed = cases.Change(held, replace(held.case, state=CaseState.CLOSED), "closed", "me")
        cases.write(connection, [cases.next_version(closed)], office.library(), hands.now())

    office.database.write(close)
    return case


def labels(office: OfficeStore, case: Case) -> set[str]:
    with office.database.reading() as connection:
        return {kept.leg.to.label for kept in rows.of_case(connection, case.id)}


def test_what_comes_back_after_she_was_forgotten_does_not_say_which_card_it_was(
    office: OfficeStore, worker: Worker, hands: Hands
) -> None:
    case = paid_and_closed(office, worker, hands)
    assert labels(office, case) == {LABEL}
    office.forget(Who(case.brand, mail=MAIL), by="operator", now=hands.now())
    assert labels(office, case) == {""}

    hands.later(days=12)
    back = Heard("evt_1", refund="re_1", report=Report(LegState.FAILED, "re_1"))
    hearing.hear(office.database, "cards", [back], office.library(), hands.now())

    after = told(office, case)
    assert (after.payouts[0].state, after.payouts[0].label) == (LegState.RETURNED, "")


def test_the_leg_of_a_case_that_is_erased_says_no_card_either(
    office: OfficeStore, worker: Worker, hands: Hands
) -> None:
    case = paid_and_closed(office, worker, hands)
    assert erasing.erase(office.database, case.id, lambda _: office.library(), by="operator", now=hands.now())
    assert labels(office, case) == {""}
