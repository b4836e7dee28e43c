"""The office's file: made, migrated up and down, and refused with a sentence when it is not ours."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from refundtui.office import migrating
from refundtui.office.database import HEAD, Database, OfficeFileError


def test_the_constant_names_the_newest_migration() -> None:
    assert migrating.head() == HEAD


def test_a_present_office_is_opened_without_alembic(tmp_path: Path) -> None:
    Database(tmp_path / "office.db").close()
    probe = (
        "import sys; from pathlib import Path; from refundtui.office.database import Database\n"
        f"Database(Path({str(tmp_path / 'office.db')!r})).close(); print('alembic' in sys.modules)"
    )

    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"


def test_an_answer_given_is_on_disk_when_the_power_goes(tmp_path: Path) -> None:
    database = Database(tmp_path / "office.db")

    with database.reading() as connection:
        mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
        synchronous = connection.execute(text("PRAGMA synchronous")).scalar_one()
    database.close()

    assert (mode, synchronous) == ("wal", 2)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "office.db")

    with pytest.raises(RuntimeError, match="half-way"):
        _stop_half_way(database)

    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM series")).scalar_one() == 0
    database.close()


def _stop_half_way(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("INSERT INTO series(name, last) VALUES ('x', 1)"))
        raise RuntimeError("half-way")


def refused(file: Path) -> OfficeFileError:
    before = file.read_bytes()
    with pytest.raises(OfficeFileError) as refusal:
        Database(file)
    assert file.read_bytes() == before, "a file that cannot be used is left as it is"
    assert str(file) in str(refusal.value)
    return refusal.value


def test_a_file_that_is_no_database_is_foreign(tmp_path: Path) -> None:
    file = tmp_path / "office.db"
    file.write_text("Dear customer,\n" * 100, encoding="utf-8")

    assert refused(file).code == "office.file_foreign"


def test_another_programs_database_is_foreign(tmp_path: Path) -> None:
    file = tmp_path / "office.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE bookmarks(url TEXT)")
        other.execute("PRAGMA journal_mode=WAL")
    other.close()

    assert refused(file).code == "office.file_foreign"


def test_a_database_with_another_programs_mark_is_foreign(tmp_path: Path) -> None:
    file = tmp_path / "office.db"
    with sqlite3.connect(file) as other:
        other.execute("PRAGMA application_id=252006674")
        other.execute("CREATE TABLE t(a)")
    other.close()

    assert refused(file).code == "office.file_foreign"


def test_a_file_cut_off_in_its_header_is_torn(tmp_path: Path) -> None:
    file = tmp_path / "office.db"
    Database(file).close()
    file.write_bytes(file.read_bytes()[:40])

    assert refused(file).code == "office.file_torn"


def test_a_file_with_its_first_page_overwritten_is_torn(tmp_path: Path) -> None:
    file = tmp_path / "office.db"
    Database(file).close()
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"\xaa" * 3996 + whole[4096:])

    assert refused(file).code == "office.file_torn"


def test_an_office_of_a_newer_program_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "office.db"
    database = Database(file)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num='9999'"))
    database.close()

    with pytest.raises(OfficeFileError) as refusal:
        Database(file)

    assert refusal.value.code == "office.file_newer"


def test_an_empty_file_becomes_an_office(tmp_path: Path) -> None:
    (tmp_path / "office.db").touch()

    database = Database(tmp_path / "office.db")
    with database.reading() as connection:
        assert "case_" in inspect(connection).get_table_names()
    database.close()
