"""A provider, a clock that is moved by hand, and a worker between them."""

from __future__ import annotations

import pytest

from refundtui.domain.money import Money
from refundtui.office.payments.worker import Worker
from refundtui.office.store import OfficeStore
from tests.office.payments.providers import Hands, Provider
from tests.office.payments.working import a_worker
from tests.support.offices import EUR, NOW

PRICE = 7980  # two shirts, one of which goes back


@pytest.fixture
def hands() -> Hands:
    return Hands(NOW)


@pytest.fixture
def provider() -> Provider:
    return Provider(Money(PRICE, EUR))


@pytest.fixture
def worker(office: OfficeStore, provider: Provider, hands: Hands) -> Worker:
    return a_worker(office, provider, hands)
