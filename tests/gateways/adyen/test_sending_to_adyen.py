"""What goes to Adyen, and what its answer means: one request, never a success."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from refundtui.domain.legs.leg import LegId, RefundLeg, Way
from refundtui.domain.legs.planning import NotPayable, PaymentThere, Wanted, plan
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import (
    Act,
    Answered,
    Refused,
    after_sending,
    next_act,
    taken,
)
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money, currency, money
from refundtui.gateways.adyen.gateway import Adyen
from refundtui.gateways.one_request import client_for
from refundtui.office.ports import RefundGateway, SoldLine
from tests.gateways.adyen.talking import (
    API_KEY,
    KEY,
    PAYMENT,
    REFERENCE,
    REFUND,
    a_sending,
    an_account,
    at_adyen,
    received,
)

EUR = currency("EUR")
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
HUNDRED = money("100.00", "EUR")


def test_it_is_a_gateway() -> None:
    gateway: RefundGateway = Adyen(an_account("http://127.0.0.1:1/v72"), client_for("http://127.0.0.1:1"))
    assert gateway.name == "adyen"


def test_a_part_goes_out_in_one_request_under_our_key() -> None:
    with at_adyen() as (adyen, peer):
        outcome = adyen.send(a_sending(captured=(HUNDRED, 10_000)))
    assert outcome == Answered(Report(LegState.PENDING, REFUND, money("25.00", "EUR"), sub="received"))
    (asked,) = peer.asked
    assert (asked.method, asked.path) == ("POST", f"/v72/payments/{PAYMENT}/refunds")
    assert asked.headers["idempotency-key"] == KEY
    assert asked.headers["x-api-key"] == API_KEY
    assert json.loads(asked.body) == {
        "merchantAccount": "LindenhofCOM",
        "reference": REFERENCE,
        "amount": {"currency": "EUR", "value": 2500},
    }


def test_scenario_38_received_and_no_webhook_for_a_week_is_still_pending() -> None:
    queued = RefundLeg(
        LegId(REFERENCE),
        "case-1",
        "lindenhof",
        REFERENCE,
        1,
        money("25.00", "EUR"),
        a_sending().to,
    )
    with at_adyen() as (adyen, _):
        leg = after_sending(taken(queued, NOON), adyen.send(a_sending()), first=True)
    week = NOON + timedelta(days=7)
    assert leg.state is LegState.PENDING
    assert leg.told.last is not None
    assert leg.told.last.sub == "received"
    assert next_act(leg, Adyen.memory, week) is Act.NOTHING
    assert leg.holds == money("25.00", "EUR")


@pytest.mark.parametrize(
    ("captured", "path"),
    [((money("0", "EUR"), 0), "cancels"), (None, "reversals"), ((HUNDRED, 10_000), "reversals")],
    ids=["nothing was taken", "nobody knows", "taken since"],
)
def test_an_authorisation_is_let_go_without_an_amount(captured: tuple[Money, int] | None, path: str) -> None:
    with at_adyen() as (adyen, peer):
        outcome = adyen.send(a_sending(way=Way.VOID, captured=captured))
    assert outcome == Answered(Report(LegState.PENDING, REFUND, sub="received"))
    (asked,) = peer.asked
    assert asked.path == f"/v72/payments/{PAYMENT}/{path}"
    assert json.loads(asked.body) == {"merchantAccount": "LindenhofCOM", "reference": REFERENCE}


def test_less_is_captured_by_the_shop_and_never_here() -> None:
    with at_adyen() as (adyen, peer):
        outcome = adyen.send(a_sending(way=Way.CAPTURE_LESS))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_SETTLED
    assert peer.asked == []


@pytest.mark.parametrize("reference", ["", "../cancels", "99361 7894", "9936%2F", "é"])
def test_a_payment_without_a_name_of_adyens_is_not_asked_for(reference: str) -> None:
    with at_adyen() as (adyen, peer):
        outcome = adyen.send(a_sending(payment=reference))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.NOT_FOUND
    assert peer.asked == []


def test_a_refund_of_one_of_several_captures_at_paypal_names_it() -> None:
    with at_adyen() as (adyen, peer):
        adyen.send(a_sending(method="paypal", capture="8836183819713023"))
        adyen.send(a_sending(method="card", capture="8836183819713023"))
    bodies = [json.loads(asked.body) for asked in peer.asked]
    assert [body.get("capturePspReference") for body in bodies] == ["8836183819713023", None]


# --- Currency -------------------------------------------------------------------------------------


def test_scenario_13_dollars_of_a_payment_in_euro_are_refused_before_anything_is_asked() -> None:
    with at_adyen() as (adyen, peer):
        outcome = adyen.send(a_sending(money("25.00", "USD"), captured=(HUNDRED, 10_000)))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.CURRENCY
    assert peer.asked == []


@pytest.mark.parametrize(
    ("text", "code", "captured", "sent"),
    [
        pytest.param("200", "JPY", ("500", 500), 200, id="test_scenario_65"),
        pytest.param("1.234", "KWD", ("5.000", 5000), 1234, id="test_scenario_66"),
        pytest.param("40", "ISK", ("100", 10_000), 4000, id="test_scenario_67"),
        pytest.param("2000", "UGX", ("5000", 5000), 2000, id="test_scenario_68"),
        pytest.param("1000", "CLP", ("9000", 900_000), 100_000, id="test_scenario_69 peso"),
        pytest.param("15000", "IDR", ("20000", 20_000), 15_000, id="test_scenario_69 rupiah"),
        pytest.param("10", "CVE", ("20", 20), 10, id="test_scenario_69 escudo"),
        pytest.param("1234.50", "HUF", ("2000.00", 200_000), 123_450, id="test_scenario_70"),
        pytest.param("10", "MGA", ("20", 2000), 1000, id="test_scenario_71"),
    ],
)
def test_scenarios_65_to_71_an_amount_is_sent_in_adyens_own_decimals(
    text: str, code: str, captured: tuple[str, int], sent: int
) -> None:
    with at_adyen() as (adyen, peer):
        outcome = adyen.send(a_sending(money(text, code), captured=(money(captured[0], code), captured[1])))
    assert json.loads(peer.asked[0].body)["amount"] == {"currency": code, "value": sent}
    assert isinstance(outcome, Answered)
    assert outcome.report.amount == money(text, code)


def test_scenario_67_a_captured_number_in_other_decimals_stops_the_refund() -> None:
    with at_adyen() as (adyen, peer):
        outcome = adyen.send(a_sending(money("40", "ISK"), captured=(money("40", "ISK"), 40)))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.EXPONENT_MISMATCH
    assert outcome.refusal.stops_account
    assert peer.asked == []


def test_where_adyens_decimals_are_its_own_nothing_is_sent_unheld() -> None:
    with at_adyen() as (adyen, peer):
        outcome = adyen.send(a_sending(money("40", "ISK")))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.CURRENCY
    assert peer.asked == []


def test_an_answer_about_another_amount_shows_in_the_report() -> None:
    with at_adyen(lambda asked: received(asked, amount={"currency": "EUR", "value": 250_000})) as (adyen, _):
        outcome = adyen.send(a_sending())
    assert isinstance(outcome, Answered)
    assert outcome.report.amount == money("2500.00", "EUR")


# --- Lines ----------------------------------------------------------------------------------------

LAMPS = SoldLine("Lampe", 2, money("20.00", "EUR"), money("3.20", "EUR"))
BULB = SoldLine("Birne", 1, money("5.00", "EUR"), money("0.80", "EUR"))


@pytest.mark.parametrize(
    "method", ["klarna", "klarna_account", "Oney", "facilypay_4x", "zip", "ratepay", "atome"]
)
@pytest.mark.parametrize("lines", [(), (LAMPS,)], ids=["no lines", "lines of another sum"])
def test_scenario_39_a_part_of_a_deferred_payment_is_refused_here_without_its_lines(
    method: str, lines: tuple[SoldLine, ...]
) -> None:
    with at_adyen() as (adyen, peer):
        outcome = adyen.send(a_sending(method=method, captured=(HUNDRED, 10_000), lines=lines))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.LINES_MISSING
    assert peer.asked == []


def test_scenario_39_the_plan_says_so_before_anybody_is_asked() -> None:
    with at_adyen() as (adyen, _):
        able = adyen.able(a_sending(method="klarna").to)
    there = PaymentThere(HUNDRED, HUNDRED, money("0", "EUR"))
    wanted = Wanted("card-1", money("25.00", "EUR"), HUNDRED)
    assert plan(wanted, there, able, (), date(2026, 11, 26)) == (NotPayable(Refusal.LINES_MISSING),)
    assert able.most_refunds == 200


def test_all_of_a_deferred_payment_needs_no_lines() -> None:
    with at_adyen() as (adyen, peer):
        adyen.send(a_sending(HUNDRED, method="klarna", captured=(HUNDRED, 10_000)))
    assert "lineItems" not in json.loads(peer.asked[0].body)


def test_lines_are_told_by_the_piece_and_come_to_exactly_what_goes_back() -> None:
    three = SoldLine("Dose \x1b]0;x\x07rot", 3, money("10.00", "EUR"), money("1.60", "EUR"))
    with at_adyen() as (adyen, peer):
        adyen.send(a_sending(money("35.00", "EUR"), method="klarna", lines=(LAMPS, BULB, three)))
    items = json.loads(peer.asked[0].body)["lineItems"]
    assert sum(item["amountIncludingTax"] * item["quantity"] for item in items) == 3500
    assert all(item["amountIncludingTax"] == item["amountExcludingTax"] + item["taxAmount"] for item in items)
    assert items[0] == {
        "id": "1",
        "description": "Lampe",
        "quantity": 2,
        "amountIncludingTax": 1000,
        "amountExcludingTax": 840,
        "taxAmount": 160,
        "taxPercentage": 1905,
    }
    assert (items[2]["quantity"], items[2]["description"]) == (1, "3 × Dose rot")
