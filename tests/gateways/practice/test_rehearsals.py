"""A leg that is worked by our own rules ends at the practice provider where its script says, and is paid once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import (
    Act,
    after_lookup,
    after_sending,
    handed_over,
    next_act,
    taken,
)
from refundtui.domain.legs.states import IN_DOUBT, LegState
from refundtui.domain.legs.waiting import next_look
from refundtui.gateways.practice.scripts import WORDS
from refundtui.office.ports import GatewayAway, Sending
from tests.gateways.practice.practising import EUR, Practising
from tests.legs.small_legs import leg

S = LegState
A_MONTH = timedelta(days=30)

ENDS = {
    **dict.fromkeys(WORDS, S.SUCCEEDED),
    **{word: S.REJECTED for word in WORDS if word.startswith("refused-")},
    **dict.fromkeys(("fails", "account-closed", "card-lost"), S.FAILED),
    **dict.fromkeys(("canceled", "action-expires"), S.CANCELED),
    **dict.fromkeys(("never-answers", "key-taken", "doubled", "other-amount", "contradicts"), S.MANUAL),
    "authorised": S.REJECTED,  # asked for a refund of what was never taken
    "disputed": S.REJECTED,
    "pending-3-days": S.SUCCEEDED,
    "returned-12-days": S.RETURNED,
    "away-30-minutes": S.SUCCEEDED,
    "slow-20-seconds": S.SUCCEEDED,
}


def worked(practice: Practising, word: str, *, hears: bool = True) -> RefundLeg:
    """The leg after a month of looking at it whenever it is due, with every delivery brought to it, or none."""
    of = leg()
    one = replace(of, to=replace(of.to, gateway="practice", reference=f"practice:{word}:A-1"))
    end = practice.at + A_MONTH
    while practice.at < end:
        one = step(practice, one)
        one = brought(practice, one) if hears else one
        due = next_look(one, practice.at, 0.5)
        practice.at = min(due or end, practice.at + timedelta(days=1))
    return one


def step(practice: Practising, one: RefundLeg) -> RefundLeg:
    gateway, now = practice.gateway, practice.at
    sending = Sending(one.key, one.id, one.to, one.amount)
    match next_act(one, gateway.memory, now):
        case Act.SEND:
            first = one.posting.out_since is None
            return after_sending(taken(one, now), gateway.send(sending), first=first)
        case Act.LOOK_UP:
            return after_lookup(one, gateway.look_up(sending), gateway.memory, now)
        case Act.HAND_OVER:
            return handed_over(one)
        case Act.NOTHING:
            return asked(practice, one)


def asked(practice: Practising, one: RefundLeg) -> RefundLeg:
    if not one.told.references:
        return one
    try:
        report = practice.gateway.ask(min(one.told.references), one.to, EUR)
    except GatewayAway:
        return one
    return one if report is None else one.heard(report)


def brought(practice: Practising, one: RefundLeg) -> RefundLeg:
    for delivery in practice.gateway.deliveries():
        for heard in practice.gateway.heard(delivery.headers, delivery.body, practice.at):
            assert heard.reference == one.id
            assert heard.report is not None
            one = one.heard(heard.report)
    return one


@pytest.mark.parametrize("word", ENDS)
def test_a_leg_ends_where_its_script_says(word: str) -> None:
    practice = Practising()
    assert worked(practice, word).state is ENDS[word]


@pytest.mark.parametrize("word", [word for word in ENDS if word != "doubled"])
@pytest.mark.parametrize("hears", [True, False], ids=["heard of", "never heard of"])
def test_whatever_goes_wrong_at_most_one_refund_is_made(word: str, *, hears: bool) -> None:
    """Whoever hears nothing has to send again, and is answered by the key."""
    practice = Practising()
    one = worked(practice, word, hears=hears)
    made = list(practice.gateway.listed(practice.at - 2 * A_MONTH, practice.at))
    assert len(made) <= 1
    assert (one.state in IN_DOUBT) or bool(made) is (one.state is not S.REJECTED)


def test_the_two_refunds_of_a_doubled_leg_are_both_seen() -> None:
    practice = Practising()
    assert worked(practice, "doubled").told.is_doubled


def test_why_it_was_refused_is_told_in_our_own_code() -> None:
    one = worked(Practising(), "refused-too-late")
    assert one.told.last is not None
    assert one.told.last.reason == Refusal.TOO_LATE.value
