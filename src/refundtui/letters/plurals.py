"""Liquid's missing filter: the form of a word for a number, by the rules of CLDR.

`{{ days }} {{ days | plural: one: "Tag", other: "Tage" }}`; Polish needs `one`, `few`, `many` and `other`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from babel import Locale, UnknownLocaleError


def plural_in(language: str) -> Callable[..., str]:
    """The filter for a language. A form that is not given is the word's `other`."""

    def plural(number: object, **forms: object) -> str:
        count = number if isinstance(number, int) and not isinstance(number, bool) else _number(number)
        return str(forms.get(_rule(language)(count), forms.get("other", "")))

    return plural


def forms_of(language: str) -> tuple[str, ...]:
    """Which forms a language tells apart among the numbers that letters count: `one, few, many, other`."""
    used = {_rule(language)(number) for number in range(201)}
    return (*sorted(used - {"other"}), "other")


@lru_cache(maxsize=64)
def _rule(language: str) -> Callable[[int], str]:
    return _locale(language).plural_form


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


def _number(value: object) -> int:
    text = str(value)
    return int(text) if text.isdecimal() else 0
