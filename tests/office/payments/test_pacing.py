"""An account is asked no faster than its ceiling and not at all while it rests, by whatever workers there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection

from refundtui.domain.case import CaseState
from refundtui.domain.legs.planning import Capabilities
from refundtui.domain.legs.sending import Act
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money
from refundtui.gateways.adyen.gateway import Adyen
from refundtui.gateways.one_request import client_for
from refundtui.office.payments import pacing, rows
from refundtui.office.payments.running import Work, until_nothing_is_due
from refundtui.office.payments.worker import Did, Worker
from refundtui.office.ports import GatewayAway, Routes
from refundtui.office.store import OfficeStore
from tests.gateways.adyen.talking import an_account, received
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import a_worker, approved, told, worked
from tests.support.offices import EUR, NOW, a_case, a_shirt_order
from tests.support.peer import Asked, Peer, a_peer, http

SECOND = timedelta(seconds=1)


class Each(Provider):
    """Every case has a payment of its own here."""

    @property
    def refunded(self) -> Money:
        return self.captured.zero()


@contextmanager
def adyen_that_is_busy(*answers: bytes) -> Iterator[tuple[Adyen, Peer]]:
    """A real line to somebody who answers so, one after the other, and then takes everything."""
    left = list(answers)
    names = count(1)

    def script(asked: Asked) -> bytes:
        return left.pop(0) if left else received(asked, pspReference=f"88{next(names):014d}")

    with a_peer(script) as peer, client_for(peer.address) as client:
        yield Adyen(an_account(f"{peer.address}/v72"), client, name="cards"), peer


def paid_at_adyen(office: OfficeStore) -> str:
    order = a_shirt_order(f"P-{next(_orders)}")
    payment = replace(order.payments[0], reference="993617894903480A", provider="cards")
    return approved(office, a_case(order=replace(order, payments=(payment,)))).id


_orders = count(1)


def a_worker_at(office: OfficeStore, adyen: Adyen, hands: Hands, name: str) -> Worker:
    routes = Routes(frozenset({"cards"}), {("", "card"): "cards"})
    return Worker(office.database, {"cards": adyen}, routes, office.library, hands.now, lambda: 0.5, name)


def test_scenario_20_two_times_429_and_then_it_is_one_refund_sent_when_it_was_asked_to_be(
    office: OfficeStore, hands: Hands
) -> None:
    busy = (http(429, b"", retry_after="30"), http(429, b"", retry_after="60"))
    with adyen_that_is_busy(*busy) as (adyen, peer):
        case = paid_at_adyen(office)
        worker = a_worker_at(office, adyen, hands, "w1")
        sent: list[timedelta] = []
        while len(peer.asked) < 3:
            before = len(peer.asked)
            worked(worker, hands)
            sent += [hands.now() - NOW] * (len(peer.asked) - before)
            hands.later(seconds=1)
        worked(worker, hands)
    assert sent == [0 * SECOND, 30 * SECOND, 90 * SECOND]
    assert len({asked.headers["idempotency-key"] for asked in peer.asked}) == 1
    with office.database.reading() as connection:
        (leg,) = rows.of_case(connection, case)
    assert (leg.leg.state, leg.leg.posting.tries) == (LegState.PENDING, 3)


def test_while_an_account_rests_no_worker_of_any_process_asks_it(
    office: OfficeStore, place: Path | str, hands: Hands
) -> None:
    with (
        adyen_that_is_busy(http(429, b"", retry_after="30")) as (adyen, peer),
        OfficeStore(place) as another_process,
    ):
        for _ in range(3):
            paid_at_adyen(office)
        workers = [a_worker_at(office, adyen, hands, "w1"), a_worker_at(another_process, adyen, hands, "w2")]
        for worker in workers:
            worked(worker, hands)
        hands.later(seconds=29)
        for worker in reversed(workers):
            worked(worker, hands)
        assert len(peer.asked) == 1
        hands.later(seconds=1)
        for worker in workers:
            worked(worker, hands, seconds=5)
        assert len(peer.asked) == 4


def test_one_account_rests_and_another_is_asked_on(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    other = Provider(Money(7980, EUR), name="others")
    worker = replace(
        worker,
        gateways={"cards": provider, "others": other},
        routes=Routes(frozenset({"cards", "others"}), {("", "card"): "cards"}),
    )
    provider.plays = ["rest"]
    first = approved(office)
    worked(worker, hands)
    order = a_shirt_order("O-2")
    elsewhere = replace(order.payments[0], provider="others")
    second = approved(office, a_case(order=replace(order, payments=(elsewhere,))))
    worked(worker, hands, seconds=10)
    assert told(office, first).state is CaseState.PAY_QUEUED
    assert told(office, second).state is CaseState.NOTIFY


def test_a_question_that_is_answered_with_wait_leaves_the_account_alone_too(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    asked: list[datetime] = []

    def busy(*_: object) -> object:
        asked.append(hands.now())
        raise GatewayAway("busy", rest=timedelta(minutes=2))

    provider.payment = busy  # type: ignore[assignment,method-assign] # this provider answers otherwise
    for _ in range(3):
        approved(office)
    worked(worker, hands, seconds=119)
    assert len(asked) == 1
    worked(worker, hands, seconds=1)
    assert len(asked) == 2


def test_a_shorter_rest_does_not_end_a_longer_one(office: OfficeStore) -> None:
    def both(connection: Connection) -> None:
        pacing.rest(connection, "cards", NOW + 60 * SECOND, NOW)
        pacing.rest(connection, "cards", NOW + 5 * SECOND, NOW)

    office.database.write(both)
    with office.database.reading() as connection:
        assert pacing.resting(connection, NOW + 59 * SECOND) == {"cards": NOW + 60 * SECOND}
        assert not pacing.resting(connection, NOW + 60 * SECOND)


def test_a_ceiling_of_two_requests_a_second_is_kept_by_all_workers_together(
    office: OfficeStore, place: Path | str, hands: Hands
) -> None:
    provider = Each(Money(7980, EUR))
    with OfficeStore(place) as another_process:
        workers = [
            replace(a_worker(store, provider, hands, name), paces={"cards": 2.0})
            for store, name in ((office, "w1"), (another_process, "w2"))
        ]
        for _ in range(6):
            approved(office)
        workers[0].start()
        times: list[float] = []
        for tick in range(200):
            for worker in workers:
                before = len(provider.sent)
                while worker.go_on() not in {Did.NOTHING, Did.PACED}:
                    pass
                times += [tick / 10] * (len(provider.sent) - before)
            hands.later(seconds=0.1)
    # A sending asks for the payment first: four requests at most are counted for it.
    assert times == [0, 2, 4, 6, 8, 10]


def test_what_many_take_at_the_same_moment_is_let_through_once(office: OfficeStore) -> None:
    together, taken = Barrier(6), []

    def take() -> None:
        together.wait()
        taken.append(office.database.write(lambda c: pacing.take(c, "cards", 4, 20.0, NOW)))

    threads = [Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 5 + [True]


@pytest.mark.parametrize(
    ("act", "tells", "requests"),
    [(Act.SEND, True, 4), (Act.SEND, False, 1), (Act.LOOK_UP, True, 3), (Act.NOTHING, True, 2)],
)
def test_a_step_counts_for_the_requests_it_may_make(act: Act, tells: bool, requests: int) -> None:
    assert pacing.requests_of(act, Capabilities(tells_payments=tells)) == requests


def test_what_is_paced_is_not_nothing_to_do_and_all_of_it_is_paid(office: OfficeStore, hands: Hands) -> None:
    provider = Each(Money(7980, EUR))

    def ticking() -> datetime:
        hands.later(seconds=0.01)
        return hands.now()

    worker = replace(a_worker(office, provider, hands), now=ticking, paces={"cards": 40.0})
    cases = [approved(office) for _ in range(3)]
    until_nothing_is_due(worker, Work())
    assert {told(office, case).state for case in cases} == {CaseState.NOTIFY}


def test_a_claim_made_on_an_older_look_finds_the_account_at_rest_all_the_same(office: OfficeStore) -> None:
    office.database.write(lambda c: pacing.rest(c, "cards", NOW + 60 * SECOND, NOW))
    for per_second in (None, 20.0):
        taken = [
            office.database.write(
                partial(pacing.take, gateway="cards", requests=4, per_second=per_second, now=at)
            )
            for at in (NOW, NOW + 59 * SECOND, NOW + 60 * SECOND)
        ]
        assert taken == [False, False, True]
