"""A copy of a whole office in one file, and an office made of one: from either database into either.

A copy is an embedded office file, so an office that began on one machine moves onto PostgreSQL by a copy and
a restore. It holds people's secrets and customers' words: it is made readable for nobody else.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlmodel import col

from refundtui.office import feeds
from refundtui.office.database import Database
from refundtui.office.payments.restoring import bring_back
from refundtui.office.tables import (
    METADATA,
    CaseRow,
    DocumentRow,
    LeaseRow,
    PersonRow,
    PresenceRow,
    RefreshRow,
)

_AT_ONCE: Final = 500
_EPOCHS_OF_A_COPY: Final = 1_000_000
"""More leases than one case is given between a copy and the day it is brought back."""


class CopyExistsError(FileExistsError):
    """A copy is never written over another one."""


class NotEmptyError(Exception):
    """There is an office already: a copy is brought back only where there is none."""


def back_up(database: Database, to: Path) -> int:
    """Copy everything of one moment into a new file while the office works on; how many cases are in it.

    Raises `CopyExistsError`.
    """
    if to.exists():
        raise CopyExistsError(str(to))
    beside = to.with_name(f"{to.name}.new")
    beside.unlink(missing_ok=True)
    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    if database.is_embedded:
        _copy_pages(database, beside)
    else:
        with closing(Database(beside)) as copy, database.reading() as connection, copy.writing() as into:
            _copy_rows(connection, into)
    with closing(Database(beside)) as copy:
        number = _cases(copy)
        copy.flush()
    with beside.open("rb+") as whole:
        os.fsync(whole.fileno())
    beside.rename(to)
    return number


def restore(copy: Path, into: Database, now: datetime) -> int:
    """Make an empty database the office a copy holds; how many cases it has.

    Every feed begins a new epoch, so every desk reads it anew; outboxes are untouched, and what they send
    again is known by its id. Leases, presence and sign-ins of then are over, and what was to be paid is looked
    for at its provider's before it is sent. The copy itself is not changed,
    and may come from an older version of the program. Raises `NotEmptyError`, `OfficeFileError`.
    """
    with TemporaryDirectory(prefix="refundtui-restore-") as folder:
        working = Path(folder) / "office.db"
        shutil.copyfile(copy, working)
        with closing(Database(working)) as source, source.reading() as connection, into.writing() as target:
            if any(_number(target, table) for table in (CaseRow, PersonRow, DocumentRow)):
                raise NotEmptyError
            _copy_rows(connection, target)
            end_what_was_going_on(target, now)
            bring_back(target, now)
    feeds.begin_new_epoch(into, now)
    return _cases(into)


def _copy_pages(database: Database, to: Path) -> None:
    with database.engine.connect() as connection, closing(sqlite3.connect(to)) as copy:
        driver: Any = connection.connection.driver_connection
        driver.backup(copy)


def _copy_rows(connection: Connection, into: Connection) -> None:
    for table in METADATA.sorted_tables:
        into.execute(delete(table))
        rows = connection.execution_options(yield_per=_AT_ONCE).execute(select(table)).mappings()
        for some in rows.partitions(_AT_ONCE):
            into.execute(insert(table), [dict(row) for row in some])


def end_what_was_going_on(connection: Connection, now: datetime) -> None:
    """Leases are over, and so are those of which the copy does not know: their epochs are given to nobody else."""
    connection.execute(
        update(CaseRow).values(
            leased_by="", leased_until=None, lease_epoch=col(CaseRow.lease_epoch) + _EPOCHS_OF_A_COPY
        )
    )
    connection.execute(
        update(LeaseRow).where(col(LeaseRow.ended_at).is_(None)).values(ended_at=now, ended="expired")
    )
    connection.execute(delete(PresenceRow))
    connection.execute(update(RefreshRow).where(col(RefreshRow.ended_at).is_(None)).values(ended_at=now))


def _number(connection: Connection, table: type[CaseRow | PersonRow | DocumentRow]) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _cases(database: Database) -> int:
    with database.reading() as connection:
        return _number(connection, CaseRow)
