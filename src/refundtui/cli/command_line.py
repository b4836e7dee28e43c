"""A command line that answers mistakes with sentences, and loads what a command needs when it runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, NoReturn

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


_WORD: Final = "\0"  # before what stands behind `--`: argparse takes it for no option


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
        if not is_leaf or self._intermixed:
            return super().parse_known_args(args, namespace)
        words = list(sys.argv[1:] if args is None else args)
        if "--" in words:
            at = words.index("--")
            option = self._option_string_actions.get(words[at - 1]) if at else None
            if option is not None and option.nargs is None:
                self.error(str(argparse.ArgumentError(option, "expected one argument")))
            words[at:] = [_WORD + word for word in words[at + 1 :]]
        self._intermixed = True
        try:
            found, rest = self.parse_known_intermixed_args(words, namespace)
        finally:
            self._intermixed = False
        return found, [word.removeprefix(_WORD) for word in rest]

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        """As it was typed, before it is read as a number or looked for among the choices."""
        return super()._get_value(action, arg_string.removeprefix(_WORD))

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
