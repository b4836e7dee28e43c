"""How `refundtui quote` and `refundtui policy` are called: what works on documents alone."""

from __future__ import annotations

import argparse
from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.i18n.words import t


def quote(commands: Any) -> None:
    one = command(
        commands,
        "quote",
        t("Work out what goes back, from a document with an order, a request and a policy."),
        later("quote", "run"),
        epilog=t("Exit code 1 says that nothing goes back under this policy."),
    )
    one.add_argument("file", nargs="?", metavar="FILE", help=t("the document, or - for standard input"))
    one.add_argument("--why", action="store_true", help=t("the reason of every figure"))
    one.add_argument("--json", action="store_true", help=t("as JSON, amounts in minor units"))
    one.add_argument("--example", action="store_true", help=t("print a document to start from"))
    one.add_argument(
        "--schema", action="store_true", help=t("print every field of the document as JSON Schema")
    )


def policy(commands: Any) -> None:
    group = command(commands, "policy", t("Check a policy pack, or run its golden cases."), None)
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    for name, help_, run in (
        ("check", t("Every mistake of a pack, with its line and the nearest valid name."), _policy_check),
        ("test", t("The golden cases inside a pack: does it still answer what it should?"), _policy_test),
    ):
        one = command(under, name, help_, run)
        one.add_argument("files", nargs="+", metavar="FILE")
        one.add_argument("--json", action="store_true", help=t("as JSON"))


def _policy_check(asked: argparse.Namespace) -> int:
    from refundtui.cli.policy import run_check

    return run_check(asked.files, json=asked.json)


def _policy_test(asked: argparse.Namespace) -> int:
    from refundtui.cli.policy import run_test

    return run_test(asked.files, json=asked.json)
