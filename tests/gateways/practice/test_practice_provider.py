"""The practice provider keeps what a real one promises, and plays every state that a refund can come to."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier

import pytest

from refundtui.domain.legs.leg import Destination, Trouble, Way
from refundtui.domain.legs.planning import DisputeStage
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Outcome, Refused, Unanswered
from refundtui.domain.legs.states import HOLDS_MONEY, LegState
from refundtui.gateways.practice.gateway import Practice
from refundtui.gateways.practice.scripts import TIMED, WORDS, script_of
from refundtui.office.ports import GatewayAway
from tests.gateways.contract import LAWS, Ground, answer, refusal
from tests.gateways.practice.practising import EUR, Practising, a_sending, answer_of_any, captured
from tests.support.making import NOW, eur

S = LegState


@pytest.fixture
def practice() -> Practising:
    return Practising()


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_practice_keeps_the_contract(law: Callable[[Ground], None], practice: Practising) -> None:
    to = Destination("practice", "card", reference="practice:succeeds:A-1")
    law(Ground(practice.gateway, to, eur("100.00"), lambda: practice.at))


def test_of_many_who_give_all_of_it_back_at_once_one_does() -> None:
    def slow_clock() -> datetime:
        time.sleep(0.001)  # lets another thread go on, if it can
        return NOW

    gateway, start = Practice(slow_clock, captured), Barrier(4)

    def send(number: int) -> Outcome:
        start.wait()
        return gateway.send(a_sending("succeeds", attempt=number, amount="100.00"))

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(send, range(4)))
    assert sum(isinstance(outcome, Answered) for outcome in outcomes) == 1


@pytest.mark.parametrize("word", ["at-once", "pending-3-days", "action-required", "returned-12-days"])
def test_a_refund_of_any_script_counts_against_the_payment_once(practice: Practising, word: str) -> None:
    sending = a_sending(word)
    answer_of_any(practice.gateway.send(sending))
    answer_of_any(practice.gateway.send(sending))
    known = practice.gateway.payment(sending.to, EUR)
    assert known is not None
    assert known.there.refunded == eur("30.00")


STATES = [
    ("succeeds", 0, S.PENDING),
    ("succeeds", 1, S.SUCCEEDED),
    ("nobody-wrote-this", 1, S.SUCCEEDED),
    ("at-once", 0, S.SUCCEEDED),
    ("fails", 0, S.PENDING),
    ("fails", 1, S.FAILED),
    ("fails-2-days", 1, S.PENDING),
    ("fails-2-days", 48 * 60, S.FAILED),
    ("account-closed", 1, S.FAILED),
    ("card-lost", 1, S.FAILED),
    ("canceled", 1, S.CANCELED),
    ("waits-for-merchant", 1, S.PENDING),
    ("waits-for-merchant", 24 * 60, S.SUCCEEDED),
    ("action-required", 1, S.ACTION_REQUIRED),
    ("action-required", 48 * 60, S.SUCCEEDED),
    ("action-expires", 14 * 24 * 60 - 1, S.ACTION_REQUIRED),
    ("action-expires", 14 * 24 * 60, S.CANCELED),
    ("pending-3-days", 3 * 24 * 60 - 1, S.PENDING),
    ("pending-3-days", 3 * 24 * 60, S.SUCCEEDED),
    ("returned-12-days", 12 * 24 * 60 - 1, S.SUCCEEDED),
    ("returned-12-days", 12 * 24 * 60, S.RETURNED),
    ("contradicts", 1, S.FAILED),
    ("contradicts", 2, S.MANUAL),
    ("doubled", 1, S.MANUAL),
]


@pytest.mark.parametrize(("word", "minutes", "state"), STATES, ids=str)
def test_after_so_many_minutes_it_is_told_to_be(
    practice: Practising, word: str, minutes: int, state: LegState
) -> None:
    sending = a_sending(word)
    answer_of_any(practice.gateway.send(sending))
    practice.later(minutes=minutes)
    assert practice.told(sending).state is state


def test_scenario_27_a_refund_that_comes_back_after_twelve_days_frees_what_it_held(
    practice: Practising,
) -> None:
    sending = a_sending("returned-12-days", amount="100.00")
    practice.gateway.send(sending)
    practice.later(days=11)
    assert refusal(practice.gateway.send(replace(sending, key="another"))) is Refusal.ALREADY_REFUNDED
    practice.later(days=1)
    known = practice.gateway.payment(sending.to, EUR)
    assert known is not None
    assert known.there.refundable == eur("100.00")
    assert practice.told(sending).last is not None


MISHAPS = [
    ("no-line", [Trouble.NOT_SENT] * 3),
    ("asks-to-wait", [Trouble.ASKED_TO_WAIT] * 2),
    ("unknown-then-found", [Trouble.LOST]),
    ("unknown-never-made", [Trouble.LOST]),
    ("busy", [Trouble.LOST, Trouble.BUSY]),
    ("breaks", [Trouble.BROKEN]),
]


@pytest.mark.parametrize(("word", "troubles"), MISHAPS, ids=[word for word, _ in MISHAPS])
def test_the_same_key_gets_through_in_the_end_and_refunds_once(
    practice: Practising, word: str, troubles: list[Trouble]
) -> None:
    sending = a_sending(word)
    met = [practice.gateway.send(sending) for _ in troubles]
    assert met == [Unanswered(trouble) for trouble in troubles]
    answer(practice.gateway.send(sending))
    known = practice.gateway.payment(sending.to, EUR)
    assert known is not None
    assert known.there.refunded == eur("30.00")


def test_scenario_16_what_was_made_before_the_answer_was_lost_is_found(practice: Practising) -> None:
    sending = a_sending("unknown-then-found")
    assert practice.gateway.send(sending) == Unanswered(Trouble.LOST)
    (found,) = practice.gateway.look_up(sending)
    assert answer(practice.gateway.send(sending)).reference == found.reference


@pytest.mark.parametrize("word", ["unknown-never-made", "never-answers", "no-line", "breaks", "key-taken"])
def test_what_was_never_made_is_not_found(practice: Practising, word: str) -> None:
    sending = a_sending(word)
    assert isinstance(practice.gateway.send(sending), Unanswered)
    assert practice.gateway.look_up(sending) == ()


@pytest.mark.parametrize(
    ("word", "trouble"), [("never-answers", Trouble.LOST), ("key-taken", Trouble.KEY_TAKEN)]
)
def test_some_never_answer_however_often_they_are_asked(
    practice: Practising, word: str, trouble: Trouble
) -> None:
    outcomes = [practice.gateway.send(a_sending(word)) for _ in range(20)]
    assert outcomes == [Unanswered(trouble)] * 20


def test_after_a_day_a_key_is_forgotten_and_would_pay_twice(practice: Practising) -> None:
    """Why no worker sends under an old key."""
    sending = a_sending("succeeds")
    first = answer(practice.gateway.send(sending))
    practice.later(hours=24)
    assert answer(practice.gateway.send(sending)).reference != first.reference
    assert practice.told(sending).is_doubled


def test_a_provider_that_is_away_answers_no_question_until_it_is_back(practice: Practising) -> None:
    sending = a_sending("away-10-minutes")
    assert practice.gateway.send(sending) == Unanswered(Trouble.LOST)
    practice.later(minutes=9)
    with pytest.raises(GatewayAway):
        practice.gateway.look_up(sending)
    practice.later(minutes=1)
    assert len(practice.gateway.look_up(sending)) == 1


def test_another_amount_than_was_asked_is_for_two_people(practice: Practising) -> None:
    sending = a_sending("other-amount")
    practice.gateway.send(sending)
    assert practice.told(sending).moves_other_than(sending.amount)


@pytest.mark.parametrize("wanted", Refusal)
def test_every_refusal_there_is_can_be_practised(practice: Practising, wanted: Refusal) -> None:
    word = f"refused-{wanted.value.replace('_', '-')}"
    assert refusal(practice.gateway.send(a_sending(word))) is wanted


def test_a_payment_in_dispute_says_so_before_it_is_sent(practice: Practising) -> None:
    sending = a_sending("disputed")
    known = practice.gateway.payment(sending.to, EUR)
    assert known is not None
    assert known.there.dispute is DisputeStage.OPEN
    assert refusal(practice.gateway.send(sending)) is Refusal.DISPUTED


def test_what_was_only_authorised_is_released_and_not_refunded(practice: Practising) -> None:
    sending = a_sending("authorised")
    known = practice.gateway.payment(sending.to, EUR)
    assert known is not None
    assert (known.there.captured, known.there.authorised) == (eur("0.00"), eur("100.00"))
    assert practice.gateway.send(sending) == Refused(Refusal.NOT_SETTLED, "Practice.")
    let_go = replace(sending, way=Way.VOID, key="another", amount=eur("100.00"))
    assert answer_of_any(practice.gateway.send(let_go)) is S.VOIDED


def test_an_answer_takes_the_time_its_script_gives_it(practice: Practising) -> None:
    practice.gateway.send(a_sending("slow-20-seconds"))
    practice.gateway.send(a_sending("succeeds"))
    slow, usual = practice.waited
    assert slow == 20
    assert 0.2 <= usual <= 0.8


def test_the_same_seed_is_the_same_practice_in_whatever_order_its_legs_are_sent() -> None:
    one, other = Practising(), Practising()
    sendings = [a_sending("succeeds", attempt=number, amount="1.00") for number in range(1, 30)]
    answers = [answer(one.gateway.send(sending)) for sending in sendings]
    backwards = [answer(other.gateway.send(sending)) for sending in reversed(sendings)]
    assert backwards == answers[::-1]
    assert sorted(other.waited) == sorted(one.waited)
    assert len(set(one.waited)) > 1, "every answer would take the same time"


def test_a_refund_that_an_ended_process_made_is_still_told_of(practice: Practising) -> None:
    sending = a_sending("pending-3-days")
    report = answer(practice.gateway.send(sending))
    practice.gateway = practice.opened()
    practice.later(days=3)
    asked = practice.gateway.ask(report.reference, sending.to, EUR)
    assert asked is not None
    assert (asked.state, asked.amount, asked.reference) == (S.SUCCEEDED, eur("30.00"), report.reference)


@pytest.mark.parametrize(
    "name", ["", "re_1", "pr_", "pr_1_1", "pr_zz_1_00000000", "pr_ffffffffff_1_00000000"]
)
def test_a_name_of_nobodys_is_no_refund(practice: Practising, name: str) -> None:
    assert practice.gateway.ask(name, a_sending("succeeds").to, EUR) is None


def test_every_state_a_provider_can_tell_is_shown_by_some_script() -> None:
    shown = {step.state for script in WORDS.values() for step in script.steps}
    shown |= {step.state for timed in TIMED.values() for step in timed(timedelta(days=1)).steps}
    told = HOLDS_MONEY - {S.QUEUED, S.SENDING, S.UNKNOWN, S.MANUAL}
    assert shown >= told | {S.FAILED, S.RETURNED, S.CANCELED, S.VOIDED}


@pytest.mark.parametrize("reference", ["", "pi_1", "practice:", "practice:fails-1-weeks", "practice:fails\n"])
def test_a_reference_without_a_script_is_the_usual_one(reference: str) -> None:
    assert script_of(reference) == WORDS["succeeds"]
