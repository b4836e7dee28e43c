"""How `refundtui keys`, `lock` and `doctor` are called: what concerns this machine alone."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import command, later
from refundtui.cli.options import as_json
from refundtui.i18n.words import t


def keys(commands: Any) -> None:
    one = command(
        commands,
        "keys",
        t("Which key does what at the desk, and whether a file of your own keys can be followed."),
        later("keys", "run"),
        epilog=t("Your own keys stand in keys.toml in the home directory; --example prints one."),
    )
    one.add_argument("--check", metavar="FILE", help=t("every line of this file that cannot be followed"))
    one.add_argument("--preset", choices=("default", "arrows", "vim"), help=t("as this preset has them"))
    one.add_argument("--format", choices=("table", "md"), default="table")
    one.add_argument("--example", action="store_true", help=t("print a file to start from"))
    as_json(one)


def lock(commands: Any) -> None:
    one = command(
        commands,
        "lock",
        t("The PIN that opens a locked desk of real work."),
        later("lock", "run"),
        epilog=t(
            "The practice desk has none: Enter opens it. Whoever has your account of this machine needs no PIN."
        ),
    )
    what = one.add_mutually_exclusive_group()
    what.add_argument("--set", action="store_true", help=t("choose a PIN, or change it"))
    what.add_argument("--remove", action="store_true", help=t("give it up; it is asked for once more"))
    as_json(one)


def doctor(commands: Any) -> None:
    one = command(
        commands,
        "doctor",
        t("Whether this machine and this terminal can do what the desk needs."),
        later("doctor", "run"),
        epilog=t("Exit code 1 says that something has to be put right first."),
    )
    as_json(one)
