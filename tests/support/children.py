"""Processes that end with us: a test run that is killed leaves no office, no database and no browser behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

_PARENT_DEATH_SIGNAL: Final = 1  # prctl's PR_SET_PDEATHSIG


def start(
    command: Sequence[str | Path], *, goodbye: signal.Signals = signal.SIGTERM, **more: Any
) -> subprocess.Popen[Any]:
    """`subprocess.Popen`, whose child hears `goodbye` when this process is gone, however it went.

    To be called from a thread that lives as long as the child is wanted: the system watches that one.
    """
    return subprocess.Popen(command, preexec_fn=_ends_with(os.getpid(), goodbye), **more)  # noqa: PLW1509 - nothing is imported or locked in there


def _ends_with(parent: int, goodbye: signal.Signals) -> Callable[[], None] | None:
    if sys.platform != "linux":
        return None
    prctl, number = ctypes.CDLL(None).prctl, int(goodbye)

    def listen() -> None:
        prctl(_PARENT_DEATH_SIGNAL, number, 0, 0, 0)
        if os.getppid() != parent:  # it was faster
            os._exit(1)

    return listen
