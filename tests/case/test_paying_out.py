"""A case's payment is what its legs mean together, and every step to it stands in the table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.actor import Role
from refundtui.domain.case import Case, CaseState
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.paying_out import with_payouts
from refundtui.domain.transitions import TRANSITIONS, Part
from tests.legs.small_legs import NOON, eur
from tests.support.making import a_case

S, L = CaseState, LegState


def payout(state: LegState, place: int = 1, **other: object) -> Payout:
    made = Payout(f"leg-{place}", eur(4990), "stripe", "Visa ••4242", state, NOON)  # type: ignore[arg-type]  # a name is enough, and fields are named by the test
    return replace(made, **other)  # type: ignore[arg-type]  # a name is enough, and fields are named by the test


def approved() -> Case:
    return a_case(state=S.APPROVED)


def after(*states: LegState, case: Case | None = None) -> Case:
    """The case once its one leg went through these, one at a time."""
    case = case or approved()
    for hours, state in enumerate(states):
        case = with_payouts(case, [payout(state)], NOON + timedelta(hours=hours))
    return case


@pytest.mark.parametrize(
    ("states", "meaning"),
    [
        ((L.QUEUED,), S.PAY_QUEUED),
        ((L.QUEUED, L.WITHDRAWN), S.APPROVED),
        ((L.QUEUED, L.SENDING), S.PAY_SUBMITTED),
        ((L.QUEUED, L.SENDING, L.UNKNOWN), S.PAY_UNKNOWN),
        ((L.QUEUED, L.SENDING, L.PENDING), S.PAY_SUBMITTED),
        ((L.QUEUED, L.SENDING, L.SUCCEEDED), S.NOTIFY),
        ((L.QUEUED, L.SENDING, L.UNKNOWN, L.SUCCEEDED), S.NOTIFY),
        ((L.QUEUED, L.SENDING, L.REJECTED), S.PAY_FAILED),
        ((L.QUEUED, L.SENDING, L.SUCCEEDED, L.RETURNED), S.PAY_FAILED),
        ((L.SUCCEEDED, L.MANUAL), S.PAY_UNKNOWN),
    ],
)
def test_a_case_stands_where_its_legs_do(states: tuple[LegState, ...], meaning: CaseState) -> None:
    assert after(*states).state is meaning


def test_a_closed_case_comes_back_when_its_money_does() -> None:
    closed = replace(after(L.QUEUED, L.SUCCEEDED), state=S.CLOSED)
    back = with_payouts(closed, [payout(L.RETURNED, reason="account_closed")], NOON)
    assert (back.state, back.events[-1].facts) == (S.PAY_FAILED, (("refusal", "account_closed"),))


def test_a_trace_that_comes_late_is_told_and_moves_nothing() -> None:
    paid = after(L.QUEUED, L.SUCCEEDED)
    told = with_payouts(paid, [payout(L.SUCCEEDED, trace="74221234567890123456789")], NOON)
    assert (told.state, told.decision_version, told.events) == (S.NOTIFY, paid.decision_version, paid.events)
    assert told.version == paid.version + 1


def test_the_same_again_is_no_change_at_all() -> None:
    paid = after(L.QUEUED, L.SUCCEEDED)
    assert with_payouts(paid, paid.payouts, NOON + timedelta(days=1)) is paid


def test_a_case_in_a_bank_dispute_hears_of_its_legs_and_stays_there() -> None:
    disputed = replace(after(L.QUEUED, L.SENDING), state=S.CHARGEBACK)
    told = with_payouts(disputed, [payout(L.SUCCEEDED)], NOON)
    assert (told.state, told.payouts[0].state) == (S.CHARGEBACK, L.SUCCEEDED)


def test_another_leg_that_pays_instead_brings_the_case_on() -> None:
    failed = after(L.QUEUED, L.SENDING, L.FAILED)
    instead = (payout(L.FAILED, replaced=True), payout(L.QUEUED, 2))
    waiting = with_payouts(failed, instead, NOON)
    paid = with_payouts(waiting, (instead[0], payout(L.SUCCEEDED, 2)), NOON)
    assert (waiting.state, paid.state) == (S.PAY_QUEUED, S.NOTIFY)


@given(st.lists(st.lists(st.sampled_from(list(LegState)), min_size=2, max_size=2), max_size=6))
def test_whatever_legs_do_a_case_only_walks_edges_that_are_there(said: list[list[LegState]]) -> None:
    offices = {
        (before, there)
        for edge in TRANSITIONS
        if edge.part is Part.PAYMENTS and Role.SYSTEM in edge.who
        for before in edge.before
        for there in edge.after
    }
    case = approved()
    for states in said:
        case = with_payouts(case, [payout(state, n) for n, state in enumerate(states)], NOON)
    walked = [(event.before, event.after) for event in case.events if event.kind == "payment"]
    assert set(walked) <= offices
    assert all(one[1] is other[0] for one, other in pairwise(walked))
    assert case.state is (walked[-1][1] if walked else S.APPROVED)
