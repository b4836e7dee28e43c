"""Two hundred agents work at once for minutes: nothing is lost, nothing stands twice, no case is held twice.

`REFUNDTUI_SOAK_SECONDS` says for how long; `python -m tests.soak` prints the whole report.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.soak.__main__ import soak
from tests.support import postgres
from tests.support.offices import a_postgres_office


def worked(tmp_path: Path, database: str, *, agents: int, seconds: float, cases: int, think: float) -> None:
    place: Path | str = tmp_path / "office.db"
    if database == "postgresql":
        postgres.or_loudly_without()
        place = a_postgres_office()
    workers = 1 if database == "sqlite" else 2
    report = soak(place, tmp_path, agents=agents, seconds=seconds, workers=workers, cases=cases, think=think)
    print("\n".join(report.lines()))
    assert report.is_good, "\n".join(report.lines())
    assert report.seen.promised
    assert report.seen.lost_on_purpose
    # A leak of a page a request would be far beyond this.
    assert report.memory[-1] < report.memory[len(report.memory) // 5] * 1.5 + 50


@pytest.mark.proof
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_hundred_agents_lose_and_double_nothing(tmp_path: Path, database: str) -> None:
    seconds = float(os.environ.get("REFUNDTUI_SOAK_SECONDS", "300"))
    worked(tmp_path, database, agents=200, seconds=seconds, cases=3000, think=4)


def test_a_few_agents_lose_and_double_nothing(tmp_path: Path) -> None:
    worked(tmp_path, "sqlite", agents=8, seconds=3, cases=60, think=0.2)
