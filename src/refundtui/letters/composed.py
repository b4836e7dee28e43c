"""A letter with what it was made from: what a text that was edited is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from refundtui.domain.money import Currency
from refundtui.letters.facts import Said
from refundtui.letters.letter import Letter


@dataclass(frozen=True, slots=True)
class Composed:
    """`blocks` are those that the letter must hold word for word."""

    letter: Letter
    facts: Mapping[str, Said]
    blocks: tuple[str, ...]
    locale: str
    currency: Currency | None
    email: str  # the customer's own
