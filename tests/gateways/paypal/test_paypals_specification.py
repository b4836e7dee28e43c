"""PayPal's own specification: Prism answers from it with each status, and its schemas read what we write.

Prism lets every body of PayPal's pass, right or wrong; so bodies are held against the schemas here, and it is asked
for the forms of answers alone. The token is not in the specification: it is given here.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from refundtui.domain.legs.leg import Trouble, Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Outcome, Refused, Unanswered
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import currencies, money
from refundtui.gateways.paypal.account import PayPalAccount
from refundtui.gateways.paypal.certificates import Certificates, public_roots
from refundtui.gateways.paypal.gateway import PayPal
from refundtui.gateways.paypal.writing import Written, write
from refundtui.office.ports import Sending
from tests.gateways.paypal.talking import (
    ID,
    KEY,
    SECRET,
    TOKEN,
    WEBHOOK,
    Clock,
    a_sending,
    against,
    nobody_fetches,
)
from tests.gateways.prism_at_work import prism


class AskingFor(httpx.BaseTransport):
    """The network, on which Prism is asked for the answer with this status."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.keys: list[str] = []
        self.network = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/oauth2/token":
            return httpx.Response(
                200, json={"access_token": TOKEN, "token_type": "Bearer", "expires_in": 900}
            )
        self.keys.append(request.headers.get("paypal-request-id", ""))
        request.headers["Prefer"] = f"code={self.code}"
        return self.network.handle_request(request)

    def close(self) -> None:
        self.network.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with prism("paypal-refunds.json") as address:
        yield address


def sent(address: str, code: int, sending: Sending) -> tuple[Outcome, list[str]]:
    asking = AskingFor(code)
    with httpx.Client(transport=asking) as client:
        certificates = Certificates(nobody_fetches, public_roots(), live=False)
        account = PayPalAccount(ID, SECRET, WEBHOOK, address=address)
        return PayPal(account, client, certificates, monotonic=Clock()).send(sending), asking.keys


def test_scenario_40_prisms_201_says_cancelled_and_is_no_success(address: str) -> None:
    """Its example has another's reference, so it is no answer to ours; what it says of itself is: canceled."""
    outcome, _ = sent(address, 201, a_sending())
    assert not (isinstance(outcome, Answered) and outcome.report.state is LegState.SUCCEEDED)
    with httpx.Client(transport=AskingFor(201)) as client:
        told = client.post(
            f"{address}/v2/payments/captures/2GG279541U471931P/refund",
            json={},
            headers={"authorization": f"Bearer {TOKEN}"},
        ).json()
    assert told["status"] == "CANCELLED"


def test_scenario_22_a_request_in_progress_is_busy_under_the_same_key(address: str) -> None:
    for _ in range(2):
        outcome, keys = sent(address, 409, a_sending())
        assert outcome == Unanswered(Trouble.BUSY)
        assert keys == [KEY]


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (400, Refusal.UNKNOWN_REJECTION),
        (401, Refusal.NOT_SET_UP),
        (403, Refusal.NOT_SET_UP),
        (404, Refusal.NOT_FOUND),
        (422, Refusal.AMOUNT_TOO_SMALL),  # the first of its issues
    ],
)
def test_every_error_of_the_specification_is_read(address: str, code: int, refusal: Refusal) -> None:
    outcome, _ = sent(address, code, a_sending())
    assert isinstance(outcome, Refused)
    assert outcome.refusal is refusal


def test_a_fault_of_theirs_is_no_refusal(address: str) -> None:
    assert sent(address, 500, a_sending())[0] == Unanswered(Trouble.BROKEN)


def test_a_release_without_a_body_is_one_of_theirs(address: str) -> None:
    outcome, _ = sent(address, 204, a_sending(way=Way.VOID, reference="0VF52814937998046", capture=""))
    assert isinstance(outcome, Answered)
    assert outcome.report.state is LegState.VOIDED


@pytest.mark.parametrize("note", ["", "Sorry", "x" * 900, "Größe\n\tfalsch \u202e\x1b[31m", "🙂" * 300])
def test_every_body_of_ours_is_one_of_the_specification(note: str) -> None:
    requests = against("refund_request")
    for one in currencies():
        written = write(a_sending(money("30", one.code), note=note))
        assert isinstance(written, Written)
        requests.validate(written.body)


def test_the_schemas_do_refuse_what_paypal_would_not_read() -> None:
    """Else the test above proves nothing."""
    requests = against("refund_request")
    for amount in (
        {"value": 30.5, "currency_code": "EUR"},
        {"value": "30,50", "currency_code": "EUR"},
        {"value": "1"},
    ):
        assert not requests.is_valid({"amount": amount})
    assert not requests.is_valid({"note_to_payer": "x" * 256})
