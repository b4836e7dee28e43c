"""Facts a formula cannot do without: the fact, or the word that it is missing."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar

from refundtui.domain.law.facts import LawFact, LawFacts, amount, count, flag, rate
from refundtui.domain.money import Money

_T = TypeVar("_T")


class Missing(Exception):  # noqa: N818 - a fact nobody told, on its way to whoever asks for it
    def __init__(self, *names: str) -> None:
        super().__init__(*names)
        self.names = names


def the_money(facts: LawFacts, name: str) -> Money:
    return _told(amount(facts, name), name)


def the_count(facts: LawFacts, name: str) -> int:
    return _told(count(facts, name), name)


def the_rate(facts: LawFacts, name: str) -> Fraction:
    return _told(rate(facts, name), name)


def the_flag(facts: LawFacts, name: str) -> bool:
    return _told(flag(facts, name), name)


def several(facts: LawFacts, name: str) -> tuple[LawFact, ...]:
    found = facts.get(name)
    return tuple(found) if isinstance(found, tuple) else ()


def _told(found: _T | None, name: str) -> _T:
    if found is None:
        raise Missing(name)
    return found
