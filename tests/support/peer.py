"""Somebody at the other end of a line who says exactly the bytes a test wants, well-formed or not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[["Asked"], bytes | None]
"""What is answered to a request, as it goes over the line; None: nothing, and the line is cut."""


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Peer:
    address: str
    script: Script
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def a_peer(script: Script) -> Iterator[Peer]:
    """Answers one request on each connection, then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        peer = Peer(f"http://127.0.0.1:{listening.getsockname()[1]}", script)
        thread = threading.Thread(target=_serve, args=(listening, peer), daemon=True)
        thread.start()
        try:
            yield peer
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _serve(listening: socket.socket, peer: Peer) -> None:
    while True:
        try:
            line, _ = listening.accept()
        except OSError:
            return
        with line, suppress(OSError, ValueError):
            asked = _read(line)
            peer.asked.append(asked)
            said = peer.script(asked)
            if said:
                line.sendall(said)


def _read(line: socket.socket) -> Asked:
    with line.makefile("rb") as incoming:
        method, path, _ = incoming.readline().decode().split(" ", 2)
        headers = {}
        while text := incoming.readline().decode().strip():
            name, _, value = text.partition(":")
            headers[name.lower()] = value.strip()
        body = incoming.read(int(headers.get("content-length", 0)))
    return Asked(method, path, headers, body)


def http(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An answer with the right length; underscores in a header's name are dashes."""
    told = {"content_length": str(len(body)), "connection": "close", **headers}
    lines = [
        f"HTTP/1.1 {status} Said",
        *(f"{name.replace('_', '-')}: {value}" for name, value in told.items()),
    ]
    return "\r\n".join((*lines, "", "")).encode() + body
