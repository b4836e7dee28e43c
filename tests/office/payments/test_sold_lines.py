"""A provider of deferred payment hears what a refund is for: lines that come to it, or none."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from refundtui.domain.legs.leg import Destination, RefundLeg, leg_id
from refundtui.domain.legs.planning import Capabilities
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.money import Money
from refundtui.domain.order import Payment, TenderKind
from refundtui.domain.request import TypedDeduction
from refundtui.office.payments.sold_lines import sold_lines
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import Routes
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import approved, told, worked
from tests.support.offices import EUR, a_case, a_shirt_order


def test_what_is_sent_names_the_shirt_and_comes_to_its_price(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    approved(office)
    worked(worker, hands)
    (line,) = provider.sent[0].lines
    assert (line.name, line.quantity, line.amount, line.tax) == (
        "Shirt",
        1,
        Money(3990, EUR),
        Money(637, EUR),
    )


def test_each_of_two_tenders_is_told_its_part_of_the_lines(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    order = a_shirt_order("split")
    gift = Payment("gift", Money(2000, EUR), TenderKind.WALLET)
    rest = Payment("rest", Money(5980, EUR), TenderKind.BNPL)
    case = a_case(order=replace(order, payments=(gift, rest)), units=2)
    wallet = Provider(gift.captured, name="wallet")
    provider.captured = rest.captured
    routes = Routes(frozenset({"cards", "wallet"}), {("", "wallet"): "wallet", ("", "bnpl"): "cards"})
    worker = replace(worker, gateways={"cards": provider, "wallet": wallet}, routes=routes)
    approved(office, case)
    worked(worker, hands)
    first, second = wallet.sent[0].lines, provider.sent[0].lines
    assert [line.amount for line in (*first, *second)] == [Money(2000, EUR), Money(5980, EUR)]
    whole = sum(line.tax.minor for line in (*first, *second))
    assert whole == order.lines[0].tax.minor


def test_a_leg_of_no_such_quote_names_no_lines(office: OfficeStore) -> None:
    case = told(office, approved(office))
    decision = str(uuid4())
    leg = RefundLeg(
        leg_id(decision, 1), case.id, case.brand, decision, 1, Money(3990, EUR), Destination("cards")
    )
    assert sold_lines(case, leg)
    assert sold_lines(case, replace(leg, amount=Money(1000, EUR))) == ()
    assert sold_lines(case, replace(leg, version=2)) == ()
    assert sold_lines(case, replace(leg, id=leg_id(decision, 2))) == ()


def test_a_provider_that_wants_lines_is_not_asked_where_nobody_can_name_them(
    office: OfficeStore, worker: Worker, provider: Provider, hands: Hands
) -> None:
    """What the parcel cost is kept back, and of which shirt nobody can say."""
    provider.able = lambda to: Capabilities(needs_lines=True)  # type: ignore[method-assign]  # of this one provider alone
    case = a_case(units=1)
    cost = TypedDeduction("return_shipping", Money(300, EUR))
    approved(office, replace(case, request=replace(case.request, deductions=(cost,))))
    worked(worker, hands)
    assert told(office, case).payouts[0].amount == Money(3690, EUR)
    assert not provider.sent
    assert told(office, case).payouts[0].refusal is Refusal.LINES_MISSING
