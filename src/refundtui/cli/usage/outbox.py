"""How `refundtui outbox` and `undo` are called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.cli.options import as_json, as_somebody
from refundtui.i18n.words import t


def outbox(commands: Any) -> None:
    group = command(
        commands, "outbox", t("What was decided and not answered yet."), later("outbox", "run_outbox")
    )
    group.add_argument("--all", action="store_true", help=t("what was answered or taken back too"))
    as_json(group)
    as_somebody(group)
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    for parent in (under, commands):
        one = command(
            parent,
            "undo",
            t("Take back the newest decision that is still held."),
            later("sending", "run_undo"),
        )
        as_somebody(one)
    one = command(
        under,
        "compare",
        t("What I saw, what it is now, what I chose: of a decision that needs another look."),
        later("conflicts", "run_compare"),
    )
    one.add_argument("reference", nargs="?", metavar="REFERENCE")
    one.add_argument("--theirs", action="store_true", help=t("leave the case as it is now"))
    one.add_argument("--mine", action="store_true", help=t("decide the same again, under a new id"))
    as_json(one)
    as_somebody(one)
