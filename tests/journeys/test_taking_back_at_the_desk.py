"""`u` on a decision that may have left: the desk says undone only when the office has said so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from refundtui.casework.submissions import EntryState
from refundtui.domain.case import Case, CaseState
from tests.journeys.live_desks import JANA, Plug, an_office_for_three, sitting
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


async def refund(page: DeskPage) -> None:
    """Decide, let the hold go by, and let the line lose what it loses."""
    await page.press("d", "f")
    if page.in_dialog:
        await page.press("y")
    page.desk.ports.clock.move(seconds=60)  # type: ignore[attr-defined] # a clock of the test's
    await page.sync()


def state_at(served: Served, case: Case) -> CaseState:
    held = served.store.case(case.id)
    assert held is not None
    return held.state


async def test_what_never_arrived_is_taken_back_when_the_office_says_so(
    served: Served, case: Case, tmp_path: Path
) -> None:
    plug = Plug()
    async with sitting(served, JANA, tmp_path, plug=plug) as page:
        plug.loses_decisions = True
        await refund(page)
        assert [entry.state for entry in page.entries] == [EntryState.SENDING]
        plug.is_out = True
        await page.press("u")
        assert "only when the office says so" in page.status
        assert [entry.state for entry in page.entries] == [EntryState.WITHDRAWING]
        assert "1 being taken back" in page.status
        plug.is_out = plug.loses_decisions = False
        await page.sync()
        assert "The office confirms: it is taken back" in page.status
        assert page.entries == []
    assert state_at(served, case) is CaseState.INTAKE


async def test_what_the_office_had_accepted_is_never_said_to_be_undone(
    served: Served, case: Case, tmp_path: Path
) -> None:
    plug = Plug()
    async with sitting(served, JANA, tmp_path, plug=plug) as page:
        plug.loses_answers = True
        await refund(page)
        assert [entry.state for entry in page.entries] == [EntryState.SENDING]
        await page.press("u")
        assert "Too late: the office has accepted RF-0000001" in page.status
    assert state_at(served, case) is CaseState.APPROVED
    assert served.now - NOW < timedelta(seconds=1)
