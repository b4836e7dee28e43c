"""What contradicts itself is resolved by two people with evidence, and by nobody alone."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from refundtui.cli.usage.office_running import _FINDABLE
from refundtui.domain.case import Case, CaseState
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.office.payments import hearing, rows
from refundtui.office.payments.resolving import FINDABLE, Answer, NotTaken, Resolved, Waits, found
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import Heard
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import approved, told, worked

L = LegState


@pytest.fixture
def in_doubt(office: OfficeStore, worker: Worker, provider: Provider, hands: Hands) -> Case:
    """A refund that its provider says was paid, and says never was."""
    case = approved(office)
    worked(worker, hands)
    said = Heard("evt_1", refund="re_1", report=Report(L.CANCELED, "re_1"))
    hearing.hear(office.database, "cards", [said], office.library(), hands.now())
    assert told(office, case).payouts[0].state is L.MANUAL
    return case


def says(
    office: OfficeStore, case: Case, who: str, state: LegState = L.SUCCEEDED, by: str = "statement, page 3"
) -> Answer:
    now = told(office, case).events[-1].at

    def work(connection: Connection) -> Answer:
        leg = rows.of_case(connection, case.id)[0].leg
        return found(connection, leg.id, who, state, by, office.library(), now)

    answer: Answer = office.database.write(work)
    return answer


def test_one_person_s_word_moves_nothing_and_the_second_one_s_does(
    office: OfficeStore, in_doubt: Case
) -> None:
    assert says(office, in_doubt, "lead") == Waits()
    assert says(office, in_doubt, "lead") == Waits(), "nobody confirms themselves"
    assert told(office, in_doubt).state is CaseState.PAY_UNKNOWN
    answer = says(office, in_doubt, "finance", by="settlement report")
    assert isinstance(answer, Resolved)
    resolution = answer.leg.resolution
    assert resolution is not None
    assert (resolution.by, resolution.confirmed_by) == ("lead", "finance")
    assert resolution.evidence == "statement, page 3 · settlement report"
    after = told(office, in_doubt)
    assert (after.state, after.payouts[0].state) == (CaseState.NOTIFY, L.SUCCEEDED)


def test_two_who_differ_resolve_nothing_and_the_newer_word_waits(office: OfficeStore, in_doubt: Case) -> None:
    says(office, in_doubt, "lead", L.SUCCEEDED)
    assert says(office, in_doubt, "finance", L.CANCELED) == Waits(instead="lead")
    assert told(office, in_doubt).state is CaseState.PAY_UNKNOWN
    assert isinstance(says(office, in_doubt, "lead", L.CANCELED), Resolved)
    assert told(office, in_doubt).state is CaseState.PAY_FAILED


@pytest.mark.parametrize(
    ("who", "state", "by", "code"),
    [
        ("me", L.SUCCEEDED, "statement", "act.not_granted"),
        ("nobody", L.SUCCEEDED, "statement", "actor.unknown"),
        ("lead", L.SUCCEEDED, "  \x1b ", "leg.no_evidence"),
        ("lead", L.PENDING, "statement", "leg.no_such_finding"),
    ],
)
def test_who_may_not_or_has_nothing_to_show_is_refused(
    office: OfficeStore, in_doubt: Case, who: str, state: LegState, by: str, code: str
) -> None:
    answer = says(office, in_doubt, who, state, by)
    assert isinstance(answer, NotTaken)
    assert code in {one.code for one in answer.findings}


def test_the_command_offers_what_can_be_found() -> None:
    assert set(_FINDABLE) == {state.value for state in FINDABLE}


def test_a_leg_that_is_in_no_doubt_is_left_alone(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    case = approved(office)
    worked(worker, hands)
    answer = says(office, case, "lead", L.FAILED)
    assert isinstance(answer, NotTaken)
    assert [one.code for one in answer.findings] == ["leg.not_in_doubt"]


def test_a_card_s_number_in_the_evidence_is_kept_nowhere(office: OfficeStore, in_doubt: Case) -> None:
    says(office, in_doubt, "lead", by="card 4242 4242 4242 4242, page 3")
    answer = says(office, in_doubt, "finance")
    assert isinstance(answer, Resolved)
    assert answer.leg.resolution is not None
    assert "4242 4242 4242 4242" not in answer.leg.resolution.evidence
