"""A phrase: a sentence, or a pair of them for one and for many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence for one and for many, by the fact that is counted."""

    by: str
    one: str
    many: str


Phrase: TypeAlias = str | Counted


def counted(by: str, sentences: tuple[str, str]) -> Counted:
    return Counted(by, *sentences)
