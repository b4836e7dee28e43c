"""Opening hours that cannot be: no hour of a day, closed before they open, or two that overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from refundtui.rulebooks.checking.problem import Problem
from refundtui.rulebooks.checking.sense import rows
from refundtui.rulebooks.loading_service import minute_of
from refundtui.rulebooks.positions import Path, line_at


def odd_hours(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Everything about `[[service.open]]` that only shows when its rows are read beside each other."""
    service = table.get("service")
    if not isinstance(service, dict):
        return
    taken: dict[str, list[tuple[int, int, int]]] = {}
    for under, row in rows(service, "open"):
        path = ("service", *under)
        hours = []
        for key in ("opens", "closes"):
            value = row.get(key)
            minute = minute_of(value) if isinstance(value, str) else None
            if minute is None and isinstance(value, str):
                yield Problem(
                    line_at(lines, (*path, key)), "hour.unreadable", _at(path, key), (("value", value),)
                )
            hours.append(minute)
        start, end = hours
        if start is None or end is None:
            continue
        if end <= start:
            facts = (("opens", str(row["opens"])), ("closes", str(row["closes"])))
            yield Problem(line_at(lines, (*path, "closes")), "hours.reversed", _at(path, "closes"), facts)
            continue
        line = line_at(lines, (*path, "opens"))
        days = row.get("days")
        for day in days if isinstance(days, list) else []:
            if not isinstance(day, str):
                continue
            for other_start, other_end, first in taken.setdefault(day, []):
                if start < other_end and other_start < end:
                    yield Problem(line, "hours.overlap", _at(path, "opens"), (("day", day), ("first", first)))
            taken[day].append((start, end, line))


def _at(path: Path, key: str) -> str:
    return ".".join(map(str, (*path, key)))
