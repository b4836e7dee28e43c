"""A leg is told as the provider told it: paid is said of nothing else than what was paid."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from refundtui.domain.legs.leg import LegId
from refundtui.domain.legs.payout import Payout
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import money
from refundtui.i18n.payouts import payout_more, payout_said
from refundtui.i18n.speech import Speech

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WAS_PAID = {LegState.SUCCEEDED, LegState.RETURNED}


def payout(state: LegState, reason: str = "", tries: int = 1, trace: str = "") -> Payout:
    amount = money("39.90", "EUR")
    return Payout(
        LegId("l"), amount, "cards", "Visa ••4242", state, NOON, reason=reason, tries=tries, trace=trace
    )


@pytest.mark.parametrize(("language", "paid"), [("en", "paid"), ("de", "gezahlt")])
@pytest.mark.parametrize("state", LegState)
def test_paid_is_said_of_what_was_paid_alone(state: LegState, language: str, paid: str) -> None:
    said = payout_said(payout(state), Speech(language))
    assert (paid in said) is (state in WAS_PAID)
    assert "Visa ••4242" in said


def test_a_refusal_says_why_and_what_to_do() -> None:
    one = payout(LegState.REJECTED, "account_closed")
    assert payout_said(one, Speech("en")) == (
        "39.90\xa0EUR to Visa ••4242: refused, nothing moved (the customer's account is closed)"
    )
    assert list(payout_more(one, Speech("en")))[-1].startswith("Ask the customer for another way to pay")


def test_what_is_not_known_is_not_to_be_paid_again() -> None:
    assert "nothing is sent before that is known" in " ".join(
        payout_more(payout(LegState.UNKNOWN, tries=3), Speech("en"))
    )


def test_tries_are_told_from_the_second_on_and_a_trace_where_there_is_one() -> None:
    assert list(payout_more(payout(LegState.SUCCEEDED, trace="7422"), Speech("en"))) == [
        "since 20 Nov 2026, 12:00 UTC",
        "the customer's bank finds it by 7422",
    ]
    assert "tried 3 times" in next(payout_more(payout(LegState.PENDING, tries=3), Speech("en")))
