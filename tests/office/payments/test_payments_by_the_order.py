"""A provider that cannot be asked for a payment is paid by what the order recorded of it: Adyen's own gateway."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Currency, Money, currency
from refundtui.domain.order import Order, Tax
from refundtui.gateways.adyen.gateway import Adyen
from refundtui.gateways.one_request import client_for
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import PaymentKnown, Routes
from refundtui.office.store import OfficeStore
from refundtui.rulebooks import shipped
from tests.gateways.adyen.talking import PAYMENT, an_account, received
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import a_worker, approved, told, worked
from tests.support.offices import EUR, NOW, a_case, a_shirt_order
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


def a_case_at_adyen(captured_as: int | None = None) -> Case:
    case = a_case()
    order: Order = case.order or a_shirt_order()
    known = replace(order.payments[0], reference=PAYMENT, captured_as=captured_as)
    return replace(case, order=replace(order, payments=(known,)))


def sells_in_krona(office: OfficeStore) -> None:
    """The brand's pack with its cents as króna, and without its golden cases."""
    name = next(name for name in shipped() if "lindenhof" in name)
    told = shipped()[name].decode().partition("[[golden]]")[0]
    told = re.sub(r'"(\d+)\.(\d\d)"', r'"\1\2"', told.replace('currency = "EUR"', 'currency = "ISK"'))
    office.publish(name, told.encode(), by="test", now=NOW)


def in_krona(captured_as: int | None) -> Case:
    """The same shirts in a currency that Adyen writes with two decimals and nobody else does."""
    krona = currency("ISK")
    case = a_case_at_adyen(captured_as)
    assert case.order is not None
    line = replace(case.order.lines[0], net=Money(6706, krona), taxes=(Tax("DE19", Money(1274, krona)),))
    payment = replace(case.order.payments[0], captured=Money(7980, krona))
    return replace(case, order=replace(case.order, currency=krona, lines=(line,), payments=(payment,)))


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


@pytest.mark.parametrize(
    ("captured_as", "reason"), [(79_800, "exponent_mismatch"), (79, "exponent_mismatch")]
)
def test_a_number_that_is_not_what_the_order_says_was_captured_is_not_paid(
    office: OfficeStore, paying: Paying, hands: Hands, captured_as: int, reason: str
) -> None:
    case = approved(office, a_case_at_adyen(captured_as))
    worked(paying.worker, hands)
    assert paying.adyen.asked == []
    assert (told(office, case).state, told(office, case).payouts[0].reason) == (
        CaseState.PAY_FAILED,
        reason,
    )


def test_the_number_that_was_captured_is_held_against_the_order_and_then_it_is_paid(
    office: OfficeStore, paying: Paying, hands: Hands
) -> None:
    case = approved(office, a_case_at_adyen(7980))
    worked(paying.worker, hands)
    assert told(office, case).state is CaseState.PAY_SUBMITTED
    assert len(paying.adyen.asked) == 1


@pytest.mark.parametrize(
    ("captured_as", "value", "reason"),
    [(798_000, 399_000, ""), (7980, None, "exponent_mismatch"), (None, None, "currency")],
    ids=["scenario_67 proved", "scenario_67 disproved", "scenario_67 not known"],
)
def test_a_currency_whose_decimals_are_adyens_own_is_paid_where_its_number_proves_them(
    office: OfficeStore,
    paying: Paying,
    hands: Hands,
    captured_as: int | None,
    value: int | None,
    reason: str,
) -> None:
    sells_in_krona(office)
    case = approved(office, in_krona(captured_as))
    worked(paying.worker, hands)
    sent = [json.loads(asked.body)["amount"] for asked in paying.adyen.asked]
    assert sent == ([] if value is None else [{"currency": "ISK", "value": value}])
    assert told(office, case).payouts[0].reason == reason


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
