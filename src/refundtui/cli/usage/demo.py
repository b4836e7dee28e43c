"""How `refundtui demo` is called."""

from __future__ import annotations

from typing import Any

from refundtui.cli.command_line import Parser, command, later
from refundtui.cli.options import IMPORT_FORMATS, a_count, as_somebody
from refundtui.i18n.words import t


def demo(commands: Any) -> None:
    one = command(
        commands,
        "demo",
        t("Open the practice desk; the first time this invents its cases."),
        later("demo", "run"),
        epilog=t("REFUNDTUI_HOME moves every file. Nothing here touches a live profile or the network."),
    )
    one.add_argument("--no-desk", dest="desk", action="store_false", help=t("only make the practice office"))
    practice(one)


def practice(one: Parser) -> None:
    """Which practice office, seen how and by whom."""
    one.add_argument("--fresh", action="store_true", help=t("throw the practice away and start anew"))
    one.add_argument("--cases", type=a_count, metavar="N", help=t("so many cases, up to a million (300)"))
    one.add_argument("--seed", type=int, metavar="S", help=t("another seed makes other cases (1)"))
    one.add_argument(
        "--import", dest="import_", metavar="FILE", help=t("take in this file instead of inventing cases")
    )
    one.add_argument("--format", choices=IMPORT_FORMATS, help=t("its format"))
    one.add_argument("--brand", help=t("whose orders they are, where the file does not say"))
    one.add_argument(
        "--theme",
        metavar="NAME",
        help=t(
            "the look: dark, light, contrast, contrast-light, cvd, cvd-light, or a file of your own in themes"
        ),
    )
    one.add_argument("--mono", action="store_true", help=t("without any colour, as NO_COLOR has it"))
    one.add_argument("--ascii", action="store_true", help=t("frames and signs in ASCII alone"))
    as_somebody(one)
