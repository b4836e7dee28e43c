"""The practice clock: begins on a Friday morning, runs while somebody practises, never goes back.

A short absence is practice too: whoever works line by line starts a program for each line, and a hold must
end by waiting. A night away is none: the deadlines of the practice cases would all be missed by morning.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

BEGINNING: Final = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # 09:00 in Berlin
_AHEAD: Final = timedelta(seconds=10)
_AN_ABSENCE_COUNTS_FOR: Final = timedelta(minutes=10)  # longer than any hold of the shipped brands
_NO_PRACTICE_GOES_ON_SO_LONG: Final = 2100


def _of_the_world() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - how long nobody practised is asked of the world


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says: no instant beyond `mark` was told; at `kept_at` of the world it was `stood_at`."""

    mark: datetime
    stood_at: datetime
    kept_at: datetime

    def goes_on_from(self, now: datetime) -> datetime:
        away = min(max(now - self.kept_at, timedelta(0)), _AN_ABSENCE_COUNTS_FOR)
        return max(self.mark, self.stood_at + away)


class PracticeClock:
    """Practice time: goes on from where it stood, as fast as real time passes, and over an absence too,
    ten minutes of it at most.

    The file holds a mark that no instant told so far lies beyond, so a process that was killed goes on
    from the mark: at most ten seconds are skipped, none is told twice.
    """

    def __init__(
        self,
        file: Path | None = None,
        *,
        elapsed: Callable[[], float] = time.monotonic,
        world: Callable[[], datetime] = _of_the_world,
    ) -> None:
        self._file = file
        self._elapsed = elapsed
        self._world = world
        self._one_at_a_time = threading.Lock()
        kept = _read(file)
        self._base = BEGINNING if kept is None else kept.goes_on_from(world())
        self._mark = BEGINNING if kept is None else kept.mark
        self._since = elapsed()
        self._last = self._base

    def now(self) -> datetime:
        with self._one_at_a_time:
            return self._now()

    def move_to(self, moment: datetime) -> datetime:
        """Set it forward, for a scenario; the past stays what it was."""
        with self._one_at_a_time:
            if moment < self._now():
                raise ValueError("The practice clock never goes back.")
            self._base, self._since = moment.astimezone(UTC), self._elapsed()
            return self._now()

    def move_by(self, span: timedelta) -> datetime:
        return self.move_to(self.now() + span)

    def close(self) -> None:
        """Stop exactly here: nothing is skipped after an orderly end."""
        with self._one_at_a_time:
            # Another process of the same practice may have gone further: its mark stays.
            kept = _read(self._file)
            if kept is None or kept.mark == self._mark:
                self._keep(self._now())

    def _now(self) -> datetime:
        moment = self._base + timedelta(seconds=self._elapsed() - self._since)
        self._last = max(self._last, moment)
        if self._file is not None and self._last >= self._mark:
            self._keep(self._last + _AHEAD)
        return self._last

    def _keep(self, mark: datetime) -> None:
        self._mark = mark
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = self._file.with_suffix(f".{os.getpid()}.tmp")
        try:
            beside.write_text(
                json.dumps(
                    {
                        "not_before": mark.isoformat(),
                        "stood_at": self._last.isoformat(),
                        "kept_at": self._world().isoformat(),
                    }
                ),
                encoding="utf-8",
            )
            beside.replace(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise


def _read(file: Path | None) -> _Kept | None:
    """What was kept, where it can be read: a torn clock file costs practice time, nothing else."""
    if file is None:
        return None
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, OverflowError):
        words = json.loads(file.read_text("utf-8"))
        mark = max(datetime.fromisoformat(words["not_before"]), BEGINNING)
        if mark.year >= _NO_PRACTICE_GOES_ON_SO_LONG:
            return None
        with contextlib.suppress(ValueError, KeyError, TypeError):
            stood_at = min(max(datetime.fromisoformat(words["stood_at"]), BEGINNING), mark)
            kept_at = datetime.fromisoformat(words["kept_at"]).astimezone(UTC)
            return _Kept(mark, stood_at, kept_at)
        return _Kept(mark, mark, datetime.max.replace(tzinfo=UTC))  # written before absences counted
    return None
