"""Keys that come faster than a case can be read mean what they would have meant slowly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual import events
from textual.widgets import Input

from refundtui.domain.commands import Take
from refundtui.tui.app import Desk
from refundtui.tui.modals.menu import Menu
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


def type_at_once(desk: Desk, keys: str) -> None:
    for key in keys:
        desk.post_message(events.Key(key, key))


async def test_deciding_right_after_a_step_decides_the_case_under_the_cursor(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        type_at_once(desk, "jd")
        await page.rest()
        assert page.reference == "RF-0481002"
        assert isinstance(page.dialog, Menu)
        assert "Decide RF-0481002" in page.text


async def test_what_was_meant_for_a_case_that_was_left_is_not_done_to_the_next(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        type_at_once(desk, "jtj")
        await page.rest()
        assert page.reference == "RF-0481003"
        taken = [(entry.reference, type(entry.submission.command)) for entry in page.entries]
        assert taken == [("RF-0481002", Take)], "the case it was pressed at, and no other"


async def test_a_search_typed_faster_than_its_field_opens_is_a_search(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        for sign in "/tadn":
            desk.post_message(events.Key({"/": "slash"}.get(sign, sign), sign))
        await page.rest()
        assert desk.room.queue_pane.query_one("#search", Input).value == "tadn"
        assert page.entries == []
        assert page.dialog is None


@pytest.mark.proof
async def test_thirty_keys_at_once_end_as_if_typed_slowly(desk_on: MakeDesk) -> None:
    keys = ["j"] * 6 + ["k", "2", "l", "l", "h", "3", "j", "j", "k", "4", "1", "j", "j", "G", "g", "j"]
    keys += ["2", "l", "1", "j", "j", "tab", "k", "1", "k", "j", "j"]
    seen = []
    for at_once in (True, False):
        ports, _, _ = a_desk()
        desk = desk_on(ports)
        async with desk.run_test(size=(120, 40)) as pilot:
            page = DeskPage(pilot)
            await page.rest()
            for key in keys:
                desk.post_message(events.Key(key, key if len(key) == 1 else "/" if key == "slash" else None))
                if not at_once:
                    await page.rest()
            await page.rest()
            seen.append((page.reference, page.standing, page.entries, page.in_dialog, page.text))
    assert seen[0] == seen[1]
