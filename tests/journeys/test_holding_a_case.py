"""Several desks at one office, by keys: who edits a case first holds it, and the others see that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from refundtui.casework.holding import IDLE
from refundtui.casework.submissions import EntryState
from refundtui.domain.case import Case
from tests.journeys.live_desks import AYLIN, CHIEF, JANA, an_office_for_three, sitting, until
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
def cases(served: Served) -> list[Case]:
    made = [a_case(reference=f"RF-000000{number}") for number in (1, 2, 3)]
    served.store.take_in(made, now=NOW)
    return made


def holders(served: Served) -> dict[str, str]:
    return {str(lease.case_id): lease.holder for lease in served.store.leases(CHIEF, NOW)}


async def test_looking_takes_nothing_and_the_first_edit_takes_the_case(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    async with sitting(served, JANA, tmp_path) as page:
        await page.open("RF-0000002")
        await page.press("n", "escape", "t")
        assert holders(served) == {}
        await page.press("3", "asterisk")
        assert holders(served) == {cases[1].id: "jana"}


async def test_it_goes_back_when_the_case_is_put_away_and_when_the_desk_is_left(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    async with sitting(served, JANA, tmp_path) as page:
        await page.open("RF-0000001")
        await page.press("d", "escape")
        await page.open("RF-0000002")
        await page.press("d", "escape")
        assert set(holders(served)) == {cases[0].id, cases[1].id}
        await page.press("X", "j")
        page.desk.room.keep_up()
        await page.rest()
        assert set(holders(served)) == {cases[0].id}
    assert holders(served) == {}


async def test_a_desk_nobody_touches_gives_back_what_it_holds(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    async with sitting(served, JANA, tmp_path) as page:
        await page.open("RF-0000001")
        await page.press("d", "escape")
        assert set(holders(served)) == {cases[0].id}
        page.desk._touched -= IDLE.total_seconds() + 1
        page.desk.room.keep_up()
        await page.rest()
        assert holders(served) == {}
        await page.press("d", "escape")
        assert set(holders(served)) == {cases[0].id}, "the next edit takes it again"


async def test_who_comes_second_is_told_and_may_go_on(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    served.store.take("aylin", cases[0].id, NOW)
    async with sitting(served, JANA, tmp_path) as page:
        await page.open("RF-0000001")
        await page.press("d")
        assert page.in_dialog
        await page.press("escape")
        assert "Aylin Demir is working on RF-0000001" in page.status


async def test_a_decision_under_a_lease_that_was_broken_comes_back_with_a_sentence(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    async with sitting(served, JANA, tmp_path) as page:
        await page.open("RF-0000001")
        await page.press("d", "escape", "t")
        served.store.take("chief", cases[0].id, NOW, take_over=True)
        served.store.give_back("chief", cases[0].id, 2, NOW)
        await page.sync()
        (entry,) = page.entries
        assert entry.state is EntryState.NEEDS_REVIEW
        await page.press("o")
        assert "has passed to somebody else" in page.text


async def test_a_colleague_on_a_case_is_seen_in_queue_and_header_by_a_poke(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    """Long before anybody would ask by themselves: a desk does each twenty seconds."""
    async with sitting(served, JANA, tmp_path, beating=True) as jana, sitting(served, AYLIN, tmp_path, beating=True) as aylin:  # fmt: skip
        await jana.go_to("RF-0000002")
        assert "@" not in marks(jana)
        await aylin.open("RF-0000002")
        await until(jana, lambda: "Aylin Demir is looking at it" in jana.header)
        await aylin.pilot.press("d")
        await until(jana, lambda: "Aylin Demir is on it" in jana.header)
        assert marks(jana) == " @ "
        await aylin.pilot.press("escape")
        await aylin.pilot.press("X")
        await aylin.pilot.press("1")
        await aylin.pilot.press("g")
        await until(jana, lambda: marks(jana) == "   ")


async def test_who_is_on_it_is_seen_in_a_small_window_too(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    served.store.take("aylin", cases[0].id, NOW)
    async with sitting(served, JANA, tmp_path, width=80, height=24) as page:
        await page.go_to("RF-0000001")
        page.desk.room.look_around()
        await page.rest()
        assert "Aylin Demir is on it" in page.text.splitlines()[0]
        assert "LIVE" in page.text.splitlines()[0]


async def test_only_a_lead_takes_over_and_is_asked_first(
    served: Served, cases: list[Case], tmp_path: Path
) -> None:
    async with sitting(served, JANA, tmp_path, beating=True) as jana, sitting(served, CHIEF, tmp_path, beating=True) as chief:  # fmt: skip
        await jana.open("RF-0000001")
        await jana.press("d", "escape")
        await chief.go_to("RF-0000001")
        await until(chief, lambda: "Jana Brückner is on it" in chief.header)
        await take_over(chief)
        assert "Held by" in chief.text
        await chief.pilot.press("escape")
        assert holders(served) == {cases[0].id: "jana"}
        await take_over(chief)
        await chief.pilot.press("y")
        await until(chief, lambda: "You hold RF-0000001 now" in chief.status)
        assert holders(served) == {cases[0].id: "chief"}
        await until(jana, lambda: "Jonas Lindqvist has taken over RF-0000001" in jana.status)
        await take_over(jana)
        assert "lead's right" in jana.text


async def take_over(page: DeskPage) -> None:
    """Through the palette, as every action without a key."""
    await page.press("ctrl+p")
    await page.type("take the case over")
    await page.press("enter")


def marks(page: DeskPage) -> str:
    """The first cell of every line of the queue."""
    room = page.desk.room
    rows = (room.queue_pane.table.pages.row(at) for at in range(room.queue_pane.table.pages.count))
    return "".join(room.row_line(row, 80)[0].text for row in rows if row is not None)
