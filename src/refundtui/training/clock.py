"""The practice clock: begins on a Friday morning, runs while somebody practises, never goes back."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

BEGINNING: Final = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # 09:00 in Berlin
_AHEAD: Final = timedelta(seconds=10)
_NO_PRACTICE_GOES_ON_SO_LONG: Final = 2100


class PracticeClock:
    """Practice time: goes on from where it stood, as fast as real time passes.

    The file holds a mark that no instant told so far lies beyond, so a process that was killed goes on
    from the mark: at most ten seconds are skipped, none is told twice.
    """

    def __init__(self, file: Path | None = None, *, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._file = file
        self._elapsed = elapsed
        self._one_at_a_time = threading.Lock()
        self._base = self._mark = _read(file) or BEGINNING
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
            if _read(self._file) in {None, self._mark}:
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
            beside.write_text(json.dumps({"not_before": mark.isoformat()}), encoding="utf-8")
            beside.replace(self._file)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise


def _read(file: Path | None) -> datetime | None:
    """The mark, where one can be read: a torn clock file costs practice time, nothing else."""
    if file is None:
        return None
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        mark = max(datetime.fromisoformat(json.loads(file.read_text("utf-8"))["not_before"]), BEGINNING)
        return mark if mark.year < _NO_PRACTICE_GOES_ON_SO_LONG else None
    return None
