"""Numbers the office gives out: case references, one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from refundtui.office.tables import SeriesRow

_REFERENCES: Final = "reference"
_OURS: Final = re.compile(r"RF-(\d{1,12})")


def next_references(connection: Connection, number: int) -> list[str]:
    """So many references nobody has yet."""
    if not number:
        return []
    last = _last(connection)
    _set(connection, last + number)
    return [reference(taken) for taken in range(last + 1, last + number + 1)]


def keep_clear_of(connection: Connection, references: Iterable[str]) -> None:
    """Go on above references of our own form that came from elsewhere."""
    highest = max((int(ours[1]) for name in references if (ours := _OURS.fullmatch(name))), default=0)
    if highest > _last(connection):
        _set(connection, highest)


def reference(number: int) -> str:
    return f"RF-{number:07d}"


def _last(connection: Connection) -> int:
    asked = select(col(SeriesRow.last)).where(col(SeriesRow.name) == _REFERENCES).with_for_update()
    last = connection.execute(asked).scalar_one_or_none()
    if last is None:
        connection.execute(insert(SeriesRow).values(name=_REFERENCES, last=0))
    return last or 0


def _set(connection: Connection, last: int) -> None:
    connection.execute(update(SeriesRow).where(col(SeriesRow.name) == _REFERENCES).values(last=last))
