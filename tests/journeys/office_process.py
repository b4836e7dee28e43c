"""`refundtui office serve …` as a process of its own on the day of the journeys: `python -m tests.journeys.office_process WORD …`."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta

from refundtui.bootstrap import WallClock
from refundtui.office.database import Database
from tests.support.offices import NOW


class JourneysDay:
    """The wall clock, had the process begun at eight that morning; can be moved on."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self.moved = timedelta()

    def now(self) -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - self._began) + self.moved


if __name__ == "__main__":
    day = JourneysDay()
    WallClock.now = lambda self: day.now()  # type: ignore[method-assign] # this process lives on that day
    Database.now = lambda self: day.now()  # type: ignore[method-assign] # and so does its database
    from refundtui.cli import main

    sys.exit(main(sys.argv[1:]))
