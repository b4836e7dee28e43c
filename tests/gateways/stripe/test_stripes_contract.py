"""What every gateway promises, tried on Stripe's with the rules of a Stripe that we did not write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from refundtui.domain.legs.leg import Destination
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Refused
from refundtui.domain.money import money
from refundtui.gateways.stripe.account import StripeAccount
from tests.gateways.contract import LAWS, Ground, another_currency_is_refused_and_moves_nothing
from tests.gateways.stripe.counterparts import There, sending

LEFT_OUT: Final = {
    # A refund names no currency there: in another than the charge's it is only known from what was captured.
    another_currency_is_refused_and_moves_nothing,
}


@pytest.mark.parametrize("law", [law for law in LAWS if law not in LEFT_OUT], ids=lambda law: law.__name__)
def test_stripe_keeps_what_every_gateway_promises(
    law: Callable[[Ground], None], there: There, stripe: StripeAccount
) -> None:
    charge = Destination("stripe", "payment-1", reference=there.charge(10_000), method="card")
    now = datetime.now(UTC)  # noqa: TID251 - it dates its refunds by the machine's own time
    law(Ground(stripe, charge, money("100.00", "EUR"), lambda: now))


def test_money_of_another_currency_than_was_captured_is_refused_and_not_sent(
    there: There, stripe: StripeAccount
) -> None:
    charge = there.charge(10_000)
    attempt = replace(sending(charge, "30.00", "USD"), captured=(money("100.00", "EUR"), 10_000))
    assert stripe.send(attempt) == Refused(Refusal.CURRENCY)
    assert there.refunds(charge) == []
