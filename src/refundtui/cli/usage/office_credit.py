"""How `refundtui office credit` is called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.cli.options import as_json
from refundtui.cli.usage.office_running import a_database
from refundtui.i18n.words import t


def credit(under: Any) -> None:
    group = command(under, "credit", t("Accounts of store credit."), None)
    below = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    for name, help_ in (
        ("show", t("What an account holds, and everything that moved in it.")),
        ("freeze", t("Let nothing be spent out of an account; what it is given, it takes.")),
        ("thaw", t("Let a frozen account be spent from again.")),
        ("close", t("Close an empty account, for ever.")),
    ):
        one = command(below, name, help_, later("office_credit", f"run_{name}"))
        one.add_argument(
            "account", metavar="ACCOUNT", help=t("the customer's reference, as the brand writes it")
        )
        one.add_argument("--brand", metavar="BRAND", required=True, help=t("whose credit it is"))
        as_json(one)
        a_database(one)
    one = command(
        below,
        "expire",
        t("Take out what has lapsed; “refundtui office work” does it once a night."),
        later("office_credit", "run_expire"),
    )
    one.add_argument("--brand", metavar="BRAND", help=t("for this brand; for every one without"))
    as_json(one)
    a_database(one)
