"""Where the desk writes to: a terminal that may be gone before the desk is.

Textual writes from a thread of its own, which an error ends; whoever writes next waits for it for ever. A desk whose
window was closed would then stay, hold its files, and leave the next one to look only.
"""

from __future__ import annotations

import os
from typing import IO


class LineThatMayBeCut:
    """A terminal's file. Once nobody is there to read any more, what is written goes nowhere."""

    def __init__(self, terminal: IO[str]) -> None:
        self._terminal = terminal

    def write(self, text: str) -> int:
        try:
            return self._terminal.write(text)
        except OSError:
            self._goes_nowhere()
            return len(text)

    def flush(self) -> None:
        try:
            self._terminal.flush()
        except OSError:
            self._goes_nowhere()

    def fileno(self) -> int:
        return self._terminal.fileno()

    def isatty(self) -> bool:
        return self._terminal.isatty()

    def _goes_nowhere(self) -> None:
        """What is still kept to be written is, too: else Python tries once more at the very end, and fails."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._terminal.fileno())
        os.close(nowhere)
