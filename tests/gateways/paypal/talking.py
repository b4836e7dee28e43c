"""A leg on its way to PayPal, what PayPal says of it in its specification's own form, and a line to who plays it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jsonschema_rs import Draft202012Validator

from refundtui.domain.legs.leg import Destination, Way
from refundtui.domain.money import Money, money
from refundtui.gateways.one_request import client_for
from refundtui.gateways.paypal.account import PayPalAccount
from refundtui.gateways.paypal.certificates import Certificates, public_roots
from refundtui.gateways.paypal.gateway import PayPal
from refundtui.office.ports import Sending
from tests.support.peer import Asked, Peer, a_peer, http

ID: Final = "AbCdEf-client"
SECRET: Final = "EGnHDxD_qRPdaLdZz8iCr8N7_MzF"
TOKEN: Final = "A21AAFEpH4PsADK7qSS7pSRsgzfENtu"
WEBHOOK: Final = "8PT597110X687430LKGECATA"
CAPTURE: Final = "2GG279541U471931P"
ORDER: Final = "5O190127TN364715T"
REFUND: Final = "1JU08902781691411"
REFERENCE: Final = "5f2f3b54-6a6c-5c2a-8d6f-4f6f7f1e2a01"
KEY: Final = "0d6d7f32-54f1-5a30-9d5d-0a4c1c0b7a55"

SPEC: Final = json.loads(
    (Path(__file__).parent.parent / "specs" / "paypal-refunds.json").read_text(encoding="utf-8")
)

_ROOTS: Final = public_roots()

Answering = Callable[[Asked], bytes | None]


def against(schema: str) -> Draft202012Validator:
    """What the specification says of bodies of that name."""
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": SPEC["components"]})


def said(schema: str, told: dict[str, Any], status: int = 200) -> bytes:
    """An answer; what we have PayPal say must be what its specification lets it say."""
    against(schema).validate(told)
    return as_json(told, status)


def as_json(told: object, status: int = 200) -> bytes:
    return http(status, json.dumps(told).encode(), content_type="application/json")


def a_refund(status: str = "COMPLETED", **other: Any) -> dict[str, Any]:
    return {
        "id": REFUND,
        "status": status,
        "amount": {"value": "25.00", "currency_code": "EUR"},
        "custom_id": REFERENCE,
        "invoice_id": REFERENCE,
        "update_time": "2026-11-26T12:00:00Z",
        "links": [
            {"rel": "self", "href": f"https://api-m.paypal.com/v2/payments/refunds/{REFUND}"},
            {"rel": "up", "href": f"https://api-m.paypal.com/v2/payments/captures/{CAPTURE}"},
        ],
        **other,
    }


def a_capture(status: str = "COMPLETED", **other: Any) -> dict[str, Any]:
    return {
        "id": CAPTURE,
        "status": status,
        "amount": {"value": "100.00", "currency_code": "EUR"},
        "create_time": "2026-11-01T09:00:00Z",
        "supplementary_data": {"related_ids": {"order_id": ORDER}},
        **other,
    }


def an_order(*refunds: dict[str, Any]) -> dict[str, Any]:
    """Orders are of another specification; their parts are of this one."""
    for refund in refunds:
        against("refund").validate(refund)
    return {
        "id": ORDER,
        "purchase_units": [{"payments": {"captures": [a_capture()], "refunds": list(refunds)}}],
    }


def an_error(issue: str, status: int = 422, name: str = "UNPROCESSABLE_ENTITY") -> bytes:
    told = {"name": name, "message": "No.", "details": [{"issue": issue}], "debug_id": "b1d1f06c7246c"}
    return as_json(told, status)


def a_sending(
    amount: Money | None = None,
    *,
    way: Way = Way.REFUND,
    reference: str = ORDER,
    capture: str = CAPTURE,
    captured: tuple[Money, int] | None = None,
    note: str = "",
) -> Sending:
    to = Destination("paypal", "paypal-1", ID, reference, capture, "paypal")
    return Sending(
        KEY, REFERENCE, to, money("25.00", "EUR") if amount is None else amount, way, captured, note
    )


@dataclass
class Clock:
    """Seconds that pass when a test says so."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def a_token(seconds: int = 32_400, text: str = TOKEN) -> bytes:
    return as_json({"access_token": text, "token_type": "Bearer", "expires_in": seconds})


def nobody_fetches(address: str) -> bytes | None:
    raise AssertionError(f"{address} was fetched.")


@contextmanager
def at_paypal(
    script: Answering, *, tokens: Answering = lambda _: a_token(), clock: Clock | None = None
) -> Iterator[tuple[PayPal, Peer]]:
    """A gateway whose line ends at this script; tokens are given apart."""

    def answer(asked: Asked) -> bytes | None:
        return tokens(asked) if asked.path == "/v1/oauth2/token" else script(asked)

    with a_peer(answer) as peer, client_for(peer.address) as client:
        account = PayPalAccount(ID, SECRET, WEBHOOK, address=peer.address)
        certificates = Certificates(nobody_fetches, _ROOTS, live=False)
        yield PayPal(account, client, certificates, monotonic=clock or Clock()), peer


def beside_tokens(peer: Peer) -> list[Asked]:
    return [asked for asked in peer.asked if asked.path != "/v1/oauth2/token"]
