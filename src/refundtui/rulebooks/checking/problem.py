"""A mistake in a pack: where it stands, what it is, and what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import available_timezones

from refundtui.domain.findings import Fact
from refundtui.domain.money import currencies
from refundtui.domain.policy import Test
from refundtui.domain.switches import SWITCHES
from refundtui.rulebooks.conditions import Mistake
from refundtui.rulebooks.positions import Path, line_at
from refundtui.rulebooks.spelling import CalendarPack, PolicyPack
from refundtui.rulebooks.spelling_law import LawPack


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it stands, what it is, and what was probably meant."""

    line: int
    code: str
    path: str = ""
    facts: tuple[tuple[str, Fact], ...] = ()
    nearest: str = ""

    def fact(self, name: str) -> Fact | None:
        return dict(self.facts).get(name)


@dataclass(frozen=True, slots=True)
class Checked:
    """A document and what is wrong with it; `pack` is there when nothing is."""

    name: str
    problems: tuple[Problem, ...]
    pack: PolicyPack | LawPack | CalendarPack | None = None


def nearest_to(word: object, names: Iterable[str]) -> str:
    """The name that was probably meant, whatever its capitals."""
    known = {name.casefold(): name for name in reversed(list(names))}
    found = difflib.get_close_matches(str(word).casefold(), list(known), n=1, cutoff=0.5)
    return known[found[0]] if found else ""


def placed(mistake: Mistake, base: Path, lines: dict[Path, int], names: tuple[str, ...]) -> Problem:
    path = (*base, *mistake.at)
    facts = dict(mistake.facts)
    nearest = ""
    if mistake.code == "fact.unknown":
        nearest = nearest_to(facts["name"], names)
    elif mistake.code == "test.unknown":
        nearest = nearest_to(facts["name"], Test)
    elif mistake.code == "switch.unknown":
        nearest = nearest_to(facts["name"], SWITCHES)
    elif mistake.code == "value.unknown":
        wanted = facts.get("options")
        nearest = nearest_to(facts["value"], wanted if isinstance(wanted, tuple) else ())
    elif mistake.code == "currency.unknown":
        nearest = nearest_to(facts["value"], [known.code for known in currencies()])
    elif mistake.code == "timezone.unknown":
        # An abbreviation is no place: CEST is not EST.
        nearest = nearest_to(facts["value"], sorted(zone for zone in available_timezones() if "/" in zone))
    return Problem(line_at(lines, path), mistake.code, ".".join(map(str, path)), mistake.facts, nearest)
