"""Letter templates: Liquid, because the macros of other help desks are Liquid and a team can bring its own.

Importing the engine costs a fifth of a second: this module is imported when the first letter is written.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Final

from liquid import BoundTemplate, Environment, FileSystemLoader, Mode, Token, Undefined
from liquid.undefined import UNDEFINED

from refundtui.i18n.catalogs import locales_folder
from refundtui.letters.facts import Said

_SUBJECT: Final = "Subject:"
_INFORMAL: Final = ".informal"
_EMPTY_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_IDLE_SPACE: Final = re.compile(r"[ \t]+(?=\n|$)")
_IDLE_LINE_ENDS: Final = re.compile(r"[ \t\r\n]+")
_missed: ContextVar[list[str]] = ContextVar("missed")


class Hole(Undefined):
    """A variable without a value: shown where it would stand, and noted. It stops the letter."""

    __slots__ = ()

    def __init__(
        self, name: str, *, token: Token | None = None, obj: object = UNDEFINED, hint: str | None = None
    ) -> None:
        super().__init__(name, token=token, obj=obj, hint=hint)
        noted = _missed.get()
        # Every loop asks for its outer one; that there is none is no hole.
        if name not in ("parentloop", *noted):
            noted.append(name)

    def __str__(self) -> str:
        return f"⟦{self.name}⟧"


class LetterEnvironment(Environment):
    """Limits, so that a template somebody brings can do no harm."""

    loop_iteration_limit = 10_000
    output_stream_limit = 100_000
    context_depth_limit = 10


def templates_folder(language: str) -> Path:
    return locales_folder() / language / "letters"


def has_template(kind: str, language: str) -> bool:
    return (templates_folder(language) / f"{kind}.liquid").is_file()


def languages_with(kind: str) -> tuple[str, ...]:
    """Every language a letter of this kind is written in."""
    return tuple(sorted(path.parents[1].name for path in locales_folder().glob(f"*/letters/{kind}.liquid")))


def fill(kind: str, language: str, facts: dict[str, Said]) -> tuple[str, str, tuple[str, ...]]:
    """Subject, body, and the names of all variables that had no value.

    Only templates are parsed: what facts hold is put in as it is, braces and all.
    """
    subject, body = _template(kind, language, bool(facts.get("formal", True)))
    noted: list[str] = []
    before = _missed.set(noted)
    try:
        filled = subject.render(facts), body.render(facts)
    finally:
        _missed.reset(before)
    return _IDLE_LINE_ENDS.sub(" ", filled[0]).strip(), _tidy(filled[1]), tuple(noted)


@lru_cache(maxsize=64)
def _template(kind: str, language: str, formal: bool) -> tuple[BoundTemplate, BoundTemplate]:
    """Subject and body, parsed apart: no value in the body can become a subject."""
    informal = templates_folder(language) / f"{kind}{_INFORMAL}.liquid"
    path = informal if not formal and informal.is_file() else templates_folder(language) / f"{kind}.liquid"
    first, _, body = path.read_text(encoding="utf-8").partition("\n")
    if not first.startswith(_SUBJECT):
        raise ValueError(f"{path.name} does not begin with its subject.")
    engine = _engine(language)
    name = f"{language}/{path.name}"
    return (
        engine.from_string(first.removeprefix(_SUBJECT).strip(), name=name),
        engine.from_string(body, name=name),
    )


@lru_cache(maxsize=16)
def _engine(language: str) -> LetterEnvironment:
    return LetterEnvironment(
        loader=FileSystemLoader(templates_folder(language), ext=".liquid"),
        undefined=Hole,
        tolerance=Mode.STRICT,
        strict_filters=True,
        autoescape=False,  # a letter is plain text; whoever makes it HTML escapes it there
    )


def _tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", _IDLE_SPACE.sub("", text)).strip() + "\n"
