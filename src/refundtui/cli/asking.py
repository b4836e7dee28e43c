"""Questions to a person at a terminal: numbered choices, no cursor moved. A script is told the option instead."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping

from refundtui.cli.telling import Exit, Stopped, say
from refundtui.i18n.words import t


def somebody_is_there() -> bool:
    return sys.stdin.isatty()


def choose(question: str, options: Mapping[str, str], default: str = "") -> str:
    """One of the options by number or name; the default where nobody can be asked."""
    names = list(options)
    if not somebody_is_there():
        if default:
            return default
        raise Stopped(Exit.USAGE, f"{question}", t("Possible: {names}.", names=", ".join(names)))
    say(question)
    for number, name in enumerate(names, start=1):
        say(f"{number:3d}  {options[name]}")
    usual = names.index(default) + 1 if default else 0
    prompt = t("Number, or Enter for {number}: ", number=usual) if usual else t("Number: ")
    while True:
        typed = _line(prompt).strip()
        if not typed and default:
            return default
        if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(names):
            return names[int(typed) - 1]
        if typed in options:
            return typed
        say(t("Type a number from 1 to {last}.", last=len(names)))


def told(question: str, *, option: str, example: str) -> str:
    """A text somebody types; a script is told which argument is missing."""
    if not somebody_is_there():
        raise Stopped(
            Exit.USAGE,
            t("{option} is missing, like “{example}”.", option=option, example=example),
            t("Nothing was changed."),
        )
    while True:
        typed = _line(f"{question} " if question.endswith("?") else f"{question}: ").strip()
        if typed:
            return typed


def confirmed(question: str, *, options: str = "--yes") -> bool:
    """Only a typed yes is one; Enter alone is the safe answer. A script is told which `options` say it."""
    if not somebody_is_there():
        missing = t("Nobody is there to confirm it: say so with {options}.", options=options)
        raise Stopped(Exit.USAGE, missing, t("Nothing was changed."))
    said = _bare(_line(f"{question} [{t('y/N')}] "))
    yes = _bare(t("yes"))
    return bool(said) and said in {"y", "yes", yes, yes[:1]}


def _bare(word: str) -> str:
    """Without accents: whoever types si means sí."""
    apart = unicodedata.normalize("NFKD", word.strip().lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _line(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        raise Stopped(Exit.USAGE, t("The input ended."), t("Nothing was changed.")) from None
