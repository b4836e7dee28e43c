"""Real desks, a real office and a bad line between them, all of them killed again and again: after a quiet
minute nothing is lost, nothing stands twice, and every copy is the office's.

The seed is printed; `REFUNDTUI_STORM_SEED` brings a storm back, `REFUNDTUI_STORM_SECONDS` makes it longer.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Protocol

import httpx
import pytest

from refundtui.books.opening import Books, open_books
from refundtui.casework.submissions import EntryState
from refundtui.cli.office_place import AUDIENCE, now
from refundtui.config import Config, Profile
from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.office import feeds
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from refundtui.remote.registration import Registration, keep_registration
from refundtui.remote.tokens import TokenFile, Tokens
from refundtui.server.own_issuer import OwnIssuer, StoredKeys
from refundtui.wire.bodies import decode
from refundtui.wire.signing_in import MeBody
from tests.remote.fault_proxy import FaultProxy
from tests.remote.mortal import DESK_POINTS, NOWHERE, OFFICE_POINTS
from tests.support.children import start
from tests.support.lasting_port import lasting_port
from tests.support.offices import a_case, an_office

DESKS: Final = 3
ROUNDS: Final = 8  # of quiet, within which everything comes to its end
_PATIENCE: Final = 120.0  # seconds
_DAY: Final = timedelta(days=1)
_ENDED: Final = {EntryState.ACCEPTED, EntryState.NEEDS_REVIEW, EntryState.WITHDRAWN}


@dataclass
class Program:
    """One of our programs, started anew whenever it was killed."""

    home: Path
    words: tuple[str, ...]
    points: tuple[str, ...]
    chance: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    process: subprocess.Popen[bytes] | None = None
    _point: str = NOWHERE
    _began: float = 0.0

    @property
    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self._began

    def start(self, *, mortal: bool = True) -> None:
        """It dies at a point more often than not, if nobody kills it before."""
        self._point = self.chance.choice((NOWHERE, *self.points)) if mortal else NOWHERE
        nth = str(self.chance.randint(1, 12))
        self._began = time.monotonic()
        with self.told.open("ab") as told, self.complaints.open("ab") as complaints:
            self.process = start(
                [sys.executable, "-m", "tests.remote.mortal", self._point, nth, *self.words],
                env=surroundings(self.home),
                stdout=told,
                stderr=complaints,
            )

    @property
    def told(self) -> Path:
        return self.home / "told.jsonl"

    @property
    def complaints(self) -> Path:
        return self.home / "complaints"

    @property
    def last_words(self) -> str:
        """Of an office: which route it answered how, of all that was asked last."""
        return self.complaints.read_text(errors="replace")[-3000:]

    def is_dead(self) -> bool:
        assert self.process is not None
        if self.process.poll() is None:
            return False
        assert self.process.returncode == -signal.SIGKILL, self.complaints.read_text()[-3000:]
        self.kills[self._point] += 1
        return True

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.kills["at random"] += 1


def surroundings(home: Path) -> dict[str, str]:
    nobody_keeps = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    return {
        **os.environ, **nobody_keeps, "REFUNDTUI_HOME": str(home), "REFUNDTUI_PROFILE": "live",
        "REFUNDTUI_LANGUAGE": "en",
    }  # fmt: skip


class Between(Protocol):
    """A line, good or bad: where it begins, and at which port it ends."""

    there: int

    @property
    def address(self) -> str: ...


def signed_in(home: Path, store: OfficeStore, proxy: Between, person: str) -> None:
    """What `refundtui login` leaves behind, with a token that outlives the storm."""
    issuer = f"http://127.0.0.1:{proxy.there}"
    token = OwnIssuer(store, issuer, AUDIENCE, now, StoredKeys(store)).access_token(person, _DAY)
    told = httpx.get(f"{issuer}/v1/me", headers={"Authorization": f"Bearer {token}"}, timeout=30)
    config = Config(home, Profile.LIVE)
    keep_registration(
        config.registration_file,
        Registration(
            address=proxy.address, issuer=issuer, client_id="refundtui", scope="openid",
            me=decode(MeBody, told.content),
        ),
    )  # fmt: skip
    TokenFile(config.tokens_file).write(
        Tokens(
            access=token, refresh="", issued_at=now(), expires_at=now() + _DAY, issuer=issuer,
            token_endpoint=f"{issuer}/token", client_id="refundtui",
        )
    )  # fmt: skip


def is_ready(address: str, office: Program) -> None:
    while True:
        try:
            if httpx.get(f"{address}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            assert office.process is not None
            assert office.process.poll() is None, office.complaints.read_text()[-3000:]
            time.sleep(0.05)


@pytest.mark.proof
def test_after_a_storm_nothing_is_lost_and_nothing_stands_twice(place: Path | str, tmp_path: Path) -> None:
    seed = int(os.environ.get("REFUNDTUI_STORM_SEED", "20261126"))
    seconds = float(os.environ.get("REFUNDTUI_STORM_SECONDS", "45"))
    chance = random.Random(seed)
    names = [f"desk{number}" for number in range(DESKS)]
    with an_office(place) as store:
        store.take_in([a_case(f"case-{n:02}", brand=("lindenhof", "tidewater")[n % 2]) for n in range(24)])
        store.admit(
            [Actor(n, n, Role.AGENT, usual_grants(Role.AGENT, "lindenhof", "tidewater")) for n in names]
        )
    port = lasting_port()
    (tmp_path / "office").mkdir()
    office = Program(
        tmp_path / "office",
        ("office", "serve", "--port", str(port), "--database", str(place)),
        tuple(OFFICE_POINTS),
        chance,
    )
    desks: list[Program] = []
    try:
        with FaultProxy(port, seed) as proxy:
            office.start(mortal=False)
            is_ready(f"http://127.0.0.1:{port}", office)
            a_start_takes = office.age
            for name in names:
                home = tmp_path / name
                home.mkdir()
                with OfficeStore(place) as store:
                    signed_in(home, store, proxy, name)
                desks.append(
                    Program(home, ("work", name, str(chance.random())[2:9]), tuple(DESK_POINTS), chance)
                )
            rage([office, *desks], chance, seconds, a_start_takes)
            proxy.healed = True
            office.start(mortal=False)
            is_ready(f"http://127.0.0.1:{port}", office)
            # Twice: what a later desk said comes to those before it too.
            rounds = [until_quiet(desk, office) for desk in (*desks, *desks)]
            office.kill()
            kills = sum((one.kills for one in (office, *desks)), Counter[str]())
            print(f"seed {seed}: {dict(proxy.met)}, killed {dict(kills)}, quiet after {rounds} rounds")
    finally:
        for program in (office, *desks):
            if program.process is not None and program.process.poll() is None:
                program.kill()
    with OfficeStore(place) as store:
        said = sum(agrees(desk, store) for desk in desks)
        notes = notes_of(store)
        assert all(times == 1 for times in notes.values()), "a note stands twice"
        for head in store.heads():
            page = store.changes(head.feed, None, 1)
            assert isinstance(page, feeds.FeedPage)
            assert (page.live_count, page.checksum) == feeds.recount(store.database, head.feed)
        assert store.verify_audit() == ()
    print(f"{said} decisions, {len(notes)} notes")
    assert said > 0


def rage(programs: list[Program], chance: random.Random, seconds: float, a_start_takes: float) -> None:
    """Everybody works, and is killed, until the time is over; then everybody is dead. A machine so busy that no
    desk came to decide anything gets more time: a storm in which nothing was said shows nothing. Some are killed as
    they start, and most when they have: how long that takes here was seen.
    """
    ends = time.monotonic() + seconds
    for program in programs[1:]:
        program.start()
    while time.monotonic() < ends or not (have_spoken(programs[1:]) or time.monotonic() > ends + _PATIENCE):
        time.sleep(chance.uniform(0.1, 1.0))
        for program in programs:
            if program.is_dead():
                program.start()
        if chance.random() < 0.3:
            victim = chance.choice(programs)
            if victim.age > chance.uniform(0, 3) * a_start_takes:
                victim.kill()
                victim.start()
    for program in programs:
        if not program.is_dead():
            program.kill()


def have_spoken(desks: list[Program]) -> bool:
    return any(desk.told.exists() and desk.told.stat().st_size for desk in desks)


def until_quiet(desk: Program, office: Program) -> int:
    """`refundtui sync` until nothing waits and nothing comes; after how many times that was."""
    report: dict[str, Any] = {}
    for number in range(ROUNDS):
        told = subprocess.run(
            [sys.executable, "-m", "refundtui", "sync", "--json"],
            env=surroundings(desk.home),
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert told.stdout, told.stderr.decode()
        report = json.loads(told.stdout)
        assert not report["unreachable"], (
            f"{report}\n{desk.home.name}: {told.stderr.decode()}\n{office.last_words}"
        )
        assert not report["read_anew"], "the copy differed from the office's"
        if not report["waiting"] and not report["accepted"] and not report["changed"]:
            return number
    raise AssertionError(f"no end: {report}")


def notes_of(store: OfficeStore) -> Counter[str]:
    with store.database.reading() as connection:
        ids = [row[0] for row in connection.exec_driver_sql("SELECT id FROM case_")]
    cases = [case for case_id in ids if (case := store.case(case_id)) is not None]
    return Counter(note.id for case in cases for note in case.notes)


def agrees(desk: Program, store: OfficeStore) -> int:
    """The desk's two books against the office's word; how many decisions it made."""
    with open_books(Config(desk.home, Profile.LIVE).profile_home, training=False) as books:
        assert not books.found, "a book had to be set aside"
        states = {entry.submission.id: entry.state for entry in books.outbox.remembered()}
        states |= {e.submission.id: e.state for e in books.outbox.entries(open_only=False)}
        for kind, submission_id, *rest in map(json.loads, desk.told.read_text().splitlines()):
            assert submission_id in states, f"{submission_id} was kept, and is lost"
            if kind == "accepted":
                assert states[submission_id] is EntryState.ACCEPTED
            elif rest[1]:
                stands = notes_of_case(store, rest[0]).count(rest[1])
                assert stands == (states[submission_id] is EntryState.ACCEPTED), rest
        for submission_id, state in states.items():
            assert state in _ENDED, f"{submission_id} is {state}"
            recorded = isinstance(store.answer_to(submission_id), Recorded)
            assert recorded == (state is EntryState.ACCEPTED), f"{submission_id} is {state}"
        is_the_offices_own(books, store)
        return len(states)


def notes_of_case(store: OfficeStore, case_id: str) -> list[str]:
    case = store.case(case_id)
    return [note.id for note in case.notes] if case else []


def is_the_offices_own(books: Books, store: OfficeStore) -> None:
    """The copy, by place in every feed, by count and by checksum."""
    heads = {head.feed: head for head in store.heads()}
    assert books.cache.feeds()
    for feed in books.cache.feeds():
        cursor = books.cache.cursor(feed)
        assert cursor is not None
        page = store.changes(feed, None, 1)
        assert isinstance(page, feeds.FeedPage)
        assert cursor.seq == heads[feed].last_seq, f"{feed} was not read to its end"
        assert books.cache.tally(feed) == (page.live_count, page.checksum), feed
