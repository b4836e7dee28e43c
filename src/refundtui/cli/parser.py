"""Every command, in the order the help lists them. How each is called stands in `usage`."""

from __future__ import annotations

import argparse

from refundtui.cli.command_line import Parser
from refundtui.cli.usage.case import case
from refundtui.cli.usage.demo import demo
from refundtui.cli.usage.law import deadline, law
from refundtui.cli.usage.letters import letters
from refundtui.cli.usage.live import live
from refundtui.cli.usage.machine import doctor, keys, lock
from refundtui.cli.usage.office import office
from refundtui.cli.usage.outbox import outbox
from refundtui.cli.usage.payments import payments
from refundtui.cli.usage.rules import policy, quote
from refundtui.cli.usage.team import team
from refundtui.cli.usage.web import web
from refundtui.i18n.catalogs import languages
from refundtui.i18n.words import t


def parser() -> Parser:
    program = Parser(
        prog="refundtui",
        description=t("Decide partial refunds, exactly and explained, at a keyboard."),
        epilog=t("Start with “refundtui demo”: it makes a practice office and opens the desk on it."),
    )
    program.add_argument("-V", "--version", action=_Version, nargs=0, help=t("say which version this is"))
    program.add_argument(
        "--lang", metavar="LANG", help=t("speak this language: {languages}", languages=", ".join(languages()))
    )
    commands = program.add_subparsers(metavar=t("COMMAND"), parser_class=Parser)
    demo(commands)
    web(commands)
    quote(commands)
    policy(commands)
    law(commands)
    deadline(commands)
    letters(commands)
    office(commands)
    case(commands)
    outbox(commands)
    team(commands)
    payments(commands)
    live(commands)
    keys(commands)
    lock(commands)
    doctor(commands)
    return program


class _Version(argparse.Action):
    """Looked up when somebody asks: reading it costs every start twenty milliseconds."""

    def __call__(self, program: argparse.ArgumentParser, *_: object) -> None:
        print(f"refundtui {_version()}")
        program.exit()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("refundtui")
    except PackageNotFoundError:
        return "?"
