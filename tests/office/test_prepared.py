"""What goes straight to the driver finds, writes and fails as it does by SQLAlchemy's own way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Connection, bindparam, event, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from refundtui.office.database import Database
from refundtui.office.prepared import Prepared
from refundtui.office.tables import DecisionRow, table_of
from tests.support import postgres

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone(timedelta(hours=2)))
ROW = {
    "id": "d1",
    "brand": "lindenhof",
    "case_id": "c'1 %s ? :x",
    "fingerprint": "f",
    "actor": "me",
    "decided_at": NOON,
    "recorded_at": NOON,
    "submission": b"\x00\xff",
    "outcome": "{}",
    "case_then": None,
}
DECISION = table_of(DecisionRow)
WRITE = insert(DECISION)
FIND = select(DECISION).where(col(DecisionRow.id) == bindparam("wanted"))
CHANGE = update(DECISION).where(DECISION.c.id == bindparam("wanted")).returning(DECISION.c.decided_at)


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "PostgreSQL":
        postgres.or_loudly_without()
    made = Database(tmp_path / "office.db" if request.param == "SQLite" else postgres.new_database())
    yield made
    made.close()


def test_the_same_row_is_found_either_way(database: Database) -> None:
    with database.writing() as connection:
        assert Prepared(WRITE).run(connection, ROW) == 1
        connection.execute(WRITE, {**ROW, "id": "d2"})
    with database.reading() as connection:
        for wanted in ("d1", "d2"):
            straight = Prepared(FIND).one_or_none(connection, {"wanted": wanted})
            assert straight == tuple(connection.execute(FIND, {"wanted": wanted}).one())
            assert straight is not None
            assert {**ROW, "id": wanted} == dict(zip(DECISION.c.keys(), straight, strict=True))
        assert Prepared(FIND).one_or_none(connection, {"wanted": "nobody"}) is None


def test_what_is_returned_is_an_instant_in_utc(database: Database) -> None:
    change = Prepared(CHANGE)
    with database.writing() as connection:
        Prepared(WRITE).run(connection, ROW)
        later = NOON + timedelta(hours=1)
        assert change.rows(connection, {"wanted": "d1", "decided_at": later}) == [(later,)]
        ((told,),) = change.rows(connection, {"wanted": "d1", "decided_at": NOON})
        assert told.tzinfo is UTC
        assert change.rows(connection, {"wanted": "nobody", "decided_at": NOON}) == []


def test_a_key_that_is_there_is_the_same_trouble_and_nothing_stays(database: Database) -> None:
    def write_twice(connection: Connection) -> None:
        Prepared(WRITE).run(connection, {**ROW, "id": "d0"})
        Prepared(WRITE).run(connection, ROW)
        Prepared(WRITE).run(connection, ROW)

    with pytest.raises(IntegrityError) as trouble, database.writing() as connection:
        write_twice(connection)
    assert database.is_embedded or getattr(trouble.value.orig, "sqlstate", "") == "23505"
    with database.reading() as connection:
        assert Prepared(FIND).rows(connection, {"wanted": "d0"}) == []


def test_who_listens_to_the_engine_hears_it(database: Database) -> None:
    heard: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _k, sql, _p, _x, _m: heard.append(sql))
    with database.reading() as connection:
        Prepared(FIND).rows(connection, {"wanted": "d1"})
    assert sum("FROM decision" in sql for sql in heard) == 1


@pytest.mark.parametrize("number", [0, 1, 3])
def test_each_of_many_is_written_and_heard_as_many(database: Database, number: int) -> None:
    heard: list[bool] = []

    def listen(_c: object, _k: object, sql: str, _p: object, _x: object, many: bool) -> None:
        if sql.startswith("INSERT"):
            heard.append(many)

    event.listen(database.engine, "before_cursor_execute", listen)
    rows = [{**ROW, "id": f"d{at}", "decided_at": NOON + timedelta(hours=at)} for at in range(number)]
    with database.writing() as connection:
        Prepared(WRITE).run_each(connection, rows)

    assert heard == {0: [], 1: [False], 3: [True]}[number]
    with database.reading() as connection:
        told = connection.execute(select(DECISION.c.id, DECISION.c.decided_at).order_by(DECISION.c.id)).all()
    assert [tuple(row) for row in told] == [(row["id"], row["decided_at"]) for row in rows]


def test_one_of_many_that_is_there_already_is_the_same_trouble(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        Prepared(WRITE).run_each(connection, [ROW, ROW])
