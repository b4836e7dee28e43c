"""What a bank said that no table of ours knows: shown to an operator, and never taken for anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Puzzle:
    """One such thing: in which message, of which payment or file, the bank's own word, and a sentence."""

    message_id: str
    about: str
    word: str
    says: str
