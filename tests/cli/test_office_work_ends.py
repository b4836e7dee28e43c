"""Ctrl+C ends the workers, however often somebody presses it."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from refundtui.cli import office_paying


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    kept = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    yield
    for one, handler in kept.items():
        signal.signal(one, handler)


def test_a_second_signal_does_not_wait_for_what_the_first_one_holds() -> None:
    """An event is set under a lock that its own thread cannot take twice: the workers would run for ever."""
    held, ended = threading.Lock(), []

    def end() -> None:
        if not held.acquire(blocking=False):
            ended.append("stuck")
            return
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.raise_signal(one)  # somebody is impatient
        held.release()
        ended.append("ended")

    office_paying._until_signalled(end)
    signal.raise_signal(signal.SIGINT)
    assert ended == ["ended"]
