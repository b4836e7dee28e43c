"""Whatever is lost, and whoever dies: a leg is paid once, and its state is what the provider has."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.leg import RefundLeg, Trouble
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import (
    Act,
    Answered,
    Memory,
    Refused,
    Unanswered,
    after_lookup,
    after_sending,
    brought_back,
    may_still_send,
    next_act,
    taken,
)
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from tests.legs.small_legs import NOON, leg, said
from tests.legs.worlds import BlindRetry, KeyOfTheTry, LostIsFailed, Workers, World

DAY = Memory(timedelta(hours=24), keeps_failures=True)
MONTH_UNFOUND = Memory(timedelta(days=31), finds=False)
ONLY_2XX = Memory(timedelta(hours=24))
NO_KEYS = Memory()
MEMORIES = {
    "a day": DAY,
    "a month, not found": MONTH_UNFOUND,
    "only good answers": ONLY_2XX,
    "no keys": NO_KEYS,
}
HOUR = timedelta(hours=1)


def lost(trouble: Trouble = Trouble.LOST) -> RefundLeg:
    """A leg whose first sending brought no answer."""
    return after_sending(taken(leg(), NOON), Unanswered(trouble), first=True)


def test_16_a_lost_answer_is_unknown_and_the_same_key_is_sent_again() -> None:
    unknown = lost()
    assert unknown.state is LegState.UNKNOWN
    assert unknown.holds == leg().amount
    assert next_act(unknown, DAY, NOON + HOUR) is Act.SEND
    assert taken(unknown, NOON + HOUR).key == leg().key


def test_17_a_worker_that_died_before_sending_left_a_leg_that_is_sent() -> None:
    assert next_act(taken(leg(), NOON), DAY, NOON + HOUR) is Act.SEND


def test_19_after_its_key_s_life_a_leg_is_only_looked_for_and_then_two_people_s() -> None:
    unknown = lost()
    assert next_act(unknown, DAY, NOON + 20 * HOUR) is Act.LOOK_UP
    looked = after_lookup(unknown, (), DAY, NOON + 20 * HOUR)
    assert next_act(looked, DAY, NOON + 21 * HOUR) is Act.LOOK_UP
    looked = after_lookup(unknown, (), DAY, NOON + 25 * HOUR)
    assert next_act(looked, DAY, NOON + 25 * HOUR) is Act.HAND_OVER
    assert (
        after_lookup(unknown, (said(LegState.SUCCEEDED),), DAY, NOON + 20 * HOUR).state is LegState.SUCCEEDED
    )


def test_20_who_is_asked_to_wait_has_sent_nothing_and_sends_under_the_same_key() -> None:
    waits = lost(Trouble.ASKED_TO_WAIT)
    assert waits.state is LegState.QUEUED
    assert next_act(waits, DAY, NOON + 48 * HOUR) is Act.SEND
    assert waits.key == leg().key


def test_21_after_an_error_of_a_provider_that_keeps_errors_it_looks_before_it_sends_again() -> None:
    broken = lost(Trouble.BROKEN)
    assert next_act(broken, DAY, NOON + HOUR) is Act.LOOK_UP
    assert next_act(after_lookup(broken, (), DAY, NOON + HOUR), DAY, NOON + HOUR) is Act.SEND


def test_18_a_key_that_the_provider_knows_for_something_else_is_looked_at_and_never_sent_again() -> None:
    taken_by_another = lost(Trouble.KEY_TAKEN)
    assert taken_by_another.state is LegState.UNKNOWN
    assert taken_by_another.holds == leg().amount
    assert next_act(taken_by_another, DAY, NOON + HOUR) is Act.LOOK_UP
    other_amount = after_lookup(taken_by_another, (said(LegState.SUCCEEDED, minor=3001),), DAY, NOON + HOUR)
    assert other_amount.state is LegState.MANUAL
    nothing = after_lookup(taken_by_another, (), DAY, NOON + HOUR)
    assert next_act(nothing, DAY, NOON + HOUR) is Act.HAND_OVER
    assert next_act(taken_by_another, MONTH_UNFOUND, NOON + HOUR) is Act.HAND_OVER


def test_a_door_that_is_shut_after_a_lost_answer_says_nothing_of_the_answer() -> None:
    turned_away = after_sending(taken(lost(), NOON + HOUR), Refused(Refusal.NOT_SET_UP), first=False)
    assert turned_away.state is LegState.UNKNOWN
    assert turned_away.holds == leg().amount
    assert next_act(turned_away, DAY, NOON + 20 * HOUR) is Act.LOOK_UP


def test_24_26_where_keys_mean_nothing_a_lost_leg_is_never_sent_again() -> None:
    unknown = lost()
    for hours in range(72):
        assert next_act(unknown, NO_KEYS, NOON + hours * HOUR) in {Act.LOOK_UP, Act.HAND_OVER}
        unknown = after_lookup(unknown, (), NO_KEYS, NOON + hours * HOUR)
    assert next_act(unknown, NO_KEYS, NOON + 72 * HOUR) is Act.HAND_OVER


def test_a_provider_that_cannot_be_asked_is_sent_to_while_it_remembers_and_then_people_look() -> None:
    assert next_act(lost(), MONTH_UNFOUND, NOON + 20 * 24 * HOUR) is Act.SEND
    assert next_act(lost(), MONTH_UNFOUND, NOON + 26 * 24 * HOUR) is Act.HAND_OVER


def test_refused_as_refunded_before_on_the_first_try_is_refused() -> None:
    refused = after_sending(taken(leg(), NOON), Refused(Refusal.ALREADY_REFUNDED), first=True)
    assert refused.state is LegState.REJECTED


def test_refused_as_refunded_before_after_a_lost_answer_may_be_ours_and_is_looked_for() -> None:
    again = after_sending(taken(lost(), NOON + HOUR), Refused(Refusal.ALREADY_REFUNDED), first=False)
    assert again.state is LegState.UNKNOWN
    assert next_act(again, DAY, NOON + HOUR) is Act.LOOK_UP
    assert after_lookup(again, (said(LegState.SUCCEEDED),), DAY, NOON + HOUR).state is LegState.SUCCEEDED
    assert after_lookup(again, (), DAY, NOON + 25 * HOUR).state is LegState.REJECTED


def test_another_refusal_after_a_lost_answer_is_a_refusal() -> None:
    refused = after_sending(taken(lost(), NOON + HOUR), Refused(Refusal.DECLINED), first=False)
    assert refused.state is LegState.REJECTED


def test_a_try_that_reached_nobody_does_not_make_an_earlier_one_undone() -> None:
    again = after_sending(taken(lost(), NOON + HOUR), Unanswered(Trouble.NOT_SENT), first=False)
    assert again.state is LegState.UNKNOWN
    assert again.posting.out_since == NOON


def test_what_was_told_leaves_a_worker_nothing_to_do() -> None:
    assert next_act(lost().heard(said(LegState.PENDING)), DAY, NOON + HOUR) is Act.NOTHING
    assert next_act(replace(leg(), stage=LegState.WITHDRAWN), DAY, NOON) is Act.NOTHING


def test_a_worker_that_slept_through_its_lease_does_not_send() -> None:
    mine = taken(leg(), NOON)
    assert may_still_send(mine, DAY, NOON + HOUR, NOON + HOUR / 2)
    assert not may_still_send(mine, DAY, NOON + HOUR, NOON + HOUR)
    assert not may_still_send(taken(lost(), NOON), DAY, NOON + 30 * HOUR, NOON + 20 * HOUR)


def test_a_leg_queued_in_a_backup_may_long_have_been_sent() -> None:
    old = brought_back(leg(), NOON)
    assert old.state is LegState.UNKNOWN
    assert next_act(old, DAY, NOON + HOUR) is Act.SEND
    assert next_act(old, DAY, NOON + 30 * 24 * HOUR) is Act.LOOK_UP
    paid = leg().heard(said(LegState.SUCCEEDED))
    assert brought_back(paid, NOON) == paid


def test_two_refunds_found_for_one_leg_stop_it() -> None:
    double = after_lookup(
        lost(), (Report(LegState.SUCCEEDED, "a"), Report(LegState.SUCCEEDED, "b")), DAY, NOON
    )
    assert double.state is LegState.MANUAL


def test_a_good_answer_is_what_it_says() -> None:
    assert (
        after_sending(taken(leg(), NOON), Answered(said(LegState.PENDING)), first=True).state
        is LegState.PENDING
    )


def in_one_world(seed: int, memory: Memory, rules: Workers | None = None) -> tuple[RefundLeg, int]:
    """The leg at the end, and how often it was paid."""
    world = World(memory, Random(seed), rules or Workers())
    return world.run(), len(world.provider.refunds)


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
@given(seed=st.integers(0, 2**32))
def test_whatever_is_lost_and_whoever_dies_a_leg_is_paid_at_most_once(memory: Memory, seed: int) -> None:
    ended, paid = in_one_world(seed, memory)
    assert paid <= 1
    assert ended.state in {LegState.SUCCEEDED, LegState.MANUAL}, "it comes to an end"
    if ended.state is LegState.SUCCEEDED:
        assert paid == 1


@pytest.mark.parametrize(
    "rules", [KeyOfTheTry(), BlindRetry(), LostIsFailed()], ids=lambda one: type(one).__name__
)
def test_a_planted_mistake_pays_twice(rules: Workers) -> None:
    assert any(in_one_world(seed, DAY, rules)[1] > 1 for seed in range(300))


@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
def test_most_legs_need_no_people(memory: Memory) -> None:
    """A rule that hands everything over would pay nothing twice, and nothing at all."""
    paid = [in_one_world(seed, memory)[0].state is LegState.SUCCEEDED for seed in range(200)]
    assert sum(paid) > (60 if memory is NO_KEYS else 120)


@pytest.mark.proof
@pytest.mark.parametrize("memory", MEMORIES.values(), ids=MEMORIES)
def test_in_ten_thousand_histories_no_leg_is_paid_twice(memory: Memory) -> None:
    assert all(in_one_world(seed, memory)[1] <= 1 for seed in range(10_000))


def test_scenario_25_where_only_good_answers_are_kept_an_error_is_looked_for_before_it_is_sent_again() -> (
    None
):
    """Under that key the provider would carry it out once more: whether it did is asked, every time."""
    redone = replace(ONLY_2XX, redoes_failures=True)
    broken = lost(Trouble.BROKEN)
    assert next_act(broken, redone, NOON + HOUR) is Act.LOOK_UP
    assert next_act(broken, ONLY_2XX, NOON + HOUR) is Act.SEND
    looked = after_lookup(broken, (), redone, NOON + HOUR)
    assert next_act(looked, redone, NOON + HOUR) is Act.SEND
    again = after_sending(taken(looked, NOON + HOUR), Unanswered(Trouble.BROKEN), first=False)
    assert next_act(again, redone, NOON + HOUR) is Act.LOOK_UP, "every time"
    found = after_lookup(broken, (said(LegState.SUCCEEDED),), redone, NOON + HOUR)
    assert (found.state, next_act(found, redone, NOON + HOUR)) == (LegState.SUCCEEDED, Act.NOTHING)


def test_scenario_26_where_keys_mean_nothing_people_look_and_nothing_is_sent() -> None:
    unknown = lost()
    acts = set()
    for hours in range(72):
        acts.add(next_act(unknown, NO_KEYS, NOON + hours * HOUR))
        unknown = after_lookup(unknown, (), NO_KEYS, NOON + hours * HOUR)
    assert acts == {Act.LOOK_UP, Act.HAND_OVER}
