"""What we write holds against Adyen's own specification, read by Prism; its examples come back as answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from refundtui.domain.legs.leg import Trouble, Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Refused, Unanswered
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import money
from refundtui.gateways.adyen.account import AdyenAccount
from refundtui.gateways.adyen.gateway import Adyen
from refundtui.gateways.one_request import client_for
from refundtui.office.ports import Sending, SoldLine
from tests.gateways.adyen.talking import API_KEY, HMAC_KEY, REFUND, a_sending
from tests.gateways.prism_at_work import prism

# What the specification's examples are about.
ITS_ACCOUNT, ITS_REFERENCE = "YOUR_MERCHANT_ACCOUNT", "YOUR_UNIQUE_REFERENCE"
TAKEN = Answered(Report(LegState.PENDING, REFUND, money("25.00", "EUR"), sub="received"))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with prism("adyen-refunds.json") as address:
        yield address


def gateway(address: str, client: httpx.Client) -> Adyen:
    return Adyen(AdyenAccount(ITS_ACCOUNT, API_KEY, (HMAC_KEY,), address=address), client)


def prefers(code: int) -> httpx.Client:
    """A line on which Prism is asked for the answer with this status."""

    def ask_for(request: httpx.Request) -> None:
        request.headers["Prefer"] = f"code={code}"

    client = client_for("http://127.0.0.1")
    client.event_hooks = {"request": [ask_for]}
    return client


LINES = (SoldLine("Lampe", 3, money("25.00", "EUR"), money("3.99", "EUR")),)


@pytest.mark.parametrize(
    ("sending", "outcome"),
    [
        (a_sending(), TAKEN),
        (a_sending(method="klarna", lines=LINES), TAKEN),
        (a_sending(method="paypal", capture="8836183819713023"), TAKEN),
        (a_sending(way=Way.VOID), Answered(Report(LegState.PENDING, REFUND, sub="received"))),
        (
            a_sending(way=Way.VOID, captured=(money("0", "EUR"), 0)),
            Answered(Report(LegState.PENDING, REFUND, sub="received")),
        ),
    ],
    ids=["a part", "lines", "one of several captures", "a reversal", "a cancel"],
)
def test_every_request_of_ours_is_one_of_adyens(address: str, sending: Sending, outcome: Answered) -> None:
    with client_for(address) as client:
        assert gateway(address, client).send(replace(sending, reference=ITS_REFERENCE)) == outcome


def test_an_example_about_somebody_elses_refund_is_no_answer_to_ours(address: str) -> None:
    with client_for(address) as client:
        assert gateway(address, client).send(a_sending()) == Unanswered(Trouble.LOST)


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (400, Refused(Refusal.UNKNOWN_REJECTION, '702 Unexpected input: ", expected: }')),
        (401, Refused(Refusal.NOT_SET_UP, "000 HTTP Status Response - Unauthorized")),
        (403, Refused(Refusal.NOT_SET_UP, "901 Invalid Merchant Account")),
        (422, Refused(Refusal.UNKNOWN_REJECTION, "14_030 Return URL is missing.")),
        (500, Unanswered(Trouble.BROKEN)),
    ],
)
def test_every_error_of_the_specification_is_read(
    address: str, code: int, outcome: Refused | Unanswered
) -> None:
    with prefers(code) as client:
        assert gateway(address, client).send(a_sending()) == outcome


def test_prism_does_refuse_what_adyen_would_not_read(address: str) -> None:
    """Else the tests above prove nothing."""
    with client_for(address) as client:
        body = {"merchantAccount": ITS_ACCOUNT, "amount": {"currency": "EUR", "value": "2500"}}
        answer = client.post(
            f"{address}/payments/993617894903480A/refunds", json=body, headers={"x-api-key": API_KEY}
        )
    assert answer.status_code == 422
