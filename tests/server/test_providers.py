"""Where providers tell what became of a refund: what is signed is heard once, what is not leaves no trace."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from refundtui.gateways.stripe.account import StripeAccount
from refundtui.office.payment_tables import DeliveryRow
from tests.server.served import Served, serving
from tests.support.offices import NOW, an_office

SECRET = "whsec_" + "x9" * 16
EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "refund.updated",
    "created": int(NOW.timestamp()),
    "data": {
        "object": {
            "id": "re_1",
            "object": "refund",
            "amount": 3990,
            "currency": "eur",
            "status": "succeeded",
            "metadata": {},
            "payment_intent": "pi_1",
        }
    },
}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    account = StripeAccount("sk_test_" + "a1B2" * 6, (SECRET,), name="cards", base="http://127.0.0.1:9")
    with an_office(tmp_path / "office.db") as store, serving(store, gateways={"cards": account}) as office:
        yield office


def signed(body: bytes, at: int | None = None) -> dict[str, str]:
    moment = int(NOW.timestamp()) if at is None else at
    digest = hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={moment},v1={digest}", "Content-Type": "application/json"}


def deliver(
    served: Served, body: bytes, headers: dict[str, str] | None = None, account: str = "cards"
) -> httpx.Response:
    return httpx.post(
        f"{served.address}/v1/providers/{account}/events",
        content=body,
        headers=signed(body) if headers is None else headers,
        trust_env=False,
    )


def kept(served: Served) -> int:
    with served.store.database.reading() as connection:
        number: int = connection.execute(select(func.count()).select_from(DeliveryRow)).scalar_one()
        return number


def test_scenario_29_what_is_signed_is_kept_once_and_answered_each_time(served: Served) -> None:
    body = json.dumps(EVENT).encode()
    assert [deliver(served, body).status_code for _ in range(5)] == [200] * 5
    assert kept(served) == 1


def test_scenario_31_one_byte_changed_is_refused_and_leaves_no_row(served: Served) -> None:
    body = json.dumps(EVENT).encode()
    assert deliver(served, body.replace(b"3990", b"3991"), signed(body)).status_code == 400
    assert kept(served) == 0


@pytest.mark.parametrize("late", [-360, 3600])
def test_scenario_32_what_is_too_old_or_from_the_future_is_refused(served: Served, late: int) -> None:
    body = json.dumps(EVENT).encode()
    assert deliver(served, body, signed(body, int(NOW.timestamp()) + late)).status_code == 400
    assert kept(served) == 0


def test_a_delivery_without_a_signature_or_to_an_account_nobody_has_is_nothing(served: Served) -> None:
    body = json.dumps(EVENT).encode()
    assert deliver(served, body, {}).status_code == 400
    assert deliver(served, body, account="elsewhere").status_code == 404
    assert kept(served) == 0


def test_a_huge_delivery_is_not_taken_in(served: Served) -> None:
    answer = deliver(served, b"{" + b" " * (2 * 1024 * 1024))
    assert answer.status_code == 413
    assert kept(served) == 0


def test_what_is_signed_and_no_json_is_kept_from_nobody_and_moves_nothing(served: Served) -> None:
    assert deliver(served, b"\xff\xfe not json").status_code in {400, 422}
    assert kept(served) == 0
