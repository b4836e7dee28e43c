"""What PayPal's answers mean: every state, every issue, and no success that was not said."""

from __future__ import annotations

from typing import Any

import pytest

from refundtui.domain.legs.leg import Trouble, Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Refused, Unanswered
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report, told_of
from refundtui.domain.money import currency, money
from refundtui.gateways.paypal.words import ISSUES
from refundtui.office.ports import GatewayAway
from tests.gateways.paypal.talking import (
    ORDER,
    REFERENCE,
    REFUND,
    SPEC,
    a_refund,
    a_sending,
    an_error,
    as_json,
    at_paypal,
    beside_tokens,
    said,
)
from tests.support.peer import http

EUR = currency("EUR")
OF_THE_SPECIFICATION = {
    option["properties"]["issue"]["enum"][0]
    for option in SPEC["components"]["schemas"]["captures.refund-422"]["properties"]["details"]["items"][
        "anyOf"
    ]
}

EXPECTED = {
    "CANNOT_BE_ZERO_OR_NEGATIVE": "amount_too_small",
    "CANNOT_BE_NEGATIVE": "amount_too_small",
    "DECIMAL_PRECISION": "decimals",
    "DECIMALS_NOT_SUPPORTED": "decimals",
    "INVALID_CURRENCY_CODE": "currency",
    "CURRENCY_MISMATCH": "currency",
    "REFUND_CAPTURE_CURRENCY_MISMATCH": "currency",
    "CAPTURE_FULLY_REFUNDED": "already_refunded",
    "REFUND_NOT_ALLOWED": "declined",
    "REFUND_TIME_LIMIT_EXCEEDED": "too_late",
    "REFUND_AMOUNT_EXCEEDED": "amount_exceeds",
    "REFUND_AMOUNT_TOO_LOW": "amount_too_small",
    "REFUND_FAILED_INSUFFICIENT_FUNDS": "merchant_funds",
    "PARTIAL_REFUND_NOT_ALLOWED": "partial_not_allowed",
    "MAX_NUMBER_OF_REFUNDS_EXCEEDED": "too_many",
    "PENDING_CAPTURE": "not_settled",
    "DUPLICATE_INVOICE_ID": "duplicate_ref",
    "PAYEE_ACCOUNT_LOCKED_OR_CLOSED": "merchant_blocked",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED": "account_closed",
    "PAYEE_ACCOUNT_RESTRICTED": "merchant_blocked",
    "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK": "disputed",
    "TRANSACTION_DISPUTED": "disputed",
    "PLATFORM_FEE_EXCEEDED": "declined",
    "PLATFORM_FEE_NOT_ENABLED": "not_set_up",
    "REFUND_IS_RESTRICTED": "merchant_blocked",
}


def answered(told: dict[str, Any]) -> Report:
    with at_paypal(lambda _: said("refund", told, 201)) as (paypal, _):
        outcome = paypal.send(a_sending())
    assert isinstance(outcome, Answered)
    return outcome.report


def test_scenario_40_a_201_that_says_cancelled_is_no_success() -> None:
    assert answered(a_refund("CANCELLED")).state is LegState.CANCELED


def test_a_201_that_says_failed_is_a_failure() -> None:
    told = answered(a_refund("FAILED"))
    assert (told.state, told.reason) == (LegState.FAILED, "declined")


def test_scenario_41_an_echeck_is_pending_until_asking_says_otherwise() -> None:
    pending = a_refund("PENDING", status_details={"reason": "ECHECK"})
    first = answered(pending)
    assert (first.state, first.sub) == (LegState.PENDING, "echeck")
    done = a_refund(acquirer_reference_number="74537605269103512345678", update_time="2026-12-01T12:00:00Z")
    answers = iter([said("refund", pending), said("refund", done)])
    with at_paypal(lambda _: next(answers)) as (paypal, peer):
        reports = [paypal.ask(REFUND, a_sending().to, EUR) for _ in range(2)]
    assert [report.state for report in reports if report] == [LegState.PENDING, LegState.SUCCEEDED]
    told = told_of([first, *[report for report in reports if report]])
    assert told.state is LegState.SUCCEEDED
    assert told.traces == {"74537605269103512345678"}
    assert {asked.path for asked in beside_tokens(peer)} == {f"/v2/payments/refunds/{REFUND}"}


def test_scenario_42_the_table_has_every_issue_of_the_specification_and_no_other() -> None:
    assert len(EXPECTED) == 25
    assert set(ISSUES) == OF_THE_SPECIFICATION == set(EXPECTED)


@pytest.mark.parametrize("issue", EXPECTED)
def test_scenario_42_each_issue_has_its_reason(issue: str) -> None:
    with at_paypal(lambda _: an_error(issue)) as (paypal, peer):
        outcome = paypal.send(a_sending())
    assert outcome == Refused(Refusal(EXPECTED[issue]), f"{issue} No.")
    assert len(beside_tokens(peer)) == 1


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (an_error("REFUND_TELEPORTED"), Refusal.UNKNOWN_REJECTION),
        (an_error("INVALID_PARAMETER_SYNTAX", 400, "INVALID_REQUEST"), Refusal.UNKNOWN_REJECTION),
        (an_error("INVALID_RESOURCE_ID", 404, "RESOURCE_NOT_FOUND"), Refusal.NOT_FOUND),
        (an_error("PERMISSION_DENIED", 403, "NOT_AUTHORIZED"), Refusal.NOT_SET_UP),
        (http(403, b"<html>"), Refusal.NOT_SET_UP),
        (an_error("INVALID_ACCOUNT_STATUS", 401, "AUTHENTICATION_FAILURE"), Refusal.NOT_SET_UP),
    ],
)
def test_scenario_42_what_is_not_in_the_table_is_an_unknown_refusal(answer: bytes, refusal: Refusal) -> None:
    with at_paypal(lambda _: answer) as (paypal, _):
        outcome = paypal.send(a_sending())
    assert isinstance(outcome, Refused)
    assert outcome.refusal is refusal


@pytest.mark.parametrize(
    ("issue", "outcome"),
    [
        ("PREVIOUSLY_VOIDED", Answered(Report(LegState.VOIDED))),
        ("PREVIOUSLY_CAPTURED", Refused(Refusal.DECLINED, "PREVIOUSLY_CAPTURED No.")),
        ("CANNOT_BE_VOIDED", Refused(Refusal.DECLINED, "CANNOT_BE_VOIDED No.")),
        ("CAPTURE_FULLY_REFUNDED", Refused(Refusal.UNKNOWN_REJECTION, "CAPTURE_FULLY_REFUNDED No.")),
    ],
)
def test_a_release_has_issues_of_its_own(issue: str, outcome: Answered | Refused) -> None:
    with at_paypal(lambda _: an_error(issue)) as (paypal, _):
        assert paypal.send(a_sending(way=Way.VOID)) == outcome


@pytest.mark.parametrize(
    "other",
    [
        {"status": "REFUNDED"},
        {"status": "completed"},
        {"status": None},
        {"id": ""},
        {"id": 7},
        {"id": "1JU\x1b[31m"},
        {"custom_id": "another", "invoice_id": "another"},
        {"amount": {"value": 25.0, "currency_code": "EUR"}},
        {"amount": {"value": "25,00", "currency_code": "EUR"}},
        {"amount": {"value": "-25.00", "currency_code": "EUR"}},
        {"amount": {"value": "25.001", "currency_code": "EUR"}},
        {"amount": {"value": "٢٥", "currency_code": "EUR"}},
        {"amount": {"value": "25.00", "currency_code": "BGN"}},
        {"amount": "25.00 EUR"},
    ],
)
def test_a_201_that_is_not_understood_is_no_answer(other: dict[str, object]) -> None:
    with at_paypal(lambda _: as_json({**a_refund(), **other}, 201)) as (paypal, _):
        assert paypal.send(a_sending()) == Unanswered(Trouble.LOST)


def test_an_answer_about_another_amount_shows_in_the_report() -> None:
    told = answered(a_refund(amount={"value": "250.0", "currency_code": "EUR"}))
    assert told.amount == money("250.00", "EUR")


def test_words_of_paypals_reach_a_terminal_as_harmless_text() -> None:
    hostile = a_refund(
        "PENDING",
        status_details={"reason": "\x1b]0;pwn\x07ECHECK\u202e"},
        acquirer_reference_number="745\x1b[31m",
    )
    with at_paypal(lambda _: as_json(hostile, 201)) as (paypal, _):
        outcome = paypal.send(a_sending())
    assert isinstance(outcome, Answered)
    assert (outcome.report.sub, outcome.report.trace) == ("echeck", "")


@pytest.mark.parametrize(
    ("said_so", "trouble"),
    [
        (None, Trouble.LOST),
        (http(201, b"{"), Trouble.LOST),
        (http(201, b" " * 2_000_000), Trouble.LOST),
        (http(302, location="https://evil.example/"), Trouble.LOST),
        (http(422, b"<html>"), Trouble.LOST),
        (http(422, b"{}"), Trouble.LOST),
        (http(500), Trouble.BROKEN),
        (http(503), Trouble.BROKEN),
        (http(429), Trouble.ASKED_TO_WAIT),
        (an_error("PREVIOUS_REQUEST_IN_PROGRESS", 409, "RESOURCE_CONFLICT"), Trouble.BUSY),
        (an_error("PREVIOUS_REQUEST_IN_PROGRESS"), Trouble.BUSY),
    ],
)
def test_what_is_no_answer_says_how_far_it_got(said_so: bytes | None, trouble: Trouble) -> None:
    with at_paypal(lambda _: said_so) as (paypal, peer):
        outcome = paypal.send(a_sending())
    assert isinstance(outcome, Unanswered)
    assert outcome.trouble is trouble
    assert len(beside_tokens(peer)) == 1


# --- Asking ---------------------------------------------------------------------------------------


def test_a_refund_that_paypal_does_not_know_is_none() -> None:
    with at_paypal(lambda _: an_error("INVALID_RESOURCE_ID", 404, "RESOURCE_NOT_FOUND")) as (paypal, _):
        assert paypal.ask(REFUND, a_sending().to, EUR) is None


@pytest.mark.parametrize(
    "answer",
    [None, http(500), http(404, b"<html>"), http(200, b"{"), http(401, b"{}"), as_json(a_refund("REFUNDED"))],
)
def test_a_question_without_a_clear_answer_is_asked_again_later(answer: bytes | None) -> None:
    with at_paypal(lambda _: answer) as (paypal, _), pytest.raises(GatewayAway) as trouble:
        paypal.ask(REFUND, a_sending().to, EUR)
    assert str(trouble.value).isprintable()
    assert trouble.value.__cause__ is None
    assert trouble.value.__context__ is None


def test_nothing_but_a_name_becomes_part_of_an_address() -> None:
    with at_paypal(lambda _: http(500)) as (paypal, peer), pytest.raises(GatewayAway):
        paypal.ask(f"../../v1/oauth2/token?{ORDER}{REFERENCE}", a_sending().to, EUR)
    assert peer.asked == []
