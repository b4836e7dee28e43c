"""An office that really listens: uvicorn on a loopback port, with people, and a client for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from refundtui.office.store import OfficeStore
from tests.server.served import Served, serving
from tests.support.offices import a_place, an_office


# What the office keeps is tested on both everywhere; that a question reaches it, on the second in the long proofs.
@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where the office keeps what everyone agrees on."""
    return a_place(request.param, tmp_path)


@pytest.fixture
def store(place: Path | str) -> Iterator[OfficeStore]:
    with an_office(place) as store:
        yield store


@pytest.fixture
def served(store: OfficeStore) -> Iterator[Served]:
    with serving(store) as served:
        yield served
