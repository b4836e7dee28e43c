"""The deadlines that cases say, made true again once the packs they follow have changed.

Looked at without a lock and a few hundred at a time; only what differs is locked and written, a few at a time
and with rests, for agents go on deciding meanwhile. What was under way while a pack was published may still say
the old deadline: the office looks once more within the hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias

from sqlalchemy import ColumnElement, Connection, func, insert, select, update
from sqlmodel import col

from refundtui.domain.transitions import FINISHED
from refundtui.office import cases
from refundtui.office.database import Database
from refundtui.office.spelling import next_due
from refundtui.office.tables import REF_FEED, CaseRow, Feed, SeriesRow
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import Due, decode_case_and_due

_LOOKED_AT: Final = 500
_WRITTEN: Final = 20
"""In one transaction: whoever waits for it on a busy machine waits for a tenth of a second."""
_LONGEST_REST: Final = 0.25  # seconds
_OPEN: Final = col(CaseRow.state).not_in([state.value for state in FINISHED])
_LOOKED_AFTER: Final = "deadlines"  # the number of the publication after which the office looked once more


Progress: TypeAlias = Callable[[float], None]
"""Hears which part of it is done, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class _Untrue:
    """A case that says a deadline which is not its own, as it was when it was looked at."""

    id: str
    brand: str
    version: int
    due: Due | None


def make_true(
    database: Database,
    library: Library,
    now: datetime,
    brands: Iterable[str] | None = None,
    *,
    progress: Progress | None = None,
) -> int:
    """Of every open case of these brands (None: of all); how many said another deadline."""
    named = None if brands is None else tuple(brands)
    changed = 0
    for untrue in _looked_through(database, library, named, progress):
        for some in _by_brand(untrue):
            began = time.monotonic()
            changed += database.write(partial(_say_again, some=some, library=library, now=now))
            if database.is_embedded:
                # Whoever waits for this file tries again now and then: it must be free as long as it was not.
                time.sleep(min(time.monotonic() - began, _LONGEST_REST))
    return changed


def _by_brand(untrue: Sequence[_Untrue]) -> Iterator[Sequence[_Untrue]]:
    """A few at a time, in the order of their ids, which is that of their locks."""
    for brand in sorted({one.brand for one in untrue}):
        theirs = sorted((one for one in untrue if one.brand == brand), key=lambda one: one.id)
        for start in range(0, len(theirs), _WRITTEN):
            yield theirs[start : start + _WRITTEN]


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


def _looked_through(
    database: Database, library: Library, brands: tuple[str, ...] | None, progress: Progress | None
) -> Iterator[list[_Untrue]]:
    """What says a deadline that is not its own, some at a time."""
    which = [_OPEN] if brands is None else [_OPEN, col(CaseRow.brand).in_(brands)]
    asked = select(col(CaseRow.id), col(CaseRow.brand), col(CaseRow.version), col(CaseRow.body)).where(*which)
    number = _number(database, which) if progress is not None else 0
    last, looked_at = "", 0
    while True:
        following = asked.where(col(CaseRow.id) > last).order_by(col(CaseRow.id)).limit(_LOOKED_AT)
        with database.reading() as connection:
            rows = connection.execute(following).all()
        untrue = []
        for row in rows:
            case, said = decode_case_and_due(row.body)
            due = next_due(case, library)
            if due != said:
                untrue.append(_Untrue(row.id, row.brand, row.version, due))
        yield untrue
        looked_at += len(rows)
        if progress is not None and number:
            progress(min(1.0, looked_at / number))
        if len(rows) < _LOOKED_AT:
            return
        last = rows[-1].id


def _number(database: Database, which: Sequence[ColumnElement[bool]]) -> int:
    with database.reading() as connection:
        return connection.execute(select(func.count()).select_from(CaseRow).where(*which)).scalar_one()


def _say_again(connection: Connection, *, some: Sequence[_Untrue], library: Library, now: datetime) -> int:
    changes = []
    for one in some:
        held = cases.load(connection, one.id)
        if held is None or held.case.brand != one.brand:
            continue  # erased between looking and locking
        # Worked out before anything was locked, unless the case has changed meanwhile.
        due = one.due if held.case.version == one.version else next_due(held.case, library)
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
