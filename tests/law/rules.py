"""The shipped rules of law by id, and facts as a file spells them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from refundtui import rulebooks
from refundtui.domain.law.facts import FACTS, LawFact
from refundtui.domain.law.last_day import Here
from refundtui.domain.law.reading import Reading, read
from refundtui.domain.statute import Statute
from refundtui.rulebooks.library import Library
from refundtui.wire.lawfile import fact_of


@cache
def library() -> Library:
    return Library(rulebooks.shipped())


@cache
def laws() -> dict[str, Statute]:
    return {statute.id: statute for statute in library().statutes()}


def here(place: str = "", zone: str = "") -> Here:
    return Here(place, zone, library().law(date.max).calendars)


def says(rule: str, place: str = "", zone: str = "", currency: str = "EUR", **facts: Any) -> Reading:
    """What a shipped rule says of these facts."""
    read_facts: dict[str, LawFact] = {
        name: fact_of(FACTS[name], value, currency) for name, value in facts.items()
    }
    return read(laws()[rule], read_facts, here(place, zone), laws())
