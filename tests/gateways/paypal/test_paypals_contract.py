"""PayPal keeps what every gateway promises; a lost answer is found again, and nothing goes back twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from refundtui.domain.legs.leg import LegId, RefundLeg, Trouble
from refundtui.domain.legs.sending import Act, Unanswered, after_lookup, after_sending, next_act, taken
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import money
from tests.gateways.contract import LAWS, Ground, the_same_key_for_another_amount_is_taken
from tests.gateways.paypal.a_small_paypal import NOW, SmallPayPal
from tests.gateways.paypal.talking import KEY, REFERENCE, a_sending, at_paypal

# What PayPal says to a request id that comes again with another body stands in no specification.
KEPT = [law for law in LAWS if law is not the_same_key_for_another_amount_is_taken]


@pytest.mark.parametrize("law", KEPT, ids=lambda law: law.__name__)
def test_paypal_keeps_the_contract(law: Callable[[Ground], None]) -> None:
    with at_paypal(SmallPayPal()) as (paypal, _):
        law(Ground(paypal, a_sending().to, money("100.00", "EUR"), lambda: NOW))


def a_leg() -> RefundLeg:
    leg = RefundLeg(
        LegId(REFERENCE), "case-1", "lindenhof", REFERENCE, 1, money("25.00", "EUR"), a_sending().to
    )
    return taken(leg, NOW)


def test_a_lost_answer_is_sent_again_under_its_key_and_is_one_refund() -> None:
    there = SmallPayPal(swallows=1)
    with at_paypal(there) as (paypal, _):
        lost = paypal.send(a_sending())
        assert lost == Unanswered(Trouble.LOST)
        leg = after_sending(a_leg(), lost, first=True)
        assert next_act(leg, paypal.memory, NOW) is Act.SEND
        leg = after_sending(leg, paypal.send(a_sending()), first=False)
    assert leg.state is LegState.SUCCEEDED
    assert len(there.refunds) == 1


def test_a_lost_answer_whose_key_was_forgotten_is_found_by_our_reference() -> None:
    there = SmallPayPal(swallows=1)
    with at_paypal(there) as (paypal, _):
        leg = after_sending(a_leg(), paypal.send(a_sending()), first=True)
        there.answered.clear()  # six hours later
        late = NOW + timedelta(hours=6)
        assert next_act(leg, paypal.memory, late) is Act.LOOK_UP
        leg = after_lookup(leg, paypal.look_up(a_sending()), paypal.memory, late)
    assert leg.state is LegState.SUCCEEDED
    assert len(there.refunds) == 1


def test_a_key_that_was_forgotten_too_early_meets_the_invoice_id_and_is_looked_up() -> None:
    there = SmallPayPal(swallows=1)
    with at_paypal(there) as (paypal, _):
        leg = after_sending(a_leg(), paypal.send(a_sending()), first=True)
        there.answered.clear()
        leg = after_sending(leg, paypal.send(a_sending()), first=False)
        assert leg.posting.trouble is Trouble.SPENT
        assert next_act(leg, paypal.memory, NOW) is Act.LOOK_UP
        leg = after_lookup(leg, paypal.look_up(a_sending()), paypal.memory, NOW)
    assert leg.state is LegState.SUCCEEDED
    assert len(there.refunds) == 1


def test_the_key_stays_the_key() -> None:
    there = SmallPayPal()
    with at_paypal(there) as (paypal, _):
        paypal.send(a_sending())
    assert list(there.answered) == [KEY]
