"""The team pane: who holds how many and whose are late, for a lead and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from refundtui.domain.case import Case, CaseState
from refundtui.tui.app import Desk
from tests.support.making import lead
from tests.support.pages import DeskPage, pane_text
from tests.tui.desk_ports import a_desk, fashion

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


def held() -> tuple[Case, ...]:
    """Deadlines come with the number: the first is late, the second too, the third has four hours."""
    owners = {"1": "ann", "2": "bob", "3": "ann", "6": ""}
    cases = tuple(fashion(case_id, owner=owner) for case_id, owner in owners.items())
    return (*cases, fashion("4", owner="bob", state=CaseState.CLOSED))


def words(line: str) -> list[str]:
    return line.split()


async def test_a_lead_sees_who_holds_how_many_and_whose_are_late(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(held(), lead("lee"))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("5")
        lines = pane_text(desk.room.team_pane.lines).splitlines()
        found = {words(line)[0]: words(line)[1:4] for line in lines[1:] if not line.startswith("─")}
        assert found == {
            "ann": ["2", "1!", "1"],
            "bob": ["1", "1!", "0"],
            "nobody": ["1", "0", "0"],
            "together": ["4", "2!", "1"],
        }


async def test_enter_shows_that_colleagues_cases(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(held(), lead("lee"))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("5", "j", "enter")
        assert desk.room.typed == "owner:bob"
        assert desk.room.current_pane.id == "queue"
        assert page.reference == "RF-0481002"
        await page.press("b")
        assert desk.room.current_pane.id == "team"


async def test_an_agent_is_told_that_it_is_a_leads(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(held())
    desk = desk_on(ports)
    async with desk.run_test(size=(200, 60)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("5")
        assert "a lead's to see" in page.status
        assert page.standing == [1, 2, 3, 4]


async def test_in_a_large_window_it_stands_under_the_queue_without_being_asked_for(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(held(), lead("lee"))
    desk = desk_on(ports)
    async with desk.run_test(size=(200, 60)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert page.standing == [1, 2, 3, 4, 5]
        assert "together" in page.text


async def test_looking_at_the_team_opens_no_case(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(held(), lead("lee"))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("5", "j")
        assert desk.room.open_cases == {}
        assert page.standing == [5]
