"""The ten journeys at the desk, by keys alone, on real books and the practice office."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from refundtui.bootstrap import open_desk
from refundtui.casework.submissions import EntryState
from refundtui.domain.commands import Approve, GrantApproval, RequestApproval
from refundtui.tui.app import Desk
from refundtui.tui.modals.menu import Menu
from tests.support.pages import DeskPage

pytestmark = pytest.mark.anyio
Sit = Callable[..., AbstractAsyncContextManager[DeskPage]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def sit(home: Path, tmp_path: Path) -> Sit:
    """Sit down at the practice desk, wide enough to see everything; the office is read first."""

    @asynccontextmanager
    async def down(actor: str = "me") -> AsyncIterator[DeskPage]:
        with open_desk(home, training=True, actor_id=actor) as opened:
            desk = Desk(
                opened.ports,
                zone="Europe/Berlin",
                mono=True,
                dialog_pause=0,
                beating=False,
                reports=tmp_path,
            )
            async with desk.run_test(size=(200, 60)) as pilot:
                page = DeskPage(pilot)
                page.weather = opened.weather
                await page.rest()
                await page.sync()
                yield page

    return down


async def find(page: DeskPage, number: int) -> None:
    """Search a case by its reference, as an agent with a name on the phone does."""
    await page.press("slash")
    await page.type(f"RF-{number:07}")
    await page.press("enter")
    assert page.reference == f"RF-{number:07}"


async def pass_the_hold(page: DeskPage) -> None:
    """Time goes by, and the outbox is sent."""
    clock: Any = page.desk.ports.clock
    clock.move_by(timedelta(seconds=60))
    await page.sync()


async def test_1_keep_it_for_less(sit: Sit) -> None:
    async with sit() as page:
        await find(page, 1)
        assert page.total == "29.16 EUR"
        assert str(page.quote.tax) == "4.66 EUR"
        await page.cursor_on("line:jacket")
        await page.press("enter")
        assert "116.64 paid × (1 − €96.75 ÷ €129.00)" in page.calculator
        assert "§ 5.2" in page.calculator
        assert "29,16\N{NO-BREAK SPACE}€" in page.letter
        assert "Visa ••4242" in page.letter
        assert "dir" in page.letter
        await page.press("d", "f")
        assert [type(entry.submission.command) for entry in page.entries] == [Approve]
        await pass_the_hold(page)
        assert page.entries == []
        await find(page, 1)
        assert page.case.state.value in {"approved", "pay_submitted", "notify"}


async def test_1_typed_from_nothing_by_keys(sit: Sit) -> None:
    async with sit() as page:
        await find(page, 1)
        await page.cursor_on("line:jacket")
        await page.press("0")
        await page.cursor_on("line:jacket")
        await page.press("r")
        await page.type("96.75")
        await page.press("enter", "enter")
        assert page.total == "29.16 EUR"


async def test_2_changed_her_mind_about_one_shirt(sit: Sit) -> None:
    async with sit() as page:
        await find(page, 2)
        assert page.total == "36.08 EUR"
        assert "not taken: law" in page.calculator
        assert "4 Dec 2026" in page.text
        assert "Restocking fee" in page.calculator
        await page.press("d", "f")
        assert [type(entry.submission.command) for entry in page.entries] == [Approve]


async def test_3_the_rest_comes_to_what_was_paid(sit: Sit) -> None:
    async with sit() as page:
        await find(page, 3)
        order = page.case.order
        assert order is not None
        assert str(order.refunded) == "65.24 EUR"
        await page.cursor_on("line:jacket")
        await page.press("asterisk")
        assert str(page.quote.total + order.refunded) == "193.70 EUR"


async def test_4_too_much_typed_is_refused_in_the_field(sit: Sit) -> None:
    async with sit() as page:
        await find(page, 4)
        await page.press("d", "g")
        await page.type("200.00")
        await page.press("enter")
        assert "164.54" in page.text
        entry = page.desk.room.calculator.entry
        assert entry.is_open, "what was typed stays in its field"
        await page.press("escape", "d", "f")
        assert isinstance(page.dialog, Menu)
        assert "164.54" in page.text
        await page.press("escape")
        assert page.entries == []
        await page.press("d", "g")
        for _ in "200.00":
            await page.pilot.press("backspace")
        await page.type("20.00")
        await page.press("enter")
        assert page.total == "20.00 EUR"


async def test_5_above_the_limit_a_lead_decides_in_two_keys(sit: Sit) -> None:
    async with sit() as page:
        await find(page, 5)
        assert page.total == "931.57 USD"
        await page.cursor_on("total")
        await page.press("enter")
        assert "919.21" in page.calculator
        assert "-149.85" in page.calculator
        await page.press("d", "f")
        assert isinstance(page.dialog, Menu), "above the agent's limit"
        assert "500.00" in page.text
        await page.press("q")
        await page.type("931.57")
        await page.press("enter")
        assert [type(entry.submission.command) for entry in page.entries] == [RequestApproval]
        await pass_the_hold(page)
        assert page.entries == []
    async with sit("lead") as page:
        await find(page, 5)
        assert page.case.state.value == "approval"
        await page.press("a")
        assert "nothing: as policy and law give it" in page.text
        await page.press("y")
        assert [type(entry.submission.command) for entry in page.entries] == [GrantApproval]
        await pass_the_hold(page)
        await find(page, 5)
        assert page.case.state.value in {"approved", "pay_submitted", "notify"}


async def test_6_worn_out_not_broken(sit: Sit) -> None:
    async with sit() as page:
        await find(page, 6)
        assert page.total == "375.00 USD"
        assert str(page.quote.goodwill) == "375.00 USD"
        assert not page.quote.tax
        await page.cursor_on("total")
        await page.press("enter")
        assert "420.00" in page.calculator
        await page.press("d", "f", "y")
        assert [type(entry.submission.command) for entry in page.entries] == [Approve]


async def test_7_unused_time(sit: Sit) -> None:
    async with sit() as page:
        await find(page, 7)
        assert page.total == "87.12 GBP"
        assert str(page.quote.tax) == "14.52 GBP"
        await page.cursor_on("line:year")
        await page.press("enter")
        assert "265 of 365" in page.calculator
        assert "87.45" in page.calculator
        await page.press("d", "f", "y")
        assert [type(entry.submission.command) for entry in page.entries] == [Approve]


async def test_8_two_tenders_card_first(sit: Sit) -> None:
    async with sit() as page:
        await find(page, 8)
        assert page.total == "160.00 EUR"
        assert "→ Visa ••4242" in page.calculator
        assert "→ Gutschein ••7731" in page.calculator
        await page.press("d", "f")
        assert "143.70" in page.text
        assert "16.30" in page.text
        await page.press("y")
        assert [type(entry.submission.command) for entry in page.entries] == [Approve]


async def test_9_denied_by_policy_owed_by_law(sit: Sit) -> None:
    async with sit() as page:
        await find(page, 9)
        assert "± partly" in page.calculator
        assert "decided by law" in page.calculator
        await page.press("d", "x")
        assert isinstance(page.dialog, Menu), "the denial the pack alone would give is not sent"
        assert "by law" in page.text
        await page.press("escape")
        assert page.entries == []


async def test_10_with_the_plug_out_everything_waits_and_is_counted(sit: Sit) -> None:
    async with sit() as page:
        weather = page.weather
        weather.go_offline()
        for number in (1, 2, 10):
            await find(page, number)
            await page.press("d", "f")
        await find(page, 10)
        await page.press("n")
        await page.type("decided in the tunnel")
        await page.press("tab", "tab", "enter")
        await pass_the_hold(page)
        assert "[off since" in page.status
        waiting = [entry for entry in page.entries if entry.state is not EntryState.ACCEPTED]
        assert [entry.state for entry in waiting] == [EntryState.QUEUED] * 4, (
            "what never left can be taken back"
        )
        assert "4 not sent" in page.status
        weather.go_online()
        await page.sync()
        assert "[on]" in page.status
        assert [entry for entry in page.entries if entry.state is not EntryState.ACCEPTED] == []
        await find(page, 10)
        assert [note.text for note in page.case.notes] == ["decided in the tunnel"]
