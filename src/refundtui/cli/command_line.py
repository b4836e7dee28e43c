"""A command line that answers mistakes with sentences, and loads what a command needs when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from typing import Any, NoReturn

Run = Callable[[argparse.Namespace], int]


class WrongUsage(Exception):  # noqa: N818 - what argparse calls an error is an answer to a person
    """The command line cannot be followed."""

    def __init__(self, command: str, why: str) -> None:
        super().__init__(why)
        self.command = command


class Parser(argparse.ArgumentParser):
    """One that answers mistakes with a sentence, and never guesses what a shortened option meant."""

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("allow_abbrev", False)
        more.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*args, **more)

    def error(self, message: str) -> NoReturn:
        raise WrongUsage(
            self.prog, message[:1].upper() + message[1:] + ("" if message.endswith(".") else ".")
        )


def later(module: str, function: str) -> Run:
    """The command behind a name, loaded when it is called."""

    def run(asked: argparse.Namespace) -> int:
        code: int = getattr(import_module(f"refundtui.cli.{module}"), function)(asked)
        return code

    return run


def command(commands: Any, name: str, help_: str, run: Run | None, **more: Any) -> Parser:
    made: Parser = commands.add_parser(name, help=help_, description=help_, **more)
    made.add_argument("--lang", metavar="LANG", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    if run is not None:
        made.set_defaults(run=run)
    made.set_defaults(helper=made)
    return made
