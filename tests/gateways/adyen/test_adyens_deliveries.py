"""What Adyen tells by itself: every item signed, and each event the state it means."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest

from refundtui.domain.legs.refusals import NextStep, Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report, told_of
from refundtui.domain.money import money
from refundtui.gateways.adyen.deliveries import read_delivery
from refundtui.office.ports import Heard, NotReadable
from tests.gateways.adyen.talking import (
    PAYMENT,
    REFERENCE,
    REFUND,
    a_delivery,
    an_account,
    an_item,
    signed,
)

ACCOUNT = an_account("http://127.0.0.1:1/v72")
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
AMOUNT = money("25.00", "EUR")


def heard(*items: dict[str, Any]) -> tuple[Heard, ...]:
    return read_delivery({}, a_delivery(*[signed(item) for item in items]), ACCOUNT)


def report(item: dict[str, Any]) -> Report:
    (one,) = heard(item)
    assert one.report is not None
    return one.report


# --- Meaning --------------------------------------------------------------------------------------


def test_a_refund_that_passed_is_found_by_our_reference() -> None:
    item = an_item(additionalData={"arn": "74537605269103512345678"})
    told = Report(LegState.SUCCEEDED, REFUND, AMOUNT, AT, trace="74537605269103512345678")
    assert heard(item) == (Heard(f"{REFUND}:REFUND:true", REFERENCE, REFUND, PAYMENT, told, AT),)


def test_scenario_35_refund_failed_with_success_true_is_a_failure() -> None:
    told = report(an_item("REFUND_FAILED", "true", reason="Refund Failed"))
    assert (told.state, told.amount, told.reason) == (LegState.FAILED, AMOUNT, Refusal.DECLINED)


def test_scenario_36_a_refund_of_what_was_not_captured_is_refused_with_the_advice_to_release_it() -> None:
    told = report(an_item("REFUND", "false", reason="Transaction hasn't been captured, refund not possible"))
    assert (told.state, told.reason) == (LegState.REJECTED, Refusal.NOT_SETTLED)
    assert Refusal(told.reason).next_step is NextStep.RELEASE


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_scenario_37_a_refund_that_came_back_is_returned_in_any_order(order: tuple[int, ...]) -> None:
    told = [
        Report(LegState.PENDING, REFUND, AMOUNT, sub="received"),
        report(an_item()),
        report(an_item("REFUNDED_REVERSED", eventDate="2026-11-30T09:00:00+01:00")),
    ]
    assert told_of(told[place] for place in order).state is LegState.RETURNED
    assert told_of([*told, *told]).state is LegState.RETURNED


def test_a_refund_that_failed_after_it_passed_came_back() -> None:
    late = an_item("REFUND_FAILED", eventDate="2026-12-01T13:00:00+01:00")
    assert told_of([report(late), report(an_item())]).state is LegState.RETURNED


@pytest.mark.parametrize(
    ("code", "success", "more", "state", "sub"),
    [
        ("POSTPONED_REFUND", "true", {}, LegState.PENDING, "until_capture"),
        ("POSTPONED_REFUND", "false", {}, LegState.REJECTED, ""),
        ("VOID_PENDING_REFUND", "true", {}, LegState.CANCELED, ""),
        ("CANCELLATION", "true", {}, LegState.VOIDED, ""),
        ("CANCELLATION", "false", {}, LegState.REJECTED, ""),
        ("TECHNICAL_CANCEL", "true", {}, LegState.VOIDED, ""),
        ("CANCEL_OR_REFUND", "true", {"modification.action": "cancel"}, LegState.VOIDED, ""),
        ("CANCEL_OR_REFUND", "true", {"modification.action": "refund"}, LegState.SUCCEEDED, ""),
        ("CANCEL_OR_REFUND", "false", {"modification.action": "refund"}, LegState.REJECTED, ""),
    ],
)
def test_each_event_means_a_state(
    code: str, success: str, more: dict[str, str], state: LegState, sub: str
) -> None:
    told = report(an_item(code, success, additionalData=more))
    assert (told.state, told.sub) == (state, sub)


@pytest.mark.parametrize("action", ["", "CANCEL", "capture", None, 7])
def test_a_reversal_that_does_not_say_what_it_did_is_not_guessed_at(action: object) -> None:
    with pytest.raises(NotReadable):
        heard(an_item("CANCEL_OR_REFUND", additionalData={"modification.action": action}))


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("Insufficient balance on payment", Refusal.AMOUNT_EXCEEDS),
        ("Only possible to refund the full amount", Refusal.PARTIAL_NOT_ALLOWED),
        ("Modification in different currency than authorisation", Refusal.CURRENCY),
        ("Transaction not found", Refusal.NOT_FOUND),
        ("Transaction is expired", Refusal.TOO_LATE),
        ("Something new", Refusal.UNKNOWN_REJECTION),
        ("\x1b[2J", Refusal.UNKNOWN_REJECTION),
    ],
)
def test_a_reason_advises(reason: str, refusal: Refusal) -> None:
    assert report(an_item("REFUND", "false", reason=reason)).reason == refusal


def test_a_dispute_is_a_hint_about_the_payment() -> None:
    (one,) = heard(an_item("CHARGEBACK"))
    assert (one.payment, one.reference, one.report) == (PAYMENT, "", None)


def test_what_is_known_and_not_ours_is_left_alone_beside_what_is() -> None:
    assert [one.refund for one in heard(an_item("AUTHORISATION"), an_item(), an_item("CAPTURE"))] == [REFUND]


@pytest.mark.parametrize(
    "item",
    [
        an_item("REFUND_TELEPORTED"),
        an_item(success="maybe"),
        an_item(pspReference=""),
        an_item(amount={"currency": "BGN", "value": 2500}),
        an_item(amount={"currency": "EUR", "value": -2500}),
        an_item(pspReference="99\x1b]0;x\x07"),
    ],
    ids=["code", "outcome", "nameless", "historic currency", "negative", "escape"],
)
def test_what_is_signed_and_makes_no_sense_is_kept_for_an_operator(item: dict[str, Any]) -> None:
    with pytest.raises(NotReadable) as trouble:
        heard(item)
    assert str(trouble.value).isprintable()


def test_what_nobody_signed_reaches_a_terminal_as_harmless_text() -> None:
    item = an_item(
        "REFUND",
        "false",
        reason="\x1b]0;pwn\x07Transaction hasn't been captured, refund not possible\u202e",
        additionalData={"arn": "745\x1b[31m"},
        eventDate="yesterday",
        merchantReference="A-1\x1b[2J",
    )
    (one,) = heard(item)
    told = one.report
    assert told is not None
    assert one.reference == ""
    assert (told.reason, told.trace, told.at) == (Refusal.NOT_SETTLED, "", None)
