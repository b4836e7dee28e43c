"""A start without pauses: the collector rests while modules are loaded, and what stays for good is not looked at again.

Measured on a million cases: a full collection of the loaded program stops it for a tenth of a second,
in the middle of some key; while modules are imported it costs a tenth of the start.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_LOADED: Final = 6.0  # seconds after which office, letters and rules are there
_TURN: Final = 0.001  # what a thread may compute while the screen waits; Python's own 5 ms are felt


@contextmanager
def warming() -> Iterator[None]:
    """Around a desk's whole life; afterwards the interpreter is as it was."""
    turn = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    gc.disable()
    settled = threading.Timer(_LOADED, _settle)
    settled.daemon = True
    settled.start()
    try:
        yield
    finally:
        settled.cancel()
        gc.enable()
        gc.unfreeze()
        sys.setswitchinterval(turn)


def _settle() -> None:
    # Not collected before: that would be the very pause. The little garbage of a start stays with the rest.
    gc.freeze()
    gc.enable()
