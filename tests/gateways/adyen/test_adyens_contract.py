"""Adyen keeps what every gateway promises, as far as it can be asked at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.money import Money, currency, money
from tests.gateways.adyen.talking import a_sending, at_adyen
from tests.gateways.contract import (
    Ground,
    a_refund_is_taken_under_a_name_of_the_providers,
    refusal,
    what_nobody_signed_is_not_believed,
)

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "law",
    [a_refund_is_taken_under_a_name_of_the_providers, what_nobody_signed_is_not_believed],
    ids=lambda law: law.__name__,
)
def test_adyen_keeps_the_contract(law: Callable[[Ground], None]) -> None:
    with at_adyen() as (adyen, _):
        law(Ground(adyen, a_sending().to, money("100.00", "EUR"), lambda: NOW))


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_and_less_than_nothing_are_refused_before_anything_is_asked(minor: int) -> None:
    with at_adyen() as (adyen, peer):
        refused = refusal(adyen.send(a_sending(Money(minor, currency("EUR")))))
    assert refused is Refusal.AMOUNT_TOO_SMALL
    assert peer.asked == []
