"""Translators' exchange: a language's letters as one PO file, out and in again, every placeholder checked.

An entry is a whole template: its context is the template's name, its message the English text, its translation
the text in the other language. What nobody has read, or what was made from an older English text, is fuzzy.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po
from liquid.exceptions import LiquidError

from refundtui.domain.hostile_text import clean_text
from refundtui.i18n.catalogs import SOURCE_LANGUAGE
from refundtui.letters import coverage
from refundtui.letters.branches import lost_in, paid_too_early
from refundtui.letters.checking import Mistake, mistakes_in, variables_in
from refundtui.letters.coverage import Made
from refundtui.letters.templates import ENDING, INFORMAL, templates_folder
from refundtui.letters.variables import BY_NAME

_FREE: Final = frozenset({"formal", "name", "given_name"})
"""How a language addresses people is its own matter."""

_BEGINNING: Final = datetime(2026, 1, 1, tzinfo=UTC)  # the same file for the same letters


@dataclass(frozen=True, slots=True)
class Refused:
    """One thing that an entry must not have, or lacks: nothing of the file is taken."""

    template: str
    code: str
    words: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file brought: `written` templates, of which `drafts` wait for a reader; or why nothing was taken."""

    written: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = field(default=())


def exported(language: str) -> str:
    """Every English template with its translation, where there is one, and each informal variant as its own entry."""
    catalog = Catalog(
        locale=None,
        project="refundtui letters",
        creation_date=_BEGINNING,
        revision_date=_BEGINNING,
        header_comment=f"# Letters in {language}. Keep what stands in braces; the first line is the subject.",
        fuzzy=False,
    )
    made = coverage.made_from(language)
    for name in coverage.source_templates():
        english = _text(SOURCE_LANGUAGE, name)
        for variant in (name, f"{name}{INFORMAL}"):
            translated = _text(language, variant)
            if variant != name and not translated:
                continue
            known = made.get(variant)
            fuzzy = bool(translated) and not (
                known is not None and known.read and known.source == coverage.digest_of(name)
            )
            entry = catalog.add(
                english,
                translated,
                context=variant,
                flags={"fuzzy"} if fuzzy else set(),
                auto_comments=[", ".join(sorted(_variables(english, SOURCE_LANGUAGE, {}) & set(BY_NAME)))],
            )
            # Babel's guess at a format: braces here are Liquid's, and other tools would count them.
            entry.flags -= {"python-format", "python-brace-format"}
    written = io.BytesIO()
    write_po(written, catalog, width=0, sort_output=False)
    return written.getvalue().decode()


def imported(text: str, language: str) -> Taken:
    """Take a translators' file in: all of it, or with a word about each mistake nothing."""
    try:
        catalog = read_po(io.BytesIO(text.encode()), abort_invalid=True)
    except (PoFileError, ValueError, UnicodeError) as trouble:
        return Taken(refused=(Refused("", "exchange.no_po", str(trouble)[:120]),))
    entries = [one for one in catalog if one.id and one.string]
    texts = {str(one.context or ""): clean_text(str(one.string)) for one in entries}
    beside = {name: said for name, said in texts.items() if name.startswith("_")}
    refused = tuple(problem for one in entries for problem in _problems(one, texts, language, beside))
    if refused or not entries:
        return Taken(refused=refused or (Refused("", "exchange.nothing"),))
    return _written(entries, texts, language)


def _written(entries: list[Message], texts: Mapping[str, str], language: str) -> Taken:
    folder = templates_folder(language)
    folder.mkdir(parents=True, exist_ok=True)
    made = dict(coverage.made_from(language))
    for one in entries:
        name = str(one.context)
        (folder / f"{name}{ENDING}").write_text(texts[name].rstrip("\n") + "\n", encoding="utf-8")
        made[name] = Made(_digest(str(one.id)), read=not one.fuzzy)
    coverage.write_made_from(language, made)
    return Taken(tuple(sorted(texts)), tuple(sorted(str(one.context) for one in entries if one.fuzzy)))


def _problems(
    entry: Message, texts: Mapping[str, str], language: str, beside: Mapping[str, str]
) -> Iterator[Refused]:
    name = str(entry.context or "")
    source = name.removesuffix(INFORMAL)
    if source not in coverage.source_templates():
        yield Refused(name, "exchange.template_unknown")
        return
    text = texts[name]
    mistakes: tuple[Mistake, ...] = mistakes_in(text, language, is_part=source.startswith("_"), beside=beside)
    for one in mistakes:
        yield Refused(name, one.code, one.words, one.line)
    if mistakes:
        return
    wanted = _variables(str(entry.id), SOURCE_LANGUAGE, {}) - _FREE
    given = _variables(text, language, beside) - _FREE
    for lost in sorted(wanted - given):
        yield Refused(name, "exchange.variable_lost", lost)
    for invented in sorted(given - wanted):
        yield Refused(name, "exchange.variable_invented", invented)
    named = wanted - given  # already, as lost
    gone = (branch for branch, lost in lost_in(str(entry.id), text, _FREE) if lost not in named)
    for branch in dict.fromkeys(gone):
        yield Refused(name, "exchange.branch_lost", f"{branch.of} = {branch.when}")
    for branch in paid_too_early(text, language):
        yield Refused(name, "exchange.paid_too_early", f"{branch.of} = {branch.when}")


def _variables(text: str, language: str, beside: Mapping[str, str]) -> frozenset[str]:
    try:
        return variables_in(text, language, beside)
    except LiquidError:
        return frozenset()


def _text(language: str, name: str) -> str:
    path = templates_folder(language) / f"{name}{ENDING}"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _digest(text: str) -> str:
    """As `coverage.digest_of`: of the English text the translator saw, which may be an older one."""
    plain = "\n".join(line.rstrip() for line in text.splitlines())
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
