"""The audit chain holds over every history, and shows every later change."""

import sqlite3
from pathlib import Path

import pytest

from refundtui.domain.commands import AddNote, Take
from refundtui.office.store import OfficeStore
from tests.support.offices import NOW, a_case, an_office, said


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An office in which a few things happened, closed."""
    file = tmp_path / "busy.db"
    with an_office(file) as office:
        first, second = a_case("first"), a_case("second")
        office.take_in([first, second])
        office.take_in([a_case("untouched")])
        office.record(said(first, Take()), NOW)
        office.record(said(first, AddNote("n", "Rang.")), NOW)
        office.record(said(second, Take(), by="lead"), NOW)
    return file


def tamper(file: Path, statement: str) -> None:
    with sqlite3.connect(file) as connection:
        assert connection.execute(statement).rowcount > 0
    connection.close()


def test_an_untouched_office_verifies(file: Path) -> None:
    with OfficeStore(file) as office:
        assert office.verify_audit() == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_event SET actor='somebody' WHERE feed_id LIKE 'b:%' AND seq=4",
        "UPDATE case_event SET at='2026-01-01 00:00:00.000000' WHERE feed_id LIKE 'b:%' AND seq=4",
        "UPDATE case_event SET decision_version=9 WHERE feed_id LIKE 'b:%' AND seq=5",
        "UPDATE case_event SET changed='' WHERE feed_id LIKE 'b:%' AND seq=4",
        "UPDATE case_event SET hash=previous WHERE feed_id LIKE 'b:%' AND seq=5",
        "DELETE FROM case_event WHERE feed_id LIKE 'b:%' AND seq=4",
        "DELETE FROM case_event WHERE feed_id LIKE 'b:%' AND seq=6",
        "DELETE FROM case_event WHERE feed_id LIKE 'b:%' AND seq=2",
        "UPDATE case_event SET seq=99 WHERE feed_id LIKE 'b:%' AND seq=6",
        "UPDATE case_ SET body=CAST(replace(body, 'Rang.', 'Sang.') AS BLOB) WHERE id='first'",
        "UPDATE case_ SET version=2 WHERE id='first'",
        "UPDATE case_ SET body=CAST(replace(body, 'shirt', 'skirt') AS BLOB) WHERE id='untouched'",
        "DELETE FROM case_ WHERE id='untouched'",
        "UPDATE case_event SET kind='note' WHERE feed_id LIKE 'b:%' AND seq=2 AND kind='intake'",
    ],
)
def test_every_later_change_shows(file: Path, statement: str) -> None:
    tamper(file, statement)

    with OfficeStore(file) as office:
        assert office.verify_audit() != ()


def test_a_row_slipped_in_at_the_end_shows(file: Path) -> None:
    tamper(
        file,
        "INSERT INTO case_event SELECT feed_id, 7, brand, case_id, version, decision_version, kind, 'somebody', at,"
        " decision_id, changed, digest, digest, hash, hash FROM case_event WHERE feed_id LIKE 'b:%' AND seq=6",
    )

    with OfficeStore(file) as office:
        assert office.verify_audit() != ()


def test_the_audit_names_who_changed_what(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        told = connection.execute(
            "SELECT case_id, kind, actor, changed FROM case_event WHERE case_id<>'' AND brand<>'' ORDER BY seq"
        ).fetchall()
    connection.close()

    assert [row[:3] for row in told] == [
        ("first", "take", "me"),
        ("first", "add_note", "me"),
        ("second", "take", "lead"),
    ]
    assert "state" in told[0][3]
    assert told[1][3] == "notes"
