"""How complete a language is: each letter against the English text its translation was made from.

`made-from.toml` beside a language's letters says, for each template, the hash of the English one it was made
from and whether somebody who speaks the language has read it. A letter is as good as the worst of its parts.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from refundtui.i18n.catalogs import SOURCE_LANGUAGE
from refundtui.letters.letter import Kind
from refundtui.letters.templates import ENDING, INFORMAL, own_folder, templates_folder

MADE_FROM: Final = "made-from.toml"
_INCLUDES: Final = re.compile(r"\{%-?\s*(?:include|render)\s+[\"']([\w.-]+)[\"']")


class Status(StrEnum):
    """How far a translation may be relied on, from best to worst."""

    OK = "ok"
    DRAFT = "draft"  # nobody who speaks the language has read it
    OUTDATED = "outdated"  # the English text has changed since
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Made:
    """What is known of one translated template."""

    source: str = ""  # the hash of the English text it was made from; empty where nobody said
    read: bool = False


@dataclass(frozen=True, slots=True)
class Covered:
    """One letter in one language. `parts` are the templates that are not `ok`, each with how it stands."""

    kind: Kind
    language: str
    status: Status
    parts: tuple[tuple[str, Status], ...] = ()


def coverage(language: str, kinds: tuple[Kind, ...] = tuple(Kind)) -> tuple[Covered, ...]:
    return tuple(_covered(kind, language) for kind in kinds)


def is_draft(kind: Kind, language: str, own: Path | None = None) -> bool:
    """Whether the letter holds a text that nobody of that language has read. A brand's own templates are its own."""
    brought = own_folder(own, language)
    if brought is not None and (brought / f"{kind}{ENDING}").is_file():
        return False
    return _covered(kind, language).status in (Status.DRAFT, Status.OUTDATED)


def digest_of(name: str) -> str:
    """Of the English template: the first 16 hex digits of SHA-256; line ends and spaces at line ends do not count."""
    text = (templates_folder(SOURCE_LANGUAGE) / f"{name}{ENDING}").read_text(encoding="utf-8")
    plain = "\n".join(line.rstrip() for line in text.splitlines())
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def templates_of(kind: Kind) -> tuple[str, ...]:
    """The English templates a letter is made of, itself first."""
    found = [kind.value]
    for name in found:
        path = templates_folder(SOURCE_LANGUAGE) / f"{name}{ENDING}"
        if path.is_file():
            found.extend(
                one for one in _INCLUDES.findall(path.read_text(encoding="utf-8")) if one not in found
            )
    return tuple(found)


def source_templates() -> tuple[str, ...]:
    """Every English template by its name."""
    return tuple(sorted(path.stem for path in templates_folder(SOURCE_LANGUAGE).glob(f"*{ENDING}")))


def made_from(language: str) -> Mapping[str, Made]:
    """What `made-from.toml` says; nothing where there is none, or where it cannot be read."""
    path = templates_folder(language) / MADE_FROM
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else {}


def write_made_from(language: str, made: Mapping[str, Made]) -> None:
    lines = [
        "# Which English template each was made from, by its hash, and whether somebody who speaks the language",
        "# has read it. `refundtui letters mark` writes this.",
    ]
    for name in sorted(made):
        one = made[name]
        lines += ["", f'["{name}"]', f'source = "{one.source}"', f"read = {str(one.read).lower()}"]
    path = templates_folder(language) / MADE_FROM
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _covered.cache_clear()


def marked(language: str, names: tuple[str, ...], *, read: bool) -> tuple[str, ...]:
    """Say of these templates that they are made from the English of today; the names that there are."""
    made = dict(made_from(language))
    there = tuple(name for name in names if _is_there(name, language))
    made |= {name: Made(digest_of(name.removesuffix(INFORMAL)), read) for name in there}
    write_made_from(language, made)
    return there


def translated_names(language: str) -> tuple[str, ...]:
    """The templates of a language that are made from an English one, informal variants too."""
    ours = set(source_templates())
    every = (path.name.removesuffix(ENDING) for path in templates_folder(language).glob(f"*{ENDING}"))
    return tuple(sorted(name for name in every if name.removesuffix(INFORMAL) in ours))


@lru_cache(maxsize=1024)  # every letter asks, and the answer costs twenty files
def _covered(kind: Kind, language: str) -> Covered:
    if language == SOURCE_LANGUAGE:
        return Covered(kind, language, Status.OK)
    standing = tuple(_standing(kind, language))
    worst = max((status for _, status in standing), key=list(Status).index, default=Status.OK)
    return Covered(kind, language, worst, tuple(one for one in standing if one[1] is not Status.OK))


def _standing(kind: Kind, language: str) -> Iterator[tuple[str, Status]]:
    made = made_from(language)
    for name in templates_of(kind):
        if not _is_there(name, language):
            yield name, Status.MISSING
            continue
        informal = f"{name}{INFORMAL}"
        for variant in (name, informal) if _is_there(informal, language) else (name,):
            yield variant, _status(made.get(variant), name)


def _status(made: Made | None, source: str) -> Status:
    if made is not None and made.source and made.source != digest_of(source):
        return Status.OUTDATED
    return Status.OK if made is not None and made.read else Status.DRAFT


def _is_there(name: str, language: str) -> bool:
    return (templates_folder(language) / f"{name}{ENDING}").is_file()


@lru_cache(maxsize=32)
def _read(path: Path, changed: int) -> Mapping[str, Made]:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
    tables = ((name, table) for name, table in told.items() if isinstance(table, dict))
    return {name: Made(str(table.get("source", "")), table.get("read") is True) for name, table in tables}
