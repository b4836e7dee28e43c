"""Two desks decide the same case, one of them with the plug out: the second sees what it saw, what is now and
what it chose, and nothing is decided for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from refundtui.casework.submissions import EntryState
from refundtui.domain.case import Case, CaseState
from tests.journeys.live_desks import AYLIN, JANA, Plug, an_office_for_three, sitting
from tests.server.served import Served
from tests.support.offices import NOW, a_case
from tests.support.pages import DeskPage

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with an_office_for_three(tmp_path) as office:
        yield office


@pytest.fixture
def case(served: Served) -> Case:
    made = a_case(reference="RF-0000001")
    served.store.take_in([made], now=NOW)
    return made


@asynccontextmanager
async def in_conflict(served: Served, folder: Path, *meanwhile: str) -> AsyncIterator[DeskPage]:
    """Jana refunds one shirt in a tunnel; Aylin does something to the case meanwhile."""
    plug = Plug()
    async with sitting(served, JANA, folder, plug=plug) as jana:
        plug.is_out = True
        await jana.press("d", "f")
        assert [entry.state for entry in jana.entries] == [EntryState.QUEUED]
        async with sitting(served, AYLIN, folder) as aylin:
            for key in meanwhile:
                await aylin.press(key)
                await aylin.sync()
        jana.desk.ports.clock.move(seconds=60)  # type: ignore[attr-defined] # a clock of the test's
        plug.is_out = False
        await jana.sync()
        yield jana


async def test_the_second_sees_three_columns_and_theirs_is_the_safe_answer(
    served: Served, case: Case, tmp_path: Path
) -> None:
    async with in_conflict(served, tmp_path, "t") as jana:
        assert "needs another look" in jana.status
        await jana.press("C")
        for said in (
            "What I saw",
            "What it is now",
            "What I chose",
            "! owner",
            "shirt 1",
            "Changed by aylin",
        ):
            assert said in jana.text, said
        await jana.press("enter")
        assert jana.entries == []
        assert now_at(served, case).owner == "aylin"


async def test_deciding_the_same_again_goes_out_under_a_new_id(
    served: Served, case: Case, tmp_path: Path
) -> None:
    async with in_conflict(served, tmp_path, "t", "t") as jana:
        (before,) = jana.entries
        await jana.press("C", "r")
        (again,) = jana.entries
        assert again.state is EntryState.QUEUED
        assert again.submission.id != before.submission.id
        assert again.submission.base_decision_version > before.submission.base_decision_version
        jana.desk.ports.clock.move(seconds=60)  # type: ignore[attr-defined] # a clock of the test's
        await jana.sync()
        assert jana.entries == []
        assert now_at(served, case).state is CaseState.APPROVED


async def test_what_is_not_possible_any_more_says_why_and_is_not_lost(
    served: Served, case: Case, tmp_path: Path
) -> None:
    async with in_conflict(served, tmp_path, "t") as jana:
        before = jana.entries
        await jana.press("C", "r")
        assert "aylin is working on this case" in jana.status
        assert jana.entries == before


def now_at(served: Served, case: Case) -> Case:
    held = served.store.case(case.id)
    assert held is not None
    return held
