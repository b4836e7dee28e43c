"""Where the desk writes to: a terminal that may be gone before the desk is.

Textual writes from a thread of its own, which an error ends; whoever writes next waits for it for ever. A desk whose
window was closed would then stay, hold its files, and leave the next one to look only.
"""

from __future__ import annotations

import os
import select
from typing import Final, TextIO

_MOMENT: Final = 0.5
"""Seconds after which a terminal that takes nothing is looked at again."""

_KEPT: Final = 8192
"""Letters that are kept until somebody flushes: beyond that they are written."""


class LineThatMayBeCut:
    """A terminal's file. Once nobody is there to read any more, what is written goes nowhere.

    It writes the bytes itself: where another program left the terminal so that it does not wait, Python's own file
    loses what does not fit.
    """

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._kept: list[str] = []
        self._length = 0

    def write(self, text: str) -> int:
        self._kept.append(text)
        self._length += len(text)
        if self._length > _KEPT:
            self.flush()
        return len(text)

    def flush(self) -> None:
        text, self._kept, self._length = "".join(self._kept), [], 0
        encoding, errors = self._terminal.encoding or "utf-8", self._terminal.errors or "replace"
        left = memoryview(text.encode(encoding, errors))
        while left:
            try:
                left = left[os.write(self.fileno(), left) :]
            except BlockingIOError:
                select.select([], [self.fileno()], [], _MOMENT)
            except OSError:
                self._goes_nowhere()

    def fileno(self) -> int:
        return self._terminal.fileno()

    def isatty(self) -> bool:
        return self._terminal.isatty()

    def _goes_nowhere(self) -> None:
        """The file itself too: else Python tries once more at the very end, and fails."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
