"""Letter templates: Liquid, because the macros of other help desks are Liquid and a team can bring its own.

Importing the engine costs a fifth of a second: this module is imported when the first letter is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Final

from liquid import BoundTemplate, Environment, FileSystemLoader, Mode, Token, Undefined
from liquid.exceptions import (
    LiquidError,
    LiquidSyntaxError,
    ResourceLimitError,
    TemplateNotFoundError,
    UnknownFilterError,
)
from liquid.undefined import UNDEFINED

from refundtui.domain.hostile_text import clean_line
from refundtui.i18n.catalogs import locales_folder
from refundtui.letters.facts import Said
from refundtui.letters.locked import LOCKED_NAMES
from refundtui.letters.plurals import plural_in
from refundtui.letters.trouble import BrokenTemplate

SUBJECT: Final = "Subject:"
INFORMAL: Final = ".informal"
ENDING: Final = ".liquid"
LARGEST: Final = 200_000
"""Bytes of one template; the longest of ours has six thousand."""

_EMPTY_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_IDLE_SPACE: Final = re.compile(r"[ \t]+(?=\n|$)")
_IDLE_LINE_ENDS: Final = re.compile(r"[ \t\r\n]+")
A_RANGE: Final = re.compile(r"\{[{%][^}]*\([^()}]*\.\.[^()}]*\)")
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
    local_namespace_limit = 200_000
    context_depth_limit = 10


class _Shelf(FileSystemLoader):
    """A brand's own templates before ours; but the blocks that law and figures need are always ours."""

    def __init__(self, ours: Path, own: Path | None) -> None:
        super().__init__([own, ours] if own else [ours], ext=ENDING)
        self._ours = FileSystemLoader(ours, ext=ENDING)

    def resolve_path(self, template_name: str) -> Path:
        if template_name in LOCKED_NAMES:
            return self._ours.resolve_path(template_name)
        return super().resolve_path(template_name)


def templates_folder(language: str) -> Path:
    return locales_folder() / language / "letters"


def own_folder(own: Path | None, language: str) -> Path | None:
    """Where a brand's own templates of a language lie, if it has any."""
    folder = own / language if own else None
    return folder if folder is not None and folder.is_dir() else None


def has_template(kind: str, language: str, own: Path | None = None) -> bool:
    brought = own_folder(own, language)
    return any(
        (folder / f"{kind}{ENDING}").is_file() for folder in (brought, templates_folder(language)) if folder
    )


def languages_with(kind: str) -> tuple[str, ...]:
    """Every language a letter of this kind is written in."""
    return tuple(sorted(path.parents[1].name for path in locales_folder().glob(f"*/letters/{kind}{ENDING}")))


def languages_of_letters() -> tuple[str, ...]:
    """Every language with a folder of letters: dropping one in is all it takes."""
    return tuple(sorted(path.parent.name for path in locales_folder().glob("*/letters") if path.is_dir()))


def fill(
    kind: str, language: str, facts: dict[str, Said], own: Path | None = None
) -> tuple[str, str, tuple[str, ...]]:
    """Subject, body, and the names of all variables that had no value.

    Only templates are parsed: what facts hold is put in as it is, braces and all. Raises `BrokenTemplate`
    where a template cannot be followed.
    """
    path = _path_of(kind, language, own, formal=bool(facts.get("formal", True)))
    subject, body = read_template(path, language, own)
    with _said_in_a_sentence(path.name), noting() as noted:
        filled = subject.render(facts), body.render(facts)
    return _IDLE_LINE_ENDS.sub(" ", filled[0]).strip(), tidy(filled[1]), tuple(noted)


def fill_part(name: str, language: str, facts: dict[str, Said]) -> str:
    """One of our own partial templates by itself; empty where the language has none."""
    path = templates_folder(language) / f"{name}{ENDING}"
    if not path.is_file():
        return ""
    with _said_in_a_sentence(path.name), noting():
        return tidy(_part(path, path.stat().st_mtime_ns, language).render(facts)).strip()


def read_template(path: Path, language: str, own: Path | None) -> tuple[BoundTemplate, BoundTemplate]:
    """Subject and body, parsed apart: no value in the body can become a subject."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError as trouble:
        raise BrokenTemplate(
            "letter.template_unreadable", template=path.name, why=trouble.strerror or ""
        ) from None
    return _parsed(path, changed, language, own)


@contextmanager
def noting() -> Iterator[list[str]]:
    """The names of the variables that are asked for meanwhile and have no value."""
    noted: list[str] = []
    before = _missed.set(noted)
    try:
        yield noted
    finally:
        _missed.reset(before)


def tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", _IDLE_SPACE.sub("", text)).strip() + "\n"


def _path_of(kind: str, language: str, own: Path | None, *, formal: bool) -> Path:
    names = [f"{kind}{ENDING}"] if formal else [f"{kind}{INFORMAL}{ENDING}", f"{kind}{ENDING}"]
    folders = [folder for folder in (own_folder(own, language), templates_folder(language)) if folder]
    for folder in folders:
        for name in names:
            if (folder / name).is_file():
                return folder / name
    raise BrokenTemplate("letter.template_missing", template=names[-1], language=language)


@lru_cache(maxsize=128)
def _parsed(path: Path, changed: int, language: str, own: Path | None) -> tuple[BoundTemplate, BoundTemplate]:
    """`changed` is when it was written last: whoever edits a template sees it at once."""
    first, _, body = _read(path).partition("\n")
    if not first.startswith(SUBJECT):
        raise BrokenTemplate("letter.template_no_subject", template=path.name)
    engine = engine_of(language, own)
    name = f"{language}/{path.name}"
    with _said_in_a_sentence(path.name):
        return (
            engine.from_string(first.removeprefix(SUBJECT).strip(), name=name),
            engine.from_string("\n" + body, name=name),  # so that its lines are counted as in the file
        )


@lru_cache(maxsize=256)
def _part(path: Path, changed: int, language: str) -> BoundTemplate:
    return engine_of(language, None).from_string(_read(path), name=path.name)


def _read(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise BrokenTemplate("letter.template_too_large", template=path.name)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BrokenTemplate("letter.template_no_text", template=path.name) from None
    if A_RANGE.search(text):
        # `(1..9999999999)` is a list of that length: no letter counts.
        raise BrokenTemplate("letter.template_range", template=path.name)
    return text


@lru_cache(maxsize=32)
def engine_of(language: str, own: Path | None) -> LetterEnvironment:
    made = LetterEnvironment(
        loader=_Shelf(templates_folder(language), own_folder(own, language)),
        undefined=Hole,
        tolerance=Mode.STRICT,
        strict_filters=True,
        autoescape=False,  # a letter is plain text; whoever makes it HTML escapes it there
    )
    made.add_filter("plural", plural_in(language))
    return made


@contextmanager
def _said_in_a_sentence(name: str) -> Iterator[None]:
    try:
        yield
    except BrokenTemplate:
        raise
    except ResourceLimitError:
        raise BrokenTemplate("letter.template_limit", template=name) from None
    except TemplateNotFoundError as trouble:
        raise BrokenTemplate("letter.template_missing", template=clean_line(str(trouble))) from None
    except (UnknownFilterError, LiquidSyntaxError, LiquidError) as trouble:
        why = clean_line(str(trouble.args[0] if trouble.args else trouble))
        raise BrokenTemplate(
            "letter.template_broken", template=name, why=why, line=_line_of(trouble)
        ) from None
    except (RecursionError, ValueError, TypeError, ArithmeticError) as trouble:
        # What a filter does with a value it was not made for.
        raise BrokenTemplate(
            "letter.template_broken", template=name, why=clean_line(str(trouble)), line=0
        ) from None


def _line_of(trouble: LiquidError) -> int:
    context = trouble.context()
    return context[0] if context else 0
