"""Journey 10 by keyboard: a real desk, a real office in a process of its own, and the line between them cut."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from refundtui.bootstrap import WallClock, open_live_desk
from refundtui.casework.ports import EntryState
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
from tests.support.offices import NOW, a_case, an_office, said
from tests.support.pages import DeskPage

pytestmark = pytest.mark.anyio
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
        process = subprocess.Popen(
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


def store_case(store: OfficeStore, number: int) -> Case:
    held = store.case(CaseId(f"case-{number}"))
    assert held is not None
    return held
