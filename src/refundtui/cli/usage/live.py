"""How `refundtui desk`, `login`, `logout`, `whoami` and `sync` are called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import command, later
from refundtui.cli.options import as_json, as_somebody
from refundtui.i18n.words import t


def live(commands: Any) -> None:
    one = command(commands, "desk", t("Open the desk of real work."), later("desk", "run"))
    one.add_argument("--theme", metavar="NAME", help=t("the look, as “refundtui demo --help” names them"))
    one.add_argument("--mono", action="store_true", help=t("without any colour, as NO_COLOR has it"))
    one.add_argument("--ascii", action="store_true", help=t("frames and signs in ASCII alone"))

    one = command(
        commands,
        "login",
        t("Sign in at an office, with a code on another screen."),
        later("login", "run_login"),
        epilog=t("Cases, decisions and drafts on this machine stay as they are."),
    )
    one.add_argument(
        "address",
        nargs="?",
        metavar="ADDRESS",
        help=t("https://office.example.com; the one before by default"),
    )
    command(
        commands, "logout", t("Give the tokens back; everything else stays."), later("login", "run_logout")
    )
    one = command(
        commands, "whoami", t("Who is signed in, where, and for which brands."), later("login", "run_whoami")
    )
    as_json(one)

    one = command(
        commands, "sync", t("Send what is due and take in what changed."), later("sync", "run_sync")
    )
    one.add_argument(
        "--follow", action="store_true", help=t("go on until Ctrl+C, whenever there is something new")
    )
    as_json(one)
    as_somebody(one)
