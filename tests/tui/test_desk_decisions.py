"""The menu of decisions tells everything it knows: reasons in full, and facts by their own names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from refundtui.tui.app import Desk
from tests.support.pages import DeskPage
from tests.tui.desk_ports import a_desk, laptop_case, the_jacket_case

pytestmark = pytest.mark.anyio
MakeDesk = Callable[..., Desk]


def in_one_line(text: str) -> str:
    """What a dialog says, its frame and its line ends taken away."""
    return " ".join(text.replace("║", " ").split())


async def test_why_not_is_read_in_full_in_the_smallest_window(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((the_jacket_case(),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d")
        assert (
            "A denial is not possible: by law the customer may insist on repair, replacement, "
            "price reduction and ending the contract." in in_one_line(page.text)
        )


async def test_a_missing_fact_is_asked_for_by_its_name(desk_on: MakeDesk) -> None:
    ports, _, _ = a_desk((laptop_case(facts=()),))
    desk = desk_on(ports)
    async with desk.run_test(size=(80, 24)) as pilot:
        page = DeskPage(pilot)
        await page.rest()
        await page.press("d", "i")
        assert "[x] whether it was opened" in page.text
