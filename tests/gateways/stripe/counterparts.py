"""Stripes that we did not write, each a process of its own on this machine, and what a merchant's shop does there.

`stripe-stateful-mock` (npm, MIT) keeps the rules of refunds and of keys. `localstripe` (GPL: run, never imported)
has intents and really signs its deliveries; it forgets keys and lets anything be refunded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from refundtui.domain.legs.leg import Destination, Way, key_of, leg_id
from refundtui.domain.legs.sending import Answered, Outcome
from refundtui.domain.legs.told import Report
from refundtui.domain.money import money
from refundtui.gateways.stripe.account import StripeAccount
from refundtui.office.ports import Sending
from tests.support.children import start

PROVIDERS = Path(__file__).parent.parent / "providers"
KEY = "sk_test_12345"

_LOCALSTRIPE = """
import sys
from aiohttp import web
from localstripe import server
server.store.dump_to_disk = lambda: None
web.run_app(server.app, host="127.0.0.1", port=0, access_log=None, print=lambda said: print(said, flush=True))
"""


@dataclass(frozen=True)
class There:
    """A stand-in at its address, spoken to as the shop that takes payments does."""

    http: httpx.Client

    @property
    def address(self) -> str:
        return str(self.http.base_url).rstrip("/")

    def post(self, path: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        told = self.http.post(f"/v1/{path}", data=fields).raise_for_status()
        answer: dict[str, Any] = told.json()
        return answer

    def get(self, path: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.http.get(f"/v1/{path}").raise_for_status().json()
        return answer

    def charge(self, amount: int, of: str = "eur", *, card: str = "tok_visa", captured: bool = True) -> str:
        """The name of a new charge; the amount is Stripe's number."""
        fields = {"amount": amount, "currency": of, "source": card, "capture": str(captured).lower()}
        name = self.post("charges", fields)["id"]
        assert isinstance(name, str)
        return name

    def disputed(self, amount: int, card: str) -> str:
        """The name of a new charge once it is disputed: the counterpart does that a moment after it has answered."""
        name = self.charge(amount, card=card)
        until = time.monotonic() + 10
        while not self.get(f"charges/{name}").get("disputed"):
            assert time.monotonic() < until, "it was never disputed"
            time.sleep(0.01)
        return name

    def refunds(self, charge: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"refunds?charge={charge}")["data"]
        return found


def _spoken_to(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, headers={"Authorization": f"Bearer {KEY}"}, trust_env=False)


@contextmanager
def stateful_mock() -> Iterator[There]:
    node = shutil.which("node")
    if node is None or not (PROVIDERS / "node_modules").is_dir():
        missing = (
            f"Node 20 and `npm install` in {PROVIDERS.relative_to(Path.cwd())} are needed for this test."
        )
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    quiet = {**os.environ, "LOG_LEVEL": "silent"}
    with start(
        [node, "stripe.js"],
        cwd=PROVIDERS,
        env=quiet,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            with _spoken_to(f"http://127.0.0.1:{int(process.stdout.readline())}") as http:
                yield There(http)
        finally:
            process.kill()


@contextmanager
def localstripe() -> Iterator[There]:
    with start(
        [sys.executable, "-c", _LOCALSTRIPE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            said = next(line for line in process.stdout if "http://" in line)
            with _spoken_to("http://" + said.split("http://")[1].split()[0]) as http:
                yield There(http)
        finally:
            process.kill()


# --- What the office would do ---------------------------------------------------------------------


def account(address: str, key: str = KEY) -> StripeAccount:
    """An account whose line is hung up with the test."""
    made = StripeAccount(key, base=address)
    _made.append(made)
    return made


def hang_up() -> None:
    while _made:
        _made.pop().close()


_made: list[StripeAccount] = []


def sending(
    payment: str, text: str, code: str = "EUR", *, captured: tuple[str, int] | None = None
) -> Sending:
    """A first attempt of a new leg."""
    leg = leg_id(str(uuid4()), 1)
    held = None if captured is None else (money(captured[0], code), captured[1])
    to = Destination("stripe", "payment-1", reference=payment, method="card")
    return Sending(key_of(leg, 1), leg, to, money(text, code), captured=held, case_reference="RF-0000002")


def going(sending_: Sending, way: Way) -> Sending:
    return replace(sending_, way=way)


def told(outcome: Outcome) -> Report:
    assert isinstance(outcome, Answered), outcome
    return outcome.report
