"""Words that say the money has gone: only true once the provider said so. One list per language, beside its letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from refundtui.letters.templates import templates_folder

FILE: Final = "said-when-paid.txt"


def claims_of_payment(text: str, language: str) -> Iterator[str]:
    """Each claim the text makes, as it stands in the list."""
    plain = " ".join(text.casefold().split())
    for words, wanted in _claims(language):
        if wanted.search(plain):
            yield words


@lru_cache(maxsize=32)
def _claims(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """`…` in a line stands for up to four words between."""
    path = templates_folder(language) / FILE
    if not path.is_file():
        return ()
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple((line, _pattern(line)) for line in lines if line and not line.startswith("#"))


_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
"""Letters of languages that put no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""


def _pattern(line: str) -> re.Pattern[str]:
    parts = [" ".join(part.casefold().split()) for part in line.split("…")]
    begins = "" if _UNSPACED.match(parts[0]) else r"(?<!\w)"
    ends = "" if _UNSPACED.match(parts[-1][-1:]) else r"(?!\w)"
    return re.compile(begins + r" (?:\S+ ){0,4}".join(map(re.escape, parts)) + ends)
