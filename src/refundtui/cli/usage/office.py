"""How `refundtui office` is called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.cli.options import IMPORT_FORMATS
from refundtui.cli.usage.office_bank_files import bank_files
from refundtui.cli.usage.office_credit import credit
from refundtui.cli.usage.office_publishing import packs
from refundtui.cli.usage.office_running import copies, forgetting, letters, paying, people, running
from refundtui.i18n.words import t


def office(commands: Any) -> None:
    group = command(commands, "office", t("The office behind the desk."), None)
    under = group.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    running(under)
    packs(under)
    people(under)
    paying(under)
    letters(under)
    bank_files(under)
    credit(under)
    copies(under)
    forgetting(under)
    one = command(
        under,
        "import",
        t("Take in orders and cases from elsewhere, with a report of every line."),
        later("office", "run_import"),
        epilog=t("Taking the same file in again adds nothing twice."),
    )
    one.add_argument(
        "file", nargs="?", metavar="FILE", help=t("the file, gzipped or not; - for standard input (jsonl)")
    )
    one.add_argument("--format", choices=IMPORT_FORMATS, help=t("jsonl is our own: one order or case a line"))
    one.add_argument("--brand", help=t("whose orders they are, where the file does not say"))
    one.add_argument("--json", action="store_true", help=t("the report as JSON"))
    one.add_argument("--example", action="store_true", help=t("print two lines of jsonl to start from"))
    one.add_argument("--schema", action="store_true", help=t("print every field of jsonl as JSON Schema"))
