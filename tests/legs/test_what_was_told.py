"""A leg's state is a function of everything that was said of it: order is nothing, twice is once."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.states import HOLDS_MONEY, LEG_EDGES, LegState, Walker
from refundtui.domain.legs.told import Report, told_of
from tests.legs.small_legs import by_hand, day, eur, leg, said

S = LegState
RANKED = (
    S.PENDING,
    S.ACTION_REQUIRED,
    S.SUCCEEDED,
    S.VOIDED,
    S.REJECTED,
    S.CANCELED,
    S.FAILED,
    S.RETURNED,
)


def after(*reports: Report, of: RefundLeg | None = None) -> RefundLeg:
    told = of or replace(leg(), stage=S.SENDING)
    for report in reports:
        told = told.heard(report)
    return told


@pytest.mark.parametrize(
    ("stated", "meaning"),
    [
        ((S.PENDING,), S.PENDING),
        ((S.PENDING, S.SUCCEEDED), S.SUCCEEDED),
        ((S.PENDING, S.FAILED), S.FAILED),
        ((S.PENDING, S.SUCCEEDED, S.FAILED), S.RETURNED),
        ((S.SUCCEEDED, S.RETURNED), S.RETURNED),
        ((S.ACTION_REQUIRED, S.CANCELED), S.CANCELED),
        ((S.ACTION_REQUIRED, S.PENDING, S.SUCCEEDED), S.SUCCEEDED),
        ((S.PENDING, S.REJECTED), S.REJECTED),
        ((S.PENDING, S.VOIDED), S.VOIDED),
        ((S.REJECTED, S.SUCCEEDED), S.MANUAL),
        ((S.CANCELED, S.SUCCEEDED), S.MANUAL),
        ((S.VOIDED, S.SUCCEEDED), S.MANUAL),
        ((S.CANCELED, S.RETURNED), S.MANUAL),
    ],
)
def test_28_in_whatever_order_it_is_said_it_means_the_same(
    stated: tuple[LegState, ...], meaning: LegState
) -> None:
    for order in permutations(stated):
        assert after(*(said(state) for state in order)).state is meaning, order


def test_27_a_success_that_fails_twelve_days_later_came_back() -> None:
    gone = after(said(S.SUCCEEDED, at=day(0)))
    assert gone.holds == eur(4990)
    back = gone.heard(said(S.FAILED, at=day(12)))
    assert (back.state, back.holds) == (S.RETURNED, eur(0))


def test_what_by_the_provider_s_own_times_went_out_after_it_failed_is_looked_at_by_people() -> None:
    assert after(said(S.FAILED, at=day(1)), said(S.SUCCEEDED, at=day(2))).state is S.MANUAL
    assert after(said(S.SUCCEEDED, at=day(2)), said(S.FAILED, at=day(1))).state is S.MANUAL


def test_a_second_refund_of_the_same_leg_is_never_taken_for_the_first() -> None:
    double = after(said(S.SUCCEEDED, ref="re_1"), said(S.SUCCEEDED, ref="re_2"))
    assert double.state is S.MANUAL
    assert double.told.is_doubled


def test_another_amount_than_was_asked_for_is_looked_at_by_people() -> None:
    assert after(said(S.SUCCEEDED, minor=4990)).state is S.SUCCEEDED
    assert after(said(S.SUCCEEDED, minor=499000)).state is S.MANUAL
    assert after(said(S.PENDING, minor=4989), said(S.SUCCEEDED, minor=4990)).state is S.MANUAL


def test_money_moving_for_a_leg_that_was_taken_back_is_looked_at_by_people() -> None:
    withdrawn = replace(leg(), stage=S.WITHDRAWN)
    assert withdrawn.holds == eur(0)
    assert withdrawn.heard(said(S.PENDING)).state is S.MANUAL


def test_a_leg_nobody_told_of_is_as_far_as_we_got_with_sending() -> None:
    for stage in (S.QUEUED, S.SENDING, S.UNKNOWN, S.WITHDRAWN, S.MANUAL):
        assert replace(leg(), stage=stage).state is stage


def test_two_people_settle_what_contradicted_itself_and_its_old_reports_change_nothing() -> None:
    double = after(said(S.REJECTED), said(S.SUCCEEDED))
    settled = by_hand(double, S.SUCCEEDED)
    assert settled.state is S.SUCCEEDED
    assert settled.heard(said(S.REJECTED)).heard(said(S.SUCCEEDED)).state is S.SUCCEEDED
    assert settled.heard(said(S.RETURNED)).state is S.RETURNED


@pytest.mark.parametrize("found", [S.FAILED, S.REJECTED, S.CANCELED, S.RETURNED])
def test_what_people_found_dead_and_the_provider_then_pays_is_theirs_again(found: LegState) -> None:
    dead = by_hand(replace(leg(), stage=S.MANUAL), found)
    assert dead.holds == eur(0)
    assert dead.heard(said(S.SUCCEEDED)).state is S.MANUAL
    assert dead.heard(said(S.PENDING, ref="re_9")).state is S.MANUAL


def test_what_people_found_paid_and_the_provider_confirms_stays_paid() -> None:
    paid = by_hand(replace(leg(), stage=S.MANUAL), S.SUCCEEDED)
    assert paid.heard(said(S.SUCCEEDED, ref="re_1", minor=4990)).state is S.SUCCEEDED
    assert paid.heard(said(S.SUCCEEDED, minor=4991)).state is S.MANUAL


reports = st.builds(
    Report,
    st.sampled_from(RANKED),
    st.sampled_from(["", "re_1", "re_1", "re_1", "re_2"]),
    st.sampled_from([None, eur(4990), eur(4990), eur(4991)]),
    st.sampled_from([None, day(0), day(1), day(2)]),
    st.sampled_from(["", "processing"]),
    st.sampled_from(["", "declined"]),
)


@given(st.lists(reports, max_size=8), st.randoms(use_true_random=False))
def test_any_order_with_any_repetition_is_told_the_same(heard: list[Report], chance: object) -> None:
    again = [*heard, *heard[: len(heard) // 2]]
    chance.shuffle(again)  # type: ignore[attr-defined] # Hypothesis' own Random
    assert told_of(again) == told_of(heard)
    assert after(*again).state is after(*heard).state


def told_pairs() -> set[tuple[LegState, LegState]]:
    """Every step a report can make, from everything that can have been said before."""
    stages = [replace(leg(), stage=stage) for stage in (S.QUEUED, S.SENDING, S.UNKNOWN, S.WITHDRAWN)]
    news = [said(state) for state in RANKED] + [said(S.SUCCEEDED, minor=1), said(S.PENDING, ref="re_2")]
    heard = [after(*some, of=one) for one in stages for n in range(5) for some in combinations(news, n)]
    steps = {(one.state, one.heard(report).state) for one in heard for report in news}
    return {(before, now) for before, now in steps if before is not now}


def test_a_provider_walks_every_edge_of_its_table_and_no_other() -> None:
    table = {
        (edge.before, after) for edge in LEG_EDGES if edge.who is Walker.PROVIDER for after in edge.after
    }
    assert told_pairs() == table


@given(st.lists(reports, min_size=1, max_size=8))
def test_a_leg_frees_its_money_only_once_a_provider_says_that_nothing_is_out(heard: list[Report]) -> None:
    told = after(*heard)
    states = {report.state for report in heard}
    if told.state not in HOLDS_MONEY:
        assert states & {S.REJECTED, S.CANCELED, S.VOIDED, S.FAILED, S.RETURNED}
        assert not (S.SUCCEEDED in states and not states & {S.FAILED, S.RETURNED})
