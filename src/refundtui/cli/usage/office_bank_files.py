"""How `refundtui office bank-file` is called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.cli.options import as_json
from refundtui.i18n.words import t


def bank_files(office: Any) -> None:
    group = command(office, "bank-file", t("Refunds in files for a bank, and what the bank answers."), None)
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)

    one = command(
        under,
        "make",
        t("Gather what waits into a file, now."),
        _at("run_make"),
        epilog=t("“refundtui office work” does it by itself in the hour before the bank's cut-off."),
    )
    one.add_argument("account", nargs="?", metavar="ACCOUNT", help=t("every one without"))
    _common(one, is_json=True)

    one = command(under, "list", t("Every file, the newest first, and what wants a look."), _at("run_list"))
    _common(one, is_json=True)

    one = _of_a_file(
        under, "show", t("One file: who did what with it, and where each payment is."), "run_show"
    )
    _common(one, is_json=True)

    one = _of_a_file(
        under, "export", t("Give a file's stored bytes out, the same ones whenever you ask."), "run_export"
    )
    one.add_argument(
        "--output",
        metavar="PATH",
        help=t("a file or folder, - for standard output (under its own name here)"),
    )
    _common(one)

    one = _of_a_file(under, "sent", t("Say that you handed it in: the bank has it."), "run_sent")
    one.add_argument("--by", metavar="NAME", help=t("who handed it in, where it was not you"))
    _common(one)

    one = _of_a_file(
        under,
        "discard",
        t("Throw a file away that nobody had: its payments wait for the next."),
        "run_discard",
    )
    _common(one)

    one = command(
        under,
        "read",
        t("Take in what the bank sent: pain.002, camt.053, camt.054, pacs.004, NACHA returns."),
        later("office_bank_reading", "run"),
        epilog=t("In any order, and the same file as often as you like: each word counts once."),
    )
    one.add_argument("files", nargs="+", metavar="FILE", help=t("- for standard input"))
    _common(one, is_json=True)


def _of_a_file(under: Any, name: str, help_: str, where: str) -> Parser:
    one = command(under, name, help_, _at(where))
    one.add_argument("file", metavar="NAME", help=t("as “refundtui office bank-file list” names it"))
    return one


def _common(one: Parser, *, is_json: bool = False) -> None:
    one.add_argument(
        "--gateways",
        metavar="FILE",
        help=t("the accounts; beside the office by default, also by REFUNDTUI_GATEWAYS"),
    )
    one.add_argument(
        "--database",
        metavar="URL",
        help=t("postgresql+psycopg://NAME@HOST/DATABASE or a file; also by REFUNDTUI_DATABASE"),
    )
    if is_json:
        as_json(one)


def _at(function: str) -> later:
    return later("office_bank_files", function)
