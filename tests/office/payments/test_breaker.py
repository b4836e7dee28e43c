"""A provider that answers nobody is asked by one leg at a time, and by all of them once it is back."""

from __future__ import annotations

from dataclasses import replace

from refundtui.domain.case import CaseState
from refundtui.domain.money import Money
from refundtui.office.payments.breaker import Breaker
from refundtui.office.payments.worker import Worker
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import approved, told, worked
from tests.support.offices import EUR, NOW


def test_five_failures_in_a_row_leave_it_alone_for_longer_each_time() -> None:
    hands = Hands(NOW)
    breaker = Breaker(hands.now)
    for _ in range(4):
        breaker.failed("cards")
    assert breaker.lets_through("cards")
    breaker.failed("cards")
    assert not breaker.lets_through("cards")
    assert breaker.lets_through("others")
    hands.later(seconds=15)
    assert breaker.lets_through("cards")
    breaker.failed("cards")
    hands.later(seconds=15)
    assert not breaker.lets_through("cards")
    hands.later(seconds=15)
    assert breaker.lets_through("cards")


def test_an_answer_forgets_all_failures_and_no_pause_is_longer_than_five_minutes() -> None:
    hands = Hands(NOW)
    breaker = Breaker(hands.now)
    for _ in range(50):
        breaker.failed("cards")
    hands.later(minutes=5)
    assert breaker.lets_through("cards")
    breaker.answered("cards")
    breaker.failed("cards")
    assert breaker.lets_through("cards")


class Each(Provider):
    """Every case has a payment of its own here."""

    @property
    def refunded(self) -> Money:
        return self.captured.zero()


def test_a_dead_provider_is_not_asked_by_every_leg_and_pays_all_when_it_is_back(
    office: OfficeStore, worker: Worker, hands: Hands
) -> None:
    provider = Each(Money(7980, EUR))
    worker = replace(worker, gateways={"cards": provider}, breaker=Breaker(hands.now))
    cases = [approved(office) for _ in range(12)]
    provider.plays = ["broken"] * 12
    worked(worker, hands)
    assert len(provider.sent) == 5
    provider.plays = []
    for _ in range(8):
        worked(worker, hands, minutes=6)
    assert {told(office, case).state for case in cases} == {CaseState.NOTIFY}
    assert len(provider.refunds) == 12
