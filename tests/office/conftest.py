"""One office per test, on a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from refundtui.office.store import OfficeStore
from tests.support.offices import an_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeStore]:
    store = an_office(tmp_path / "office.db")
    yield store
    store.close()
