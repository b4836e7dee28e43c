"""What is sent to Stripe has the form that Stripe publishes, and an answer that only has the form is not believed."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from refundtui.domain.legs.leg import Destination, Trouble
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Refused, Unanswered
from refundtui.domain.money import currency
from refundtui.office.ports import GatewayAway
from tests.gateways.prism_at_work import prism
from tests.gateways.stripe.counterparts import account, sending
from tests.support.peer import Asked, a_peer, http


@pytest.fixture(scope="module")
def contract() -> Iterator[str]:
    with prism("stripe-refunds.json") as address:
        yield address


def posted(contract: str, request: Asked) -> int:
    """The status that Stripe's own specification gives to exactly this request."""
    kept = {name: value for name, value in request.headers.items() if name not in {"host", "connection"}}
    address = f"{contract}{request.path}"
    return httpx.request(
        request.method, address, headers=kept, content=request.body, trust_env=False
    ).status_code


@pytest.mark.parametrize("payment", ["pi_1", "ch_1"])
def test_a_refund_is_asked_for_in_stripe_s_own_form(contract: str, payment: str) -> None:
    with a_peer(lambda _: http(500)) as peer:
        attempt = sending(payment, "30.00")
        account(peer.address).send(attempt)
        (request,) = peer.asked
    assert posted(contract, request) == 200
    assert request.headers["idempotency-key"] == attempt.key
    assert request.headers["stripe-version"] == "2026-10-28.endive"


@pytest.mark.parametrize(
    ("field", "spoiled"), [(b"amount=3000", b"amount=30.5"), (b"amount=3000", b"amount=abc")]
)
def test_the_contract_finds_a_form_that_is_spoiled(contract: str, field: bytes, spoiled: bytes) -> None:
    with a_peer(lambda _: http(500)) as peer:
        account(peer.address).send(sending("pi_1", "30.00"))
        (request,) = peer.asked
    body = request.body.replace(field, spoiled)
    assert body != request.body
    headers = {**request.headers, "content-length": str(len(body))}
    assert posted(contract, Asked(request.method, request.path, headers, body)) == 422


def test_questions_are_asked_in_stripe_s_own_form(contract: str) -> None:
    with a_peer(lambda _: http(500)) as peer:
        stripe = account(peer.address)
        with pytest.raises(GatewayAway):
            stripe.ask("re_1", Destination("stripe"), currency("EUR"))
        with pytest.raises(GatewayAway):
            stripe.look_up(sending("pi_1", "30.00"))
    assert [posted(contract, request) for request in peer.asked] == [200, 200]


def test_scenario_46_an_answer_with_a_state_of_no_meaning_leaves_the_leg_in_doubt(contract: str) -> None:
    assert account(contract).send(sending("pi_1", "30.00")) == Unanswered(Trouble.LOST)


def test_an_error_of_a_code_without_meaning_is_a_refusal_that_nobody_guesses_at(contract: str) -> None:
    stripe = account(contract)
    stripe._line._client.headers["Prefer"] = "code=402"
    outcome = stripe.send(sending("pi_1", "30.00"))
    assert isinstance(outcome, Refused)
    assert outcome.refusal is Refusal.UNKNOWN_REJECTION
