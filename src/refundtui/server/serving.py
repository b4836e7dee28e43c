"""The office behind a socket: a loopback port as it is, any other only with TLS, and a quick, orderly end."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvicorn

from refundtui.server.narrow_door import NarrowDoor

GRACE: Final = 3
"""Seconds that answers under way have left once the office is told to end."""

_STARTS_WITHIN: Final = 60  # seconds on a crowded machine: a worker given up too early only starts again
_KEEP_ALIVE: Final = 65  # longer than common proxies keep a line, so that it is they who close it


@dataclass(frozen=True, slots=True)
class Place:
    """Where the office listens. Without a certificate only this machine may talk to it."""

    host: str = "127.0.0.1"
    port: int = 8470
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def is_every_address(self) -> bool:
        """Whether it listens on all of this machine's addresses, and so is known by none of them."""
        try:
            return ipaddress.ip_address(self.host).is_unspecified
        except ValueError:
            return False

    @property
    def has_tls(self) -> bool:
        return self.certificate is not None

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.has_tls else 'http'}://{host}:{self.port}"


class PlainBeyondLoopbackError(ValueError):
    """Names, amounts and tokens would cross a network in the clear."""


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False  # any other name may lead anywhere


def settings(place: Place) -> dict[str, Any]:
    """What uvicorn is told. Raises `PlainBeyondLoopbackError`."""
    if not place.is_loopback and not place.has_tls:
        raise PlainBeyondLoopbackError(place.host)
    return {
        "host": place.host,
        "port": place.port,
        "log_config": None,  # the diary's
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": GRACE,
        "timeout_keep_alive": _KEEP_ALIVE,
        "timeout_worker_healthcheck": _STARTS_WITHIN,
        "ssl_certfile": place.certificate,
        "ssl_keyfile": place.key,
        "ws": "none",
        "http": NarrowDoor,
        # Behind a proxy of this machine the scheme is the proxy's; nobody else is believed.
        "forwarded_allow_ips": "127.0.0.1,::1",
    }


def serve(app: Any, place: Place) -> None:
    """One process, until it is told to end."""
    uvicorn.run(app, **settings(place))


def serve_together(factory: str, place: Place, workers: int) -> None:
    """Several processes on one socket; `factory` names a function that makes each one's application."""
    uvicorn.run(factory, factory=True, workers=workers, **settings(place))


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
