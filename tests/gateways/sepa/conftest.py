from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.bank import Bank, a_bank


@pytest.fixture
def bank() -> Iterator[Bank]:
    """A bank on Monday, 23 November 2026, nine in the morning."""
    with a_bank() as bank:
        yield bank
