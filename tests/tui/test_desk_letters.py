"""A letter at the desk: sent as it is shown while the case goes on, filled in where no record helps, stopped with words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from refundtui.casework.corresponding import letter_part
from refundtui.casework.deciding import draft
from refundtui.domain.commands import SendLetter
from refundtui.letters.letter import Kind
from refundtui.tui.app import Desk
from refundtui.tui.modals.confirm import Confirm
from refundtui.tui.modals.form import Form
from refundtui.tui.modals.telling import TellingDialog
from tests.support.pages import DeskPage, pane_text
from tests.tui.desk_ports import a_desk, fashion

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


async def test_a_letter_is_sent_as_it_is_shown_and_no_key_that_began_it_ends_it(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("4", "w", "1")
        shown = pane_text(desk.room.letter_pane.lines)
        await page.press("S")
        assert isinstance(page.dialog, Confirm), page.status
        await page.press("S", "enter")
        assert page.entries == [], "neither the key that began nor Enter sends"
        await page.press("4", "S", "y")
        (entry,) = page.entries
        command = entry.submission.command
        assert isinstance(command, SendLetter)
        assert (command.letter.letter, command.letter.language) == ("acknowledgement", "de")
        for line in command.letter.text.split():
            assert line in shown


async def test_a_letter_that_cannot_leave_says_why_and_stays(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("4", "w", "b")
        await page.press("S")
        assert isinstance(page.dialog, TellingDialog), page.status
        assert "The letter cannot leave like this" in page.text
        await page.press("y", "enter")
        assert not page.in_dialog
        assert page.entries == []


async def test_no_other_letter_leaves_than_the_one_that_is_shown(desk_on: MakeDesk) -> None:
    """While nothing is decided the letter of the decision on the table is shown: it waits for it."""
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("4")
        assert "36,08" in pane_text(desk.room.letter_pane.lines)
        await page.press("S")
        assert isinstance(page.dialog, TellingDialog), page.status
        assert "w shows other letters." in page.text
        await page.press("y", "escape")
        assert page.entries == []


async def test_a_letter_that_cannot_leave_is_told_before_the_money_is_on_its_way(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("4", "enter")
        await page.type("neunundneunzig Euro ")
        await page.press("escape")
        await page.rest()
        assert "is an amount in words" in page.text.replace("\n", " ")
        await page.press("d")
        assert "The letter cannot leave like this" in page.text


async def test_what_is_missing_is_asked_for_by_name(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("4", "w", "e")
        assert "the new day" in page.text
        await page.press("a")
        assert isinstance(page.dialog, Form), page.status
        await page.type("2026-12-11")
        await page.press("enter")
        if page.dialog is not None:
            await page.press("enter")
        await page.rest()
        assert "11. Dezember 2026" in pane_text(desk.room.letter_pane.lines)


async def test_an_edited_amount_is_named_in_the_letter_itself(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("4", "w", "1", "enter")
        await page.type("999,99 EUR ")
        await page.press("escape")
        await page.press("j", "k", "1", "enter", "4")
        await page.rest()
        await page.press("w", "1")
        assert "999,99 EUR" in pane_text(desk.room.letter_pane.lines)
        assert "amounts come from the quote" in page.text.replace("\n", " ")


async def test_words_stay_with_the_letter_they_were_typed_in(desk_on: MakeDesk) -> None:
    """A sync may find that another letter is due while somebody writes in this one."""
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        room = desk.room
        assert room.opened is not None
        assert room.opened.letter is not None
        case_id, granting = room.opened.file.case.id, letter_part(room.opened.letter)
        await page.press("4", "enter")
        await page.type("MEINE WORTE ")
        room.write_letter(Kind.ACKNOWLEDGEMENT, None)
        await page.rest()
        await page.type("MEHR ")
        await page.press("escape")
        await page.rest()
        assert "MEINE WORTE MEHR" in draft(case_id, granting, ports)
        assert draft(case_id, "letter/acknowledgement/de", ports) == ""
        assert room.opened.letter.kind is Kind.ACKNOWLEDGEMENT
        assert "MEINE WORTE" not in pane_text(room.letter_pane.lines)
