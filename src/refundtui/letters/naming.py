"""What people and brands are called in a letter."""

from __future__ import annotations

import unicodedata
from typing import Final

from refundtui.domain.hostile_text import clean_line, clean_text
from refundtui.domain.rulebook import Rulebook

_GIVEN_NAME_LAST: Final = frozenset(("hu", "ja", "ko", "vi", "zh"))
_TITLES: Final = frozenset(
    ("dr.", "dr", "prof.", "prof", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "herr", "frau")
)


def given_name(name: str, language: str) -> str:
    """What to call somebody informally: the first of two names, or all of it where that would be a guess."""
    words = name.split()
    if len(words) < 2 or language.partition("-")[0] in _GIVEN_NAME_LAST or words[0].casefold() in _TITLES:
        return name
    latin_like = all(not letter.isalpha() or unicodedata.east_asian_width(letter) != "W" for letter in name)
    return words[0].rstrip(",") if latin_like and not words[0].endswith((",", ".")) else name


def brand_of(rulebook: Rulebook, signature: str) -> str | None:
    """The last line of the signature is the brand's name; the pack's own name is for us."""
    lines = [line.strip() for line in clean_text(signature).splitlines() if line.strip()]
    return (lines[-1] if lines else clean_line(rulebook.policy.brand)) or None
