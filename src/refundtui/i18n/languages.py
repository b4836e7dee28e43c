"""What languages are called, and which one is read where."""

from __future__ import annotations

import re
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.core import get_global

_TAG: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_SPOKEN = get_global("territory_languages")


def own_name(language: str) -> str:
    """By its own name, as its speakers look for it: `Deutsch` of `de`; the code itself where CLDR knows none."""
    try:
        place = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return language
    name = place.get_display_name(place) or language
    return name[:1].upper() + name[1:]


def is_known(language: str) -> bool:
    """Whether CLDR knows it, and with it its plurals."""
    try:
        return _TAG.fullmatch(language) is not None and bool(Locale.parse(language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return False


def official_languages() -> frozenset[str]:
    """Of every country, without their scripts and regions: `pt`, `zh`."""
    return frozenset(tag.partition("-")[0] for country in _SPOKEN for tag in _official(country))


def most_read_in(country: str) -> str:
    """The official language that most people of a country read, after CLDR; empty where it is not known."""
    if country == "BR":
        return "pt-BR"  # CLDR says pt, which is written in another way in Portugal
    official = _official(country)
    return max(official, key=lambda tag: official[tag], default="")


def _official(country: str) -> dict[str, float]:
    """With the share of the people who read it."""
    return {
        tag.replace("_", "-"): float(told["population_percent"])
        for tag, told in _SPOKEN.get(country, {}).items()
        if told["official_status"] in {"official", "de_facto_official"}
    }
