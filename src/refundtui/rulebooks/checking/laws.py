"""Does a row of law make sense: one period, events and rules that exist, a weekend and a calendar that are known?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from refundtui.domain.clock import OPENING_DAYS, PERFORMANCE
from refundtui.domain.law.facts import FACTS, Kind
from refundtui.rulebooks.checking.outside import Known
from refundtui.rulebooks.checking.problem import Problem, nearest_to
from refundtui.rulebooks.checking.sense import rows
from refundtui.rulebooks.loading_law import EARLIER_NAMES, UNITS
from refundtui.rulebooks.positions import Path, line_at

_EVENTS: Final = tuple(name for name, kind in FACTS.items() if kind is Kind.WHEN)
_OTHER_RULES: Final = ("starts_after", "not_before", "if_collected")


def senseless_rules(table: Mapping[str, Any], lines: dict[Path, int], known: Known) -> Iterator[Problem]:
    """`known` are the rules that other packs state: a pack may lean on them."""
    own = tuple(str(row.get("id")) for _, row in rows(table, "statutes"))
    for path, row in rows(table, "statutes"):
        yield from _periods(path, row, lines)
        yield from _events(path, row, lines)
        yield from _rules(path, row, lines, own, known)
        yield from _calendar(path, row, lines)
        yield from _limits(path, row, table, lines)
        yield from _rates(path, row, lines)


def _periods(path: Path, row: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    given = [name for name in UNITS if name in row]
    if len(given) > 1:
        facts = (("id", str(row.get("id"))), ("names", tuple(given)))
        yield Problem(line_at(lines, (*path, given[1])), "law.two_periods", _spelled(path), facts)
    if given and not any(name in row for name in ("counted_from", "counted_from_words", "starts_after")):
        facts = (("id", str(row.get("id"))), ("names", tuple(given)))
        yield Problem(line_at(lines, (*path, given[0])), "law.no_start", _spelled(path), facts)


def _events(path: Path, row: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    named = [((*path, "counted_from"), name) for name in _words(row.get("counted_from"))]
    periods = row.get("periods")
    for name, period in periods.items() if isinstance(periods, dict) else ():
        if isinstance(period, dict):
            at = (*path, "periods", name, "counted_from")
            named += [(at, event) for event in _words(period.get("counted_from"))]
    for at, event in named:
        if event and event not in _EVENTS and event not in EARLIER_NAMES:
            near = nearest_to(event, _EVENTS)
            yield Problem(line_at(lines, at), "law.unknown_event", _spelled(at), (("name", event),), near)


def _rules(
    path: Path, row: Mapping[str, Any], lines: dict[Path, int], own: Iterable[str], known: Known
) -> Iterator[Problem]:
    """Rules that a clock or a surcharge leans on exist, here or in another pack."""
    there = (*own, *(known.laws or ()))
    formula = row.get("formula")
    named = [((*path, key), rule) for key in _OTHER_RULES for rule in _words(row.get(key))]
    if isinstance(formula, dict):
        named += [((*path, "formula", "after"), rule) for rule in _words(formula.get("after"))]
    for at, rule in named:
        if rule and rule not in there and known.laws is not None:
            near = nearest_to(rule, there)
            yield Problem(line_at(lines, at), "law.unknown", _spelled(at), (("name", rule),), near)


def _calendar(path: Path, row: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    calendar = row.get("calendar")
    if not isinstance(calendar, str) or calendar in {"", PERFORMANCE, OPENING_DAYS}:
        return
    country, _, region = calendar.partition("-")
    is_place = len(country) == 2 and country.isupper() and (not region or region.isupper())
    if not is_place:
        at = (*path, "calendar")
        near = nearest_to(calendar, (PERFORMANCE, OPENING_DAYS))
        yield Problem(line_at(lines, at), "law.unknown_calendar", _spelled(at), (("value", calendar),), near)


def _limits(
    path: Path, row: Mapping[str, Any], table: Mapping[str, Any], lines: dict[Path, int]
) -> Iterator[Problem]:
    """A threshold in money needs the pack's currency; brackets of a surcharge rise."""
    formula = row.get("formula")
    if not isinstance(formula, dict):
        return
    if formula.get("name") == "price_range" and not table.get("currency"):
        at = (*path, "formula")
        yield Problem(line_at(lines, at), "law.no_currency", _spelled(at), (("id", str(row.get("id"))),))
    brackets = formula.get("brackets")
    ends = [
        end
        for one in (brackets if isinstance(brackets, list) else ())
        if isinstance(one, dict) and isinstance(end := one.get("until"), int)
    ]
    if ends != sorted(set(ends)):
        at = (*path, "formula", "brackets")
        yield Problem(line_at(lines, at), "law.brackets", _spelled(at), (("id", str(row.get("id"))),))


def _rates(path: Path, row: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Of two rates of a state one holds on a day, and each has a day at least."""
    formula = row.get("formula")
    rates = formula.get("set_rates") if isinstance(formula, dict) else None
    before = date.min
    for rate in rates if isinstance(rates, list) else ():
        since, until = (rate.get(end) if isinstance(rate, dict) else None for end in ("since", "until"))
        if not (isinstance(since, date) and isinstance(until, date)):
            return
        if not before < since <= until:
            at = (*path, "formula", "set_rates")
            facts = (("id", str(row.get("id"))), ("day", since.isoformat()))
            yield Problem(line_at(lines, at), "law.rates", _spelled(at), facts)
            return
        before = until


def _words(value: object) -> list[str]:
    words = value if isinstance(value, list) else [value]
    return [word for word in words if isinstance(word, str)]


def _spelled(path: Path) -> str:
    return ".".join(map(str, path))
