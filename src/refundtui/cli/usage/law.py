"""How `refundtui law` and `refundtui deadline` are called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.cli.options import as_json
from refundtui.i18n.words import t


def law(commands: Any) -> None:
    group = command(commands, "law", t("The rules of law that come with the program."), None)
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    listed = command(
        under,
        "list",
        t(
            "Every rule, or those of one country: what it gives, in how many days, and whether its text was read."
        ),
        later("law", "run_list"),
    )
    listed.add_argument("--country", metavar="CODE", help=t("where the customer lives: DE, GB, US, US-CA"))
    as_json(listed)
    shown = command(
        under,
        "show",
        t("One rule whole: clause, source, how it is counted, what a delay brings, what is not settled."),
        later("law", "run_show"),
    )
    shown.add_argument("rule", metavar="RULE", help=t("its id, like DE-BGB-357"))
    as_json(shown)


def deadline(commands: Any) -> None:
    one = command(
        commands,
        "deadline",
        t("By when, and how much, from a document of facts: the rules in force and what each of them says."),
        later("deadline", "run"),
        epilog=t("Exit code 1 says that a fact is missing without which no law is known."),
    )
    one.add_argument("file", nargs="?", metavar="FILE", help=t("the document, or - for standard input"))
    one.add_argument("--example", action="store_true", help=t("print a document to start from"))
    as_json(one)
