"""A port for a server that is killed and started again: nobody else is given it while it is dead."""

from __future__ import annotations

import random
import socket
from pathlib import Path
from typing import Final

_RANGE: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
_USUAL: Final = 32_768
_LOWEST: Final = 10_000


def lasting_port() -> int:
    """Below those the system hands out by itself. Of these one could become another test's server meanwhile, and
    a line that is opened to it while nobody listens may even end at itself and hear its own question.
    """
    below = int(_RANGE.read_text().split()[0]) if _RANGE.exists() else _USUAL
    chance = random.SystemRandom()
    while True:
        port = chance.randrange(_LOWEST, below)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
