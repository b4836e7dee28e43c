"""What is about to be due is said at the desk, once, with what it rests on, and stays to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from refundtui.casework.alarms import SOON
from refundtui.domain.case import CaseId
from refundtui.tui.app import Desk
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk, the_jacket_case

pytestmark = pytest.mark.anyio


def said(desk: Desk) -> str:
    return desk.saying.text if desk.saying is not None else ""


async def test_a_case_of_mine_that_will_be_due_is_said_once_and_kept(desk_on: Callable[..., Desk]) -> None:
    ports, _, clock = a_desk((replace(the_jacket_case(), id=CaseId("5"), owner="ann"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(120, 40)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        row = desk.room.queue_pane.table.current
        assert row is not None
        assert row.due_at is not None
        desk.room.look_for_due()
        await page.rest()
        assert said(desk) == ""
        clock.at = row.due_at - SOON + timedelta(minutes=1)
        desk.room.look_for_due()
        await page.rest()
        assert row.reference in said(desk)
        assert "in 59 min" in said(desk)
        assert desk.problems == [said(desk)]
        clock.at += timedelta(minutes=5)
        desk.room.look_for_due()
        await page.rest()
        assert len(desk.problems) == 1
        clock.at = row.due_at + timedelta(minutes=2)
        desk.room.look_for_due()
        await page.rest()
        assert "2 min late" in said(desk)
