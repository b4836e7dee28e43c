"""How `refundtui team` is called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import command, later
from refundtui.cli.options import as_json, as_somebody
from refundtui.domain.availability import CHOSEN
from refundtui.i18n.words import t


def team(commands: Any) -> None:
    one = command(
        commands,
        "team",
        t("For a lead: who holds how many cases, and whose are late."),
        later("team", "run_team"),
    )
    as_json(one)
    as_somebody(one)

    one = command(
        commands,
        "availability",
        t("Say whether you take cases, or without a word, what you said last."),
        later("availability", "run_availability"),
        epilog=t(
            "The office gives the next case only to those who are available; a lead sees it in the team."
        ),
    )
    one.add_argument(
        "status", nargs="?", choices=[one.value for one in CHOSEN], metavar="STATUS", help=", ".join(CHOSEN)
    )
    as_json(one)
    as_somebody(one)
