"""The table of the machine is complete, and says the same as the machine does."""

from __future__ import annotations

from typing import get_args

from refundtui.domain.actor import Role
from refundtui.domain.case import CaseState
from refundtui.domain.commands import Command
from refundtui.domain.transitions import TRANSITIONS, Part, path, states_for

CODES = {command.code for command in get_args(Command)}


def test_all_forty_three_edges_are_in_the_table() -> None:
    assert {edge.number for edge in TRANSITIONS} - {0} == set(range(1, 44))


def test_every_command_has_a_row_and_every_row_a_command_that_exists() -> None:
    assert {edge.command for edge in TRANSITIONS} - {""} == CODES


def test_only_rows_of_payments_disputes_a_lapse_and_the_denial_letter_have_no_command() -> None:
    silent = {edge.number for edge in TRANSITIONS if not edge.command and edge.part is Part.CASE}
    assert silent == {19, 30}  # walked on the way by the next touch, and by `close`


def test_no_command_walks_a_row_of_payments_or_disputes() -> None:
    walked = {edge for code in CODES for state in CaseState for edge in path(state, code)}
    assert {edge.part for edge in walked} == {Part.CASE}


def test_an_auditor_and_an_admin_walk_no_edge() -> None:
    assert not [edge for edge in TRANSITIONS if {Role.AUDITOR, Role.ADMIN}.intersection(edge.who)]


def test_a_path_is_unbroken() -> None:
    for code in CODES:
        for state in CaseState:
            edges = path(state, code)
            here = {state}
            for edge in edges:
                assert here.intersection(edge.before), (state, code)
                here = set(edge.after) or here


def test_a_decision_on_a_case_just_received_takes_and_quotes_it_on_the_way() -> None:
    assert [edge.number for edge in path(CaseState.INTAKE, "approve")] == [2, 8, 15]


def test_nothing_without_a_provider_reaches_paid() -> None:
    reached = {state for edge in TRANSITIONS if edge.part is Part.CASE for state in edge.after}
    assert not reached.intersection({CaseState.PAID, CaseState.PAY_QUEUED, CaseState.PAY_SUBMITTED})


def test_an_approval_is_granted_in_one_state_only() -> None:
    assert states_for("grant_approval") == (CaseState.APPROVAL,)


def test_closing_leads_through_notify() -> None:
    assert [edge.number for edge in path(CaseState.DENIED, "close")] == [30, 31]
    assert path(CaseState.APPROVED, "close") == ()
