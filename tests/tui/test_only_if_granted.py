"""A sum that the verdict stands against is never shown as if it were given: not as a total, not in a letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from refundtui.casework.quoting import is_only_if_granted, preview
from refundtui.domain.case import Case, CaseState
from refundtui.tui.app import Desk
from tests.support.making import NOW
from tests.support.pages import DeskPage, pane_text
from tests.tui.desk_ports import a_desk, fashion

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


def asked_too_late(**more: Any) -> Case:
    late = {"received_at": NOW + timedelta(days=90), "notice_on": NOW.date() + timedelta(days=90)}
    return fashion("2", **(late | more))


async def test_calculator_essentials_and_letter_say_that_it_is_only_if_granted(desk_on: MakeDesk) -> None:
    ports, _, clock = a_desk((asked_too_late(),))
    clock.move(days=91)
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("3")
        assert "ONLY IF GRANTED" in page.calculator
        assert "REFUND" not in page.calculator
        essentials = page.text.splitlines()[-3]
        assert "Karin Brandt  -91d!" in essentials
        assert "x not eligible  if granted 31.08 EUR" in essentials.replace("\xa0", " ")
        await page.press("4")
        said = " ".join(pane_text(desk.room.letter_pane.lines).split())
        assert "Only if it is granted: the verdict stands against it. w shows other letters." in said
        assert "if granted" in page.text.splitlines()[1]
        await page.press("w", "7")
        said = " ".join(pane_text(desk.room.letter_pane.lines).split())
        assert "Only if it is granted" not in said, "the denial is no grant"


async def test_what_is_owed_is_said_without_an_if(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((fashion("2"),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("3")
        assert "REFUND" in page.calculator
        assert "if granted" not in page.text.casefold()


def test_a_decision_ends_the_if() -> None:
    late = asked_too_late()
    ports, _, clock = a_desk((late,))
    clock.move(days=91)
    determination = preview(late, late.request, ports)
    assert is_only_if_granted(late, determination)
    assert not is_only_if_granted(replace(late, state=CaseState.PAID), determination)
