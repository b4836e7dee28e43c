"""Whoever was told of money that failed after all, or came back, is told so: the case asks for that letter first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from refundtui.domain.case import Case, CaseState, Message
from refundtui.domain.corrections import CORRECTING, TELLING_OF_MONEY, owed_correction
from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money
from refundtui.domain.paying_out import with_payouts
from refundtui.letters.letter import Kind
from tests.support.offices import EUR, NOW, a_case

S, L = CaseState, LegState
HOUR = timedelta(hours=1)


def payout(state: LegState, place: int = 1, *, replaced: bool = False) -> Payout:
    return Payout(
        LegId(f"leg-{place}"), Money(3990, EUR), "cards", "Visa ••4242", state, NOW, replaced=replaced
    )


def a_letter(kind: str, at: datetime = NOW - HOUR) -> Message:
    return Message(at, from_customer=False, text="…", letter=kind)


def paid_and_then(state: LegState, *letters: Message, before: LegState = L.PENDING) -> Case:
    """Its payment was under way, or done, and then came to this."""
    case = replace(a_case(state=S.APPROVED), messages=letters)
    under_way = with_payouts(case, [payout(before)], NOW - 2 * HOUR)
    return with_payouts(under_way, [payout(state)], NOW)


@pytest.mark.parametrize("kind", sorted(TELLING_OF_MONEY))
@pytest.mark.parametrize("state", [L.FAILED, L.REJECTED, L.CANCELED])
def test_a_payment_that_fails_after_she_was_told_of_it_is_corrected(state: LegState, kind: str) -> None:
    assert owed_correction(paid_and_then(state, a_letter(kind))) == Money(3990, EUR)


@pytest.mark.parametrize("letters", [(), (a_letter("acknowledgement"),), (a_letter("paid", NOW + HOUR),)])
def test_a_payment_that_fails_before_she_heard_of_it_is_the_house_s_own_matter(
    letters: tuple[Message, ...],
) -> None:
    assert owed_correction(paid_and_then(L.FAILED, *letters)) is None


def test_scenario_27_what_had_been_called_paid_and_came_back_is_corrected_whoever_told_her() -> None:
    back = paid_and_then(L.RETURNED, before=L.SUCCEEDED)
    assert back.state is S.PAY_FAILED
    assert owed_correction(back) == Money(3990, EUR)


@pytest.mark.parametrize("kind", sorted(CORRECTING))
def test_once_she_was_told_it_is_put_right_until_it_fails_once_more(kind: str) -> None:
    back = paid_and_then(L.RETURNED, a_letter("paid"), a_letter(kind, NOW + HOUR), before=L.SUCCEEDED)
    assert owed_correction(back) is None
    older = paid_and_then(L.RETURNED, a_letter(kind, NOW - HOUR), before=L.SUCCEEDED)
    assert owed_correction(older) == Money(3990, EUR)


def test_what_is_paid_another_way_meanwhile_needs_no_correction() -> None:
    back = paid_and_then(L.RETURNED, before=L.SUCCEEDED)
    again = with_payouts(back, [payout(L.RETURNED, replaced=True), payout(L.QUEUED, 2)], NOW)
    assert owed_correction(again) is None


def test_only_the_part_that_failed_is_corrected() -> None:
    case = replace(a_case(state=S.APPROVED), messages=(a_letter("full_grant"),))
    under_way = with_payouts(case, [payout(L.PENDING), payout(L.PENDING, 2)], NOW - 2 * HOUR)
    half = with_payouts(under_way, [payout(L.SUCCEEDED), payout(L.FAILED, 2)], NOW)
    assert owed_correction(half) == Money(3990, EUR)


def test_every_letter_that_is_named_here_is_one_that_can_be_written() -> None:
    assert {str(kind) for kind in Kind} >= CORRECTING | TELLING_OF_MONEY
