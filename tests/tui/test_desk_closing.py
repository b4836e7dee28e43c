"""Closing: what blocks it is said, the letter goes as it stands, and the case is closed once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from refundtui.domain.case import Case, CaseState, Denial, Ground
from refundtui.domain.commands import Close
from refundtui.tui.app import Desk
from refundtui.tui.modals.form import Form
from tests.support.making import NOW
from tests.support.pages import DeskPage, pane_text
from tests.tui.desk_ports import a_desk, fashion

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


def denied() -> Case:
    denial = Denial((Ground.WINDOW_PASSED,), ("§ 3.1",), "ann", NOW - timedelta(hours=2))
    late = NOW + timedelta(days=90)
    return fashion("2", state=CaseState.NOTIFY, denial=denial, received_at=late, notice_on=late.date())


async def test_a_case_that_cannot_be_closed_says_what_blocks_it(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "Next        Decide: 36.08" in pane_text(desk.room.case_pane.lines).replace("\xa0", " ")
        await page.press("E")
        assert page.dialog is None
        assert page.entries == []
        assert "The case is received" in page.status


async def test_a_denied_case_is_closed_with_its_letter(desk_on: MakeDesk) -> None:
    ports, _, clock = a_desk((denied(),))
    clock.move(days=91)
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        assert "Close the case with its letter." in pane_text(desk.room.case_pane.lines)
        await page.press("E")
        assert isinstance(page.dialog, Form), page.status
        assert "k••••t@example.org" in page.text, "who gets it is masked as everywhere"
        await page.press("enter")
        assert page.entries == [], "the first Enter only goes on"
        await page.press("enter")
        (entry,) = page.entries
        close = entry.submission.command
        assert isinstance(close, Close)
        assert close.letter is not None
        assert close.letter.subject
        assert "Karin" in close.letter.text
        await page.press("E")
        assert len(page.entries) == 1


async def test_esc_closes_nothing(desk_on: MakeDesk) -> None:
    ports, _, clock = a_desk((denied(),))
    clock.move(days=91)
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("E")
        assert isinstance(page.dialog, Form), page.status
        await page.press("escape")
        assert page.entries == []
        assert page.dialog is None
