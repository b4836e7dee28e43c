"""The README's five minutes, walked key by key: what it promises of case RF-0000002 is what one sees."""

from __future__ import annotations

import pytest

from refundtui.domain.commands import Approve
from tests.journeys.test_desk_journeys import Sit, sit

__all__ = ["sit"]
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_the_tour_can_be_walked(sit: Sit) -> None:
    async with sit() as page:
        await page.press("slash")
        await page.type("RF-0000002")
        await page.press("enter")
        assert page.reference == "RF-0000002"
        assert page.total == "36.08 EUR"
        assert "Restocking fee" in page.calculator
        assert "not taken: law" in page.calculator

        await page.press("3", "enter")
        assert "1 of 2 units, for which €72.16 was paid" in page.calculator
        await page.press("plus")
        assert page.total == "72.16 EUR"
        await page.press("R")
        assert page.total == "36.08 EUR"
        await page.press("s")
        assert "37.02" in page.text
        assert "40.98" in page.text
        await page.press("escape", "4")
        assert "Wir erstatten dir 36,08" in page.letter
        await page.press("l")
        assert "We are going to refund 36,08" in page.letter

        await page.press("d", "f")
        assert [type(entry.submission.command) for entry in page.entries] == [Approve]
        assert "take back RF-0000002 · Approve 36.08" in page.text
        await page.press("u")
        assert page.entries == []
