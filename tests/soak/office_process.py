"""The office of a soak: filled, served by processes of its own, and looked at after everybody has gone home."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.office.feeds import recount
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from refundtui.server.own_issuer import OwnIssuer, StoredKeys
from refundtui.server.serving import free_port
from tests.server.served import AUDIENCE
from tests.support.children import start
from tests.support.offices import a_case, an_office

BRANDS = ("lindenhof", "northpeak", "tidewater")


@dataclass(frozen=True, slots=True)
class Filled:
    """Who works there and with which token, and the feed each reads."""

    address: str
    tokens: dict[str, str]
    feeds: dict[str, str]


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - served by processes that read this machine's clock


def fill(place: Path | str, agents: int, cases: int) -> Filled:
    address = f"http://127.0.0.1:{free_port()}"
    with an_office(place) as store:
        people = [
            Actor(f"agent-{n}", f"Agent {n}", Role.AGENT, usual_grants(Role.AGENT, BRANDS[n % len(BRANDS)]))
            for n in range(agents)
        ]
        store.admit(people)
        for brand in BRANDS:
            store.take_in(
                (a_case(f"{brand}-{n}", brand=brand) for n in range(cases // len(BRANDS))), now=now()
            )
        issuer = OwnIssuer(store, address, AUDIENCE, now, StoredKeys(store))
        tokens = {one.id: issuer.access_token(one.id, timedelta(hours=3)) for one in people}
    feeds = {f"agent-{n}": f"b:{BRANDS[n % len(BRANDS)]}/t:refunds" for n in range(agents)}
    return Filled(address, tokens, feeds)


@contextmanager
def served(place: Path | str, address: str, workers: int, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "refundtui", "office", "serve", "--port", address.rpartition(":")[2]]
    with (home / "office.log").open("wb") as log:
        process = start(
            [*command, "--workers", str(workers), "--database", str(place)],
            stdout=log,
            stderr=log,
            env=os.environ | {"REFUNDTUI_HOME": str(home)},
        )
        try:
            _wait(address, process)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the office did not start")
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the office is not ready after a minute")


def memory_of(process: subprocess.Popen[bytes]) -> float:
    """MB that a process and its children hold, shared pages counted by their share."""
    ids = [process.pid, *_children(process.pid)]
    return sum(_share(pid) for pid in ids) / 1024


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in told.read_text().split()] if told.exists() else []


def _share(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def wrongs(place: Path | str, promised: dict[str, str]) -> list[str]:
    """Whatever is lost, doubled or unequal after all that."""
    with OfficeStore(place) as store:
        found = [f"{one} is lost" for one in promised if not isinstance(store.answer_to(one), Recorded)]
        found += _notes(store, {note for note in promised.values() if note})
        found += _doubles(store)
        found += [f"the audit breaks: {one}" for one in store.verify_audit()]
        for head in store.heads():
            if head.brand and recount(store.database, head.feed)[0] != head.live_count:
                found.append(f"{head.feed} counts wrongly")
        return found


def _notes(store: OfficeStore, promised: set[str]) -> list[str]:
    with store.database.reading() as connection:
        ids: Sequence[str] = connection.exec_driver_sql("SELECT id FROM case_").scalars().all()
    times: Counter[str] = Counter()
    for case_id in ids:
        case = store.case(case_id)
        times.update(note.id for note in case.notes if case)  # type: ignore[union-attr] # it was just listed
    missing = [f"note {one} is lost" for one in promised if not times[one]]
    return missing + [
        f"note {one} stands there {number} times" for one, number in times.items() if number > 1
    ]


def _doubles(store: OfficeStore) -> list[str]:
    """Two leases open at once, or one of a case that says it is another's. Their times prove nothing here: a
    question's moment is that of its arrival, and a crowded office answers it later than others.
    """
    with store.database.reading() as connection:
        twice = connection.exec_driver_sql(
            "SELECT case_id FROM lease WHERE ended_at IS NULL GROUP BY case_id HAVING count(*) > 1"
        ).all()
        differs = connection.exec_driver_sql(
            "SELECT case_.id FROM case_ LEFT JOIN lease ON lease.case_id = case_.id "
            "AND lease.epoch = case_.lease_epoch AND lease.ended_at IS NULL "
            "WHERE leased_by <> coalesce(lease.person, '')"
        ).all()
    return [f"{case_id} is held twice" for (case_id,) in (*twice, *differs)]
