"""Each tab is a desk of its own on the same files: one works, the next says that it can only look."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from refundtui.books.lock import Lock
from tests.support.served_desk import ServedDesk, tab, visitor

pytestmark = pytest.mark.anyio
ONLY_LOOK = "Another window is working with these files"


async def books_are_free(home: Path) -> None:
    """Wait until no desk holds them."""
    lock = Lock(home / "training" / "outbox.db.lock")
    async with asyncio.timeout(30):
        while not lock.take():  # noqa: ASYNC110 - a lock of the operating system's tells nobody
            await asyncio.sleep(0.05)
    lock.release()


async def test_a_second_tab_says_that_it_can_only_look(desk: ServedDesk) -> None:
    async with visitor(desk) as somebody, tab(desk, somebody) as first:
        await first.shows(" cases")
        async with tab(desk, somebody) as second:
            await second.shows(ONLY_LOOK)
        assert ONLY_LOOK not in first.painted


async def test_a_page_loaded_again_has_its_books_again(desk: ServedDesk) -> None:
    async with visitor(desk) as somebody:
        async with tab(desk, somebody) as before:
            await before.shows(" cases")
        async with tab(desk, somebody) as after:
            await after.shows(" cases")
            await after.shows("[on]")
        assert ONLY_LOOK not in after.painted


async def test_a_desk_that_is_left_closes_its_tab(desk: ServedDesk, home: Path) -> None:
    async with visitor(desk) as somebody, tab(desk, somebody) as one:
        await one.shows(" cases")
        await one.type("\x11")
        await one.ends()
        await books_are_free(home)


async def test_a_desk_that_cannot_open_closes_its_tab_and_the_terminal_says_why(
    desk: ServedDesk, home: Path
) -> None:
    (home / "config.toml").write_text("theme = 7\n", encoding="utf-8")
    async with visitor(desk) as somebody, tab(desk, somebody) as one:
        await one.ends()
    desk.end()
    assert desk.process.stdout is not None
    assert "config.toml" in desk.process.stdout.read()


@pytest.mark.parametrize(
    "how",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.proof),
        pytest.param(signal.SIGKILL, marks=pytest.mark.proof),
    ],
    ids=["SIGTERM", "SIGINT", "SIGKILL"],
)
async def test_no_desk_outlives_the_server(desk: ServedDesk, home: Path, how: signal.Signals) -> None:
    async with visitor(desk) as somebody, tab(desk, somebody) as one:
        await one.shows(" cases")
        code = await asyncio.to_thread(desk.end, how)
    assert code == (-signal.SIGKILL if how is signal.SIGKILL else 0)
    await books_are_free(home)


async def test_a_tab_that_speaks_nonsense_is_closed_and_the_others_go_on(desk: ServedDesk) -> None:
    async with visitor(desk) as somebody, tab(desk, somebody) as good:
        await good.shows(" cases")
        async with tab(desk, somebody) as bad:
            await bad.say("{")
            await bad.ends()
        await good.type("\x1bOP")
        await good.shows("Help")
