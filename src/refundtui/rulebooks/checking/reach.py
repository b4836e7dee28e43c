"""Can each row ever decide anything?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from refundtui.domain.findings import Fact
from refundtui.domain.money import Currency
from refundtui.domain.policy import Matcher, Test, Value
from refundtui.rulebooks.checking.problem import Problem
from refundtui.rulebooks.checking.sense import rows
from refundtui.rulebooks.checking.vocabulary import currency_of
from refundtui.rulebooks.conditions import read_conditions
from refundtui.rulebooks.positions import Path, line_at


def contradictions(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Conditions of one row that nothing can meet."""
    of = currency_of(table)
    for name in ("windows", "rules", "fees", "grades", "depreciation", "statutes"):
        for path, row in rows(table, name):
            when = row.get("when")
            if not isinstance(when, dict):
                continue
            fact = _impossible(read_conditions(when, of)[0])
            if fact:
                yield Problem(
                    line_at(lines, (*path, "when")),
                    "condition.impossible",
                    ".".join(map(str, path)),
                    (("id", str(row.get("id"))), ("fact", fact)),
                )


def _impossible(matchers: Sequence[Matcher]) -> str:
    """The fact that would have to be two things at once."""
    for fact in dict.fromkeys(matcher.fact for matcher in matchers):
        tests = {m.test: m.value for m in matchers if m.fact == fact}
        least = _bounds(tests, (Test.AT_LEAST, 0), (Test.ABOVE, 1))
        most = _bounds(tests, (Test.AT_MOST, 0), (Test.BELOW, -1))
        if least and most and max(least) > min(most):
            return fact
        if Test.IS in tests and tests.get(Test.IS_NOT) == tests[Test.IS]:
            return fact
        wanted = tests.get(Test.IN)
        if isinstance(wanted, tuple) and (not wanted or (Test.IS in tests and tests[Test.IS] not in wanted)):
            return fact
    return ""


def _bounds(tests: Mapping[Test, Value], *wanted: tuple[Test, int]) -> list[int]:
    """Whole-number bounds, with what is excluded moved by one: `above 3` is `at least 4`."""
    return [
        value + step
        for test, step in wanted
        if isinstance(value := tests.get(test), int) and not isinstance(value, bool)
    ]


def unreachable_rows(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """A row that another one always overrules: same subject, no more conditions, higher priority."""
    of = currency_of(table)
    windows = [
        (path, row, _families(row), read_conditions(_when(row), of)[0], _priority(row))
        for path, row in rows(table, "windows")
    ]
    for path, row, families, matchers, priority in windows:
        for other_path, other, wider, fewer, above in windows:
            covers = not wider or (families and families <= wider)
            if other_path != path and above > priority and covers and set(fewer) <= set(matchers):
                yield _never(path, row, other, lines)
    yield from _rules_never_asked(table, lines, of)
    for name, of_one_kind in (("grades", "grade"), ("depreciation", "")):
        yield from _behind_an_earlier_one(table, lines, of, name, of_one_kind)


def _rules_never_asked(
    table: Mapping[str, Any], lines: dict[Path, int], of: Currency | None
) -> Iterator[Problem]:
    rules = [
        (path, row, read_conditions(_when(row), of)[0], _priority(row), _kind(row))
        for path, row in rows(table, "rules")
    ]
    for path, row, matchers, priority, kind in rules:
        for other_path, other, fewer, above, over in rules:
            beats = (kind, over) == ("reject", "allow") and above > priority
            same = kind == over and kind in {"reject", "allow"} and above >= priority and other_path < path
            longer = kind == over == "set_window" and _sets_more(above, other, priority, row)
            if other_path != path and (beats or same or longer) and set(fewer) <= set(matchers):
                yield _never(path, row, other, lines)
                break


def _sets_more(above: int, other: Mapping[str, Any], priority: int, row: Mapping[str, Any]) -> bool:
    """Of rules that set the window the one with the higher priority counts, then the one that gives longer."""
    days, others = (
        one["action"].get("days") if isinstance(one["action"], dict) else None for one in (row, other)
    )
    if above != priority or not (isinstance(days, int) and isinstance(others, int)):
        return above > priority
    return others > days


def _behind_an_earlier_one(
    table: Mapping[str, Any], lines: dict[Path, int], of: Currency | None, name: str, of_one_kind: str
) -> Iterator[Problem]:
    """Grades and schedules are asked in the order in which they stand: the first that holds is taken."""
    before: list[tuple[Mapping[str, Any], set[Matcher]]] = []
    for path, row in rows(table, name):
        matchers = set(read_conditions(_when(row), of)[0])
        for earlier, fewer in before:
            if (not of_one_kind or earlier.get(of_one_kind) == row.get(of_one_kind)) and fewer <= matchers:
                yield _never(path, row, earlier, lines)
                break
        before.append((row, matchers))


def clashing_rules(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """A permission that a rejection of the same priority takes back wherever it holds: nobody means that."""
    of = currency_of(table)
    told = [(path, row, set(read_conditions(_when(row), of)[0])) for path, row in rows(table, "rules")]
    for path, row, matchers in told:
        for _, other, fewer in told if _kind(row) == "allow" else ():
            ties = _kind(other) == "reject" and _priority(other) == _priority(row)
            if ties and fewer <= matchers:
                facts: tuple[tuple[str, Fact], ...] = (
                    ("id", str(row.get("id"))),
                    ("other", str(other.get("id"))),
                    ("priority", _priority(row)),
                )
                yield Problem(line_at(lines, path), "rules.clash", ".".join(map(str, path)), facts)
                break


def _when(row: Mapping[str, Any]) -> Mapping[str, Any]:
    when = row.get("when")
    return when if isinstance(when, dict) else {}


def _families(row: Mapping[str, Any]) -> set[str]:
    families = row.get("families")
    return {str(family) for family in families} if isinstance(families, list) else set()


def _priority(row: Mapping[str, Any]) -> int:
    priority = row.get("priority", 0)
    return priority if isinstance(priority, int) else 0


def _kind(row: Mapping[str, Any]) -> str:
    action = row.get("action")
    return str(action.get("do") if isinstance(action, dict) else action)


def _never(path: Path, row: Mapping[str, Any], other: Mapping[str, Any], lines: dict[Path, int]) -> Problem:
    return Problem(
        line_at(lines, path),
        "row.unreachable",
        ".".join(map(str, path)),
        (("id", str(row.get("id"))), ("behind", str(other.get("id")))),
    )
