"""A copy of one moment, and an office made of it: nothing is missing, and every desk reads anew."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from refundtui.domain.commands import AddNote, Take
from refundtui.office import sign_in
from refundtui.office.backing_up import CopyExistsError, NotEmptyError
from refundtui.office.feeds import CursorExpired, FeedPage, recount
from refundtui.office.leases import Lease
from refundtui.office.outcomes import Recorded
from refundtui.office.store import OfficeStore
from refundtui.office.trouble import OfficeFileError
from tests.support import postgres
from tests.support.offices import BRAND, NOW, a_case, said

FEED = f"b:{BRAND}/t:refunds"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def empty(place: Path | str, tmp_path: Path) -> Path | str:
    """Another place of the same kind, where no office is."""
    return tmp_path / "elsewhere.db" if isinstance(place, Path) else postgres.new_database()


def test_what_was_restored_is_what_was_copied(office: OfficeStore, empty: Path | str, tmp_path: Path) -> None:
    case = a_case()
    office.take_in([case, a_case()])
    submission = said(case, Take())
    office.record(submission, NOW)
    assert office.back_up(tmp_path / "copy") == 2

    with OfficeStore(empty) as restored:
        assert restored.restore(tmp_path / "copy", LATER) == 2

        assert restored.case(case.id) == office.case(case.id)
        assert restored.staff() == office.staff()
        assert restored.documents() == office.documents()
        again = restored.record(submission, LATER)
        assert isinstance(again, Recorded)
        assert again.replayed, "a desk that sends once more is answered as before"
        assert restored.verify_audit() == ()


def test_a_file_moves_onto_a_server_and_back(office: OfficeStore, place: Path | str, tmp_path: Path) -> None:
    postgres.or_loudly_without()
    other = postgres.new_database() if isinstance(place, Path) else tmp_path / "elsewhere.db"
    office.take_in([a_case() for _ in range(3)])
    office.back_up(tmp_path / "copy")

    with OfficeStore(other) as moved:
        moved.restore(tmp_path / "copy", LATER)

        assert moved.count() == 3
        assert moved.library().brands() == office.library().brands()
        page = moved.changes(FEED, None, 10)
        assert isinstance(page, FeedPage)
        assert (page.live_count, page.checksum) == recount(office.database, FEED)
        assert moved.verify_audit() == ()
    if isinstance(other, str):
        postgres.drop(other)


def test_every_desk_begins_anew_each_time_a_copy_is_brought_back(
    office: OfficeStore, empty: Path | str, tmp_path: Path
) -> None:
    office.take_in([a_case()])
    page = office.changes(FEED, None, 10)
    assert isinstance(page, FeedPage)
    office.back_up(tmp_path / "copy")

    with OfficeStore(empty) as restored:
        restored.restore(tmp_path / "copy", LATER)
        told = restored.changes(FEED, page.cursor, 10)
    with OfficeStore(tmp_path / "third.db") as twice:
        twice.restore(tmp_path / "copy", LATER + timedelta(seconds=1))
        head = twice.head(FEED)

    assert isinstance(told, CursorExpired)
    assert head is not None
    assert head.epoch > told.epoch > page.epoch


def test_leases_and_sign_ins_of_then_are_over(office: OfficeStore, empty: Path | str, tmp_path: Path) -> None:
    case = a_case()
    office.take_in([case])
    office.take("colleague", case.id, NOW, offline=True)
    sign_in.begin_family(
        office.database, "f", sign_in.Family("me", NOW), "token", NOW, NOW + timedelta(days=9)
    )
    office.back_up(tmp_path / "copy")
    after_the_copy = office.take("lead", case.id, NOW, take_over=True)
    assert isinstance(after_the_copy, Lease)

    with OfficeStore(empty) as restored:
        restored.restore(tmp_path / "copy", LATER)

        taken = restored.take("me", case.id, LATER)
        assert isinstance(taken, Lease)
        assert taken.epoch > after_the_copy.epoch, "no lease of before the restore counts, known or not"
        assert sign_in.turn_over(restored.database, "token", "next", LATER, LATER + timedelta(days=9)) is None


def test_a_copy_is_of_one_moment_while_the_office_works_on(office: OfficeStore, tmp_path: Path) -> None:
    case = a_case()
    office.take_in([case])
    enough = Event()

    def work() -> None:
        number = 0
        while not enough.is_set():
            office.record(said(case, AddNote(f"n{number}", "Rang.")), NOW)
            number += 1

    working = Thread(target=work)
    working.start()
    try:
        office.back_up(tmp_path / "copy")
    finally:
        enough.set()
        working.join()

    with OfficeStore(tmp_path / "copy") as copy:
        assert copy.verify_audit() == ()
        page = copy.changes(FEED, None, 10)
        assert isinstance(page, FeedPage)
        assert (page.live_count, page.checksum) == recount(copy.database, FEED)


def test_a_copy_is_nobody_elses_to_read_and_never_written_over(office: OfficeStore, tmp_path: Path) -> None:
    office.back_up(tmp_path / "copy")
    before = (tmp_path / "copy").read_bytes()

    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    with pytest.raises(CopyExistsError):
        office.back_up(tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == before


def test_where_an_office_is_nothing_is_brought_back(office: OfficeStore, tmp_path: Path) -> None:
    case = a_case()
    office.take_in([case])
    office.back_up(tmp_path / "copy")

    with pytest.raises(NotEmptyError):
        office.restore(tmp_path / "copy", LATER)
    assert office.case(case.id) is not None


def test_a_copy_that_is_none_is_refused_and_leaves_nothing(
    office: OfficeStore, empty: Path | str, tmp_path: Path
) -> None:
    office.take_in([a_case() for _ in range(30)])
    office.back_up(tmp_path / "copy")
    torn = tmp_path / "torn"
    torn.write_bytes((tmp_path / "copy").read_bytes()[:20_000])
    (tmp_path / "letter").write_text("Dear customer, " * 100, "utf-8")

    with OfficeStore(empty) as restored:
        for name in ("torn", "letter"):
            with pytest.raises(OfficeFileError):
                restored.restore(tmp_path / name, LATER)
        assert restored.count() == 0
        assert restored.staff() == ()
