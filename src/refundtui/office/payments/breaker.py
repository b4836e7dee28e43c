"""A provider that answers nobody is left alone for a while: one leg finds out whether it is back, not all of them.

Each worker process counts for itself; what is stopped for everybody, and until somebody looked, is `stopping`'s.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

_IN_A_ROW: Final = 5
_FIRST: Final = timedelta(seconds=15)
_LONGEST: Final = timedelta(minutes=5)


@dataclass
class _Line:
    failed: int = 0
    until: datetime | None = None


@dataclass
class Breaker:
    """Open after five failures in a row: for fifteen seconds, and twice as long after each that follows."""

    now: Callable[[], datetime]
    _lines: dict[str, _Line] = field(default_factory=dict)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def lets_through(self, gateway: str) -> bool:
        with self._one_at_a_time:
            until = self._lines.setdefault(gateway, _Line()).until
            return until is None or self.now() >= until

    def answered(self, gateway: str) -> None:
        """Whatever it said: it is there."""
        with self._one_at_a_time:
            self._lines[gateway] = _Line()

    def failed(self, gateway: str) -> None:
        """Nothing came back, or nothing to believe."""
        with self._one_at_a_time:
            line = self._lines.setdefault(gateway, _Line())
            line.failed += 1
            if line.failed >= _IN_A_ROW:
                pause = _FIRST * 2 ** min(line.failed - _IN_A_ROW, 10)
                line.until = self.now() + min(pause, _LONGEST)
