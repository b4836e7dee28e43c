"""Several cases at once: one key goes from one to the next, and everything is as it was left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from refundtui.domain.case import CaseId
from refundtui.tui.app import Desk
from refundtui.tui.present.tab_lines import open_cases_line
from refundtui.tui.screens.open_cases import MOST_OPEN
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


def open_now(page: DeskPage) -> list[str]:
    return [one.reference for one in page.desk.room.open_cases.values()]


async def test_one_key_goes_among_the_open_cases_and_back(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("enter", "l", "l", "1", "j", "j", "enter", "3")
        assert open_now(page) == ["RF-0481001", "RF-0481003"]
        assert "<RF-0481003>" in page.text
        await page.press("T")
        assert page.reference == "RF-0481001"
        assert "<Timeline 1>" in page.text
        assert desk.room.current_pane.id == "case"
        await page.press("T")
        assert page.reference == "RF-0481003"
        assert desk.room.current_pane.id == "calculator"


async def test_what_stood_on_the_calculator_is_there_again_and_marked(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("3", "asterisk")
        changed = page.total
        await page.press("1", "j", "enter")
        assert "RF-0481001*" in page.text
        assert page.total != changed
        await page.press("Y")
        assert (page.reference, page.total) == ("RF-0481001", changed)


async def test_an_open_case_is_found_again_from_another_view_and_filter(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("enter", "slash")
        await page.type("Whitfield")
        await page.press("enter", "enter")
        assert page.reference == "RF-0481020"
        await page.press("T")
        assert page.reference == "RF-0481001"
        assert desk.room.typed == ""
        await page.press("T")
        assert (page.reference, desk.room.typed) == ("RF-0481020", "Whitfield")


async def test_a_case_is_put_away_by_key_and_by_its_decision(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("enter", "1", "j", "j", "enter", "X")
        assert open_now(page) == ["RF-0481001"]
        assert page.reference == "RF-0481001"
        await page.press("d", "f")
        assert open_now(page) == []


async def test_an_eleventh_case_takes_the_place_of_the_oldest(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        for _ in range(MOST_OPEN + 1):
            await page.press("enter", "1", "j")
        assert len(open_now(page)) == MOST_OPEN
        assert "RF-0481001" not in open_now(page)


async def test_the_open_cases_are_open_again_after_a_restart(desk_on: MakeDesk, tmp_path: Path) -> None:
    ports, _, _ = a_desk()
    file = tmp_path / "session.json"
    desk = desk_on(ports, session=file)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("enter", "1", "j", "enter")
        desk.exit(0)
    again = desk_on(ports, session=file)
    async with again.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert set(again.room.open_cases) == {CaseId("1"), CaseId("2")}


async def test_without_another_open_case_the_key_says_how_to_open_one(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("T")
        assert "Enter in the queue opens one" in page.status


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (60, " RF-0481001  RF-0481002* <RF-0481003> RF-0481004 "),
        (48, "+1  RF-0481002* <RF-0481003> RF-0481004 "),
        (20, "+2 <RF-0481003> +1"),
    ],
)
async def test_the_frame_names_as_many_open_cases_as_it_has_room_for(width: int, line: str) -> None:
    names = [(at == 3, f"RF-048100{at}", at == 2) for at in range(1, 5)]
    assert open_cases_line(names, width) == line
