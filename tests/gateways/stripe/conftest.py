"""Stand-ins for Stripe, one of each for the whole run: every test has charges and keys of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from refundtui.gateways.stripe.account import StripeAccount
from tests.gateways.stripe.counterparts import There, account, hang_up, localstripe, stateful_mock


@pytest.fixture(scope="session")
def there() -> Iterator[There]:
    with stateful_mock() as stripe:
        yield stripe


@pytest.fixture(scope="session")
def local() -> Iterator[There]:
    with localstripe() as stripe:
        yield stripe


@pytest.fixture
def stripe(there: There) -> StripeAccount:
    return account(there.address)


@pytest.fixture(autouse=True)
def _hung_up() -> Iterator[None]:
    yield
    hang_up()
