"""Names of files: `RFB-YYYYMMDD-nnn`, counted in a row of their day, so that they are in the order of commits.

A bank takes every name once: that is what protects from paying a file twice, so a name is never given again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from refundtui.office.payments.starting import BROUGHT_BACK
from refundtui.office.tables import SeriesRow

_OF_A_LOST_LIFE: Final = 500
"""On the day an office is made of a copy: more files than the life that was lost can have made that day."""


def message_id(day: date, number: int) -> str:
    """The name of the n-th file of a day."""
    return f"RFB-{day:%Y%m%d}-{number:03d}"


def locked(connection: Connection, day: date) -> int:
    """The number given last on that day; whoever makes files waits here for the others until it is over."""
    name = _name(day)
    asked = select(col(SeriesRow.last)).where(col(SeriesRow.name) == name).with_for_update()
    last = connection.execute(asked).scalar_one_or_none()
    if last is None:
        last = _OF_A_LOST_LIFE if _was_brought_back_on(connection, day) else 0
        connection.execute(insert(SeriesRow), [{"name": name, "last": last}])
    elif last < _OF_A_LOST_LIFE and _was_brought_back_on(connection, day):
        last = _OF_A_LOST_LIFE
    return last


def taken(connection: Connection, day: date, number: int) -> None:
    """That number is given; the day was locked before."""
    connection.execute(update(SeriesRow).where(col(SeriesRow.name) == _name(day)).values(last=number))


def _name(day: date) -> str:
    return f"bank_file.{day:%Y%m%d}"


def _was_brought_back_on(connection: Connection, day: date) -> bool:
    at = connection.execute(
        select(col(SeriesRow.last)).where(col(SeriesRow.name) == BROUGHT_BACK)
    ).scalar_one_or_none()
    return at is not None and datetime.fromtimestamp(at, UTC).date() == day
