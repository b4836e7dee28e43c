"""Every answer means one thing: what is no answer of Stripe's moves a leg nowhere but into doubt."""

from __future__ import annotations

import json
import socket
import threading
from datetime import timedelta

import httpx
import pytest

from refundtui.domain.legs.leg import Destination, Trouble, Way
from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.sending import Answered, Outcome, Refused, Unanswered
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import currency, money
from refundtui.gateways.stripe.words import FAILED_BECAUSE, PENDING_BECAUSE, REFUSED_WITH, STATES
from refundtui.office.ports import GatewayAway
from tests.gateways.stripe.counterparts import KEY, account, going, sending
from tests.support.peer import a_peer, http

S = LegState
PORTAL = b"<html><h1>Welcome to our hotel</h1>Room number?</html>"


def refund(**fields: object) -> dict[str, object]:
    made = {"id": "re_1", "object": "refund", "amount": 3000, "currency": "eur", "status": "succeeded"}
    return {**made, "metadata": {}, "charge": "ch_1", **fields}


def answer(told: object, status: int = 200) -> bytes:
    return http(status, json.dumps(told).encode(), content_type="application/json")


def error(status: int, **fields: object) -> bytes:
    return answer({"error": {"type": "invalid_request_error", "message": "No.", **fields}}, status)


def sent_to(said: bytes | None) -> Outcome:
    with a_peer(lambda _: said) as peer:
        outcome = account(peer.address).send(sending("ch_1", "30.00"))
        assert len(peer.asked) == 1, "one request a call"
        return outcome


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        pytest.param(error(409), Trouble.BUSY, id="409"),
        pytest.param(error(409, code="idempotency_key_in_use"), Trouble.BUSY, id="key in use"),
        pytest.param(
            error(400, type="idempotency_error", code="idempotency_key_in_use"),
            Trouble.BUSY,
            id="in use, as 400",
        ),
        pytest.param(error(400, type="idempotency_error"), Trouble.KEY_TAKEN, id="key of another request"),
        pytest.param(error(429), Trouble.ASKED_TO_WAIT, id="429"),
        pytest.param(error(400, code="rate_limit"), Trouble.ASKED_TO_WAIT, id="429 as 400"),
        pytest.param(error(429, code="lock_timeout"), Trouble.BUSY, id="locked by another request"),
        pytest.param(error(424, type="api_error"), Trouble.BROKEN, id="424"),
        pytest.param(error(500, type="api_error"), Trouble.BROKEN, id="500"),
        pytest.param(http(502, PORTAL), Trouble.BROKEN, id="a proxy's 502"),
        pytest.param(http(503, b""), Trouble.BROKEN, id="503 without a word"),
        pytest.param(error(418), Trouble.LOST, id="a status nobody gives"),
        pytest.param(http(200, PORTAL), Trouble.LOST, id="a hotel's page"),
        pytest.param(http(403, PORTAL), Trouble.LOST, id="a firewall's page"),
        pytest.param(http(404, PORTAL), Trouble.LOST, id="a page not found"),
        pytest.param(answer({"error": "invalid_grant"}, 400), Trouble.LOST, id="another API's error"),
        pytest.param(answer({"error": []}, 400), Trouble.LOST, id="an error that is a list"),
        pytest.param(http(307, b"", location="http://127.0.0.1:9/"), Trouble.LOST, id="a redirect"),
        pytest.param(http(200, b""), Trouble.LOST, id="nothing"),
        pytest.param(http(200, b'{"object":"refund","id":"re_'), Trouble.LOST, id="half an answer"),
        pytest.param(http(200, b'{"object":"\xff\xfe'), Trouble.LOST, id="no text"),
        pytest.param(http(200, b"{" * 5 + b"[" * 9000), Trouble.LOST, id="folded without end"),
        pytest.param(answer([refund()]), Trouble.LOST, id="a list"),
        pytest.param(answer(None), Trouble.LOST, id="null"),
        pytest.param(answer({"id": "re_1"}), Trouble.LOST, id="an object of no kind"),
        pytest.param(answer(refund(status="string")), Trouble.LOST, id="a state nobody knows"),
        pytest.param(answer(refund(status=None)), Trouble.LOST, id="no state"),
        pytest.param(answer(refund(status=["succeeded"])), Trouble.LOST, id="a state that is a list"),
        pytest.param(
            answer(refund(id="re_1\x1b]0;pwn\x07")), Trouble.LOST, id="a name that a terminal obeys"
        ),
        pytest.param(answer(refund(id=7)), Trouble.LOST, id="a name that is a number"),
        pytest.param(None, Trouble.LOST, id="the line is cut"),
    ],
)
def test_what_cannot_be_believed_leaves_the_leg_in_doubt(said: bytes | None, trouble: Trouble) -> None:
    outcome = sent_to(said)
    assert isinstance(outcome, Unanswered)
    assert outcome.trouble is trouble


@pytest.mark.parametrize("body", [b'{"error":{"type":"rate_limit_error","code":"rate_limit"}}', PORTAL, b""])
def test_how_long_stripe_wants_to_be_left_alone_is_heard_whoever_stands_before_it(body: bytes) -> None:
    said = http(429, body, retry_after="17")
    assert sent_to(said) == Unanswered(Trouble.ASKED_TO_WAIT, timedelta(seconds=17))
    with a_peer(lambda _: said) as peer, pytest.raises(GatewayAway) as away:
        account(peer.address).payment(Destination("stripe", reference="ch_1"), currency("EUR"))
    assert away.value.rest == timedelta(seconds=17)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        *(pytest.param(error(400, code=code), meaning, id=code) for code, meaning in REFUSED_WITH.items()),
        pytest.param(error(401), Refusal.NOT_SET_UP, id="a key that is none"),
        pytest.param(error(403), Refusal.NOT_SET_UP, id="a key that may not"),
        pytest.param(error(404, code="resource_missing"), Refusal.NOT_FOUND, id="404"),
        pytest.param(error(402, code="insufficient_funds"), Refusal.MERCHANT_FUNDS, id="402"),
        pytest.param(
            error(400, message="Refund amount ($80) is greater than unrefunded amount on charge ($70)"),
            Refusal.AMOUNT_EXCEEDS,
            id="more than is left",
        ),
        pytest.param(
            error(400, code="invented_yesterday"), Refusal.UNKNOWN_REJECTION, id="a code nobody knows"
        ),
        pytest.param(error(400, code=["x"], param={}, message=7), Refusal.UNKNOWN_REJECTION, id="no words"),
    ],
)
def test_a_refusal_is_said_in_our_words(said: bytes, refusal: Refusal) -> None:
    outcome = sent_to(said)
    assert isinstance(outcome, Refused)
    assert outcome.refusal is refusal


def test_nobody_there_is_certain_to_have_got_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert account(f"http://127.0.0.1:{port}").send(sending("ch_1", "30.00")) == Unanswered(Trouble.NOT_SENT)


def test_who_says_nothing_is_waited_for_and_then_in_doubt() -> None:
    over = threading.Event()

    def silent(_: object) -> None:
        over.wait(10)

    with a_peer(silent) as peer:
        stripe = account(peer.address)
        stripe._line._client.timeout = httpx.Timeout(0.2)
        assert stripe.send(sending("ch_1", "30.00")) == Unanswered(Trouble.LOST)
        over.set()


def test_a_redirect_is_not_followed_with_our_key_in_hand() -> None:
    with a_peer(lambda _: answer(refund())) as elsewhere:
        moved = http(308, b"", location=f"{elsewhere.address}/v1/refunds")
        with a_peer(lambda _: moved) as peer:
            assert account(peer.address).send(sending("ch_1", "30.00")) == Unanswered(Trouble.LOST)
        assert elsewhere.asked == []


@pytest.mark.parametrize(("word", "state"), STATES.items())
def test_each_of_stripe_s_states_is_one_of_ours(word: str, state: LegState) -> None:
    outcome = sent_to(answer(refund(status=word)))
    assert isinstance(outcome, Answered)
    assert (outcome.report.state, outcome.report.amount) == (state, money("30.00", "EUR"))


@pytest.mark.parametrize(("word", "sub"), [*PENDING_BECAUSE.items(), ("invented", "")])
def test_what_a_refund_waits_for_is_told(word: str, sub: str) -> None:
    outcome = sent_to(answer(refund(status="pending", pending_reason=word)))
    assert isinstance(outcome, Answered)
    assert outcome.report.sub == sub


@pytest.mark.parametrize(
    ("word", "meaning"), [*FAILED_BECAUSE.items(), ("invented", Refusal.UNKNOWN_REJECTION)]
)
def test_why_it_failed_is_said_in_our_words(word: str, meaning: Refusal) -> None:
    outcome = sent_to(answer(refund(status="failed", failure_reason=word)))
    assert isinstance(outcome, Answered)
    assert outcome.report.reason == meaning.value


def test_another_amount_or_currency_than_was_asked_for_is_told_as_it_is() -> None:
    for other in ({"amount": 3001}, {"currency": "usd"}):
        outcome = sent_to(answer(refund(**other)))
        assert isinstance(outcome, Answered)
        assert outcome.report.amount not in {None, money("30.00", "EUR")}


def test_scenario_45_a_refund_that_waits_for_the_customer_names_the_day_it_ends() -> None:
    waits = {"display_details": {"expires_at": 1_799_625_600, "email_sent": {}}, "type": "display_details"}
    outcome = sent_to(answer(refund(status="requires_action", next_action=waits)))
    assert isinstance(outcome, Answered)
    assert outcome.report.state is S.ACTION_REQUIRED
    assert outcome.report.expires_at is not None
    assert outcome.report.expires_at.isoformat() == "2027-01-11T00:00:00+00:00"


def test_scenario_47_a_charge_that_disappears_is_told_apart_from_a_credit() -> None:
    for kind, sub in (("reversal", "reversal"), ("refund", ""), ("pending", "")):
        outcome = sent_to(answer(refund(destination_details={"type": "card", "card": {"type": kind}})))
        assert isinstance(outcome, Answered)
        assert outcome.report.sub == sub


@pytest.mark.parametrize(
    ("status", "trace"), [("pending", ""), ("available", "24123456789012345678901"), ("unavailable", "")]
)
def test_scenario_48_the_bank_s_number_is_told_once_there_is_one(status: str, trace: str) -> None:
    card = {"type": "refund", "reference": "24123456789012345678901", "reference_status": status}
    outcome = sent_to(answer(refund(destination_details={"type": "card", "card": card})))
    assert isinstance(outcome, Answered)
    assert outcome.report.trace == trace


def test_the_bank_s_number_is_told_whole_even_if_a_card_could_be_numbered_so() -> None:
    card = {"type": "refund", "reference": "602400123454", "reference_status": "available"}
    outcome = sent_to(answer(refund(destination_details={"type": "card", "card": card})))
    assert isinstance(outcome, Answered)
    assert outcome.report.trace == "602400123454"


def test_scenario_76_nothing_of_what_stripe_writes_moves_a_terminal_or_shows_a_card() -> None:
    evil = "No.\x1b]0;pwn\x07 \u202eCard 4242 4242 4242 4242\r\nsk_live_51Hsecretsecret"
    outcome = sent_to(error(400, message=evil))
    assert isinstance(outcome, Refused)
    assert outcome.message.isprintable()
    assert "pwn" not in outcome.message
    assert "4242 4242" not in outcome.message
    assert "secret" not in outcome.message


@pytest.mark.parametrize("said", [error(500), error(401), http(200, PORTAL), None])
def test_a_question_that_is_not_answered_can_be_asked_again(said: bytes | None) -> None:
    with a_peer(lambda _: said) as peer:
        stripe, to = account(peer.address), Destination("stripe", reference="ch_1")
        for question in (
            lambda: stripe.ask("re_1", to, currency("EUR")),
            lambda: stripe.payment(to, currency("EUR")),
            lambda: stripe.look_up(sending("ch_1", "30.00")),
        ):
            with pytest.raises(GatewayAway) as away:
                question()
            assert KEY not in str(away.value)


def test_a_refund_of_ours_in_a_state_nobody_knows_is_never_taken_for_not_found() -> None:
    attempt = sending("ch_1", "30.00")
    odd = refund(status="string", metadata={"refundtui_leg": attempt.reference})
    page = answer({"object": "list", "data": [odd], "has_more": False})
    with a_peer(lambda _: page) as peer, pytest.raises(GatewayAway):
        account(peer.address).look_up(attempt)


# --- Intents: no stand-in releases them by their rules ---------------------------------------------


def intent(**fields: object) -> dict[str, object]:
    made = {"id": "pi_1", "object": "payment_intent", "amount": 5000, "currency": "eur"}
    return {**made, "amount_received": 0, "metadata": {}, **fields}


def test_an_intent_that_was_only_authorised_is_cancelled_under_our_key() -> None:
    attempt = going(sending("pi_1", "50.00", captured=("50.00", 5000)), Way.VOID)
    with a_peer(lambda _: answer(intent(status="canceled"))) as peer:
        outcome = account(peer.address).send(attempt)
        assert isinstance(outcome, Answered)
        assert (outcome.report.state, outcome.report.amount) == (S.VOIDED, money("50.00", "EUR"))
        (request,) = peer.asked
        assert (request.method, request.path) == ("POST", "/v1/payment_intents/pi_1/cancel")
        assert request.headers["idempotency-key"] == attempt.key
        assert account(peer.address).look_up(attempt) == (outcome.report,)


def test_of_an_intent_that_was_only_authorised_the_rest_is_captured_with_our_mark() -> None:
    attempt = going(sending("pi_1", "10.00", captured=("50.00", 5000)), Way.CAPTURE_LESS)
    done = intent(status="succeeded", amount_received=4000, metadata={"refundtui_leg": attempt.reference})
    with a_peer(lambda _: answer(done)) as peer:
        outcome = account(peer.address).send(attempt)
        assert isinstance(outcome, Answered)
        assert (outcome.report.state, outcome.report.amount) == (S.VOIDED, money("10.00", "EUR"))
        (request,) = peer.asked
        assert request.path == "/v1/payment_intents/pi_1/capture"
        assert b"amount_to_capture=4000" in request.body


def test_an_intent_that_is_captured_by_another_is_no_release_of_ours() -> None:
    attempt = going(sending("pi_1", "10.00", captured=("50.00", 5000)), Way.CAPTURE_LESS)
    with a_peer(lambda _: answer(intent(status="succeeded", amount_received=5000))) as peer:
        assert account(peer.address).look_up(attempt) == ()


@pytest.mark.parametrize("authorised", [None, ("50.00", 5000)])
def test_less_is_never_captured_than_there_is(authorised: tuple[str, int] | None) -> None:
    attempt = going(sending("pi_1", "50.00", captured=authorised), Way.CAPTURE_LESS)
    assert account("http://127.0.0.1:9").send(attempt) == Refused(Refusal.AMOUNT_EXCEEDS)
