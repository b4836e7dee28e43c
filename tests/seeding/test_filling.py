"""A million cases are taken in by a shorter way; it leads to the same office and the same cache."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from refundtui.bootstrap import new_office, open_office
from refundtui.config import Config, Profile
from refundtui.office.filling import TakenTwiceError
from refundtui.office.spelling import spell
from refundtui.office.twins import Mold, Twin
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from refundtui.training.seeding import believable as seeding
from refundtui.training.seeding.believable import believable, lives_and_twins
from tests.support.offices import NOW, an_office

RULES = Library(shipped())
CASES, LIVED, BATCH = 2000, 300, 100


@pytest.fixture(autouse=True)
def _few_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeding, "LIVED", LIVED)


def contents(file: Path) -> dict[str, list[Any]]:
    db = sqlite3.connect(file)
    try:
        schema = db.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        ).fetchall()
        tables = [name for kind, name, _, _ in schema if kind == "table"]
        return {"schema": schema} | {
            table: sorted(db.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608 - their own names
            for table in tables
        }
    finally:
        db.close()


@pytest.mark.proof
def test_an_office_filled_the_short_way_is_the_one_of_the_long_way(tmp_path: Path) -> None:
    with an_office(tmp_path / "long.db") as store:
        long = store.take_in(believable(CASES, library=store.library()), batch=BATCH, now=NOW, is_ours=True)
    with an_office(tmp_path / "short.db") as store:
        short = store.fill(lives_and_twins(CASES, library=store.library()), batch=BATCH, now=NOW)
        assert store.verify_audit() == ()
        assert store.count() == CASES
    assert short == long
    ours, theirs = contents(tmp_path / "short.db"), contents(tmp_path / "long.db")
    for table in theirs:
        assert ours[table] == theirs[table], table


def test_two_twins_on_one_order_are_refused(tmp_path: Path) -> None:
    with an_office(tmp_path / "office.db") as store:
        *lived, one, other = lives_and_twins(LIVED + 2, library=store.library())
        assert isinstance(one, Twin)
        assert isinstance(other, Twin)
        same = replace(other, of=one.of, order_ref=one.order_ref)
        with pytest.raises(TakenTwiceError):
            store.fill([*lived, one, same], batch=LIVED, now=NOW)


def test_a_name_that_json_has_to_escape_is_escaped() -> None:
    *_, twin = lives_and_twins(LIVED + 1, library=RULES)
    assert isinstance(twin, Twin)
    odd = replace(twin, customer=replace(twin.customer, name='Åsa "Bo"\\\n', phone=""), order_ref='"7"')
    assert Mold(twin, RULES).body(odd) == spell(odd.case(), RULES).body


def test_an_office_that_was_not_finished_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_office(tmp_path):
        _ = 1 / 0
    assert not Config(tmp_path, Profile.TRAINING).office_file.exists()
    with new_office(tmp_path) as office:
        office.store.fill(lives_and_twins(20), now=NOW)
    with closing(open_office(tmp_path)) as office:
        assert office.store.count() == 20
    assert {file.name for file in (tmp_path / "training").iterdir()} == {"office.db", "clock.json"}
