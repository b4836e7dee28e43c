"""Do golden cases and orders point at orders, and at their lines, that exist?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from refundtui.rulebooks.checking.problem import Problem, nearest_to
from refundtui.rulebooks.checking.sense import rows
from refundtui.rulebooks.positions import Path, line_at


def dangling_examples(table: Mapping[str, Any], lines: dict[Path, int]) -> Iterator[Problem]:
    """Golden cases and orders point at orders, and at their lines, that exist."""
    orders = {row["id"]: row for _, row in rows(table, "orders") if isinstance(row.get("id"), str)}
    named = [(path, row, "like") for path, row in rows(table, "orders")]
    named += [(path, row, "order") for path, row in rows(table, "golden")]
    for path, row, key in named:
        wanted = row.get(key)
        if isinstance(wanted, str) and wanted and (wanted not in orders or _circular(wanted, orders)):
            line = line_at(lines, (*path, key))
            near = nearest_to(wanted, orders) if wanted not in orders else ""
            yield Problem(line, "order.unknown", ".".join(map(str, path)), (("name", wanted),), near)
        elif key == "order" and isinstance(wanted, str):
            yield from _lines_named(path, row, orders, wanted, lines)


def _circular(start: str, orders: Mapping[str, Mapping[str, Any]]) -> bool:
    seen: set[str] = set()
    here: object = start
    while isinstance(here, str) and here:
        if here in seen:
            return True
        seen.add(here)
        here = orders.get(here, {}).get("like", "")
    return False


def _lines_named(
    path: Path,
    row: Mapping[str, Any],
    orders: Mapping[str, Mapping[str, Any]],
    order_id: str,
    lines: dict[Path, int],
) -> Iterator[Problem]:
    here: Mapping[str, Any] = orders[order_id]
    while "lines" not in here and here.get("like") in orders:
        here = orders[here["like"]]
    known = [str(line.get("id")) for line in here.get("lines", []) if isinstance(line, dict)]
    request = row.get("request")
    for place, take in enumerate(request if isinstance(request, list) else []):
        name = take.get("line") if isinstance(take, dict) else None
        if isinstance(name, str) and name and name not in known:
            where = line_at(lines, (*path, "request", place, "line"))
            spelled = ".".join(map(str, (*path, "request", place)))
            yield Problem(where, "line.unknown", spelled, (("name", name),), nearest_to(name, known))
