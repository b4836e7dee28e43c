"""The menu of decisions tells the truth at a glance: what is possible, and once why the rest is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from refundtui.domain.case import CaseState
from refundtui.tui.app import Desk
from refundtui.tui.widgets.lines import Lines
from tests.support.making import NOW, eur, lead
from tests.support.pages import DeskPage, pane_text
from tests.tui.desk_ports import a_desk, fashion

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


def the_menu(page: DeskPage) -> Lines:
    assert page.dialog is not None
    return page.dialog.query_one(Lines)


async def test_a_role_that_decides_nothing_here_sees_no_choice_as_possible(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2", state=CaseState.ESCALATED),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d")
        menu = the_menu(page)
        said = pane_text(menu)
        assert " ".join(said.split()).count("To be decided by: senior agent and team lead.") == 1
        for choice in ("Another amount", "Price reduction", "Goodwill", "Refund ", "Deny with"):
            line = next(line for line in said.splitlines() if choice in line)
            assert line.endswith("not as agent"), line
        assert menu.key is None
        assert len(menu.rows) <= menu.size.height, "all of it is seen at once"
        await page.press("g")
        assert page.in_dialog
        assert page.entries == []


async def test_the_cursor_stands_on_the_first_thing_that_is_possible(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2", state=CaseState.ESCALATED),), lead("lee"))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d")
        assert the_menu(page).key == "approve"


async def test_a_state_in_which_little_is_possible_is_said_short_beside_each_choice(
    desk_on: MakeDesk,
) -> None:
    ports, _, _ = a_desk((fashion("2", state=CaseState.CLOSED),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("slash")
        await page.type("is:any")
        await page.press("enter", "d")
        said = pane_text(the_menu(page))
        assert said.count("not while: closed") >= 6
        assert "possible any more" not in said


async def test_one_reason_for_several_choices_is_said_once(desk_on: MakeDesk) -> None:
    late = fashion("2", received_at=NOW + timedelta(days=90), notice_on=NOW.date() + timedelta(days=90))
    ports, _, clock = a_desk((late,))
    clock.move(days=91)
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d")
        said = " ".join(pane_text(the_menu(page)).split())
        assert said.count("The verdict is “not eligible”") == 1
        assert said.count("see above") >= 2
        assert the_menu(page).key == "partial"


async def test_the_most_that_is_said_of_another_amount_is_taken_and_a_cent_more_is_told_in_the_form(
    desk_on: MakeDesk,
) -> None:
    """Delivery goes back with no reduction of the goods: the most is less than all that is left."""
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "p")
        assert "at most 188.80" in page.text
        await page.type("188.81")
        await page.press("enter", "enter")
        assert page.in_dialog
        assert "At most €188.80 can still go back" in page.text
        await page.press("shift+tab", "shift+tab", "home", "shift+end")
        await page.type("188.80")
        await page.press("enter", "enter")
        await page.rest()
        assert desk.room.opened is not None
        quote = desk.room.opened.weighed.quote
        assert quote is not None
        assert quote.total == eur("188.80")
