"""Six hundred refunds while a third of the requests go wrong and workers are killed: each is paid once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from refundtui.domain.case import CaseState
from refundtui.domain.legs.states import LegState
from refundtui.office.outcomes import Recorded
from refundtui.office.payments.overview import overview
from refundtui.office.store import OfficeStore
from tests.gateways.stripe.bad_line import BadLine, Fate
from tests.gateways.stripe.counterparts import There, stateful_mock
from tests.support.children import start
from tests.support.offices import NOW, a_case, a_shirt_order, an_office, approval_of, said

CHARGED, REFUNDED = 7980, 3990
ONES = int(os.environ.get("REFUNDTUI_STORM_REFUNDS", "600"))
FAULTS = 0.3
TOGETHER = 3  # processes at once, each of two workers
PLANTED = ("a new key for every try", "no answer is a failure, and tried anew")
"""The third naive design, the right key sent for ever, pays twice once a provider has forgotten it: Stripe's stand-in
forgets none, so that one is caught by the provider of `tests/legs`.
"""


class StormyLine(BadLine):
    """Each request meets its fate by chance, questions too, until it clears up."""

    def __init__(self, address: str, seed: int) -> None:
        super().__init__(address)
        self.met: Counter[Fate] = Counter()
        self.chance = random.Random(seed)
        self.clear = False

    async def _said(self, fate: Fate, head: bytes, body: bytes) -> bytes:
        if not self.clear and self.chance.random() < FAULTS:
            fate = self.chance.choice([one for one in Fate if one is not Fate.ANSWERED])
            await asyncio.sleep(self.chance.random() * 0.2)  # somebody may be killed meanwhile
        self.met[fate] += 1
        return await super()._said(fate, head, body)


class Nursery:
    """Workers that are made to be killed; `seed` says who is, and when."""

    def __init__(self, process: subprocess.Popen[str], seed: int) -> None:
        self.process, self.chance = process, random.Random(seed)
        self.alive: list[int] = []
        self.kills = 0

    def born(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{self.chance.randrange(10**9)}\n")
        self.process.stdin.flush()
        self.alive.append(int(self.process.stdout.readline()))

    def killed(self) -> None:
        os.kill(self.alive.pop(self.chance.randrange(len(self.alive))), signal.SIGKILL)
        self.kills += 1


@contextmanager
def nursery(place: Path | str, address: str, seed: int, planted: str) -> Iterator[Nursery]:
    command = [
        sys.executable,
        "-m",
        "tests.office.payments.paying_process",
        str(place),
        address,
        str(time.monotonic()),
    ]
    with start(
        [*command, *([planted] if planted else [])], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        workers = Nursery(process, seed)
        try:
            yield workers
        finally:
            for pid in workers.alive:
                os.kill(pid, signal.SIGKILL)
            process.kill()


def approved(office: OfficeStore, stripe: There, ones: int) -> dict[str, str]:
    """The charge of each case that waits to be paid."""
    charges: dict[str, str] = {}
    for number in range(ones):
        order = a_shirt_order(f"S-{number}")
        charge = stripe.charge(CHARGED)
        paid = replace(order.payments[0], provider="cards", reference=charge)
        case = a_case(f"storm-{number:04d}", order=replace(order, payments=(paid,)))
        office.take_in([case])
        stored = office.case(case.id)
        assert stored is not None
        # A lead: all of it is more than an agent may give in a day.
        decision = said(case, approval_of(office, stored), by="lead")
        assert isinstance(office.record(decision, NOW), Recorded)
        charges[case.id] = charge
    return charges


def is_over(office: OfficeStore) -> bool:
    seen = overview(office.database, NOW)
    done = sum(number for _, state, number in seen.legs if state is LegState.SUCCEEDED)
    return not seen.approved and done == sum(number for *_, number in seen.legs)


def stormed(place: Path | str, seed: int, ones: int, planted: str = "", seconds: float = 240.0) -> str:
    """What went wrong, in words; empty when every one was paid once and everybody agrees."""
    with an_office(place) as office, stateful_mock() as stripe, StormyLine(stripe.address, seed) as line:
        charges = approved(office, stripe, ones)
        with nursery(place, line.address, seed, planted) as workers:
            for _ in range(TOGETHER):
                workers.born()
            end = time.monotonic() + seconds
            while not is_over(office) and time.monotonic() < end:
                time.sleep(1.0)
                if not line.clear:
                    workers.killed()
                    workers.born()
                waiting = sum(
                    n
                    for _, state, n in overview(office.database, NOW).legs
                    if state is not LegState.SUCCEEDED
                )
                line.clear = line.clear or (waiting + overview(office.database, NOW).approved) < ones * 0.02
        twice = [case for case, charge in charges.items() if len(stripe.refunds(charge)) > 1]
        never = [case for case, charge in charges.items() if not stripe.refunds(charge)]
        other = [one["amount"] for charge in charges.values() for one in stripe.refunds(charge)]
        told = Counter(office.case(case).state for case in charges)  # type: ignore[union-attr]  # every one of them is there
        print(f"{ones} refunds, {workers.kills} kills, faults {dict(line.met)}, seed {seed}")
        troubles = {
            "paid twice": twice,
            "never paid": never,
            "another amount": [amount for amount in other if amount != REFUNDED],
            "not told": [f"{state}: {n}" for state, n in told.items() if state is not CaseState.NOTIFY],
        }
        return "; ".join(f"{what}: {which[:5]}" for what, which in troubles.items() if which)


@pytest.mark.proof
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_in_a_storm_every_refund_is_paid_once(place: Path | str, seed: int) -> None:
    assert stormed(place, seed, ONES) == ""


@pytest.mark.proof
@pytest.mark.parametrize("planted", PLANTED)
def test_the_storm_finds_a_naive_design(tmp_path: Path, planted: str) -> None:
    assert "paid twice" in stormed(tmp_path / "office.db", 1, 150, planted, seconds=60)
