"""Adyen keeps what every gateway promises, as far as it can be asked at all: its outcomes are what it tells later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.money import Money, currency, money
from refundtui.office.ports import CannotTell
from tests.gateways.adyen.a_small_adyen import SmallAdyen
from tests.gateways.adyen.talking import a_sending, at_adyen
from tests.gateways.contract import (
    LAWS,
    Ground,
    a_refund_is_found_by_our_reference_and_no_other_is,
    a_refund_that_it_named_can_be_asked_for,
    refusal,
    the_payment_is_known_with_what_went_back_of_it,
    the_same_key_for_another_amount_is_taken,
    what_was_refunded_in_a_time_is_listed_with_our_reference,
)

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)

LEFT_OUT: Final = {
    # It can be asked for no payment and no refund, and lists them in its reports alone.
    the_payment_is_known_with_what_went_back_of_it,
    a_refund_is_found_by_our_reference_and_no_other_is,
    a_refund_that_it_named_can_be_asked_for,
    what_was_refunded_in_a_time_is_listed_with_our_reference,
    # What it says to a key that comes again with another body stands in no specification.
    the_same_key_for_another_amount_is_taken,
}


@pytest.mark.parametrize("law", [law for law in LAWS if law not in LEFT_OUT], ids=lambda law: law.__name__)
def test_adyen_keeps_the_contract(law: Callable[[Ground], None]) -> None:
    small = SmallAdyen()
    with at_adyen(small) as (adyen, _):
        law(
            Ground(
                adyen,
                a_sending().to,
                money("100.00", "EUR"),
                lambda: NOW,
                lambda outcome: small.became(adyen, outcome),
                small.refunded,
            )
        )


def test_what_it_cannot_be_asked_it_says_so_and_answers_nothing() -> None:
    with at_adyen() as (adyen, peer):
        assert adyen.payment(a_sending().to, currency("EUR")) is None
        assert adyen.ask("88", a_sending().to, currency("EUR")) is None
        with pytest.raises(CannotTell):
            adyen.look_up(a_sending())
        with pytest.raises(CannotTell):
            adyen.listed(NOW, NOW)
    assert peer.asked == []


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_and_less_than_nothing_are_refused_before_anything_is_asked(minor: int) -> None:
    with at_adyen() as (adyen, peer):
        refused = refusal(adyen.send(a_sending(Money(minor, currency("EUR")))))
    assert refused is Refusal.AMOUNT_TOO_SMALL
    assert peer.asked == []
