"""A provider of deferred payment hears what a refund is for: lines that come to it, or none."""

from __future__ import annotations

from dataclasses import replace

from refundtui.domain.legs.leg import Destination, LegId, RefundLeg
from refundtui.domain.money import Money
from refundtui.office.payments.sold_lines import sold_lines
from refundtui.office.payments.worker import Worker
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import approved, told, worked
from tests.support.offices import EUR


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


def test_a_leg_that_pays_only_part_of_a_quote_names_no_lines(office: OfficeStore) -> None:
    case = told(office, approved(office))
    leg = RefundLeg(LegId("l"), case.id, case.brand, "d", 1, Money(3990, EUR), Destination("cards"))
    assert sold_lines(case, leg)
    assert sold_lines(case, replace(leg, amount=Money(1000, EUR))) == ()
    assert sold_lines(case, replace(leg, version=2)) == ()
