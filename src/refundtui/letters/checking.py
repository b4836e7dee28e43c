"""Is a template one that can be sent? Every mistake with its line, and the nearest name of what is not known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from liquid import DictLoader, Mode
from liquid.exceptions import LiquidError

from refundtui.domain.hostile_text import clean_line
from refundtui.i18n.catalogs import SOURCE_LANGUAGE
from refundtui.letters.leaving import CLOSED_PLATFORM
from refundtui.letters.plurals import forms_of, plural_in
from refundtui.letters.templates import (
    A_RANGE,
    ENDING,
    LARGEST,
    SUBJECT,
    Hole,
    LetterEnvironment,
    noting,
    templates_folder,
)
from refundtui.letters.variables import BY_NAME, FIELDS, example_facts

LOCALS: Final = frozenset({"item", "row", "way", "part", "ground", "to", "forloop"})
"""Names that our partial templates take from the template around them."""

WITHOUT_WORDS: Final = "_without_words"
"""A name that ends so has never a value: a template prints it where it has no words for a code."""

_LOOP: Final = re.compile(r"\{%-?\s*for\s+(\w+)\s+in\s+(\w+)")
_FIELD: Final = re.compile(r"(?<![\w.\"'])(\w+)\.(\w+)")
_PLURAL: Final = re.compile(r"\|\s*plural:[^}|]*")
_BLOCK: Final = re.compile(r"\{%-?\s*(end)?(?:if|unless|for|case|capture|comment|raw|tablerow)\b")
_SIZES: Final = frozenset({"size", "first", "last"})
_EXPRESSION: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake of a template. `line` counts from 1, 0 where there is none; `near` is what may have been meant."""

    line: int
    code: str
    words: str = ""
    near: str = ""


def mistakes_in(text: str, language: str, *, is_part: bool = False, beside: Mapping[str, str] = {}) -> tuple[Mistake, ...]:  # fmt: skip
    """Every mistake, in the order of the lines. `beside` are templates that come with it, by name."""
    if len(text.encode()) > LARGEST:
        return (Mistake(0, "template.too_large"),)
    found = [*_shape(text, is_part=is_part), *_never(text)]
    if not any(one.code == "template.range" for one in found):
        found += [*_liquid(text, language, is_part=is_part, beside=beside), *_plurals(text, language)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.line))


def variables_in(text: str, language: str, beside: Mapping[str, str] = {}) -> frozenset[str]:
    """The variables a template speaks of, those of its parts too; raises `LiquidError` where it cannot be read."""
    globals_ = _engine(language, beside).from_string(text).analyze(include_partials=True).globals
    return frozenset(name for name in globals_ if name not in LOCALS and not name.endswith(WITHOUT_WORDS))


def parts_beside(language: str, beside: Mapping[str, str]) -> dict[str, str]:
    """Every partial template a template may include: those that come with it, the language's own, then English."""
    found: dict[str, str] = {}
    for spoken in (SOURCE_LANGUAGE, language):
        for path in templates_folder(spoken).glob(f"_*{ENDING}"):
            found[path.stem] = path.read_text(encoding="utf-8")
    return {**found, **beside}


def _shape(text: str, *, is_part: bool) -> Iterator[Mistake]:
    first = text.partition("\n")[0]
    if not is_part and not (first.startswith(SUBJECT) and first.removeprefix(SUBJECT).strip()):
        yield Mistake(1, "template.no_subject")


def _never(text: str) -> Iterator[Mistake]:
    for pattern, code in ((CLOSED_PLATFORM, "template.closed_platform"), (A_RANGE, "template.range")):
        for found in pattern.finditer(text):
            yield Mistake(_line(text, found.start()), code, clean_line(found[0])[:80])


def _liquid(text: str, language: str, *, is_part: bool, beside: Mapping[str, str]) -> Iterator[Mistake]:
    engine = _engine(language, beside)
    try:
        template = engine.from_string(text)
        alone = template.analyze(include_partials=False)
        template.analyze(include_partials=True)
    except LiquidError as trouble:
        context = trouble.context()
        why = clean_line(str(trouble.args[0] if trouble.args else trouble))
        yield Mistake(context[0] if context else _left_open(text), "template.broken", why)
        return
    known = BY_NAME.keys() | (LOCALS if is_part else {"forloop"})
    for name, spans in alone.filters.items():
        if name not in engine.filters:
            near = next(iter(get_close_matches(name, engine.filters, 1)), "")
            yield from (
                Mistake(_line(text, one.index), "template.filter_unknown", name, near) for one in spans
            )
    for name, places in alone.globals.items():
        if name not in known and not name.endswith(WITHOUT_WORDS):
            for place in places:
                said = ".".join(str(part) for part in place.segments)
                near = next(iter(get_close_matches(name, BY_NAME, 1)), "")
                yield Mistake(_line(text, place.span.index), "template.variable_unknown", said, near)
    yield from _fields(text)
    if set(alone.filters) <= set(engine.filters):
        yield from _when_filled(text, language, beside)


def _left_open(text: str) -> int:
    """The line of the last expression or block that nothing closes; 0 where all are closed."""
    expressions = [found.start() for found in re.finditer(r"\{[{%]", text)]
    unclosed = [at for at in expressions if not _EXPRESSION.match(text, at)]
    open_blocks: list[int] = []
    for found in _BLOCK.finditer(text):
        if not found[1]:
            open_blocks.append(found.start())
        elif open_blocks:
            open_blocks.pop()
    at = max([*unclosed[:1], *open_blocks[-1:]], default=None)
    return 0 if at is None else _line(text, at)


def _plurals(text: str, language: str) -> Iterator[Mistake]:
    """Every form the language tells apart has to be there: two of four read wrong for most numbers."""
    for found in _PLURAL.finditer(text):
        lacking = [form for form in forms_of(language) if not re.search(rf"\b{form}:", found[0])]
        if lacking:
            yield Mistake(_line(text, found.start()), "template.plural_incomplete", ", ".join(lacking))


def _fields(text: str) -> Iterator[Mistake]:
    """`row.amont`: a list's parts have names of their own."""
    loops = dict(_LOOP.findall(text))
    for expression in _EXPRESSION.finditer(text):
        for found in _FIELD.finditer(expression[0]):
            names = FIELDS.get(loops.get(found[1], ""))
            if names and found[2] not in names | _SIZES:
                line = _line(text, expression.start() + found.start())
                near = next(iter(get_close_matches(found[2], names, 1)), "")
                yield Mistake(line, "template.field_unknown", found[0], f"{found[1]}.{near}" if near else "")


def _when_filled(text: str, language: str, beside: Mapping[str, str]) -> Iterator[Mistake]:
    """Filled with every variable's example: what only shows then, a filter on a value it cannot take."""
    with noting():
        try:
            _engine(language, beside).from_string(text).render(example_facts())
        except LiquidError as trouble:
            context = trouble.context()
            why = clean_line(str(trouble.args[0] if trouble.args else trouble))
            yield Mistake(context[0] if context else 0, "template.broken", why)


def _engine(language: str, beside: Mapping[str, str]) -> LetterEnvironment:
    parts = parts_beside(language, beside)
    made = LetterEnvironment(
        loader=DictLoader(parts), undefined=Hole, tolerance=Mode.STRICT, strict_filters=True, autoescape=False
    )
    made.add_filter("plural", plural_in(language))
    return made


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
