"""One process owns the outbox; the operating system lets go of the lock when the process ends, however it ends."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

if os.name == "nt":
    import msvcrt
else:
    import fcntl

_EVERYTHING: Final = 1


class Lock:
    """A lock file, held from `take` to `release`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """True when it is ours now; False while another process has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            if os.name == "nt":
                msvcrt.locking(handle, msvcrt.LK_NBLCK, _EVERYTHING)  # type: ignore[attr-defined,unused-ignore]  # Windows alone has it
            else:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
