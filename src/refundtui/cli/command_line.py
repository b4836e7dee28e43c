"""A command line that answers mistakes with sentences, and loads what a command needs when it runs."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn

from refundtui.cli.wrong_usage import said_of
from refundtui.i18n.words import t

Run = Callable[[argparse.Namespace], int]


class WrongUsage(Exception):  # noqa: N818 - what argparse calls an error is an answer to a person
    """The command line cannot be followed."""

    def __init__(self, command: str, why: str) -> None:
        super().__init__(why)
        self.command = command


class Help(argparse.RawDescriptionHelpFormatter):
    """argparse's help, its own words in the agent's language too."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, t("usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """One that answers mistakes with a sentence, and never guesses what a shortened option meant."""

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("allow_abbrev", False)
        more.setdefault("formatter_class", Help)
        more["add_help"] = False  # ours says it in the agent's language
        super().__init__(*args, **more)
        self._intermixed = False
        self._positionals.title = t("arguments")
        self._optionals.title = t("options")
        self.add_argument("-h", "--help", action="help", help=t("show this help and end"))

    def add_argument(self, *names: Any, **how: Any) -> argparse.Action:
        if how.get("nargs") == "*":
            how.setdefault("default", None)  # or argparse calls missing what may be left out
        return super().add_argument(*names, **how)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Words and options in any order: `case deny RF-0000001 --ground other TEXT`; behind `--` all are words."""
        is_leaf = self._subparsers is None
        if not is_leaf or self._intermixed or "--" in (args or ()):
            return super().parse_known_args(args, namespace)
        self._intermixed = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._intermixed = False

    def error(self, message: str) -> NoReturn:
        raise WrongUsage(self.prog, said_of(message))


@dataclass(frozen=True, slots=True)
class later:  # noqa: N801 - read as a word where it is used
    """The command behind a name, loaded when it is called."""

    module: str
    function: str

    def loaded(self) -> Run:
        found: Run = getattr(import_module(f"refundtui.cli.{self.module}"), self.function)
        return found

    def __call__(self, asked: argparse.Namespace) -> int:
        return self.loaded()(asked)


def command(commands: Any, name: str, help_: str, run: Run | None, **more: Any) -> Parser:
    made: Parser = commands.add_parser(name, help=help_, description=help_, **more)
    made.add_argument("--lang", metavar="LANG", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    if run is not None:
        made.set_defaults(run=run)
    made.set_defaults(helper=made)
    return made
