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
        if not isinstance(wanted, str) or not wanted:
            continue
        line, spelled = line_at(lines, (*path, key)), ".".join(map(str, path))
        if wanted not in orders:
            yield Problem(line, "order.unknown", spelled, (("name", wanted),), nearest_to(wanted, orders))
        elif key == "order" and not _circle(wanted, orders):
            yield from _lines_named(path, row, orders, wanted, lines)
        elif key == "like" and (circle := _circle(wanted, orders)) and row.get("id") == min(circle):
            # Every order of the circle is as wrong as the others: it is said once.
            chain = " → ".join([min(circle), *circle])
            yield Problem(line, "order.circular", spelled, (("name", min(circle)), ("chain", chain)))


def _circle(start: str, orders: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """The orders that a `like` goes round in for ever, from this one on; empty where it comes to an end."""
    seen: list[str] = []
    here: object = start
    while isinstance(here, str) and here:
        if here in seen:
            return tuple(seen[seen.index(here) :])
        seen.append(here)
        here = orders.get(here, {}).get("like", "")
    return ()


def _lines_named(
    path: Path,
    row: Mapping[str, Any],
    orders: Mapping[str, Mapping[str, Any]],
    order_id: str,
    lines: dict[Path, int],
) -> Iterator[Problem]:
    here: Mapping[str, Any] = orders[order_id]
    while "lines" not in here and str(here.get("like")) in orders:
        here = orders[here["like"]]
    known = [str(line.get("id")) for _, line in rows(here, "lines")]
    request = row.get("request")
    for place, take in enumerate(request if isinstance(request, list) else []):
        name = take.get("line") if isinstance(take, dict) else None
        if isinstance(name, str) and name and name not in known:
            where = line_at(lines, (*path, "request", place, "line"))
            spelled = ".".join(map(str, (*path, "request", place)))
            yield Problem(where, "line.unknown", spelled, (("name", name),), nearest_to(name, known))
