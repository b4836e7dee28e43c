"""One office per test, on a database of its own: each test runs on an embedded file and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from refundtui.office.store import OfficeStore
from tests.support.offices import a_place, an_office


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where an office is to be opened: the shipped packs are in force there and everybody is in."""
    return a_place(request.param, tmp_path)


@pytest.fixture
def office(place: Path | str) -> Iterator[OfficeStore]:
    with an_office(place) as store:
        yield store
