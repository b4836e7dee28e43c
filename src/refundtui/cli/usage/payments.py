"""How `refundtui payments` is called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.cli.options import as_json, as_somebody
from refundtui.i18n.words import t

FINDABLE = ("canceled", "failed", "rejected", "returned", "succeeded", "voided")


def payments(commands: Any) -> None:
    group = command(
        commands, "payments", t("For those who check: payments nobody is sure of."), later("payments", "run_unclear")
    )  # fmt: skip
    as_json(group)
    as_somebody(group)
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    one = command(
        under, "unclear", t("What is unclear, with its age and what is known."), later("payments", "run_unclear")
    )  # fmt: skip
    as_json(one)
    as_somebody(one)
    one = command(
        under,
        "found",
        t("Say what became of one, and by what you found it; it counts when a second person says the same."),
        later("payments", "run_found"),
        epilog=t("Find it out yourself: what the other person said is shown to nobody before the second one spoke."),
    )  # fmt: skip
    one.add_argument("payment", metavar="PAYMENT", help=t("its id, as “payments unclear” shows it"))
    one.add_argument("state", metavar="STATE", choices=FINDABLE, help=", ".join(FINDABLE))
    one.add_argument("evidence", metavar="EVIDENCE", help=t("a statement's page, a number of the provider's"))
    as_somebody(one)
