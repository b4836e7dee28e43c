"""A provider that cannot be asked for a payment is paid by what the order recorded of it: Adyen's own gateway."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Currency, Money
from refundtui.domain.order import Order
from refundtui.gateways.adyen.gateway import Adyen
from refundtui.gateways.one_request import client_for
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import PaymentKnown, Routes
from refundtui.office.store import OfficeStore
from tests.gateways.adyen.talking import PAYMENT, an_account, received
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import a_worker, approved, told, worked
from tests.support.offices import EUR, a_case, a_shirt_order
from tests.support.peer import Peer, a_peer


@dataclass(frozen=True)
class Paying:
    worker: Worker
    adyen: Peer


@pytest.fixture
def paying(office: OfficeStore, hands: Hands) -> Iterator[Paying]:
    with a_peer(received) as peer, client_for(peer.address) as client:
        gateway = Adyen(an_account(f"{peer.address}/v72"), client, name="cards")
        routes = Routes(frozenset({"cards"}), {("", "card"): "cards"})
        yield Paying(
            Worker(office.database, {"cards": gateway}, routes, office.library, hands.now, lambda: 0.5, "w1"),
            peer,
        )


def a_case_at_adyen() -> Case:
    case = a_case()
    order: Order = case.order or a_shirt_order()
    known = replace(order.payments[0], reference=PAYMENT)
    return replace(case, order=replace(order, payments=(known,)))


def test_what_the_order_recorded_is_enough_to_pay(office: OfficeStore, paying: Paying, hands: Hands) -> None:
    case = approved(office, a_case_at_adyen())
    worked(paying.worker, hands)
    (asked,) = paying.adyen.asked
    assert asked.path == f"/v72/payments/{PAYMENT}/refunds"
    assert json.loads(asked.body)["amount"] == {"currency": "EUR", "value": 3990}
    payout = told(office, case).payouts[0]
    assert (told(office, case).state, payout.state, payout.sub) == (
        CaseState.PAY_SUBMITTED,
        LegState.PENDING,
        "received",
    )


def test_a_payment_without_its_name_there_is_not_asked_for(
    office: OfficeStore, paying: Paying, hands: Hands
) -> None:
    case = approved(office)
    worked(paying.worker, hands)
    assert told(office, case).payouts[0].reason == "not_found"
    assert paying.adyen.asked == []


class Forgetful(Provider):
    """It knows no payment any more, as soon as something was sent."""

    def payment(self, to: Destination, of: Currency) -> PaymentKnown | None:
        return super().payment(to, of) if not self.sent else None


def test_a_payment_that_is_not_known_any_more_refuses_nothing_that_may_be_out(
    office: OfficeStore, hands: Hands
) -> None:
    provider = Forgetful(Money(7980, EUR), plays=["lost"])
    case = approved(office)
    worked(a_worker(office, provider, hands), hands, minutes=1)
    assert told(office, case).payouts[0].state is LegState.UNKNOWN
    worked(a_worker(office, provider, hands), hands, hours=25)
    assert told(office, case).payouts[0].state is LegState.SUCCEEDED, "found by our reference"
    assert len(provider.refunds) == 1
