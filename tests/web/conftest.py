"""A practice home, and the desk served on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import empty_home, home, made_home, program
from tests.support.served_desk import ServedDesk, served

__all__ = ["empty_home", "home", "made_home", "program"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def desk(home: Path) -> Iterator[ServedDesk]:
    with served(home) as one:
        yield one
