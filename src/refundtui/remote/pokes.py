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

from refundtui.casework.ports import Unreachable
from refundtui.remote.office import RemoteOffice
from refundtui.wire.protocol import LONGEST_WAIT

SPREAD: Final = 1.0
"""Seconds over which the desks of a brand come after the same poke, each at a moment of its own."""

_STREAM_AGAIN: Final = 10  # questions left open before the stream is tried again: some four minutes
_REST: Final = 5.0  # seconds, at the most, after a stream or a question that broke off


class Pokes:
    """Listens in a thread of its own from `hear` to `close`. `chance` is a number from 0 to 1."""

    def __init__(self, office: Callable[[], RemoteOffice | None], chance: Callable[[], float]) -> None:
        self._office = office
        self._chance = chance
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._at: RemoteOffice | None = None

    def hear(self, poked: Callable[[], None]) -> None:
        """Call `poked`, from another thread, whenever there may be something new."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._listen, args=(poked,), name="pokes", daemon=True)
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

    def _listen(self, poked: Callable[[], None]) -> None:
        self._at = office = self._office()
        if office is None:
            return
        while not self._over.is_set():
            if self._streamed(office, poked):
                continue
            # No stream, or one that something on the line holds back: questions left open instead.
            for _ in range(_STREAM_AGAIN):
                if self._over.is_set() or not self._asked(office, poked):
                    break
            self._over.wait(_REST * self._chance())

    def _streamed(self, office: RemoteOffice, poked: Callable[[], None]) -> bool:
        """Whether a stream came through, whatever ended it."""
        came = False
        try:
            with office.line.listen("/v1/events") as stream:
                if isinstance(stream, Unreachable):
                    return False
                for event in EventSource(stream).iter_sse():
                    if self._over.is_set():
                        return True
                    came = True
                    if event.event == "bye":
                        self._over.wait((event.retry or 0) / 1000)
                        return True
                    if event.event == "poke":
                        self._over.wait(SPREAD * self._chance())
                        poked()
        except (httpx.HTTPError, httpx.StreamError, SSEError, RuntimeError):
            pass  # the line broke, or the desk has closed it: what was missed is heard at the next question
        if came and not self._over.is_set():
            poked()
        return came

    def _asked(self, office: RemoteOffice, poked: Callable[[], None]) -> bool:
        before = office.known_feeds
        heads = office.feeds_when_changed(LONGEST_WAIT)
        if isinstance(heads, Unreachable):
            return False
        if tuple(heads) != before and not self._over.is_set():
            poked()
        return True
