"""One office per test, on a database of its own: each test runs on an embedded file and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from refundtui.office.store import OfficeStore
from tests.support import postgres
from tests.support.offices import a_postgres_office, an_office


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Where an office is to be opened: the shipped packs are in force there and everybody is in."""
    if request.param == "sqlite":
        yield tmp_path / "office.db"
        return
    postgres.or_loudly_without()
    yield a_postgres_office()


@pytest.fixture
def office(place: Path | str) -> Iterator[OfficeStore]:
    with an_office(place) as store:
        yield store
