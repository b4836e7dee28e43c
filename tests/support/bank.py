"""A bank that we did not write, as a process of its own on this machine: files in, answers, bookings and returns out."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

import httpx

from tests.support.children import start

ACME = "NL41MOCK0000000001"  # 125,000.00 EUR
GLOBEX = "NL14MOCK0000000002"  # 12.50 EUR
CLOSED = "NL84MOCK0000000003"
NO_SUCH_BANK = "NL57MOCK0000000004"
ELSEWHERE = "NL30MOCK0000000005"  # at another bank: simply paid


@dataclass(frozen=True)
class Bank:
    """mock-bank, spoken to as a client would, and its clock as a test would."""

    http: httpx.Client

    def handed_in(self, body: bytes) -> int:
        """The status it answers the file with."""
        return self.http.post("/payments", content=body).status_code

    def findings(self, body: bytes) -> str:
        """What its own dictionary has against a file; changes nothing."""
        return self.http.post("/_mock/validate", content=body).text

    def messages(self, kind: str) -> list[bytes]:
        """Every message of a kind (`pain.002`) that it has sent so far, oldest first."""
        letters = self.http.get("/_mock/mailbox", params={"leave": ""}).json()
        return [letter["body"].encode() for letter in letters if letter["type"].startswith(kind)]

    def days_pass(self, days: int) -> None:
        self.http.post("/_mock/advance", params={"days": days}).raise_for_status()

    def behaves(self, account: str, behaviour: str, **parameters: object) -> None:
        change = {"behaviour": behaviour, "parameters": parameters}
        self.http.patch(f"/_mock/accounts/{account}", json=change).raise_for_status()

    def settles_on(self, end_to_end_id: str) -> str:
        """The day it says a payment is carried out on."""
        found = self.http.get(f"/_mock/payments/{end_to_end_id}").json()
        day = found["settlement_date"]
        assert isinstance(day, str)
        return day


@contextmanager
def a_bank(clock: str = "2026-11-23T09:00") -> Iterator[Bank]:
    """A bank whose time begins at `clock` (UTC), on a free port; it ends with the block."""
    command = [sys.executable, "-m", "mockbank", "--host", "127.0.0.1", "--port", "0", "--clock", clock]
    process = start(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    # It writes a line for every request, and would wait for ever at a pipe that nobody empties.
    emptying = Thread(target=deque, args=(process.stderr, 0))
    try:
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found, said
        emptying.start()
        with httpx.Client(base_url=found[0], trust_env=False) as http:
            yield Bank(http)
    finally:
        process.terminate()
        process.wait(timeout=10)
        if emptying.ident is not None:
            emptying.join()
        process.stderr.close()
