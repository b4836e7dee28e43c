"""What a payment can still do is known before its provider is asked, and is never more than it has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from refundtui.domain.legs.leg import RefundLeg, Way
from refundtui.domain.legs.planning import (
    Capabilities,
    DisputeStage,
    NotPayable,
    PaymentThere,
    Planned,
    Wanted,
    plan,
)
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money, currency
from tests.legs.small_legs import eur, leg, said

TODAY = date(2026, 11, 26)
TAKEN = PaymentThere(eur(10000), eur(10000), eur(0), captured_on=TODAY - timedelta(days=10))


def planned(
    minor: int,
    there: PaymentThere = TAKEN,
    *legs: RefundLeg,
    able: Capabilities = Capabilities(),  # noqa: B008 - frozen
    lines: bool = False,
) -> Planned | list[Refusal]:
    wanted = Wanted("card", eur(minor), eur(10000), has_lines=lines)
    answer = plan(wanted, there, able, legs, TODAY)
    return answer if isinstance(answer, Planned) else [one.refusal for one in answer]


def test_1_part_of_what_was_taken_goes_back() -> None:
    assert planned(3000) == Planned(Way.REFUND, eur(3000))


def test_2_more_than_is_left_is_refused_with_what_is_left_and_nobody_is_asked() -> None:
    answer = plan(Wanted("card", eur(8000), eur(10000)), TAKEN, Capabilities(), [leg(3000)], TODAY)
    assert answer == (NotPayable(Refusal.AMOUNT_EXCEEDS, eur(7000)),)


def test_3_a_cent_more_than_all_is_already_refunded() -> None:
    assert planned(1, replace(TAKEN, refunded=eur(10000))) == [Refusal.ALREADY_REFUNDED]


def test_5_what_was_refunded_behind_our_back_is_gone() -> None:
    assert planned(7000, replace(TAKEN, refunded=eur(4000))) == [Refusal.AMOUNT_EXCEEDS]
    assert planned(6000, replace(TAKEN, refunded=eur(4000))) == Planned(Way.REFUND, eur(6000))


def test_a_refund_the_provider_has_taken_off_already_is_not_taken_off_twice() -> None:
    ours = leg(4000).heard(said(LegState.PENDING))
    assert planned(6000, replace(TAKEN, refunded=eur(4000)), ours) == Planned(Way.REFUND, eur(6000))
    assert planned(6001, replace(TAKEN, refunded=eur(4000)), ours) == [Refusal.AMOUNT_EXCEEDS]


def test_6_of_money_that_was_not_taken_less_is_taken() -> None:
    assert planned(1000, replace(TAKEN, captured=eur(0))) == Planned(Way.CAPTURE_LESS, eur(1000))


def test_7_money_that_was_not_taken_is_let_go_whole() -> None:
    assert planned(10000, replace(TAKEN, captured=eur(0))) == Planned(Way.VOID, eur(10000))
    assert planned(10001, replace(TAKEN, captured=eur(0))) == [Refusal.AMOUNT_EXCEEDS]


def test_8_of_what_was_taken_in_part_only_that_part_goes_back() -> None:
    part = replace(TAKEN, captured=eur(3000))
    wanted = Wanted("card", eur(3001), eur(3000))
    assert plan(wanted, part, Capabilities(), (), TODAY) == (NotPayable(Refusal.AMOUNT_EXCEEDS, eur(3000)),)
    assert plan(replace(wanted, amount=eur(3000)), part, Capabilities(), (), TODAY) == Planned(
        Way.REFUND, eur(3000)
    )


def test_9_an_open_dispute_stops_it_and_an_inquiry_only_where_the_provider_says_so() -> None:
    assert planned(1000, replace(TAKEN, dispute=DisputeStage.OPEN)) == [Refusal.DISPUTED]
    asked = replace(TAKEN, dispute=DisputeStage.INQUIRY)
    assert planned(1000, asked) == Planned(Way.REFUND, eur(1000))
    assert planned(1000, asked, able=Capabilities(refundable_in_inquiry=False)) == [Refusal.DISPUTED]


@pytest.mark.parametrize("minor", [0, -100])
def test_12_nothing_is_no_refund(minor: int) -> None:
    assert planned(minor) == [Refusal.AMOUNT_TOO_SMALL]


def test_13_money_goes_back_in_the_currency_it_came_in() -> None:
    dollars = Wanted("card", Money(1000, currency("USD")), eur(10000))
    assert plan(dollars, TAKEN, Capabilities(), (), TODAY) == (NotPayable(Refusal.CURRENCY),)


@pytest.mark.parametrize(("days", "late"), [(180, False), (181, True)])
def test_14_on_the_last_day_it_still_goes(days: int, late: bool) -> None:
    there = replace(TAKEN, captured_on=TODAY - timedelta(days=days))
    answer = planned(1000, there, able=Capabilities(window_days=180))
    assert answer == ([Refusal.TOO_LATE] if late else Planned(Way.REFUND, eur(1000)))


def test_15_the_twenty_first_refund_is_one_too_many() -> None:
    able = Capabilities(most_refunds=20)
    twenty = tuple(replace(leg(100, n), stage=LegState.PENDING) for n in range(20))
    assert planned(100, TAKEN, *twenty, able=able) == [Refusal.TOO_MANY]
    assert planned(100, TAKEN, *twenty[1:], able=able) == Planned(Way.REFUND, eur(100))
    assert planned(100, replace(TAKEN, refunds=20), able=able) == [Refusal.TOO_MANY]


def test_39_part_of_a_purchase_on_instalments_is_refused_here_without_its_lines() -> None:
    klarna = Capabilities(needs_lines=True)
    assert planned(1000, able=klarna) == [Refusal.LINES_MISSING]
    assert planned(1000, able=klarna, lines=True) == Planned(Way.REFUND, eur(1000))
    assert planned(10000, able=klarna) == Planned(Way.REFUND, eur(10000))


def test_67_what_the_provider_took_must_be_what_the_order_says() -> None:
    hundredth = replace(TAKEN, authorised=eur(100), captured=eur(100))
    assert Refusal.EXPONENT_MISMATCH in planned(50, hundredth)  # type: ignore[operator] # refusals


@given(
    st.lists(st.tuples(st.integers(1, 6000), st.sampled_from(list(LegState)), st.booleans()), max_size=6),
    st.integers(0, 10000),
    st.integers(1, 12000),
)
def test_what_is_planned_never_goes_above_what_was_taken(
    made: list[tuple[int, LegState, bool]], refunded: int, minor: int
) -> None:
    legs = []
    for place, (amount, state, known) in enumerate(made):
        one = replace(leg(amount, place), stage=state)
        legs.append(one.heard(said(LegState.PENDING, ref=f"re_{place}")) if known else one)
    answer = plan(
        Wanted("card", eur(minor), eur(10000)),
        replace(TAKEN, refunded=eur(refunded)),
        Capabilities(),
        legs,
        TODAY,
    )
    if isinstance(answer, Planned):
        unheard = sum(one.holds.minor for one in legs if not one.told.references)
        assert answer.amount.minor + refunded + unheard <= 10000
        assert answer.amount.minor + sum(one.holds.minor for one in legs) <= 10000
