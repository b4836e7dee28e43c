"""What every gateway promises the office, as laws that are tried on any of them: `LAWS` on a `Ground`.

A law asks only what the port says. What a provider cannot do at all (a list, a question) its test leaves out by
name; how it is done is each gateway's own tests' matter. Of a provider that answers a sending with “received” alone
the outcome is what it tells by itself afterwards (`became`), and what went back is what its stand-in says (`moved`).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from threading import Barrier
from typing import Final
from uuid import UUID, uuid5

import pytest

from refundtui.domain.legs.leg import Destination, LegId, Trouble, key_of
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Outcome, Refused, Unanswered
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money, currency
from refundtui.office.ports import NotAuthentic, RefundGateway, Sending

_TAKEN: Final = {LegState.PENDING, LegState.SUCCEEDED}
_NOBODY: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Ground:
    """A gateway, and a payment of this amount that it knows, of which nothing has gone back; `now` is its time.

    The amount has to be six minor units at least, so that it can be parted.
    """

    gateway: RefundGateway
    to: Destination
    captured: Money
    now: Callable[[], datetime]
    became: Callable[[Outcome], Outcome] = lambda outcome: outcome
    moved: Callable[[], Money] | None = None
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def part(self, of: int) -> Money:
        return Money(self.captured.minor // of, self.captured.currency)

    def sending(self, amount: Money) -> Sending:
        """The first attempt of a leg of its own."""
        leg = LegId(str(uuid5(_NOBODY, f"{self.to}:{next(self._numbers)}")))
        return Sending(key_of(leg, 1), leg, self.to, amount, captured=(self.captured, self.captured.minor))

    def send(self, sending: Sending) -> Outcome:
        return self.became(self.gateway.send(sending))

    def refunded(self) -> Money:
        if self.moved is not None:
            return self.moved()
        known = self.gateway.payment(self.to, self.captured.currency)
        assert known is not None
        return known.there.refunded


def a_refund_is_taken_under_a_name_of_the_providers(ground: Ground) -> None:
    report = answer(ground.send(ground.sending(ground.part(2))))
    assert report.state in _TAKEN
    assert report.reference
    assert report.amount in {None, ground.part(2)}


def the_payment_is_known_with_what_went_back_of_it(ground: Ground) -> None:
    known = ground.gateway.payment(ground.to, ground.captured.currency)
    assert known is not None
    assert known.there.captured == ground.captured
    assert not known.there.refunded
    answer(ground.send(ground.sending(ground.part(3))))
    assert ground.refunded() == ground.part(3)


def the_same_key_is_the_same_refund(ground: Ground) -> None:
    sending = ground.sending(ground.part(3))
    first, second = answer(ground.send(sending)), answer(ground.send(sending))
    assert first.reference == second.reference
    assert ground.refunded() == ground.part(3)


def the_same_key_at_the_same_moment_is_the_same_refund(ground: Ground) -> None:
    sending, start = ground.sending(ground.part(3)), Barrier(4)

    def send(_: int) -> Outcome:
        start.wait()
        return ground.send(sending)

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(send, range(4)))
    busy = Unanswered(Trouble.BUSY)
    assert len({answer(outcome).reference for outcome in outcomes if outcome != busy}) == 1
    assert ground.refunded() == ground.part(3)


def another_key_is_another_refund_until_all_of_it_went_back(ground: Ground) -> None:
    first = answer(ground.send(ground.sending(ground.part(3))))
    second = answer(ground.send(ground.sending(ground.part(3))))
    assert first.reference != second.reference
    answer(ground.send(ground.sending(ground.captured - ground.part(3) - ground.part(3))))
    assert ground.refunded() == ground.captured
    least = Money(ground.captured.currency.step, ground.captured.currency)
    refused = refusal(ground.send(ground.sending(least)))
    assert refused in {Refusal.ALREADY_REFUNDED, Refusal.AMOUNT_EXCEEDS}
    assert ground.refunded() == ground.captured


def more_than_was_captured_is_refused_and_moves_nothing(ground: Ground) -> None:
    over = ground.captured + Money(ground.captured.currency.step, ground.captured.currency)
    assert refusal(ground.send(ground.sending(over))) is Refusal.AMOUNT_EXCEEDS
    assert not ground.refunded()


def more_than_is_left_is_refused_and_moves_nothing(ground: Ground) -> None:
    answer(ground.send(ground.sending(ground.part(2))))
    over = ground.captured - ground.part(2) + Money(1, ground.captured.currency)
    assert refusal(ground.send(ground.sending(over))) is Refusal.AMOUNT_EXCEEDS
    assert ground.refunded() == ground.part(2)


def the_same_key_for_another_amount_is_taken(ground: Ground) -> None:
    sending = ground.sending(ground.part(3))
    answer(ground.send(sending))
    other = replace(sending, amount=ground.part(2))
    assert ground.send(other) == Unanswered(Trouble.KEY_TAKEN)
    assert ground.refunded() == ground.part(3)


def another_currency_is_refused_and_moves_nothing(ground: Ground) -> None:
    other = currency("USD" if ground.captured.currency.code != "USD" else "EUR")
    sending = replace(ground.sending(Money(ground.part(2).minor, other)), captured=None)
    assert refusal(ground.send(sending)) is Refusal.CURRENCY
    assert not ground.refunded()


def nothing_and_less_than_nothing_are_refused(ground: Ground) -> None:
    for minor in (0, -1):
        sending = ground.sending(Money(minor, ground.captured.currency))
        assert refusal(ground.send(sending)) is Refusal.AMOUNT_TOO_SMALL
    assert not ground.refunded()


def a_payment_that_is_not_there_is_not_known_and_not_paid(ground: Ground) -> None:
    nowhere = replace(ground.to, reference=f"{ground.to.reference}0", capture="")
    assert ground.gateway.payment(nowhere, ground.captured.currency) is None
    sending = replace(ground.sending(ground.part(2)), to=nowhere)
    assert refusal(ground.send(sending)) is Refusal.NOT_FOUND


def a_refund_is_found_by_our_reference_and_no_other_is(ground: Ground) -> None:
    one, other = ground.sending(ground.part(3)), ground.sending(ground.part(3))
    assert ground.gateway.look_up(one) == ()
    report = answer(ground.send(one))
    assert [found.reference for found in ground.gateway.look_up(one)] == [report.reference]
    assert ground.gateway.look_up(other) == ()


def a_refund_that_it_named_can_be_asked_for(ground: Ground) -> None:
    report = answer(ground.send(ground.sending(ground.part(2))))
    asked = ground.gateway.ask(report.reference, ground.to, ground.captured.currency)
    assert asked is not None
    assert (asked.reference, asked.state in _TAKEN) == (report.reference, True)
    assert asked.amount in {None, ground.part(2)}


def a_refund_that_it_never_named_is_not_known(ground: Ground) -> None:
    report = answer(ground.send(ground.sending(ground.part(2))))
    nobodys = "".join("0" if letter.isdigit() else letter for letter in report.reference[::-1])
    assert ground.gateway.ask(nobodys, ground.to, ground.captured.currency) is None


def what_was_refunded_in_a_time_is_listed_with_our_reference(ground: Ground) -> None:
    sending = ground.sending(ground.part(2))
    report = answer(ground.send(sending))
    now, hour = ground.now(), timedelta(hours=1)
    found = [one for one in ground.gateway.listed(now - hour, now + hour) if one.refund == report.reference]
    assert [(one.reference, one.payment) for one in found] == [
        (sending.reference, ground.to.capture or ground.to.reference)
    ]
    later = ground.gateway.listed(now + hour, now + 2 * hour)
    assert report.reference not in [one.refund for one in later]


def what_nobody_signed_is_not_believed(ground: Ground) -> None:
    for headers, body in (({}, b"{}"), ({}, b""), ({"signature": "x"}, b"\x00\xff")):
        with pytest.raises(NotAuthentic):
            ground.gateway.heard(headers, body, ground.now())


LAWS: Final = (
    a_refund_is_taken_under_a_name_of_the_providers,
    the_payment_is_known_with_what_went_back_of_it,
    the_same_key_is_the_same_refund,
    the_same_key_at_the_same_moment_is_the_same_refund,
    another_key_is_another_refund_until_all_of_it_went_back,
    more_than_was_captured_is_refused_and_moves_nothing,
    more_than_is_left_is_refused_and_moves_nothing,
    the_same_key_for_another_amount_is_taken,
    another_currency_is_refused_and_moves_nothing,
    nothing_and_less_than_nothing_are_refused,
    a_payment_that_is_not_there_is_not_known_and_not_paid,
    a_refund_is_found_by_our_reference_and_no_other_is,
    a_refund_that_it_named_can_be_asked_for,
    a_refund_that_it_never_named_is_not_known,
    what_was_refunded_in_a_time_is_listed_with_our_reference,
    what_nobody_signed_is_not_believed,
)
"""Every one is tried on a ground of its own."""


def answer(outcome: Outcome) -> Report:
    """What was answered; a refusal is none."""
    assert isinstance(outcome, Answered), outcome
    assert outcome.report.state is not LegState.REJECTED, outcome
    return outcome.report


def refusal(outcome: Outcome) -> Refusal:
    """Why it was refused for certain, in either of the two ways in which that is said."""
    if isinstance(outcome, Answered):
        assert outcome.report.state is LegState.REJECTED, outcome
        return Refusal(outcome.report.reason)
    assert isinstance(outcome, Refused), outcome
    return outcome.refusal
