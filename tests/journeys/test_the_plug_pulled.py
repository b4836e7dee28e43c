"""Journey 10 by keyboard: a real desk, a real office in a process of its own, and the line between them cut."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from refundtui.books.opening import open_books
from refundtui.bootstrap import WallClock, open_live_desk
from refundtui.casework.submissions import EntryState
from refundtui.config import Config, Profile
from refundtui.domain.case import Case, CaseId, CaseState
from refundtui.domain.commands import Take
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from refundtui.server.serving import free_port
from tests.journeys.cable import Cable
from tests.journeys.live_desks import AYLIN, JANA, at_the_desk, until
from tests.journeys.office_process import JourneysDay
from tests.remote.test_killed_on_the_line import signed_in, surroundings
from tests.support.children import start
from tests.support.offices import NOW, a_case, an_office, said
from tests.support.pages import DeskPage
from tests.support.terminal import Terminal, a_terminal

NUMBERS = (1, 2, 3)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> JourneysDay:
    lived = JourneysDay()
    monkeypatch.setattr(WallClock, "now", lambda _: lived.now())
    return lived


@pytest.fixture
def place(tmp_path: Path) -> Path:
    file = tmp_path / "office.db"
    with an_office(file) as store:
        store.admit([JANA, AYLIN])
        store.take_in([a_case(f"case-{n}", reference=f"RF-000000{n}") for n in NUMBERS], now=NOW)
    return file


@pytest.fixture
def cable(place: Path, tmp_path: Path) -> Iterator[Cable]:
    with an_office_process(place, tmp_path) as port, Cable(port) as line:
        yield line


@contextmanager
def an_office_process(place: Path, folder: Path) -> Iterator[int]:
    port, complaints = free_port(), folder / "complaints"
    (folder / "office").mkdir()
    words = ("office", "serve", "--port", str(port), "--database", str(place))
    with complaints.open("wb") as told:
        process = start(
            [sys.executable, "-m", "tests.journeys.office_process", *words],
            env=surroundings(folder / "office"), stdout=told, stderr=told,
        )  # fmt: skip
    try:
        while not is_up(port):
            assert process.poll() is None, complaints.read_text()[-3000:]
            time.sleep(0.05)
        yield port
    finally:
        process.kill()
        process.wait()


def is_up(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=5).is_success
    except httpx.TransportError:
        return False


@asynccontextmanager
async def sitting_down(home: Path) -> AsyncIterator[DeskPage]:
    with open_live_desk(Config(home, Profile.LIVE)) as opened:
        async with at_the_desk(opened.ports, home, beating=True) as page:
            yield page


async def refund(page: DeskPage, number: int) -> None:
    """From the queue, by its reference."""
    await page.press("slash")
    await page.type(f"RF-000000{number}")
    await page.press("enter", "d", "f")
    if page.in_dialog:
        await page.press("y")


def states(page: DeskPage) -> list[EntryState]:
    return [entry.state for entry in page.entries]


@pytest.mark.anyio
async def test_the_plug_pulled(
    cable: Cable, place: Path, day: JourneysDay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three decisions and a note in a tunnel; a colleague is faster with the second; the desk is left and
    opened again meanwhile.
    """
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    home = tmp_path / "desk"
    home.mkdir()
    with OfficeStore(place) as store:
        signed_in(home, store, cable, JANA.id)
        async with sitting_down(home) as page:
            await until(page, lambda: "[on]" in page.status and page.reference != "")
            cable.cut()
            for number in NUMBERS:
                await refund(page, number)
            await page.press("n")
            await page.type("decided in the tunnel")
            await page.press("tab", "tab", "enter")
            day.moved += timedelta(seconds=11)
            await page.press("f5")
            await until(page, lambda: "[off since" in page.status and "4 not sent" in page.status)

        taken = store.record(said(store_case(store, 2), Take(), by=AYLIN.id), NOW)
        assert isinstance(taken, Recorded)

        async with sitting_down(home) as page:
            await until(page, lambda: "4 not sent" in page.status)
            assert states(page) == [EntryState.QUEUED] * 4, "what never left can be taken back"
            cable.mend()
            await page.press("f5")
            await until(page, lambda: "[on]" in page.status and states(page) == [EntryState.NEEDS_REVIEW])
            (conflict,) = page.entries
            assert conflict.submission.case_id == "case-2"
            await page.press("C")
            for column in ("What I saw", "What it is now", "What I chose", "Changed by aylin", "39.90 EUR"):
                assert column in page.text, column
            await page.press("enter")
            await until(page, lambda: page.entries == [])

        cases = [store_case(store, number) for number in NUMBERS]
        assert [case.state for case in cases] == [
            CaseState.APPROVED,
            CaseState.ELIGIBILITY,
            CaseState.APPROVED,
        ]
        assert [len(case.quotes) for case in cases] == [1, 0, 1], "each is accepted once"
        assert [note.text for note in cases[2].notes] == ["decided in the tunnel"]


KILLED_AT = ("first decision", "note", "hold over", "line back")


@pytest.mark.proof
@pytest.mark.parametrize("moment", KILLED_AT)
def test_kill_9_at_any_of_these_moments_changes_nothing(
    moment: str, cable: Cable, place: Path, day: JourneysDay, tmp_path: Path
) -> None:
    """The same journey at a desk of its own process, on a terminal, which `kill -9` ends at this moment."""
    home = tmp_path / "desk"
    home.mkdir()
    with OfficeStore(place) as store:
        signed_in(home, store, cable, JANA.id)
        desk = MortalDesk(home, moment)
        with desk.sitting() as terminal:
            terminal.wait_for(b"RF-0000003")
            cable.cut()
            for number in NUMBERS:
                desk.refund(number)
                desk.at("first decision")
            desk.note("decided in the tunnel")
            desk.at("note")
            taken = store.record(said(store_case(store, 2), Take(), by=AYLIN.id), NOW)
            assert isinstance(taken, Recorded)
            desk.wait(11)
            desk.at("hold over")
            cable.mend()
            desk.type(b"\x1b[15~")
            desk.at("line back")
            desk.terminal.wait_for(b"needs a look")
            desk.wait(2)
        cases = [store_case(store, number) for number in NUMBERS]
        assert [case.state for case in cases] == [
            CaseState.APPROVED,
            CaseState.ELIGIBILITY,
            CaseState.APPROVED,
        ]
        assert [len(case.quotes) for case in cases] == [1, 0, 1], "each is accepted once"
        assert [note.text for note in cases[2].notes] == ["decided in the tunnel"]
    with open_books(Config(home, Profile.LIVE).profile_home, training=False) as books:
        assert not books.found
        assert [(e.submission.case_id, e.state) for e in books.outbox.entries() if e.state is not EntryState.ACCEPTED] == [
            ("case-2", EntryState.NEEDS_REVIEW)
        ]  # fmt: skip


class MortalDesk:
    """`refundtui desk` on a terminal, killed once at its moment and sat down at again."""

    def __init__(self, home: Path, moment: str) -> None:
        self.home = home
        self.moment = moment
        self._over = ExitStack()
        self.terminal: Terminal

    @contextmanager
    def sitting(self) -> Iterator[Terminal]:
        with self._over:
            self._sit()
            yield self.terminal
            self.type(b"\x11")

    def _sit(self) -> None:
        where = surroundings(self.home)
        named = {name: where[name] for name in where if name.startswith(("REFUNDTUI", "PYTHON_KEYRING"))}
        words = a_terminal(
            self.home, "desk", size=(120, 40), program="tests.journeys.office_process", **named
        )
        self.terminal = self._over.enter_context(words)
        self.terminal.wait_for(b"RF-0000001")
        self.terminal.wait_for(b"Palette")

    def at(self, moment: str) -> None:
        if moment == self.moment:
            self.moment = ""
            os.kill(self.terminal.pid, signal.SIGKILL)
            assert self.terminal.end() == -signal.SIGKILL
            self._sit()

    def type(self, keys: bytes) -> None:
        """With a pause: what comes in a burst is taken for a pasted text."""
        self.terminal.type(keys)
        self.wait(0.7)

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.terminal.read(0.1)

    def refund(self, number: int) -> None:
        for keys in (b"/", b"\x15" + f"RF-000000{number}".encode(), b"\r", b"d", b"f"):
            self.type(keys)

    def note(self, text: str) -> None:
        for keys in (b"n", text.encode(), b"\t", b"\t", b"\r"):
            self.type(keys)


def store_case(store: OfficeStore, number: int) -> Case:
    held = store.case(CaseId(f"case-{number}"))
    assert held is not None
    return held
