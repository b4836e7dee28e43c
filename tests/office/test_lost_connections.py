"""A database server that was restarted costs nobody an answer."""

import time

from sqlalchemy import create_engine, text

from refundtui.domain.commands import Take
from refundtui.office.database import RESTED
from refundtui.office.outcomes import Recorded
from tests.support import postgres
from tests.support.offices import NOW, a_case, a_postgres_office, an_office, said


def lose_every_connection(url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    engine.dispose()


def test_what_rested_while_the_server_was_restarted_is_replaced() -> None:
    postgres.or_loudly_without()
    url = a_postgres_office()
    with an_office(url) as store:
        case = a_case()
        store.take_in([case])
        lose_every_connection(url)
        time.sleep(RESTED * 1.1)
        assert isinstance(store.record(said(case, Take()), NOW), Recorded)
        assert store.heads()
