"""A leg's id and key come from the decision; what it holds, and what a case's legs come to."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.leg import RefundLeg, end_to_end_id, held, key_of, leg_id
from refundtui.domain.legs.paying import Paying, paying
from refundtui.domain.legs.payout import Payout, payout_of
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import HOLDS_MONEY, LEG_EDGES, LegState
from tests.legs.small_legs import DECISION, EUR, NOON, by_hand, eur, leg

S = LegState


def at(state: LegState, minor: int = 4990, place: int = 1) -> RefundLeg:
    """A leg in a state, however it came there."""
    if state in {S.QUEUED, S.SENDING, S.UNKNOWN, S.WITHDRAWN, S.MANUAL}:
        return replace(leg(minor, place), stage=state)
    return by_hand(leg(minor, place), state)


def seen(of: RefundLeg) -> Payout:
    return payout_of(of, None, NOON)


def test_an_office_brought_back_from_a_backup_pays_the_same_leg_under_the_same_key() -> None:
    assert leg_id(DECISION, 1) == leg_id(DECISION, 1) != leg_id(DECISION, 2)
    assert leg().key == replace(leg(), stage=S.UNKNOWN).key == key_of(leg().id, 1)


@given(st.uuids(), st.integers(1, 50), st.integers(1, 50))
def test_a_key_fits_every_provider_and_no_two_attempts_share_one(
    decision: UUID, place: int, attempt: int
) -> None:
    one = leg_id(str(decision), place)
    key = key_of(one, attempt)
    assert re.fullmatch(r"[0-9a-f-]{36}", key)
    assert re.fullmatch(r"[0-9a-f]{32}", end_to_end_id(one, attempt))
    assert key not in {key_of(one, attempt + 1), key_of(leg_id(str(decision), place + 1), attempt)}


@pytest.mark.parametrize(
    ("states", "meaning"),
    [
        ((), Paying.NOTHING),
        ((S.WITHDRAWN,), Paying.NOTHING),
        ((S.QUEUED, S.QUEUED), Paying.QUEUED),
        ((S.QUEUED, S.SUCCEEDED), Paying.SUBMITTED),
        ((S.PENDING, S.SUCCEEDED), Paying.SUBMITTED),
        ((S.SUCCEEDED, S.SUCCEEDED), Paying.PAID),
        ((S.SUCCEEDED, S.VOIDED), Paying.PAID),
        ((S.SUCCEEDED, S.WITHDRAWN), Paying.PAID),
        ((S.SUCCEEDED, S.REJECTED), Paying.FAILED),
        ((S.PENDING, S.RETURNED), Paying.FAILED),
        ((S.UNKNOWN, S.RETURNED), Paying.UNKNOWN),
        ((S.MANUAL, S.SUCCEEDED), Paying.UNKNOWN),
    ],
)
def test_the_worst_of_its_legs_is_a_case_s_payment(states: tuple[LegState, ...], meaning: Paying) -> None:
    for ordered in (states, states[::-1]):
        assert paying(seen(at(state, place=n)) for n, state in enumerate(ordered)) is meaning


def test_a_case_is_paid_only_when_every_leg_is() -> None:
    for states in product(LegState, repeat=2):
        if paying(seen(at(state, place=n)) for n, state in enumerate(states)) is Paying.PAID:
            assert set(states) <= {S.SUCCEEDED, S.VOIDED, S.WITHDRAWN}


def test_a_leg_that_another_pays_for_is_out_of_the_sum() -> None:
    back = replace(at(S.RETURNED), replaced_by=leg_id(DECISION, 2))
    instead = replace(at(S.SUCCEEDED, place=2), replaces=back.id)
    assert paying((seen(back), seen(instead))) is Paying.PAID


@pytest.mark.parametrize("state", list(LegState))
def test_money_is_held_until_nothing_can_have_moved(state: LegState) -> None:
    free = {S.REJECTED, S.CANCELED, S.VOIDED, S.FAILED, S.RETURNED, S.WITHDRAWN}
    assert at(state).holds == (eur(0) if state in free else eur(4990))
    assert (state in HOLDS_MONEY) is (state not in free)


def test_the_legs_of_one_payment_hold_their_sum_and_no_other_s() -> None:
    other = replace(leg(700, 3), to=replace(leg().to, payment_id="gift"))
    legs = (at(S.PENDING, 1000, 1), at(S.RETURNED, 2000, 2), other)
    assert (held(legs, "card", EUR), held(legs, "gift", EUR)) == (eur(1000), eur(700))


def test_every_state_is_reached_and_none_is_left_for_nowhere_but_the_ends() -> None:
    reached = {state for edge in LEG_EDGES for state in edge.after}
    assert reached | {S.QUEUED} == set(LegState)
    ends = set(LegState) - {edge.before for edge in LEG_EDGES}
    assert not ends, "whatever is said of it, a leg has somewhere to go"


def test_unknown_has_no_edge_to_a_new_attempt() -> None:
    assert all(S.QUEUED not in edge.after for edge in LEG_EDGES if edge.before is S.UNKNOWN)


def test_every_refusal_has_its_next_step() -> None:
    assert all(refusal.next_step for refusal in Refusal)
    assert Refusal.ALREADY_REFUNDED.may_have_been_ours
    assert not Refusal.DECLINED.may_have_been_ours
