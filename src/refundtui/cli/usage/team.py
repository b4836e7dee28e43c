"""How `refundtui team` is called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import command, later
from refundtui.cli.options import as_json, as_somebody
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
