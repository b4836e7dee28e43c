"""From one form of the office to the next and back, on both databases, with cases and people in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text, update

from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.domain.commands import Take
from refundtui.office import migrating
from refundtui.office.database import Database
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from refundtui.office.tables import METADATA, CaseRow
from refundtui.office.tidying import Tidied
from refundtui.wire.cases import Due, encode_case
from tests.support.offices import NOW, a_case, an_office, said

_ORDERED_BY = "SELECT id, owner, language, risk, due_at, sleeps_until FROM case_ ORDER BY id"


def asked(database: Database, question: str) -> list[tuple[Any, ...]]:
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


def down(database: Database, to: str) -> None:
    with database.writing() as connection:
        migrating.downgrade(connection, to)


def up(database: Database) -> None:
    with database.writing() as connection:
        migrating.upgrade(connection)


def test_the_migrations_lead_to_exactly_the_tables_the_code_speaks_of(office: OfficeStore) -> None:
    with office.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_going_down_leaves_no_table_and_going_up_again_brings_all_back(office: OfficeStore) -> None:
    down(office.database, "base")
    with office.database.reading() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]

    up(office.database)
    with office.database.reading() as connection:
        assert set(METADATA.tables) <= set(inspect(connection).get_table_names())
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_what_orders_the_queue_is_read_from_cases_that_were_there_before(office: OfficeStore) -> None:
    case = replace(a_case(), goods_back_on=NOW.date())
    office.take_in([case, replace(a_case(), goods_back_on=NOW.date())])
    assert isinstance(office.record(said(case, Take()), NOW), Recorded)
    before = asked(office.database, _ORDERED_BY)

    down(office.database, "0001")
    up(office.database)

    assert asked(office.database, _ORDERED_BY) == before
    assert before[0][1] == "me"
    assert before[0][4] is not None, "the next deadline"


def test_an_office_of_before_looks_once_more_which_cases_wait_for_their_goods(office: OfficeStore) -> None:
    """Its cases say the earliest day of their refunds, and are ordered by it."""
    case = a_case()
    office.take_in([case])
    assert office.tidy(NOW) == Tidied()
    earliest = Due(at=NOW + timedelta(days=14), is_legal=True)
    as_before = {"body": encode_case(case, earliest), "due_at": earliest.at}
    with office.database.engine.begin() as connection:
        connection.execute(update(CaseRow).values(as_before))
    down(office.database, "0010")
    up(office.database)
    assert asked(office.database, "SELECT due_at FROM case_") != [(None,)]

    assert office.tidy(NOW + timedelta(hours=2)) == Tidied(deadlines=1)

    assert asked(office.database, "SELECT due_at FROM case_") == [(None,)]


def test_a_list_of_brands_becomes_grants_and_back_and_nobody_gains_by_it(office: OfficeStore) -> None:
    office.admit(
        [
            Actor("jana", "Jana", Role.AGENT, usual_grants(Role.AGENT, "lindenhof", "tidewater")),
            Actor("nobody", "Nobody", Role.AGENT),
        ]
    )

    down(office.database, "0001")
    brands = dict(asked(office.database, "SELECT id, brands FROM person"))
    up(office.database)

    assert sorted(brands["jana"].split(",")) == ["lindenhof", "tidewater"]
    assert brands["lead"] == ""
    assert "nobody" not in brands, "no list of brands would have said: every one"
    people = {actor.id: actor for actor in office.people()}
    assert people["jana"].grants == usual_grants(Role.AGENT, "lindenhof", "tidewater")
    assert people["lead"].grants == usual_grants(Role.LEAD)


def test_processes_that_start_at_once_migrate_once(place: Path | str) -> None:
    from concurrent.futures import ThreadPoolExecutor

    an_office(place).close()
    database = Database(place)
    down(database, "base")

    def start(_: int) -> bool:
        Database(place).close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(start, range(4)))
    assert asked(database, "SELECT count(*) FROM alembic_version") == [(1,)]
    database.close()
