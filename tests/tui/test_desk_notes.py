"""A note stays in the house, whatever key is pressed: it is written, kept and shown apart from every letter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from refundtui.domain.commands import AddNote, Close
from refundtui.letters.letter import Kind
from refundtui.tui.app import Desk
from refundtui.tui.modals.form import Form
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk, the_jacket_case

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]
SECRET = "she sounds dishonest"


async def note(page: DeskPage) -> None:
    await page.press("n")
    await page.type(SECRET)


async def test_the_field_of_a_note_says_that_it_is_internal_and_has_no_key_that_sends(
    desk_on: MakeDesk,
) -> None:
    ports, _, _ = a_desk((the_jacket_case(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await note(page)
        assert isinstance(page.dialog, Form)
        assert "INTERNAL" in page.text
        assert "Internal: customers never see it." in page.text
        await page.press("enter", "tab", "enter")
        assert [type(entry.submission.command) for entry in page.entries] in ([], [AddNote])


async def test_a_note_half_written_is_in_no_letter_of_any_kind(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((the_jacket_case(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await note(page)
        await page.press("escape", "4")
        for kind in Kind:
            desk.room.write_letter(kind, None)
            await page.rest()
            assert SECRET not in page.letter
        assert ports.outbox.draft("1/note") == SECRET


async def test_a_note_that_was_added_is_in_no_letter_and_no_message(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((the_jacket_case(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await note(page)
        await page.press("tab", "tab", "enter")
        assert [type(entry.submission.command) for entry in page.entries] == [AddNote]
        assert [one.text for one in page.case.notes] == [SECRET]
        assert all(SECRET not in message.text for message in page.case.messages)
        for kind in Kind:
            desk.room.write_letter(kind, None)
            await page.rest()
            assert SECRET not in page.letter
        await page.press("2", "h")
        assert f"# {SECRET}" in page.text
        assert "INTERNAL: customers never see this." in page.text


async def test_a_draft_of_a_letter_never_becomes_a_note_nor_the_other_way_round(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((the_jacket_case(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("4", "enter")
        await page.type("Guten Tag")
        await page.press("escape", "n")
        assert "Guten Tag" not in (ports.outbox.draft("1/note") or "")
        await page.press("escape")
        assert all(not isinstance(entry.submission.command, Close | AddNote) for entry in page.entries)
