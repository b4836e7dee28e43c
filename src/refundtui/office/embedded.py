"""The embedded file: how SQLite is set for an office, and which files are none."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from refundtui.office.trouble import OfficeFileError

APPLICATION_ID: Final = 0x52465455  # "RFTU": an office file says in its header whose it is
_FIRST_BYTES: Final = b"SQLite format 3\x00"
_BUSY_MS: Final = 10_000


def tune(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun by us, not guessed by the driver
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",  # an answer given is an answer kept, power cut or not
        "foreign_keys=ON",
        "cache_size=-16384",
        "secure_delete=ON",  # what is erased is overwritten: a customer may ask for no less
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("office_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def refuse_what_is_no_office(path: Path) -> None:
    """Look at the header before SQLite does: it would take an empty or foreign file for its own."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        # Made by us first: an office holds what customers wrote, and is nobody else's to read.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        return
    except IsADirectoryError:
        raise OfficeFileError("office.file_foreign", str(path), "this is a folder") from None
    if not header:
        return
    if not header.startswith(_FIRST_BYTES):
        raise OfficeFileError("office.file_foreign", str(path), "this is not an office file")
    if len(header) < 100:
        raise OfficeFileError("office.file_torn", str(path), "the file ends within its header")
    # A file whose first transaction was cut off has no id yet, and no table either.
    if int.from_bytes(header[68:72], "big") not in {0, APPLICATION_ID}:
        raise OfficeFileError("office.file_foreign", str(path), "this database belongs to another program")


def is_torn(trouble: DatabaseError) -> bool:
    """Whether the file itself is damaged, not the moment or the question."""
    told = str(trouble.orig)
    return "malformed" in told or "not a database" in told or "disk I/O error" in told
