"""The office's database: opened, kept at the newest form, read in snapshots and written by one at a time."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

HEAD: Final = "0001"
"""The newest migration: a database that stands there is opened without importing Alembic."""

APPLICATION_ID: Final = 0x52465455  # "RFTU": an office file says in its header whose it is
_FIRST_BYTES: Final = b"SQLite format 3\x00"
_BUSY_MS: Final = 10_000


class OfficeFileError(Exception):
    """The office's file cannot be used. It is left as it is, never repaired or overwritten.

    `code` is `office.file_foreign` (another program's), `office.file_torn` or `office.file_newer`.
    """

    def __init__(self, code: str, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.code = code
        self.path = path
        self.why = why


class Database:
    """Where the office's rows are: an embedded file by path, or any server by URL."""

    def __init__(self, where: Path | str) -> None:
        self._path = None if isinstance(where, str) and "://" in where else Path(where)
        url = f"sqlite:///{self._path}" if self._path else str(where)
        self._one_writer = threading.Lock()
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _refuse_what_is_no_office(self._path)
        self.engine = _engine(url)
        try:
            with self._torn_is_told():
                self._bring_up()
        except BaseException:
            self.close()
            raise

    @property
    def is_embedded(self) -> bool:
        return self._path is not None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot: everything read inside belongs together."""
        with self._torn_is_told(), self.engine.connect() as connection:
            if not self.is_embedded:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed at the end or not at all.

        SQLite takes the write lock at once: a reader that turns writer half-way would be refused.
        """
        if not self.is_embedded:
            with self.engine.begin() as connection:
                yield connection
            return
        with (
            self._torn_is_told(),
            self._one_writer,
            self.engine.connect() as connection,
            connection.execution_options(office_writes=True).begin(),
        ):
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _torn_is_told(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as trouble:
            if self._path is None or not _is_torn(trouble):
                raise
            raise OfficeFileError(
                "office.file_torn", str(self._path), "the file is damaged; a copy of it must be brought back"
            ) from trouble

    def _bring_up(self) -> None:
        with self.engine.connect() as connection, connection.begin():
            tables = set(inspect(connection).get_table_names())
            at = (
                connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
                if "alembic_version" in tables
                else None
            )
        if at == HEAD:
            return
        from refundtui.office import migrating  # noqa: PLC0415 - Alembic costs a quarter of a second

        if at is None and tables - {"alembic_version"}:
            raise OfficeFileError(
                "office.file_foreign", self._named(), "this database belongs to another program"
            )
        if at is not None and not migrating.is_known(at):
            raise OfficeFileError(
                "office.file_newer", self._named(), "a newer version of this program has written it"
            )
        with self.writing() as connection:
            migrating.upgrade(connection)
            if self.is_embedded:
                connection.execute(text(f"PRAGMA application_id={APPLICATION_ID}"))

    def _named(self) -> str:
        return str(self._path) if self._path else self.engine.url.render_as_string(hide_password=True)


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _tune_sqlite(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun by us, not guessed by the driver
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",  # an answer given is an answer kept, power cut or not
        "foreign_keys=ON",
        "cache_size=-16384",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("office_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _refuse_what_is_no_office(path: Path) -> None:
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


def _is_torn(trouble: DatabaseError) -> bool:
    """Whether the file itself is damaged, not the moment or the question."""
    told = str(trouble.orig)
    return "malformed" in told or "not a database" in told or "disk I/O error" in told
