"""How `refundtui web` is called."""

from __future__ import annotations

import argparse
from typing import Any

from refundtui.cli.command_line import command, later
from refundtui.cli.usage.demo import practice
from refundtui.i18n.words import t


def web(commands: Any) -> None:
    one = command(
        commands,
        "web",
        t("Open the practice desk in a browser on this machine."),
        later("web.command", "run"),
        epilog=t(
            "Nobody else is let in, and nothing is fetched from anywhere. Each tab is a desk of its own."
        ),
    )
    one.add_argument("--port", type=_a_port, default=8000, metavar="N", help=t("where it is served (8000)"))
    one.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="HOST",
        help=t("an address of this machine's own: 127.0.0.1, ::1"),
    )
    one.add_argument(
        "--no-open", dest="open", action="store_false", help=t("only print the address, open no browser")
    )
    practice(one)


def _a_port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(t("“{text}” is no port from 0 to 65535", text=text))
    return int(text)
