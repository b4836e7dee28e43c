"""`refundtui office add-brand|publish|publish-letters|roll-back|packs`, as the parser knows them."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import command, later
from refundtui.cli.options import as_json
from refundtui.cli.usage.office_running import a_database
from refundtui.i18n.words import t


def packs(under: Any) -> None:
    one = command(
        under,
        "add-brand",
        t("Begin to work for a brand: its policy, tested and in force."),
        _at("packs.run_add_brand"),
    )
    one.add_argument("file", metavar="PACK", help=t("the policy, as “refundtui policy test” reads it"))
    a_database(one)
    one = command(
        under, "publish", t("Put packs in force, checked and tested first."), _at("packs.run_publish")
    )
    one.add_argument("files", nargs="+", metavar="PACK")
    a_database(one)
    one = command(
        under, "roll-back", t("Put an earlier version of a pack in force again."), _at("packs.run_roll_back")
    )
    one.add_argument("name", metavar="NAME", help=t("as “refundtui office packs” names it"))
    one.add_argument("--to", type=int, metavar="N", help=t("this version; the one before by default"))
    a_database(one)
    one = command(
        under,
        "publish-letters",
        t(
            "Put a brand's own letter templates in force, checked first: every desk of the brand writes with them."
        ),
        _at("letter_templates.run"),
        epilog=t("The folder is the whole, LANG/KIND.liquid: what is not in it any more is withdrawn."),
    )
    one.add_argument("folder", metavar="FOLDER")
    one.add_argument("--brand", metavar="BRAND", required=True, help=t("whose templates they are"))
    one.add_argument(
        "--withdraw-all",
        action="store_true",
        help=t("with an empty folder: the brand has none of its own any more"),
    )
    as_json(one)
    a_database(one)
    one = command(under, "packs", t("What is in force, since when, and by whom."), _at("packs.run_packs"))
    a_database(one)


def _at(where: str) -> later:
    module, _, function = where.partition(".")
    return later(f"office_{module}", function)
