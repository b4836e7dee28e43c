"""The queue at the desk: the filter line, views, marks and what is done to many cases at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from refundtui.casework.deciding import decide, save_draft
from refundtui.casework.submissions import Entry, EntryState
from refundtui.domain.case import Case, CaseId
from refundtui.domain.commands import Take
from refundtui.tui.app import Desk
from refundtui.tui.modals.bulk import BulkDialog, ResultsDialog
from refundtui.tui.modals.conflict import ConflictDialog
from refundtui.tui.modals.views import ViewsDialog
from refundtui.tui.widgets.bars import Bar
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk, fashion

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]
SIGNS = {":": "colon", "<": "less_than_sign", ">": "greater_than_sign"}


async def type_line(page: DeskPage, text: str) -> None:
    for sign in text:
        await page.pilot.press(SIGNS.get(sign, "space" if sign == " " else sign))
    await page.rest()


def told(page: DeskPage) -> str:
    return page.desk.room.query_one("#told", Bar).text


def shown(page: DeskPage) -> list[str]:
    pages = page.desk.room.queue_pane.table.pages
    return [row.reference for at in range(pages.count) if (row := pages.row(at)) is not None]


def some_cases(number: int = 4) -> tuple[Case, ...]:
    return tuple(fashion(str(at)) for at in range(2, 2 + number))


async def test_a_filter_line_narrows_while_it_is_typed_and_stays_in_the_title(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(some_cases())
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        before = shown(page)
        await page.press("slash")
        assert "brand:" in told(page)
        await type_line(page, "due<5h")
        assert len(shown(page)) == 2
        await page.press("enter")
        assert "/due<5h" in page.text
        await page.press("escape")
        assert shown(page) == before


async def test_tab_finishes_the_word_and_again_offers_the_next(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(some_cases())
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("slash")
        await type_line(page, "ow")
        await page.press("tab")
        field = desk.room.query_one("#search")
        assert getattr(field, "value", "") == "owner:"
        await page.press("tab")
        assert getattr(field, "value", "") == "owner:me"
        await page.press("tab")
        assert getattr(field, "value", "") == "owner:none"
        await page.press("enter")
        assert desk.room.wanted.unowned


async def test_a_mistake_is_told_as_one_types_and_enter_does_not_walk_past_it(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(some_cases())
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        before = shown(page)
        await page.press("slash")
        await type_line(page, "stat:offer b")
        assert told(page).strip().startswith("state:offer?")
        await page.press("enter")
        assert "TEXT" in page.status
        await page.press("escape")
        assert "TEXT" not in page.status
        assert shown(page) == before


async def test_views_show_their_counts_and_a_number_chooses_one(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(some_cases())
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("v")
        assert isinstance(page.dialog, ViewsDialog)
        line = next(line for line in page.text.splitlines() if "due within 24 h" in line)
        assert "due<24h" in line
        assert " 4 " in line
        await page.press("2")
        assert desk.room.view == "mine"
        assert shown(page) == []
        await page.press("escape")
        assert len(shown(page)) == 4


async def test_what_is_shown_is_kept_as_a_view_and_forgotten_again(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(some_cases())
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("slash")
        await type_line(page, "due<5h")
        await page.press("enter", "s", "3", "v", "s")
        await page.type("soon mine")
        await page.press("enter", "enter")
        assert desk.room.shown_view.filter == "due<5h sort:amount"
        assert desk.room.typed == ""
        assert "soon mine" in page.text
        assert len(shown(page)) == 2
    again = desk_on(ports)
    async with again.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("v")
        assert "soon mine" in page.text
        await page.press("end", *["j"] * 9, "x")
        await page.press("v")
        assert "soon mine" not in page.text


def foot(page: DeskPage) -> str:
    return str(page.desk.room.queue_pane.border_subtitle)


async def test_space_marks_and_v_marks_what_lies_between_and_esc_clears(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(some_cases(6))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("space")
        assert "1 marked" in foot(page)
        assert shown(page)[1] == page.reference
        await page.press("j", "V", "j", "j")
        assert page.text.count("*N RF-") == 4
        await page.press("V")
        assert "4 marked" in foot(page)
        await page.press("slash")
        await type_line(page, "due<1h")
        await page.press("enter")
        assert "4 marked" in foot(page)
        await page.press("escape")
        assert "marked" not in foot(page)
        assert "/due<1h" in page.text
        await page.press("escape", "asterisk")
        assert "6 marked" in foot(page)
        await page.press("asterisk")
        assert "marked" not in foot(page)


async def test_marked_cases_are_taken_after_a_trial_and_all_of_it_comes_back(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(some_cases(4))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("space", "space", "B")
        assert "2 marked cases" in page.text
        await page.press("t")
        assert isinstance(page.dialog, BulkDialog)
        assert "2 cases are ready" in page.text
        assert page.entries == []
        await page.press("y")
        assert isinstance(page.dialog, ResultsDialog)
        assert "2 cases are done and held" in page.text
        assert [entry.submission.command.code for entry in page.entries] == ["take", "take"]
        await page.press("u")
        assert "2 decisions are taken back." in page.status
        assert [entry for entry in page.entries if entry.state is not EntryState.WITHDRAWN] == []


async def test_money_for_the_whole_filter_wants_the_number_typed(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(some_cases(4))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        save_draft(CaseId("5"), "request", "{}", ports)
        await page.press("B")
        assert "All 4 cases of this filter" in page.text
        await page.press("f")
        assert "1 is left out" in page.text
        await page.press("y", "enter")
        assert isinstance(page.dialog, BulkDialog)
        await page.press("backspace", "4", "enter")
        assert "3 are ready; “4” was typed." in page.text
        await page.press("backspace", "3", "enter")
        assert isinstance(page.dialog, ResultsDialog)
        approved = [e for e in page.entries if e.submission.command.code == "approve"]
        assert len(approved) == 3
        assert all(entry.submission.not_before is not None for entry in approved)


async def test_what_arrives_is_counted_and_moves_nothing(desk_on: MakeDesk) -> None:
    ports, office, _ = a_desk(some_cases(4))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("j")
        at, before = page.reference, shown(page)
        office.put(fashion("1"))
        office.put(fashion("9"))
        await page.sync()
        assert page.reference == at
        assert shown(page) == before
        assert "+2 new, R to show" in foot(page)
        await page.press("R")
        assert page.reference == at
        assert len(shown(page)) == 6


async def test_one_key_goes_back_to_view_filter_case_and_pane(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(some_cases(4))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("b")
        assert "no place to go back to" in page.status
        await page.press("j", "j", "enter")
        here = page.reference
        assert desk.room.current_pane.id == "case"
        await page.press("v", "2")
        assert desk.room.view == "mine"
        await page.press("b")
        assert (desk.room.view, page.reference, desk.room.current_pane.id) == ("open", here, "case")
        await page.press("b")
        assert (page.reference, desk.room.current_pane.id) == (here, "queue")


async def test_the_cases_opened_last_are_a_number_away(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk(some_cases(4))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        first, second, *_ = shown(page)
        await page.press("enter", "1", "j", "enter", "H")
        assert page.text.index(f"1  {second}") < page.text.index(f"2  {first}")
        await page.press("2")
        assert page.reference == first


async def test_a_changed_case_is_shown_in_three_columns_and_theirs_is_the_safe_answer(
    desk_on: MakeDesk,
) -> None:
    ports, office, _ = a_desk(some_cases(2))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        case_id = CaseId("2")
        case = office.cases[case_id]
        entry = decide(case_id, Take(), ports, hold_seconds=0)
        assert isinstance(entry, Entry)
        office.put(
            replace(case, owner="bob", version=case.version + 1, decision_version=case.decision_version + 1)
        )
        await page.sync()
        await page.press("C")
        assert isinstance(page.dialog, ConflictDialog)
        line = next(line for line in page.text.splitlines() if "! owner" in line)
        assert line.index("nothing") < line.index("bob") < line.index("ann")
        await page.press("enter")
        assert not page.in_dialog
        assert [one.state for one in page.entries] in ([], [EntryState.WITHDRAWN])


async def test_a_case_set_aside_leaves_the_queue_and_comes_back_at_its_hour(desk_on: MakeDesk) -> None:
    ports, _, clock = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        reference = page.reference
        await page.press("L", "end", *["backspace"] * 16)
        await page.type("4h")
        await page.press("enter")
        await page.type("calls back")
        await page.press("enter", "enter")
        assert f"{reference} is set aside until" in page.status
        assert page.reference != reference
        await page.sync()
        await page.rest()
        assert reference not in shown(page)
        clock.move(hours=4, minutes=1)
        desk.beat()
        await page.rest()
        assert "+1 new" in foot(page)
        await page.press("R")
        assert reference in shown(page)
