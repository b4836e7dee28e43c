"""An office that pays from an account at a bank we did not write, and both their clocks on a Monday morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from refundtui.office.store import OfficeStore
from tests.office.bank_files.handing import Desk
from tests.office.payments.providers import Hands
from tests.support.bank import Bank, a_bank

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def hands() -> Hands:
    return Hands(MONDAY)


@pytest.fixture
def bank() -> Iterator[Bank]:
    """The bank, on Monday, 23 November 2026, nine in the morning."""
    with a_bank() as bank:
        yield bank


@pytest.fixture
def desk(office: OfficeStore, hands: Hands) -> Desk:
    """Somebody of finance, with an account of ACME's."""
    return Desk(office, hands)
