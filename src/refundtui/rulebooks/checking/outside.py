"""Does a pack lean on languages and laws that are there?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from refundtui.rulebooks.checking.problem import Problem, nearest_to
from refundtui.rulebooks.checking.vocabulary import every_key
from refundtui.rulebooks.positions import Path, line_at

_LAW: Final = re.compile(
    r"\b[A-Z]{2}-[A-Z]{2,}-\d+(?:-[A-Z0-9]+)*\b"
)  # as our statutes are named: EU-CRD-13-1
_CLOSED_PLATFORM: Final = re.compile(r"ec\.europa\.eu/(?:consumers/)?odr\S*", re.IGNORECASE)
_COUNTRY: Final = re.compile(r"[A-Z]{2}$")
_NOT_THE_CODE: Final = {"UK": "GB", "EL": "GR"}  # what people write, and what ISO 3166 says


@dataclass(frozen=True, slots=True)
class Known:
    """What lies outside a pack; None where nobody knows, and nothing is asked."""

    languages: tuple[str, ...] | None = None
    laws: tuple[str, ...] | None = None


ANYTHING: Final = Known()


def unknown_languages(table: Mapping[str, Any], lines: dict[Path, int], known: Known) -> Iterator[Problem]:
    """A brand falls back on languages that have letters: de-AT on those of de."""
    manners = table.get("manners")
    asked = manners.get("fallback_languages") if isinstance(manners, dict) else None
    for place, language in enumerate(
        asked if isinstance(asked, list) and known.languages is not None else ()
    ):
        general = re.split("[-_]", language)[0] if isinstance(language, str) else None
        if general is not None and general not in (known.languages or ()):
            at = ("manners", "fallback_languages", place)
            facts = (("value", language), ("options", known.languages or ()))
            yield Problem(line_at(lines, at), "language.unknown", ".".join(map(str, at)), facts)


def unknown_laws(table: Mapping[str, Any], lines: dict[Path, int], known: Known) -> Iterator[Problem]:
    """A clause may name one of our statutes; it must be one that is in force here."""
    for path, key, value in every_key(table):
        if key not in {"clause", "refund_clause"} or not isinstance(value, str) or known.laws is None:
            continue
        for law in _LAW.findall(value):
            if law not in known.laws:
                spelled = ".".join(map(str, path))
                near = nearest_to(law, known.laws)
                yield Problem(line_at(lines, path), "law.unknown", spelled, (("name", law),), near)


def closed_platform(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """The EU's platform for online disputes closed on 20 July 2025 (Regulation (EU) 2024/3228): no text names it."""
    for path, _, value in every_key(table):
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and (found := _CLOSED_PLATFORM.search(text)):
                yield Problem(
                    line_at(lines, path), "platform.closed", ".".join(map(str, path)), (("value", found[0]),)
                )


def unknown_countries(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Countries are two letters of ISO 3166, wherever a pack names one."""
    for path, key, value in every_key(table):
        named = value if key == "countries" else [value] if key in {"country", "trader_country"} else []
        for place, country in enumerate(named if isinstance(named, list) else ()):
            is_code = isinstance(country, str) and _COUNTRY.match(country) and country not in _NOT_THE_CODE
            if isinstance(country, str) and country and not is_code:
                at = (*path, place) if key == "countries" else path
                near = _NOT_THE_CODE.get(country, "")
                spelled = ".".join(map(str, at))
                yield Problem(line_at(lines, at), "country.unreadable", spelled, (("value", country),), near)
