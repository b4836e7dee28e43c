"""The office's database: opened, kept at the newest form, read in snapshots and written in transactions."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from refundtui.office import embedded
from refundtui.office.embedded import APPLICATION_ID
from refundtui.office.trouble import OfficeFileError

__all__ = ["APPLICATION_ID", "HEAD", "Database", "OfficeFileError"]

HEAD: Final = "0011"
"""The newest migration: a database that stands there is opened without importing Alembic."""

_AGAIN: Final = frozenset({"40001", "40P01", "23505"})
"""What PostgreSQL says when another transaction was in the way: serialization, deadlock, same key."""

_ATTEMPTS: Final = 12
_PREPARES: Final = "prepare_threshold"
"""After how many times the driver prepares a statement, as the address may say."""

RESTED: Final = 1.0
"""Seconds without work after which a server's connection is looked at before it is used."""

_ONE_MIGRATION_AT_A_TIME: Final = 0x52465455  # any number, as long as it is ours

Made = TypeVar("Made")


class Database:
    """Where the office's rows are: an embedded file by path, or PostgreSQL by URL.

    `connections` is how many of a server's connections this process may hold at once.
    """

    def __init__(self, where: Path | str, *, connections: int = 16) -> None:
        self._path = _path_of(where)
        self._one_writer = threading.Lock()
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            embedded.refuse_what_is_no_office(self._path)
            self.engine = _embedded_engine(self._path)
        else:
            self.engine = _server_engine(str(where), connections)
        self._snapshots = (
            self.engine if self._path else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )
        self._transactions = self.engine.execution_options(office_writes=True)
        try:
            with self._trouble_is_told():
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
        with self._trouble_is_told(), self._snapshots.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, committed at the end or not at all.

        SQLite takes the write lock at once: a reader that turns writer half-way would be refused. On
        PostgreSQL another writer can be in the way: what many do at once goes through `write`.
        """
        with self._trouble_is_told(), self._alone(), self._transactions.begin() as connection:
            yield connection

    def write(self, work: Callable[[Connection], Made]) -> Made:
        """Do it in one transaction; once more from the beginning when another writer was in the way."""
        attempt = 0
        while True:
            try:
                with self.writing() as connection:
                    return work(connection)
            except DBAPIError as trouble:
                attempt += 1
                if getattr(trouble.orig, "sqlstate", None) not in _AGAIN or attempt >= _ATTEMPTS:
                    raise
                time.sleep(random.uniform(0, 0.002 * 2**attempt))  # noqa: S311 - to part them, not to hide

    def now(self) -> datetime:
        """The one clock that several processes share: a server's own; of an embedded file, this machine's."""
        if self._path:
            return datetime.now(UTC)  # noqa: TID251 - the database is the door here
        with self._trouble_is_told(), self.engine.begin() as connection:
            told: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            return told.astimezone(UTC)

    def flush(self) -> None:
        """Let what was deleted be gone from the journal as well; a server does that by itself."""
        if self._path:
            with self._one_writer, self.engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        self.engine.dispose()

    def _alone(self) -> AbstractContextManager[object]:
        return self._one_writer if self._path else nullcontext()

    @contextmanager
    def _trouble_is_told(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as trouble:
            if self._path is not None and embedded.is_torn(trouble):
                raise OfficeFileError(
                    "office.file_torn",
                    str(self._path),
                    "the file is damaged; a copy of it must be brought back",
                ) from trouble
            raise

    def _bring_up(self) -> None:
        try:
            at, tables = self._standing()
        except OperationalError as trouble:
            if self._path is not None:
                raise
            raise OfficeFileError(
                "office.unreachable", self._named(), "the database server cannot be reached"
            ) from trouble
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
            if not self.is_embedded:  # several processes start at once
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_MIGRATION_AT_A_TIME})"))
            migrating.upgrade(connection)
            if self.is_embedded:
                connection.execute(text(f"PRAGMA application_id={APPLICATION_ID}"))

    def _standing(self) -> tuple[str | None, set[str]]:
        with self.engine.begin() as connection:
            tables = set(inspect(connection).get_table_names())
            if "alembic_version" not in tables:
                return None, tables
            at = connection.execute(text("SELECT version_num FROM alembic_version"))
            return at.scalar_one_or_none(), tables

    def _named(self) -> str:
        return str(self._path) if self._path else self.engine.url.render_as_string(hide_password=True)


def _path_of(where: Path | str) -> Path | None:
    """The embedded file that is meant; None for a server."""
    if isinstance(where, Path) or "://" not in where:
        return Path(where)
    return Path(where.removeprefix("sqlite:///")) if where.startswith("sqlite:///") else None


def _embedded_engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", embedded.tune)
    event.listen(engine, "begin", embedded.begin)
    return engine


def _server_engine(url: str, connections: int) -> Engine:
    """Raises `OfficeFileError` for what is no PostgreSQL."""
    try:
        where = make_url(url)
    except (ArgumentError, ValueError) as trouble:
        raise OfficeFileError("office.unreachable", "", "this is no address of a database") from trouble
    if where.get_backend_name() != "postgresql":
        raise OfficeFileError(
            "office.unreachable", where.render_as_string(), "only PostgreSQL and an embedded file are known"
        )
    where, for_the_driver = _taken_apart(where)
    engine = create_engine(
        where.set(drivername="postgresql+psycopg"),  # the driver is loaded here and not before
        pool_size=connections,
        max_overflow=0,
        connect_args=for_the_driver,
    )
    event.listen(engine, "checkin", _rests)
    event.listen(engine, "checkout", partial(_is_still_there, engine))
    return engine


def _taken_apart(where: URL) -> tuple[URL, dict[str, int | None]]:
    """The address, and what the driver wants as a number where a URL has text only.

    `prepare_threshold=none` asks for no prepared statements, as a pooler by transaction may need it. Raises
    `OfficeFileError`.
    """
    said = where.query.get(_PREPARES)
    if said is None:
        return where, {}
    text_said = said if isinstance(said, str) else said[-1]
    is_none = text_said.lower() == "none"
    if not is_none and not (text_said.isascii() and text_said.isdigit() and len(text_said) < 6):
        raise OfficeFileError(
            "office.unreachable",
            where.render_as_string(hide_password=True),
            f"{_PREPARES} is a whole number, or “none”",
        )
    return where.difference_update_query([_PREPARES]), {_PREPARES: None if is_none else int(text_said)}


def _rests(_: object, entry: ConnectionPoolEntry) -> None:
    entry.info["rests_since"] = time.monotonic()


def _is_still_there(
    engine: Engine, connection: DBAPIConnection, entry: ConnectionPoolEntry, _: object
) -> None:
    """A server that was restarted is no reason to answer with an error. Asked of a connection that rested:
    one that worked a moment ago would pay a journey to the server for each submission.
    """
    since = entry.info.get("rests_since")
    if since is None or time.monotonic() - since < RESTED:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as lost:
        raise DisconnectionError from lost  # the pool tries again with a new one
