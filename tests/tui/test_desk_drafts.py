"""Nothing that was written is lost: not to a slow disk, not to a case read anew, not to leaving the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event

import pytest

from refundtui.domain.case import CaseId
from refundtui.tui.app import Desk
from tests.support.pages import DeskPage
from tests.support.ports_in_memory import MemoryOutbox
from tests.tui.desk_ports import a_desk

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


class SlowOutbox(MemoryOutbox):
    """An outbox on a slow disk: the first text takes longer than the second."""

    def __init__(self) -> None:
        super().__init__()
        self.first = Event()
        self.gate = Event()
        self.saved: list[str] = []

    def save_draft(self, key: str, text: str) -> None:
        if not self.first.is_set():
            self.first.set()
            assert self.gate.wait(10)
        super().save_draft(key, text)
        self.saved.append(text)


async def test_a_draft_that_is_late_never_overwrites_a_newer_one(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    outbox = SlowOutbox()
    desk = desk_on(replace(ports, outbox=outbox))
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        for text in ("first", "second", "third"):
            desk.room.keep_draft(CaseId("1"), "note", text)
            await pilot.pause()
        outbox.gate.set()
        await page.rest()
        assert outbox.saved[-1] == "third"
        assert outbox.draft("1/note") == "third"


async def test_drafts_of_two_things_kept_in_one_breath_are_both_kept(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        desk.room.keep_draft(CaseId("1"), "note", "called her")
        desk.room.keep_draft(CaseId("1"), "letter/offer/de", "Guten Tag")
        await page.rest()
        assert ports.outbox.draft("1/note") == "called her"
        assert ports.outbox.draft("1/letter/offer/de") == "Guten Tag"


async def test_a_case_read_anew_between_two_keys_takes_nothing_from_the_calculator(
    desk_on: MakeDesk,
) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("3")
        before = page.total
        desk.room.open_case(CaseId("1"))
        desk.room.act("calc.everything")
        await page.rest()
        assert page.total != before
        assert "changed" in page.text


class LateOutbox(MemoryOutbox):
    """An outbox whose next answer is on its way for as long as the gate is shut."""

    def __init__(self) -> None:
        super().__init__()
        self.is_late = False
        self.gate = Event()

    def draft(self, key: str) -> str | None:
        text = super().draft(key)
        if self.is_late:
            self.is_late = False
            assert self.gate.wait(10)
        return text


async def test_a_reading_overtaken_by_a_key_and_its_draft_takes_nothing_back(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    outbox = LateOutbox()
    desk = desk_on(replace(ports, outbox=outbox))
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        before = page.total
        outbox.is_late = True
        desk.room.open_case(CaseId("1"))
        await pilot.pause()
        desk.room.act("calc.everything")
        for _ in range(500):
            if not outbox.is_late and MemoryOutbox.draft(outbox, "1/request"):
                break
            await pilot.pause(0.01)
        outbox.gate.set()
        await page.rest()
        assert MemoryOutbox.draft(outbox, "1/request"), "the key's request was not written down"
        assert page.total != before
        assert "changed" in page.text


async def test_what_stood_on_the_calculator_when_the_desk_was_left_is_written_down(
    desk_on: MakeDesk,
) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await pilot.press("3", "asterisk")
        desk.exit(0)
    assert ports.outbox.draft("1/request")


async def test_a_decision_leaves_no_draft_of_the_request_behind(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk()
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("3", "K", "d", "f", "y")
        await pilot.pause(0.4)
        await page.rest()
        assert not ports.outbox.draft("1/request")
