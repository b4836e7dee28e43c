"""How is a filter said to the database?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from refundtui.books import folding
from refundtui.books.case_columns import NOT_YET, micros
from refundtui.casework.queue_filter import QueueFilter, Sort

ORDERED_BY: Final = {
    Sort.DUE: ("due_at", "case_by_due"),
    Sort.RECEIVED: ("received_at", "case_by_received"),
    Sort.AMOUNT: ("amount_rank", "case_by_amount"),
    Sort.REFERENCE: ("reference", "case_by_reference"),
}
"""The column a queue is sorted by, and the index that lies in its order."""


def match(wanted: QueueFilter) -> str:
    """What the search index is asked; it knows itself which cases are open. Empty: nothing to be found."""
    words = folding.query(wanted.text)
    return f'({words}) AND "{folding.OPEN}"' if words and wanted.open_only else words


def filters(wanted: QueueFilter, *, also_open: bool = True) -> tuple[str, list[Any]]:
    conditions, values = ["1"], list[Any]()
    if also_open:
        conditions.append("is_open = 1" if wanted.open_only else "is_open IN (0, 1)")
    for column in ("brand", "owner", "language"):
        if value := getattr(wanted, column):
            conditions.append(f"{column} = ?")
            values.append(value)
    if wanted.owner:
        conditions.append("owner <> ''")  # said, so that the index of owned cases may be used
    for column, chosen in (("state", wanted.states), ("reason", wanted.reasons)):
        if chosen:
            conditions.append(among(column, chosen))
            values.extend(chosen)
    for condition, value in _bounds(wanted):
        conditions.append(condition)
        values.append(value)
    return " AND ".join(conditions), values


def _bounds(wanted: QueueFilter) -> Iterator[tuple[str, int | str]]:
    """What is compared, each with its one value; what has no deadline or amount is within no bound."""
    if wanted.due_from is not None:
        yield "due_at >= ?", micros(wanted.due_from)
    if wanted.due_before is not None:
        yield "due_at < ?", micros(wanted.due_before)
    elif wanted.due_from is not None:
        yield "due_at < ?", NOT_YET
    if wanted.amount_from is not None:
        yield "amount_rank <= ?", -wanted.amount_from
    elif wanted.amount_to is not None:
        yield "amount_rank <= ?", 0
    if wanted.amount_to is not None:
        yield "amount_rank >= ?", -wanted.amount_to
    if wanted.legal_only:
        yield "due_basis = ?", 1
    if wanted.not_owner:
        yield "owner <> ?", wanted.not_owner
    if wanted.unowned:
        yield "owner = ?", ""
    if wanted.snoozed is not None and wanted.asleep_at is not None:
        condition = "coalesce(snoozed_until, 0) > ?" if wanted.snoozed else "coalesce(snoozed_until, 0) <= ?"
        yield condition, micros(wanted.asleep_at)
    elif wanted.snoozed is not None:
        yield "(snoozed_until IS NOT NULL) = ?", int(wanted.snoozed)


def among(column: str, values: Sequence[object]) -> str:
    return f"{column} IN ({', '.join('?' * len(values))})"
