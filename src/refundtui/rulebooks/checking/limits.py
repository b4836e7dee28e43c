"""Limits that cannot be meant: a day smaller than one decision of it, two rows for the same, a row for no reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Final

from refundtui.domain.money import Money, NotAnAmountError, money
from refundtui.domain.reasons import Family, Reason
from refundtui.rulebooks.checking.problem import Problem, nearest_to
from refundtui.rulebooks.checking.sense import rows
from refundtui.rulebooks.checking.vocabulary import currency_of
from refundtui.rulebooks.positions import Path, line_at

_REASONS: Final = (*Reason, *(one for one in Family if one.value not in set(Reason)))


def odd_limits(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Everything about `[[manners.limits]]` that only shows when its rows are read beside each other."""
    manners = table.get("manners")
    if not isinstance(manners, dict):
        return
    placed = [(("manners", *path), row) for path, row in rows(manners, "limits")]
    yield from _unknown_reasons(placed, lines)
    yield from _days_below_one_decision(table, placed, lines)
    yield from _rows_for_the_same(placed, lines)
    yield from _roles_without_a_general_row(placed, lines)
    if "sign_in_minutes" in manners and "sign_in_again_above" not in manners:
        path = ("manners", "sign_in_minutes")
        yield Problem(line_at(lines, path), "sign_in.never", ".".join(path))


_Placed = list[tuple[Path, Mapping[str, Any]]]


def _unknown_reasons(placed: _Placed, lines: dict[Path, int]) -> Iterator[Problem]:
    for path, row in placed:
        for place, word in enumerate(_words(row, "reasons")):
            if word not in _REASONS:
                at = (*path, "reasons", place)
                facts = (("value", word), ("options", tuple(one.value for one in _REASONS)))
                yield Problem(
                    line_at(lines, at), "value.unknown", _spelled(at), facts, nearest_to(word, _REASONS)
                )


def _days_below_one_decision(
    table: Mapping[str, Any], placed: _Placed, lines: dict[Path, int]
) -> Iterator[Problem]:
    for path, row in placed:
        once, day = _amount(table, row, "amount"), _amount(table, row, "per_day")
        goodwill, of_it = _amount(table, row, "goodwill"), _amount(table, row, "goodwill_per_day")
        pairs = (
            ("per_day", once, day, "limit.day_below_one"),
            ("goodwill_per_day", goodwill, of_it, "limit.day_below_one"),
            ("goodwill_per_day", of_it, day, "limit.goodwill_above_day"),
        )
        for key, less, more, code in pairs:
            if less is not None and more is not None and more < less:
                facts = (("day", more), ("once", less))
                yield Problem(line_at(lines, (*path, key)), code, _spelled((*path, key)), facts)


def _rows_for_the_same(placed: _Placed, lines: dict[Path, int]) -> Iterator[Problem]:
    """Of two rows that name the same nobody can say which counts."""
    first: dict[tuple[str, str, str], int] = {}
    for path, row in placed:
        line = line_at(lines, path)
        named = product(_words(row, "methods") or [""], _words(row, "reasons") or [""])
        twice = [first[key] for way, why in named if (key := (str(row.get("role")), way, why)) in first]
        if twice:
            facts = (("role", str(row.get("role"))), ("first", twice[0]))
            yield Problem(line, "limit.twice", _spelled(path), facts)
        for way, why in product(_words(row, "methods") or [""], _words(row, "reasons") or [""]):
            first.setdefault((str(row.get("role")), way, why), line)


def _roles_without_a_general_row(placed: _Placed, lines: dict[Path, int]) -> Iterator[Problem]:
    named = [(path, row, role) for path, row in placed if isinstance(role := row.get("role"), str)]
    general = {role for _, row, role in named if not row.get("methods") and not row.get("reasons")}
    said: set[str] = set()
    for path, _, role in named:
        if role not in general and role not in said:
            said.add(role)
            yield Problem(line_at(lines, path), "limit.only_narrow", _spelled(path), (("role", role),))


def _words(row: Mapping[str, Any], key: str) -> list[str]:
    found = row.get(key)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _amount(table: Mapping[str, Any], row: Mapping[str, Any], key: str) -> Money | None:
    """None where it is not there, or is said to be unreadable already."""
    of, text = currency_of(table), row.get(key)
    if of is None or not isinstance(text, str):
        return None
    try:
        return money(text, of.code)
    except NotAnAmountError:
        return None


def _spelled(path: Path) -> str:
    return ".".join(map(str, path))
