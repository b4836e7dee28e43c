"""Which languages there are, and how their catalogues are read: `.po` files, straight into memory.

No `.mo` is built or shipped: reading the German catalogue costs less than finding out whether a binary
one is stale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from gettext import c2py
from pathlib import Path
from typing import Final

SOURCE_LANGUAGE: Final = "en"
"""The language the messages are written in: it needs no catalogue."""

_CATALOGUE: Final = Path("LC_MESSAGES") / "refundtui.po"
_HERE: Final = Path(__file__).resolve()
_INSIDE_THE_WHEEL: Final = _HERE.parents[1] / "locales"
_BESIDE_THE_SOURCES: Final = _HERE.parents[3] / "locales"  # an editable install sees no wheel
_DRAFT: Final = "X-Standing: draft"
_KEYWORD: Final = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)\s+"(.*)"$')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_PLURAL_RULE: Final = re.compile(r"plural\s*=\s*([^;]+)")


@dataclass(frozen=True, slots=True)
class Message:
    """One entry: what stands in the source, and its forms in the other language (empty: to do)."""

    id: str
    plural: str = ""
    forms: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def is_translated(self) -> bool:
        return bool(self.forms) and all(self.forms) and not self.fuzzy


def _one_or_many(n: int) -> int:
    return int(n != 1)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A language's sentences by their English original."""

    language: str = SOURCE_LANGUAGE
    forms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    plural_form: Callable[[int], int] = _one_or_many


def locales_folder() -> Path:
    """Where catalogues and letters lie: in the wheel, or beside the sources."""
    return _INSIDE_THE_WHEEL if _INSIDE_THE_WHEEL.is_dir() else _BESIDE_THE_SOURCES


def languages() -> tuple[str, ...]:
    """Every language with words for the desk, the source language first."""
    folder = locales_folder()
    found = sorted(path.parents[1].name for path in folder.glob(f"*/{_CATALOGUE.as_posix()}"))
    return (SOURCE_LANGUAGE, *(language for language in found if language != SOURCE_LANGUAGE))


def catalogue(language: str) -> Catalogue:
    """The words of a language; of "de-AT" those of "de" where it has none of its own.

    A language nobody translated speaks English: an empty catalogue.
    """
    for name in _from_special_to_general(language):
        if name == SOURCE_LANGUAGE:
            break
        path = locales_folder() / name / _CATALOGUE
        if path.is_file():
            return read_catalogue(path.read_text(encoding="utf-8"), name)
    return Catalogue()


def read_catalogue(text: str, language: str) -> Catalogue:
    """A `.po` text as a catalogue: what is translated, with the language's own plural rule."""
    plural_form: Callable[[int], int] = _one_or_many
    forms: dict[str, tuple[str, ...]] = {}
    for message in read_messages(text):
        if not message.id:
            rule = _PLURAL_RULE.search(message.forms[0]) if message.forms else None
            plural_form = c2py(rule.group(1).strip()) if rule else plural_form
        elif message.is_translated:
            forms[message.id] = message.forms
    return Catalogue(language, forms, plural_form)


def read_messages(text: str) -> Iterator[Message]:
    """Every entry of a `.po` text, the header (whose id is empty) included; obsolete ones left out."""
    parts: dict[str, str] = {}
    current = ""
    fuzzy = False
    for line in (*text.splitlines(), ""):
        line = line.strip()  # noqa: PLW2901 (the same line, without its margin)
        keyword = _KEYWORD.match(line)
        if keyword:
            name = keyword.group(1)
            if name in ("msgid", "msgctxt") and "msgstr" in "".join(parts):
                yield _message(parts, fuzzy=fuzzy)
                parts, fuzzy = {}, False
            current = name
            parts[current] = _unescaped(keyword.group(3))
        elif line.startswith('"') and current:
            parts[current] += _unescaped(line[1:-1])
        elif parts and (not line or line.startswith("#")):
            yield _message(parts, fuzzy=fuzzy)
            parts, current, fuzzy = {}, "", False
        if line.startswith("#,") and "fuzzy" in line:
            fuzzy = True


def is_draft(language: str) -> bool:
    """Whether nobody who speaks it has read its words yet, as the header of the catalogue says."""
    if language == SOURCE_LANGUAGE:
        return False
    text = (locales_folder() / language / _CATALOGUE).read_text(encoding="utf-8")
    return _DRAFT in text.partition("\n\n")[0]


def completeness(language: str) -> tuple[int, int]:
    """How many messages of a language's catalogue are translated, and how many there are."""
    if language == SOURCE_LANGUAGE:
        return (0, 0)
    text = (locales_folder() / language / _CATALOGUE).read_text(encoding="utf-8")
    messages = [message for message in read_messages(text) if message.id]
    return (sum(message.is_translated for message in messages), len(messages))


def _message(parts: dict[str, str], *, fuzzy: bool) -> Message:
    forms = tuple(text for name, text in parts.items() if name.startswith("msgstr"))
    return Message(parts.get("msgid", ""), parts.get("msgid_plural", ""), forms, fuzzy)


def _unescaped(text: str) -> str:
    return (
        _ESCAPE.sub(lambda found: _ESCAPED.get(found.group(1), found.group(1)), text)
        if "\\" in text
        else text
    )


def _from_special_to_general(language: str) -> Iterator[str]:
    parts = language.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length])
