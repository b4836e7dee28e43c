"""The mouse does everything but one thing: it sends no money."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import TextArea

from refundtui.domain.money import money
from refundtui.i18n.speech import Speech
from refundtui.tui.app import Desk
from refundtui.tui.modals.confirm import TypedConfirm
from refundtui.tui.modals.finder import Finder
from refundtui.tui.modals.form import Form
from refundtui.tui.modals.menu import Menu
from refundtui.tui.widgets.lines import Lines
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


async def click_text(page: DeskPage, text: str, *, times: int = 1, below: int = 0) -> None:
    """Click the first place on the screen, from a line on, where this is written."""
    for y, line in enumerate(page.text.splitlines()):
        if y < below:
            continue
        x = line.find(text)
        if x >= 0:
            for _ in range(times):
                await page.pilot.click(offset=(x + 1, y))
                await page.rest()
            return
    raise AssertionError(f"{text!r} is nowhere on the screen:\n{page.text}")


async def test_a_click_moves_the_cursor_and_another_opens_the_case(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await click_text(page, "RF-0481003", below=3)
        assert page.reference == "RF-0481003"
        assert desk.room.current_pane.id == desk.room.queue_pane.id
        await click_text(page, "RF-0481003", below=3)
        assert desk.room.current_pane.id == desk.room.case_pane.id


async def test_a_click_goes_to_a_pane_and_opens_the_reason_of_a_figure(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(200, 60)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await click_text(page, "[3] Calculator")
        await click_text(page, "Jacket", times=2)
        assert desk.room.current_pane is desk.room.calculator
        before = len(desk.room.calculator.lines.rows)
        row = desk.room.calculator.row
        assert row is not None
        lines = desk.room.calculator.lines
        at = lines.index_of(row)
        assert at is not None
        await pilot.click(lines, offset=(4, at - int(lines.scroll_offset.y)))
        await page.rest()
        assert len(lines.rows) != before


async def test_what_the_footer_names_can_be_clicked(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await click_text(page, "? Help")
        assert isinstance(page.dialog, Finder)
        await page.press("escape")
        await click_text(page, "^p Palette")
        assert isinstance(page.dialog, Finder)
        await page.press("escape")
        await click_text(page, "d Decide")
        assert isinstance(page.dialog, Menu)
        await page.press("escape")
        await click_text(page, "Enter Open")
        assert desk.room.current_pane.id == desk.room.case_pane.id


async def test_every_command_of_the_palette_can_be_clicked(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await click_text(page, "^p Palette")
        await page.type("add a note")
        await click_text(page, "Add a note", times=2)
        assert isinstance(page.dialog, Form)
        page.dialog.query_one(TextArea).insert("by mouse")
        await click_text(page, "[ Add", times=1)
        assert [note.text for note in page.case.notes] == ["by mouse"]


async def test_the_wheel_scrolls_and_moves_nothing(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.press("2")
        lines = desk.room.case_pane.query_one(Lines)
        await pilot._post_mouse_events([_wheel()], lines, offset=(3, 3))
        await page.rest()
        assert page.reference == "RF-0481001"


def _wheel() -> type:
    from textual import events

    return events.MouseScrollDown


async def test_the_button_that_sends_money_is_only_brought_into_focus_by_a_click(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    answers: list[object] = []
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        dialog = TypedConfirm(
            "Confirm", [("Pay", "240.00 EUR")], "Send refund", money("240.00", "EUR"), Speech("en")
        )
        _ = desk.push_screen(dialog, answers.append)
        await page.rest()
        await page.type("240")
        await click_text(page, "[ Send refund ]", times=3)
        assert answers == []
        assert page.dialog is dialog
        await page.press("enter")
        assert answers == [True]
