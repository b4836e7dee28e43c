"""`refundtui web`: the practice office is filled as `demo` does it, and its desk served to a browser here."""

from __future__ import annotations

import os
import socket
import sys
from argparse import Namespace
from importlib.util import find_spec
from ipaddress import ip_address
from typing import Final

from refundtui.cli.demo import prepare
from refundtui.cli.opening import config_of
from refundtui.cli.telling import Exit, Stopped
from refundtui.i18n.words import t

_LOOPBACK: Final = {"localhost": "127.0.0.1"}


def run(asked: Namespace) -> int:
    host = _host(asked)
    if find_spec("textual_serve") is None:
        raise Stopped(
            Exit.USAGE,
            t("What serves the desk to a browser is not installed."),
            t("In the folder of refundtui: pip install -c constraints.txt '.[web]'"),
        )
    with _place(host, asked.port) as place:
        prepare(asked, config_of(asked))
        from refundtui.cli.web.door import Door
        from refundtui.cli.web.server import DeskServer

        door = Door(host, place.getsockname()[1])
        DeskServer(_desk(asked), door, opening=asked.open and _has_windows()).serve_at(place)
    return Exit.DONE


def _host(asked: Namespace) -> str:
    """The address to serve at, as numbers: a name could be made to mean another machine."""
    host = _LOOPBACK.get(asked.host, asked.host)
    try:
        if ip_address(host).is_loopback:
            return str(ip_address(host))
    except ValueError:
        pass  # a name
    raise Stopped(
        Exit.USAGE,
        t("The desk is served to this machine alone; “{host}” would let others in.", host=asked.host),
        t("From another machine: ssh -L {port}:127.0.0.1:{port} brings it there.", port=asked.port),
    )


def _place(host: str, port: int) -> socket.socket:
    """Taken before anything is invented: who cannot be served need not wait."""
    place = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if os.name == "posix":  # elsewhere it would let two programs have the same port
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
        place.listen()
    except (OSError, OverflowError) as why:
        place.close()
        raise Stopped(
            Exit.RETRY,
            t("Port {port} cannot be had: {why}.", port=port, why=getattr(why, "strerror", None) or why),
            t("--port chooses another, --port 0 any that is free."),
        ) from None
    return place


def _desk(asked: Namespace) -> list[str]:
    """The desk of one tab, as one would call it."""
    words = [sys.executable, "-m", "refundtui", "demo"]
    for option, told in (
        ("--lang", getattr(asked, "lang", None)),
        ("--as", asked.as_),
        ("--theme", asked.theme),
    ):
        words += [option, told] if told else []
    return words + ["--mono"] * asked.mono + ["--ascii"] * asked.ascii


def _has_windows() -> bool:
    """Somebody looks at this machine's own screen: else a browser would open inside the terminal, or nowhere."""
    if not sys.stdout.isatty() or "SSH_CONNECTION" in os.environ:
        return False
    return sys.platform in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
