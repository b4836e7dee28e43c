"""Statements that every submission asks: fitted to a database once, then given straight to its driver.

SQLAlchemy's own way to the driver costs several times what the driver needs. What a type makes of a value on
the way in and out is the same as there, and so is the trouble that is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError

_Change: TypeAlias = Callable[[Any], Any]


class Prepared:
    """One statement. Its values have names, and each time the same ones."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update | Delete) -> None:
        self._statement: Final = statement
        self._fitted: dict[str, _Fitted] = {}

    def rows(self, connection: Connection, facts: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """What the statement finds or returns."""
        return self._done(connection, facts)[0]

    def one_or_none(self, connection: Connection, facts: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The row of a key."""
        found = self.rows(connection, facts)
        return found[0] if found else None

    def run(self, connection: Connection, facts: Mapping[str, object]) -> int:
        """How many rows were written."""
        return self._done(connection, facts)[1]

    def _done(self, connection: Connection, facts: Mapping[str, object]) -> tuple[list[tuple[Any, ...]], int]:
        dialect = connection.dialect
        fitted = self._fitted.get(dialect.name)
        if fitted is None:
            fitted = self._fitted[dialect.name] = _fit(self._statement, dialect, facts)
        values = fitted.values(facts)
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        try:
            for hear in connection.dispatch.before_cursor_execute:
                hear(connection, cursor, fitted.sql, values, None, False)
            cursor.execute(fitted.sql, values)
            rows = cursor.fetchall() if cursor.description else []
            return fitted.read(rows), cursor.rowcount
        except dialect.loaded_dbapi.Error as trouble:
            raise DBAPIError.instance(
                fitted.sql, None, trouble, dialect.loaded_dbapi.Error, dialect=dialect
            ) from trouble
        finally:
            cursor.close()


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A statement in one database's words."""

    sql: str
    given: Mapping[str, object]  # values that stand in the statement itself
    order: tuple[str, ...] | None  # None: the driver takes names
    inwards: tuple[tuple[str, _Change], ...]
    outwards: tuple[tuple[int, _Change], ...]

    def values(self, facts: Mapping[str, object]) -> Mapping[str, object] | tuple[object, ...]:
        named = {**self.given, **facts}
        for name, change in self.inwards:
            named[name] = change(named[name])
        return named if self.order is None else tuple([named[name] for name in self.order])

    def read(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not rows or not self.outwards:
            return rows
        return [self._row(row) for row in rows]

    def _row(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        columns = list(row)
        for at, change in self.outwards:
            columns[at] = change(columns[at])
        return tuple(columns)


def _fit(
    statement: Select[*tuple[Any, ...]] | Insert | Update | Delete,
    dialect: Dialect,
    facts: Mapping[str, object],
) -> _Fitted:
    compiled: Any = statement.compile(dialect=dialect, column_keys=_columns(statement, facts))
    inwards = (
        (name, bound.type.dialect_impl(dialect).bind_processor(dialect))
        for name, bound in compiled.binds.items()
    )
    outwards = (
        column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in statement.exported_columns
    )
    return _Fitted(
        str(compiled),
        {name: value for name, value in compiled.construct_params(facts).items() if name not in facts},
        None if compiled.positiontup is None else tuple(compiled.positiontup),
        tuple((name, change) for name, change in inwards if change is not None),
        tuple((at, change) for at, change in enumerate(outwards) if change is not None),
    )


def _columns(
    statement: Select[*tuple[Any, ...]] | Insert | Update | Delete, facts: Mapping[str, object]
) -> list[str] | None:
    """Which columns a statement writes that does not say so itself."""
    if not isinstance(statement, Insert | Update):
        return None
    return [name for name in facts if name in statement.table.c]
