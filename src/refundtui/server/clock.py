"""What time it is for every process of an office, whatever the clocks of their machines say.

It is the database's time, asked for now and then; in between this machine's steady clock counts on. So a
lease, a token or a wait ends at one moment for all of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

_ASKED_EVERY: Final = 30.0  # seconds: steady clocks differ by less than a thousandth of them
_STOOD_STILL: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Heard:
    """The database's time, and what both clocks of this machine said then."""

    time: datetime
    steady: float
    machine: datetime


class OfficeClock:
    """Safe for threads. `machine` tells only that a machine was stopped, or set: then it is asked again."""

    def __init__(
        self, ask: Callable[[], datetime], steady: Callable[[], float], machine: Callable[[], datetime]
    ) -> None:
        self._ask = ask
        self._steady = steady
        self._machine = machine
        self._one_at_a_time = threading.Lock()
        self._heard: _Heard | None = None

    def now(self) -> datetime:
        heard = self._heard
        if heard is None or self._is_old(heard):
            heard = self._ask_again(heard)
        return heard.time + timedelta(seconds=self._steady() - heard.steady)

    def _is_old(self, heard: _Heard) -> bool:
        passed = self._steady() - heard.steady
        differs = self._machine() - heard.machine - timedelta(seconds=passed)
        return passed >= _ASKED_EVERY or abs(differs) >= _STOOD_STILL

    def _ask_again(self, known: _Heard | None) -> _Heard:
        with self._one_at_a_time:
            if self._heard is not known and self._heard is not None:
                return self._heard  # another thread just asked
            try:
                self._heard = self._asked()
            except SQLAlchemyError:
                if known is None:
                    raise
                return known  # a database that is away decides nothing meanwhile
            return self._heard

    def _asked(self) -> _Heard:
        """The answer is from the middle of the question's time, give or take half of it."""
        began = self._steady()
        told = self._ask()
        ended = self._steady()
        return _Heard(told, (began + ended) / 2, self._machine())
