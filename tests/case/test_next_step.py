"""What keeps a case from being closed: always one thing, and the one that is next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from refundtui.casework.deciding import decide
from refundtui.casework.ports import Ports
from refundtui.casework.reading import case_file
from refundtui.casework.steps import step_of
from refundtui.domain.case import Approval, Case, CaseId, CaseState
from refundtui.domain.commands import Approve
from refundtui.domain.next_step import Next
from refundtui.domain.quote import Quote
from refundtui.domain.request import RefundRequest
from refundtui.i18n.next_steps import next_said
from refundtui.i18n.speech import Speech
from tests.support.making import NOW, eur, lead
from tests.tui.desk_ports import a_desk, fashion, laptop_case, the_jacket_case


def step(case: Case, ports: Ports | None = None) -> Next:
    ports = ports or a_desk((case,))[0]
    file = case_file(CaseId(case.id), ports)
    assert file is not None
    return step_of(file).step


def test_what_can_be_decided_is_to_be_decided() -> None:
    assert step(the_jacket_case()) is Next.DECIDE


def test_a_missing_fact_comes_before_any_decision() -> None:
    assert step(laptop_case(facts=())) is Next.TELL_FACTS


def test_above_the_own_limit_a_second_person_is_asked() -> None:
    assert step(laptop_case()) is Next.ASK_APPROVAL


def test_whoever_may_grant_is_told_to_and_whoever_asked_waits() -> None:
    approval = Approval(1, "", eur("29.16"), "ann", NOW)
    waiting = replace(the_jacket_case(), state=CaseState.APPROVAL, approval=approval)
    assert step(waiting) is Next.SECOND_PERSON
    leads, _, _ = a_desk((waiting,), lead("lee"))
    assert step(waiting, leads) in {Next.GRANT, Next.SECOND_PERSON}


def test_what_is_not_for_this_role_says_whose_it_is() -> None:
    contested = fashion("2", state=CaseState.ESCALATED)
    file = case_file(CaseId("2"), a_desk((contested,))[0])
    assert file is not None
    found = step_of(file)
    assert found.step is Next.OTHER_ROLE
    assert next_said(found, Speech()) == (
        "To be decided by: senior agent and team lead. A note tells them what you know."
    )


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (CaseState.INFO_WAIT, Next.RECORD_ANSWER),
        (CaseState.DENIED, Next.SEND_LETTER),
        (CaseState.APPROVED, Next.TO_BE_PAID),
        (CaseState.PAY_SUBMITTED, Next.PAYMENT),
        (CaseState.PAY_UNKNOWN, Next.PAYMENT_UNKNOWN),
        (CaseState.CLOSED, Next.NOTHING),
    ],
)
def test_every_state_has_its_next_step(state: CaseState, expected: Next) -> None:
    assert step(fashion("2", state=state)) is expected


def test_no_state_is_without_a_next_step() -> None:
    for state in CaseState:
        assert step(fashion("2", state=state)) in Next


def test_a_held_approval_is_not_said_to_be_on_its_way_to_the_customer() -> None:
    ports = a_desk((the_jacket_case(),))[0]
    file = case_file(CaseId(the_jacket_case().id), ports)
    assert file is not None
    quote = file.determination.quote
    assert isinstance(quote, Quote)
    decide(file.case.id, Approve(file.case.request, quote.fingerprint, quote.total), ports)
    assert step(the_jacket_case(), ports) is Next.OFFICES_ANSWER


def test_where_nothing_is_asked_for_there_is_nothing_to_deny_yet() -> None:
    case = replace(the_jacket_case(), request=RefundRequest())
    file = case_file(CaseId(case.id), a_desk((case,))[0])
    assert file is not None
    found = step_of(file)
    assert found.step is Next.CLEAR_AWAY
    assert next_said(found, Speech()) == "Nothing is asked for yet: set items or an amount."
