"""How long to leave an office alone that did not answer: ever longer, and never all desks at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from refundtui.casework.submissions import Unreachable

FIRST: Final = 0.5
"""Seconds, at the most, after the first failure; twice as many after each further one."""

LONGEST: Final = 60.0
LONGEST_ASKED: Final = 600.0
"""An office may ask for more patience, but not for ever: a wrong Retry-After must not switch a desk off."""


class Patience:
    """Full jitter: any wait between nothing and the bound, so that a thousand desks come back spread out.

    `elapsed` counts seconds and never goes back; `chance` is a number from 0 to 1.
    """

    def __init__(self, elapsed: Callable[[], float], chance: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._chance = chance
        self._one_at_a_time = threading.Lock()
        self._failures = 0
        self._until = 0.0
        self._why = ""

    def resting(self) -> Unreachable | None:
        """What to answer without asking anybody, while it is too early to try again."""
        with self._one_at_a_time:
            left = self._until - self._elapsed()
            return Unreachable(self._why, left) if self._failures and left > 0 else None

    def failed(self, why: Unreachable) -> Unreachable:
        """Note a failure; the same answer with the seconds it will be left alone for."""
        with self._one_at_a_time:
            bound = min(LONGEST, FIRST * 2.0 ** min(self._failures, 16))
            self._failures += 1
            self._why = why.why
            rest = max(bound * self._chance(), min(why.wait, LONGEST_ASKED))
            self._until = self._elapsed() + rest
            return Unreachable(why.why, rest)

    def answered(self) -> None:
        with self._one_at_a_time:
            self._failures, self._until = 0, 0.0

    def try_now(self) -> None:
        """Somebody asked for it: the wait is over, what was learned stays."""
        with self._one_at_a_time:
            self._until = 0.0
