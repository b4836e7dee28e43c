"""A nursery of workers: read once, it forks one for each line it hears, and says its number. They are made to be killed.

`python -m tests.office.payments.paying_process DATABASE STRIPE BEGAN [PLANTED]`. Their time runs ten times as fast as
ours, counted from `BEGAN` (this machine's monotonic seconds): what waits a minute waits six seconds. `PLANTED` is a naive design.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from refundtui.domain.legs.leg import RefundLeg, Trouble, key_of
from refundtui.domain.legs.sending import Outcome, Unanswered, after_sending
from refundtui.domain.legs.states import LegState
from refundtui.gateways.stripe.account import StripeAccount
from refundtui.office.payments import looking_first, worker as working
from refundtui.office.payments.claiming import Claimed
from refundtui.office.payments.running import Work, until_over
from refundtui.office.payments.worker import Worker
from refundtui.office.ports import Routes, Sending
from refundtui.office.store import OfficeStore
from tests.support.offices import NOW

KEY = "sk_test_12345"
FASTER = 10


def clock(began: float) -> Callable[[], datetime]:
    return lambda: NOW + timedelta(seconds=(time.monotonic() - began) * FASTER)


def main(database: str, stripe: str, began: str, planted: str = "") -> None:
    _plant(planted)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the killed
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _work(database, stripe, float(began), int(line))
            os._exit(0)
        print(child, flush=True)


def _work(database: str, stripe: str, began: float, seed: int) -> None:
    store = OfficeStore(database if "://" in database else Path(database))
    cards = StripeAccount(KEY, name="cards", base=stripe)
    routes = Routes(frozenset({"cards"}), {("", "card"): "cards"})
    chance = random.Random(seed).random
    workers = [
        Worker(
            store.database,
            {"cards": cards},
            routes,
            store.library,
            clock(began),
            chance,
            f"{os.getpid()}-{number}",
        )
        for number in range(2)
    ]
    until_over(workers, Work())


def _plant(planted: str) -> None:
    """A design that pays twice when the weather is bad: what the storm has to find."""
    match planted:
        case "a new key for every try":
            sending_of = looking_first.sending_of

            def with_its_own_key(claimed: Claimed) -> Sending:
                leg = claimed.leg
                sending = sending_of(claimed)
                return Sending(
                    key_of(leg.id, leg.posting.tries),
                    sending.reference,
                    sending.to,
                    sending.amount,
                    sending.way,
                )

            for module in (working, looking_first):
                vars(module)["sending_of"] = with_its_own_key
        case "no answer is a failure, and tried anew":

            def failed(leg: RefundLeg, outcome: Outcome, *, first: bool) -> RefundLeg:
                if isinstance(outcome, Unanswered) and outcome.trouble in {Trouble.LOST, Trouble.BROKEN}:
                    from dataclasses import replace

                    from refundtui.domain.legs.leg import Posting

                    return replace(leg, stage=LegState.QUEUED, attempt=leg.attempt + 1, posting=Posting())
                return after_sending(leg, outcome, first=first)

            vars(working)["after_sending"] = failed
        case _:
            assert not planted, planted


if __name__ == "__main__":
    main(*sys.argv[1:])
