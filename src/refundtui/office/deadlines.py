"""The deadlines that cases say, made true again once the packs they follow have changed.

Looked at without a lock and a few hundred at a time; only what differs is locked and written. What was under
way while a pack was published may still say the old deadline: the office looks once more within the hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from refundtui.domain.transitions import FINISHED
from refundtui.office import cases
from refundtui.office.database import Database
from refundtui.office.spelling import next_due
from refundtui.office.tables import REF_FEED, CaseRow, Feed, SeriesRow
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import decode_case_and_due

_LOOKED_AT: Final = 500
_WRITTEN: Final = 100
_OPEN: Final = col(CaseRow.state).not_in([state.value for state in FINISHED])
_LOOKED_AFTER: Final = "deadlines"  # the number of the publication after which the office looked once more


def make_true(
    database: Database, library: Library, now: datetime, brands: Iterable[str] | None = None
) -> int:
    """Of every open case of these brands (None: of all); how many said another deadline."""
    named = None if brands is None else tuple(brands)
    changed = 0
    for brand, case_ids in _untrue(database, library, named):
        for start in range(0, len(case_ids), _WRITTEN):
            some = case_ids[start : start + _WRITTEN]
            changed += database.write(partial(_say_again, brand=brand, some=some, library=library, now=now))
    return changed


def look_once_more(database: Database, library: Library, now: datetime) -> int:
    """The same, where anything was published since it was done the last time."""
    with database.reading() as connection:
        published = connection.execute(
            select(col(Feed.last_seq)).where(col(Feed.id) == REF_FEED)
        ).scalar_one_or_none()
        after = connection.execute(
            select(col(SeriesRow.last)).where(col(SeriesRow.name) == _LOOKED_AFTER)
        ).scalar_one_or_none()
    if published is None or (after is not None and after >= published):
        return 0
    changed = make_true(database, library, now)
    database.write(partial(_remember, published=published, is_new=after is None))
    return changed


def _untrue(
    database: Database, library: Library, brands: tuple[str, ...] | None
) -> Iterator[tuple[str, list[str]]]:
    """Ids of cases that say a deadline which is not theirs, some at a time, by brand."""
    asked = select(col(CaseRow.id), col(CaseRow.brand), col(CaseRow.body)).where(_OPEN)
    if brands is not None:
        asked = asked.where(col(CaseRow.brand).in_(brands))
    last = ""
    while True:
        following = asked.where(col(CaseRow.id) > last).order_by(col(CaseRow.id)).limit(_LOOKED_AT)
        with database.reading() as connection:
            rows = connection.execute(following).all()
        untrue: dict[str, list[str]] = {}
        for row in rows:
            case, due = decode_case_and_due(row.body)
            if next_due(case, library) != due:
                untrue.setdefault(row.brand, []).append(row.id)
        yield from untrue.items()
        if len(rows) < _LOOKED_AT:
            return
        last = rows[-1].id


def _say_again(
    connection: Connection, *, brand: str, some: list[str], library: Library, now: datetime
) -> int:
    changes = []
    for case_id in sorted(some):
        held = cases.load(connection, case_id)
        if held is None or held.case.brand != brand:
            continue  # erased between looking and locking
        due = next_due(held.case, library)
        if due == held.due:
            continue
        after = replace(held.case, version=held.case.version + 1)
        # Nothing of the case moves its deadline, so it is the one before that is said again: the true one.
        changes.append(cases.Change(replace(held, due=due), after, "deadline", "office"))
    if changes:
        cases.write(connection, changes, library, now)
    return len(changes)


def _remember(connection: Connection, *, published: int, is_new: bool) -> None:
    if is_new:
        connection.execute(insert(SeriesRow), [{"name": _LOOKED_AFTER, "last": published}])
        return
    connection.execute(update(SeriesRow).where(col(SeriesRow.name) == _LOOKED_AFTER).values(last=published))
