"""What is asked of PayPal: a payment, a refund whose answer was lost, and the account's list."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from refundtui.domain.legs.leg import Destination, Way
from refundtui.domain.legs.planning import PaymentThere
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import currency, money
from refundtui.office.ports import GatewayAway, ListedRefund, PaymentKnown
from tests.gateways.paypal.talking import (
    CAPTURE,
    ORDER,
    REFERENCE,
    REFUND,
    Answering,
    a_capture,
    a_refund,
    a_sending,
    an_error,
    an_order,
    as_json,
    at_paypal,
    beside_tokens,
    said,
)
from tests.support.peer import Asked

EUR = currency("EUR")
NONE = money("0", "EUR")
HUNDRED = money("100.00", "EUR")
DAY = date(2026, 11, 1)
BY_CAPTURE = Destination("paypal", reference=CAPTURE, method="paypal")
UNKNOWN = an_error("INVALID_RESOURCE_ID", 404, "RESOURCE_NOT_FOUND")


def telling(capture: dict[str, Any], *refunds: dict[str, Any]) -> Answering:
    def answer(asked: Asked) -> bytes:
        if asked.path == f"/v2/payments/captures/{CAPTURE}":
            return said("capture-2", capture)
        return as_json(an_order(*refunds)) if asked.path == f"/v2/checkout/orders/{ORDER}" else UNKNOWN

    return answer


# --- A payment ------------------------------------------------------------------------------------

OTHERS = a_refund(
    id="2JU0890278", custom_id="other", invoice_id="other", amount={"value": "7.50", "currency_code": "EUR"}
)
ELSEWHERE = a_refund(
    id="3JU", links=[{"rel": "up", "href": "https://api-m.paypal.com/v2/payments/captures/OTHER"}]
)


@pytest.mark.parametrize(
    ("capture", "refunds", "refunded", "count"),
    [
        (a_capture(), (), NONE, 0),
        (a_capture("PENDING"), (), NONE, 0),
        (a_capture("REFUNDED"), (), HUNDRED, 0),
        (
            a_capture("PARTIALLY_REFUNDED"),
            (a_refund(), OTHERS, a_refund("FAILED", id="4JU"), ELSEWHERE),
            money("32.50", "EUR"),
            2,
        ),
        (a_capture("PARTIALLY_REFUNDED"), (a_refund("PENDING"),), money("25.00", "EUR"), 1),
    ],
    ids=["untouched", "pending", "all", "parts", "a pending part"],
)
def test_a_payment_is_told_with_what_went_back(
    capture: dict[str, Any], refunds: tuple[dict[str, Any], ...], refunded: Any, count: int
) -> None:
    with at_paypal(telling(capture, *refunds)) as (paypal, _):
        for to in (a_sending().to, BY_CAPTURE):
            assert paypal.payment(to, EUR) == PaymentKnown(
                PaymentThere(HUNDRED, HUNDRED, refunded, DAY, refunds=count), 10_000
            )


def test_the_captured_number_is_paypals_own() -> None:
    forint = a_capture(amount={"value": "2000", "currency_code": "HUF"})
    with at_paypal(telling(forint)) as (paypal, _):
        known = paypal.payment(BY_CAPTURE, currency("HUF"))
    assert known is not None
    assert (known.there.captured, known.captured_as) == (money("2000", "HUF"), 2000)


@pytest.mark.parametrize("status", ["DECLINED", "FAILED"])
def test_what_was_never_taken_is_no_payment(status: str) -> None:
    with at_paypal(telling(a_capture(status))) as (paypal, _):
        assert paypal.payment(BY_CAPTURE, EUR) is None


def test_how_much_went_back_is_never_guessed() -> None:
    alone = a_capture("PARTIALLY_REFUNDED", supplementary_data={})
    with at_paypal(telling(alone)) as (paypal, _), pytest.raises(GatewayAway):
        paypal.payment(BY_CAPTURE, EUR)


@pytest.mark.parametrize(
    "broken",
    [{"status": "TELEPORTED"}, {"amount": {"value": "a", "currency_code": "EUR"}}, {"amount": None}],
)
def test_a_payment_in_unknown_words_is_asked_about_later(broken: dict[str, Any]) -> None:
    with at_paypal(lambda _: as_json({**a_capture(), **broken})) as (paypal, _), pytest.raises(GatewayAway):
        paypal.payment(BY_CAPTURE, EUR)


@pytest.mark.parametrize(
    ("status", "known"),
    [("CREATED", PaymentKnown(PaymentThere(HUNDRED, NONE, NONE), 0)), ("VOIDED", None), ("CAPTURED", None)],
)
def test_an_authorisation_of_which_nothing_was_taken_is_told(status: str, known: PaymentKnown | None) -> None:
    told = {"id": "0VF5", "status": status, "amount": {"value": "100.00", "currency_code": "EUR"}}

    def answer(asked: Asked) -> bytes:
        return said("authorization-2", told) if asked.path.endswith("authorizations/0VF5") else UNKNOWN

    with at_paypal(answer) as (paypal, _):
        assert paypal.payment(Destination("paypal", reference="0VF5"), EUR) == known


def test_a_payment_that_paypal_does_not_know_is_none() -> None:
    with at_paypal(lambda _: UNKNOWN) as (paypal, _):
        assert paypal.payment(BY_CAPTURE, EUR) is None


# --- A lost refund --------------------------------------------------------------------------------

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
FOUND = Report(LegState.SUCCEEDED, REFUND, money("25.00", "EUR"), AT)


@pytest.mark.parametrize("to", [a_sending().to, BY_CAPTURE], ids=["by its order", "by its capture"])
@pytest.mark.parametrize(
    ("refunds", "found"),
    [
        ((), ()),
        ((OTHERS,), ()),
        ((OTHERS, a_refund()), (FOUND,)),
        ((a_refund(custom_id="other"),), (FOUND,)),
        ((a_refund(), a_refund(id="2JU")), (FOUND, Report(LegState.SUCCEEDED, "2JU", FOUND.amount, AT))),
    ],
    ids=["none", "another's", "one", "by its invoice alone", "two"],
)
def test_a_lost_refund_is_found_by_our_reference(
    to: Destination, refunds: tuple[dict[str, Any], ...], found: tuple[Report, ...]
) -> None:
    sending = a_sending(reference=to.reference, capture=to.capture)
    with at_paypal(telling(a_capture(), *refunds)) as (paypal, _):
        assert paypal.look_up(sending) == found


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"purchase_units": [{"payments": {"refunds": 7}}]},
        {"purchase_units": [{"payments": {"refunds": ["a"]}}]},
    ],
)
def test_an_order_that_cannot_be_read_is_no_proof_that_nothing_is_there(order: dict[str, Any]) -> None:
    with at_paypal(lambda _: as_json(order)) as (paypal, _), pytest.raises(GatewayAway):
        paypal.look_up(a_sending())


def test_a_refund_of_ours_in_unknown_words_is_no_proof_that_nothing_is_there() -> None:
    order = {"purchase_units": [{"payments": {"refunds": [{**a_refund(), "status": "TELEPORTED"}]}}]}
    with at_paypal(lambda _: as_json(order)) as (paypal, _), pytest.raises(GatewayAway):
        paypal.look_up(a_sending())


def test_without_an_order_nothing_is_found_and_nothing_is_proved() -> None:
    with at_paypal(telling(a_capture(supplementary_data={}))) as (paypal, _), pytest.raises(GatewayAway):
        paypal.look_up(a_sending(reference=CAPTURE, capture=""))


@pytest.mark.parametrize(("status", "found"), [("VOIDED", (Report(LegState.VOIDED),)), ("CREATED", ())])
def test_a_lost_release_is_read_off_the_authorisation(status: str, found: tuple[Report, ...]) -> None:
    with at_paypal(lambda _: said("authorization-2", {"id": "0VF5", "status": status})) as (paypal, _):
        assert paypal.look_up(a_sending(way=Way.VOID, reference="0VF5", capture="")) == found


# --- The list -------------------------------------------------------------------------------------


def a_row(
    number: int, status: str = "S", on: str = "2026-11-25T10:00:00+0000", **other: Any
) -> dict[str, Any]:
    """A row in the form of PayPal's Transaction Search."""
    return {
        "transaction_info": {
            "transaction_id": f"{number}JU",
            "paypal_reference_id": CAPTURE,
            "paypal_reference_id_type": "TXN",
            "transaction_event_code": "T1107",
            "transaction_initiation_date": on,
            "transaction_updated_date": on,
            "transaction_amount": {"currency_code": "EUR", "value": "-25.00"},
            "transaction_status": status,
            "custom_field": REFERENCE,
            **other,
        }
    }


SINCE, UNTIL = datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 26, tzinfo=UTC)


def test_the_list_is_read_page_by_page_and_has_only_what_was_asked_for() -> None:
    pages = [
        [a_row(1), a_row(2, "P")],
        [a_row(3, "V"), a_row(4, on="2026-11-26T00:00:00Z"), a_row(5, on="2026-11-24T23:59:59Z")],
    ]

    def answer(asked: Asked) -> bytes:
        page = int(parse_qs(urlsplit(asked.path).query)["page"][0])
        return as_json({"transaction_details": pages[page - 1], "total_pages": 2})

    with at_paypal(answer) as (paypal, peer):
        listed = list(paypal.listed(SINCE, UNTIL))
    at = datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert listed == [
        ListedRefund(
            f"{number}JU",
            CAPTURE,
            REFERENCE,
            Report(state, f"{number}JU", money("25.00", "EUR"), at),
            made_on=at.date(),
        )
        for number, state in ((1, LegState.SUCCEEDED), (2, LegState.PENDING), (3, LegState.RETURNED))
    ]
    asked = [parse_qs(urlsplit(one.path).query) for one in beside_tokens(peer)]
    assert {one["transaction_type"][0] for one in asked} == {"T1107"}
    assert asked[0]["start_date"] == ["2026-11-25T00:00:00Z"]


def test_more_than_a_month_is_asked_for_in_parts() -> None:
    with at_paypal(lambda _: as_json({"transaction_details": [], "total_pages": 0})) as (paypal, peer):
        assert list(paypal.listed(datetime(2026, 9, 1, tzinfo=UTC), UNTIL)) == []
    starts = [parse_qs(urlsplit(one.path).query)["start_date"][0][:10] for one in beside_tokens(peer)]
    assert starts == ["2026-09-01", "2026-10-02", "2026-11-02"]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"transaction_details": [7], "total_pages": 1},
        {"transaction_details": [a_row(1, "X")], "total_pages": 1},
        {"transaction_details": [a_row(1, transaction_amount={})], "total_pages": 1},
        {"transaction_details": [a_row(1, transaction_id="")], "total_pages": 1},
        {"transaction_details": [], "total_pages": 10**9},
    ],
    ids=["nothing", "no row", "status", "amount", "nameless", "endless"],
)
def test_a_list_that_cannot_be_read_is_no_list(told: dict[str, Any]) -> None:
    with at_paypal(lambda _: as_json(told)) as (paypal, _), pytest.raises(GatewayAway):
        list(paypal.listed(SINCE, UNTIL))
