"""Hearing that something is new: a stream of pokes, or a question left open where no stream gets through.

A poke says that there is more, never what. So one that is lost, doubled or late does no harm, and whoever
hears none asks anyway once in a while.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Final

import httpx
from httpx_sse import EventSource, SSEError

from refundtui.casework.submissions import Unreachable
from refundtui.remote.office import RemoteOffice
from refundtui.wire.bodies import NotReadableError, decode
from refundtui.wire.pages import PokeBody
from refundtui.wire.protocol import LONGEST_WAIT

SPREAD: Final = 1.0
"""Seconds over which the desks of a brand come after the same poke, each at a moment of its own."""

_STREAM_AGAIN: Final = 10  # questions left open before the stream is tried again: some four minutes
NEAR: Final = 0.25
"""The same where it is about who is at which case."""

_REST: Final = 5.0  # seconds, at the most, after a stream or a question that broke off


class Pokes:
    """Listens in a thread of its own from `hear` to `close`. `chance` is a number from 0 to 1."""

    def __init__(self, office: Callable[[], RemoteOffice | None], chance: Callable[[], float]) -> None:
        self._office = office
        self._chance = chance
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._at: RemoteOffice | None = None
        self._poked: Callable[[], None] = _nobody
        self._people: Callable[[], None] = _nobody
        self._was_down = False

    def hear(self, poked: Callable[[], None], people: Callable[[], None] | None = None) -> None:
        """Call `poked`, from another thread, whenever there may be something new; `people` when somebody came,
        went, or took a case.
        """
        if self._thread is None:
            self._poked, self._people = poked, people or _nobody
            self._thread = threading.Thread(target=self._listen, name="pokes", daemon=True)
            self._thread.start()

    @property
    def skew(self) -> timedelta:
        """How far the office's clock is ahead of ours, where that is worth a word."""
        return timedelta() if self._at is None else self._at.line.skew

    def try_now(self) -> None:
        if self._at is not None:
            self._at.line.try_now()

    def close(self) -> None:
        self._over.set()

    def _listen(self) -> None:
        self._at = office = self._office()
        if office is None:
            return
        while not self._over.is_set():
            if self._streamed(office):
                continue
            self._was_down = True
            # No stream, or one that something on the line holds back: questions left open instead.
            for _ in range(_STREAM_AGAIN):
                if self._over.is_set() or not self._asked(office):
                    break
            self._over.wait(_REST * self._chance())

    def _streamed(self, office: RemoteOffice) -> bool:
        """Whether a stream came through, whatever ended it."""
        came = False
        try:
            with office.line.listen("/v1/events") as stream:
                if isinstance(stream, Unreachable):
                    return False
                if self._was_down:
                    # The line is back: nobody waits for the end of a pause, and what was missed is asked for.
                    self._was_down = False
                    office.line.try_now()
                    self._over.wait(SPREAD * self._chance())
                    self._poked()
                    self._people()
                for event in EventSource(stream).iter_sse():
                    if self._over.is_set():
                        return True
                    came = True
                    if event.event == "bye":
                        self._over.wait((event.retry or 0) / 1000)
                        return True
                    if event.event == "poke":
                        self._tell(event.data)
        except (httpx.HTTPError, httpx.StreamError, SSEError, RuntimeError):
            pass  # the line broke, or the desk has closed it: what was missed is heard at the next question
        if came and not self._over.is_set():
            self._poked()
            self._people()
        return came

    def _tell(self, data: str) -> None:
        """Who came or went is worth little after two seconds: that is asked for at once, the rest in its turn."""
        try:
            poke = decode(PokeBody, data.encode())
        except NotReadableError:
            poke = PokeBody(feeds={"": 0}, presence=1)  # a newer office's: there is something, whatever it is
        if poke.presence:
            self._over.wait(NEAR * self._chance())
            self._people()
        if poke.feeds:
            self._over.wait(SPREAD * self._chance())
            self._poked()

    def _asked(self, office: RemoteOffice) -> bool:
        before = office.known_feeds
        heads = office.feeds_when_changed(LONGEST_WAIT)
        if isinstance(heads, Unreachable):
            return False
        if tuple(heads) != before and not self._over.is_set():
            self._poked()
        if not self._over.is_set():
            self._people()  # no stream says it: once in a while, then
        return True


def _nobody() -> None:
    """Nobody listens."""
