"""Statements that every submission asks: fitted to a database once, then given straight to its driver.

SQLAlchemy's own way to the driver costs several times what the driver needs. What a type makes of a value on
the way in and out is the same as there, and so is the trouble that is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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

    def run_each(self, connection: Connection, facts: Sequence[Mapping[str, object]]) -> None:
        """Once with each of these, in order; many go to the driver as many."""
        if len(facts) == 1:
            self._done(connection, facts[0])
        elif facts:
            fitted = self._fitted_to(connection.dialect, facts[0])
            fitted.done(connection, [fitted.values(each) for each in facts], many=True)

    def _done(self, connection: Connection, facts: Mapping[str, object]) -> tuple[list[tuple[Any, ...]], int]:
        fitted = self._fitted_to(connection.dialect, facts)
        return fitted.done(connection, fitted.values(facts), many=False)

    def _fitted_to(self, dialect: Dialect, facts: Mapping[str, object]) -> _Fitted:
        fitted = self._fitted.get(dialect.name)
        if fitted is None:
            fitted = self._fitted[dialect.name] = _fit(self._statement, dialect, facts)
        return fitted


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A statement in one database's words."""

    sql: str
    given: Mapping[str, object]  # values that stand in the statement itself
    order: tuple[str, ...] | None  # None: the driver takes names
    inwards: tuple[tuple[str, _Change], ...]
    outwards: tuple[tuple[int, _Change], ...]
    answers: bool  # with rows

    def done(self, connection: Connection, values: Any, *, many: bool) -> tuple[list[tuple[Any, ...]], int]:
        driver: Any = connection.connection.driver_connection
        cursor = driver.cursor()
        try:
            for hear in connection.dispatch.before_cursor_execute:
                hear(connection, cursor, self.sql, values, None, many)
            if many:
                cursor.executemany(self.sql, values)
            else:
                cursor.execute(self.sql, values)
            return self.read(cursor.fetchall()) if self.answers else [], cursor.rowcount
        except connection.dialect.loaded_dbapi.Error as trouble:
            raise DBAPIError.instance(
                self.sql, None, trouble, connection.dialect.loaded_dbapi.Error, dialect=connection.dialect
            ) from trouble
        finally:
            cursor.close()

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
        bool(statement.exported_columns),
    )


def _columns(
    statement: Select[*tuple[Any, ...]] | Insert | Update | Delete, facts: Mapping[str, object]
) -> list[str] | None:
    """Which columns a statement writes that does not say so itself."""
    if not isinstance(statement, Insert | Update):
        return None
    return [name for name in facts if name in statement.table.c]
