"""Telling desks that something is new: one look at the feeds' heads each quarter of a second, for everybody.

A poke says that a feed is at a number, never what changed, so losing, doubling or reordering one does no
harm. Nothing is announced inside a business transaction: whoever looks next sees what was committed.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Final

import msgspec
from fastapi.concurrency import run_in_threadpool

from refundtui.server.troubles import ProblemError
from refundtui.wire.pages import PokeBody

EVERY: Final = 0.25  # seconds between two looks
KEEP_ALIVE: Final = 20.0  # proxies close what is silent for longer
_AT_MOST_EVERY: Final = 1.0  # one poke a second and stream: a busy feed is told once, at its newest
_FIRST: Final = "retry: 2000\n: open\n\n"
_STILL_HERE: Final = ": ka\n\n"

_LOG: Final = logging.getLogger("refundtui.office")

PRESENCE: Final = "presence"
"""Stands among the heads like a feed: its number grows whenever somebody comes, goes or takes a case."""

Heads = Mapping[str, int]
"""Feed to last number; replaced, never changed, so that a thousand streams share one."""


class Pokes:
    """One process's eye on the feeds, and the streams that wait for it."""

    def __init__(self, look: Callable[[], Heads], *, every: float = EVERY) -> None:
        self._look = look
        self._every = every
        self._heads: Heads = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._moved: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self.is_closing = False
        self.streams = 0

    async def open(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._moved = self._loop.create_future()
        self._heads = await run_in_threadpool(self._look)
        self._task = asyncio.create_task(self._keep_looking())

    async def close(self) -> None:
        self.say_goodbye()
        if self._task is not None:
            await self._task  # not cut off: a look under way holds a connection of the database

    def say_goodbye(self) -> None:
        """Let every stream and every waiting question end; may be called from any thread or signal."""
        self.is_closing = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake)

    async def beyond(self, seen: Heads, seconds: float) -> bool:
        """Wait until one of these feeds has moved on, or is gone; False when the time is over."""
        until = time.monotonic() + seconds
        while not self.is_closing:
            if any(self._heads.get(feed) != number for feed, number in seen.items()):
                return True
            left = until - time.monotonic()
            if left <= 0 or not await self._next(left):
                return False
        return False

    async def stream(self, mine: Callable[[], Callable[[str], bool]], seconds: float) -> AsyncIterator[str]:
        """Pokes for one desk until its token ends. `mine` asks anew which feeds the person may know of."""
        self.streams += 1
        try:
            async for words in self._stream(mine, seconds):
                yield words
        finally:
            self.streams -= 1

    async def _stream(self, mine: Callable[[], Callable[[str], bool]], seconds: float) -> AsyncIterator[str]:
        until = time.monotonic() + seconds
        seen, is_mine = self._heads, await run_in_threadpool(mine)
        yield _FIRST
        while not self.is_closing and (left := until - time.monotonic()) > 0:
            # What moved while this stream rested is told at once.
            is_silent = self._heads is seen and not await self._next(min(KEEP_ALIVE, left))
            heads = self._heads
            if is_silent or heads.keys() != seen.keys():
                # Rights may have changed in a while; whose a new feed is has to be asked.
                try:
                    is_mine = await run_in_threadpool(mine)
                except ProblemError:
                    break  # no longer anybody of ours
            if is_silent:
                yield _STILL_HERE
                continue
            moved = {feed: at for feed, at in heads.items() if seen.get(feed) != at and is_mine(feed)}
            seen = heads
            if moved:
                poke = PokeBody(presence=moved.pop(PRESENCE, 0), feeds=moved)
                yield f"event: poke\ndata: {msgspec.json.encode(poke).decode()}\n\n"
                await asyncio.sleep(_AT_MOST_EVERY)
        # Everybody comes back, but not in the same moment.
        yield f"retry: {random.randint(500, 4000)}\nevent: bye\ndata: {{}}\n\n"  # noqa: S311 - no secret

    async def _next(self, seconds: float) -> bool:
        """Whether anything moved before the time was over."""
        assert self._moved is not None  # noqa: S101 - nobody waits before `open`
        done, _ = await asyncio.wait((self._moved,), timeout=seconds)
        return bool(done)

    async def _keep_looking(self) -> None:
        while not self.is_closing:
            await asyncio.sleep(self._every)
            try:
                heads = await run_in_threadpool(self._look)
            except Exception as trouble:  # noqa: BLE001 - a database away for a moment ends no stream
                _LOG.warning("heads.unread", extra={"trouble": type(trouble).__name__})
                continue
            if heads != self._heads:
                self._heads = heads
                self._wake()

    def _wake(self) -> None:
        if self._moved is not None and not self._moved.done():
            self._moved.set_result(None)
            self._moved = asyncio.get_running_loop().create_future()
