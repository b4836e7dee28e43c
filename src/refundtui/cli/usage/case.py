"""How `refundtui case` is called: everything the desk can do to a case."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import Parser, command
from refundtui.cli.usage.acting import acting
from refundtui.cli.usage.deciding import deciding
from refundtui.cli.usage.looking import looking
from refundtui.i18n.words import t


def case(commands: Any) -> None:
    group = command(
        commands,
        "case",
        t("Everything the desk can do to a case, in plain lines."),
        None,
        epilog=t(
            "Exit codes: 0 done, 1 refused by policy or law, 2 wrong usage, 3 try again, 4 a lead must decide, "
            "130 interrupted."
        ),
    )
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    looking(under)
    deciding(under)
    acting(under)
