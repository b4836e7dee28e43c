"""One comes back to where one was: view, order, case and pane; and the case stands beside or below."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from refundtui.tui.app import Desk
from refundtui.tui.session import Session, keep_session, read_session
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk

MakeDesk = Callable[..., Desk]


@pytest.mark.anyio
async def test_the_desk_comes_back_to_view_case_and_pane(desk_on: MakeDesk, tmp_path: Path) -> None:
    ports, _, _ = a_desk()
    file = tmp_path / "session.json"
    desk = desk_on(ports, session=file)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        desk.room.show_view("all")
        await page.rest()
        await page.press("j", "j", "3", "P")
        left = page.reference
        desk.exit(0)
    again = desk_on(ports, session=file)
    async with again.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert again.room.view == "all"
        assert page.reference == left
        assert again.room.current_pane is again.room.calculator
        assert again.room.seen.below


@pytest.mark.anyio
async def test_a_last_beat_while_the_desk_is_taken_down_ends_it_as_it_should(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        under = desk.room.queue_pane.table.case_id
        await desk.room.queue_pane.remove_children()
        desk._keep_session()
        assert desk.session.case_id == under


@pytest.mark.anyio
async def test_what_was_searched_is_not_written_down(desk_on: MakeDesk, tmp_path: Path) -> None:
    ports, _, _ = a_desk()
    file = tmp_path / "session.json"
    desk = desk_on(ports, session=file)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("slash")
        await page.type("brandt")
        await page.press("enter")
        desk.beat()
        await page.rest()
    assert "brandt" not in file.read_text("utf-8").casefold()


@pytest.mark.parametrize(
    "text", ["", "[", "[]", '{"view": 4, "pane": "nowhere", "sort": "by smell"}', '{"x": 1}']
)
@pytest.mark.anyio
async def test_a_file_that_cannot_be_followed_is_a_fresh_start(
    text: str, desk_on: MakeDesk, tmp_path: Path
) -> None:
    file = tmp_path / "session.json"
    file.write_text(text, "utf-8")
    ports, _, _ = a_desk()
    desk = desk_on(ports, session=file)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert page.reference == "RF-0481001"
        assert desk.room.current_pane is desk.room.queue_pane


def test_it_is_kept_for_this_user_alone_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "session.json"
    here = Session("mine", "amount", "7", "letter", below=True, open_cases=("7", "8"))
    assert keep_session(file, here)
    assert read_session(file) == here
    assert file.stat().st_mode & 0o077 == 0
    assert set(json.loads(file.read_text("utf-8"))) == {
        "view",
        "sort",
        "case_id",
        "pane",
        "below",
        "open_cases",
    }
    (tmp_path / "blocked").write_text("")
    assert not keep_session(tmp_path / "blocked" / "session.json", here)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(120, 40), (200, 60)], ids=str)
async def test_below_means_under_the_queue_and_all_four_stand(
    size: tuple[int, int], desk_on: MakeDesk
) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=size) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        room = desk.room
        assert room.case_pane.region.x >= room.queue_pane.region.right
        await page.press("P")
        assert room.case_pane.region.y >= room.queue_pane.region.bottom
        assert room.queue_pane.region.width == size[0]
        assert all(pane.region.height >= 6 and pane.region.width >= 40 for pane in room.panes)
        await page.press("z")
        assert room.queue_pane.region.height > size[1] - 8
        await page.press("z", "P")
        assert room.case_pane.region.x >= room.queue_pane.region.right


@pytest.mark.anyio
async def test_in_a_low_window_it_says_so_and_stays(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("P")
        assert "100x30" in page.status
        assert not desk.room.seen.below
