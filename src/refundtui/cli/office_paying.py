"""`refundtui office work|stop-paying|go-on-paying`: approved money on its way out."""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from refundtui.cli.office_connected import connected_to, ledgers_of
from refundtui.cli.office_letters import letter_worker, ways_out
from refundtui.cli.office_place import OPERATOR, now, opened
from refundtui.cli.telling import Exit, complain, say
from refundtui.i18n.words import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from refundtui.gateways.connecting import Connected
    from refundtui.office.letters_out.working import LetterWorker
    from refundtui.office.payments.nightly import NightWork
    from refundtui.office.payments.worker import Worker
    from refundtui.office.store import OfficeStore


def run_work(asked: Namespace) -> int:
    """Pay what is approved and send the letters: until Ctrl+C, or with --once until nothing is due."""
    from refundtui.office.bank_files.working import BankWork
    from refundtui.office.letters_out.working import LetterDid
    from refundtui.office.payments.running import Work, until_nothing_is_due, until_over

    with opened(asked) as store:
        connected = connected_to(asked, store)
        workers = _workers(store, connected, max(1, asked.workers))
        nightly = _night_work(store, connected)
        bank_work = BankWork(store.database, connected.banks, store.library, now)
        letters = _letters(asked, store)
        work = Work()
        _until_signalled(work.over.set)
        if asked.once:
            until_nothing_is_due(workers[0], work, nightly)
            bank_work.step()
            while letters is not None and letters.step() is not LetterDid.NOTHING:
                pass
        else:
            say(
                t(
                    "{number} workers pay through {accounts}. Ctrl+C ends them; what is under way is kept.",
                    number=len(workers),
                    accounts=", ".join(sorted({*connected.gateways, *connected.banks})) or "—",
                )
            )
            beside = [threading.Thread(target=bank_work.until_over, args=(work.over,), name="banks")]
            if letters is not None:
                say(t("Letters leave by {channels}.", channels=", ".join(sorted(letters.ways)) or "—"))
                beside.append(threading.Thread(target=letters.until_over, args=(work.over,), name="letters"))
            for one in beside:
                one.start()
            until_over(workers, work, nightly)
            for one in beside:
                one.join()
        if asked.json:
            say(json.dumps({did.value: number for did, number in sorted(work.done.items())}))
    return Exit.DONE


def _letters(asked: Namespace, store: OfficeStore) -> LetterWorker | None:
    """Who sends the letters; nobody where no file says whereby, and it was not asked for."""
    settings = Path(asked.letters or "letters.toml")
    if not asked.letters and not settings.is_file():
        return None
    return letter_worker(store, ways_out(settings))


def run_stop(asked: Namespace) -> int:
    """Nothing more is sent there; what is under way is still looked for once it goes on."""
    from refundtui.office.payments.stopping import stop

    with opened(asked) as store:
        new = store.database.write(
            lambda connection: stop(
                connection, asked.account or "", asked.brand or "", OPERATOR, asked.why, now()
            )
        )
    say(t("Nothing is sent there any more.") if new else t("It was stopped already."))
    return Exit.DONE


def run_go_on(asked: Namespace) -> int:
    from refundtui.office.payments.stopping import go_on

    with opened(asked) as store:
        was = store.database.write(
            lambda connection: go_on(connection, asked.account or "", asked.brand or "")
        )
    say(t("It goes on.") if was else t("It was not stopped."))
    return Exit.DONE


def _workers(store: OfficeStore, connected: Connected, number: int) -> list[Worker]:
    """So many of this process, who know together which provider answers nobody."""
    from refundtui.office.payments.breaker import Breaker
    from refundtui.office.payments.worker import Worker

    breaker = Breaker(now)
    return [
        Worker(
            store.database,
            connected.gateways,
            connected.routes,
            store.library,
            now,
            random.random,
            f"{os.getpid()}-{one}",
            breaker,
            connected.paces,
        )
        for one in range(number)
    ]


def _night_work(store: OfficeStore, connected: Connected) -> NightWork:
    """At the hour of the settings, by the clocks they name or of the first brand."""
    from zoneinfo import ZoneInfo

    from refundtui.office.bank_files.reconciling import hold_against
    from refundtui.office.nights import NightHour
    from refundtui.office.payments.nightly import NightWork

    library, nights = store.library(), connected.nights
    brand = next(iter(library.brands()), "")
    zone = nights.zone or next((ZoneInfo(one.timezone) for one in library.policies(brand)), ZoneInfo("UTC"))
    hour = NightHour(nights.at, zone)
    statements = {name: partial(hold_against, store.database, bank) for name, bank in connected.banks.items()}
    return NightWork(
        store.database, connected.gateways, ledgers_of(store), store.library, now, hour, statements
    )


def _until_signalled(end: Callable[[], None]) -> None:
    known = (signal.SIGINT,) if sys.platform == "win32" else (signal.SIGINT, signal.SIGTERM)

    def heard(*_: object) -> None:
        # Once is enough: a second signal inside `end` would wait for the lock that the first one holds, for ever.
        for one in known:
            signal.signal(one, signal.SIG_IGN)
        complain(t("Ending; what is under way is finished or kept."))
        end()

    for one in known:
        signal.signal(one, heard)
