"""What languages are called: each by its own name, as its speakers look for it."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError


def own_name(language: str) -> str:
    """`Deutsch` of `de`; the code itself where CLDR knows no name."""
    try:
        place = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return language
    name = place.get_display_name(place) or language
    return name[:1].upper() + name[1:]
