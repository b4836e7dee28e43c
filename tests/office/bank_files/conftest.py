"""An office that pays from an account at a bank we did not write, and both their clocks on a Monday morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from refundtui.office.store import OfficeStore
from tests.office.bank_files.handing import Desk
from tests.office.payments.providers import Hands
from tests.support.bank import Bank, a_bank
from tests.support.offices import a_place

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """What a file holds is no matter of the database: who may take a leg is, and that is tested on both."""
    return a_place(request.param, tmp_path)


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
