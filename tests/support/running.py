"""The program as a process of its own, in the child of a fork."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def a_copy_of_us(*words: str, **surroundings: str) -> NoReturn:
    """Becomes `refundtui WORDS`, with these variables beside those of the test."""
    command = [sys.executable, "-m", "refundtui", *words]
    os.execve(sys.executable, command, {**os.environ, **surroundings})  # noqa: S606 - our own program
