"""What goes wrong in the middle of work, on the real office and the real desk: it is said, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from refundtui.books.trouble import NotWritten
from refundtui.casework.deciding import decide
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, EntryState
from refundtui.casework.syncing import pull, push
from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote
from refundtui.office.store import OfficeStore
from tests.remote.desks import a_live_desk
from tests.server.served import Served, serving, token
from tests.support.offices import BRAND, NOW, a_case

ME = Actor("me", "Me", Role.AGENT, usual_grants(Role.AGENT, BRAND))
PAGES, ON_A_PAGE = 5, 4


class Between(httpx.BaseTransport):
    """The real network, and something that happens after so many answers."""

    def __init__(self, after: int, then: Callable[[], None]) -> None:
        self._network = httpx.HTTPTransport()
        self._left = after
        self._then = then

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._left == 0:
            self._then()
        self._left -= 1
        return self._network.handle_request(request)

    def close(self) -> None:
        self._network.close()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A disk is filled here, and a file's."""
    return tmp_path / "office.db"


def filled(store: OfficeStore) -> list[CaseId]:
    made = [a_case() for _ in range(PAGES * ON_A_PAGE)]
    store.admit([ME])
    store.take_in(made, now=NOW)
    return [case.id for case in made]


def held(ports: Ports) -> set[CaseId]:
    with ports.cache._reading() as db:  # type: ignore[attr-defined] # the real one
        return {CaseId(row[0]) for row in db.execute("SELECT case_id FROM case_")}


def noted(ports: Ports, case_id: CaseId, text: str = "Rang.") -> Entry:
    decided = decide(case_id, AddNote("mine", text), ports, hold_seconds=0)
    assert isinstance(decided, Entry)
    return decided


# --- A way in that ends ---------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["the token ends", "the person is disabled"])
def test_let_in_no_more_in_the_middle_of_a_first_reading(served: Served, tmp_path: Path, how: str) -> None:
    """What has come stays, what is unsaid stays; signed in again it goes on where it was."""
    ids = filled(served.store)
    signed_at = served.now

    def ends() -> None:
        if how == "the token ends":
            served.app.state.reception.doorkeeper.issuer = "https://another.example"
        else:
            served.store.disable(ME.id, by="admin", now=NOW)

    with a_live_desk(served, ME, tmp_path / "desk", transport=Between(4, ends)) as ports:
        broken = pull(ports, page=ON_A_PAGE)
        some = held(ports)
        assert 0 < len(some) < len(ids)
        why = "office.login_required" if how == "the token ends" else "office.not_allowed"
        assert broken.unreachable == why
        mine = noted(ports, min(some))
        push(ports, NOW)
        entry = ports.outbox.entry(mine.submission.id)
        assert entry is not None
        assert entry.state not in {EntryState.NEEDS_REVIEW, EntryState.ACCEPTED}

    served.app.state.reception.doorkeeper.issuer = "https://people.example"
    if how == "the person is disabled":
        served.store.enable(ME.id, by="admin", now=NOW)
    assert served.bare(Authorization=f"Bearer {token(ME.id, now=signed_at)}").get("/v1/me").status_code == 200
    with a_live_desk(served, ME, tmp_path / "desk") as ports:
        assert push(ports, NOW).accepted == (mine.submission.id,)
        assert not pull(ports, page=ON_A_PAGE).unreachable
        assert held(ports) == set(ids)


# --- A disk that is full --------------------------------------------------------------------------


@contextmanager
def full(store: OfficeStore) -> Iterator[None]:
    """The office's file may not grow by a page: what a full disk is to SQLite."""
    with store.database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def limit(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}").close()

    engine = store.database.engine
    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)

        def unlimit(connection: Any, *_: object) -> None:
            connection.execute("PRAGMA max_page_count = 1000000").close()

        event.listen(engine, "checkout", unlimit)


def test_a_full_disk_at_the_office_is_a_wait_and_no_refusal(served: Served, tmp_path: Path) -> None:
    ids = filled(served.store)
    with a_live_desk(served, ME, tmp_path / "desk") as ports:
        pull(ports)
        mine = noted(ports, ids[0], "x" * 200_000)
        with full(served.store):
            report = push(ports, NOW)
            told = served.as_(ME).get("/v1/me")
            assert report.accepted == ()
            assert report.unreachable == "office.unavailable"
            assert told.status_code == 200, "who only reads is served"
        entry = ports.outbox.entry(mine.submission.id)
        assert entry is not None
        assert entry.state not in {EntryState.NEEDS_REVIEW, EntryState.ACCEPTED}
        assert served.store.answer_to(mine.submission.id) is None, "half an answer is none"

        ports.office.line.try_now()  # type: ignore[attr-defined] # the real one; the office asked for a second
        again = push(ports, NOW)
        assert again.accepted == (mine.submission.id,), again
        case = served.store.case(ids[0])
        assert case is not None
        assert [note.id for note in case.notes] == ["mine"]
        assert served.store.verify_audit() == ()


def test_a_full_disk_at_the_desk_takes_no_half_of_a_page(served: Served, tmp_path: Path) -> None:
    ids = filled(served.store)
    with a_live_desk(served, ME, tmp_path / "desk") as ports:
        writer = ports.cache._writer  # type: ignore[attr-defined] # the real one
        (pages,) = writer.execute("PRAGMA page_count").fetchone()
        writer.execute(f"PRAGMA max_page_count = {pages}").fetchall()
        with pytest.raises(NotWritten):
            pull(ports)
        assert held(ports) == set()
        writer.execute("PRAGMA max_page_count = 1000000").fetchall()
        assert not pull(ports).unreachable
        assert held(ports) == set(ids)


# --- An office that has too much to do ------------------------------------------------------------


def test_a_crowded_office_is_left_alone_and_asked_again(served: Served, tmp_path: Path) -> None:
    ids = filled(served.store)
    with a_live_desk(served, ME, tmp_path / "desk") as ports:
        pull(ports)
        mine = noted(ports, ids[0])
    with serving(served.store, crowd=0) as crowded, a_live_desk(crowded, ME, tmp_path / "desk") as ports:
        assert pull(ports).unreachable == "office.slow_down"
        assert push(ports, NOW).unreachable == "office.slow_down"
        assert held(ports) == set(ids)
    with a_live_desk(served, ME, tmp_path / "desk") as ports:
        assert push(ports, NOW).accepted == (mine.submission.id,)


def test_what_is_beyond_the_limit_of_a_body_is_put_before_the_agent(served: Served, tmp_path: Path) -> None:
    from refundtui.wire.protocol import LARGEST_BODY

    ids = filled(served.store)
    with a_live_desk(served, ME, tmp_path / "desk") as ports:
        pull(ports)
        huge = noted(ports, ids[0], "x" * (LARGEST_BODY + 1))
        push(ports, NOW)
        entry = ports.outbox.entry(huge.submission.id)
        assert entry is not None
        assert entry.state is EntryState.NEEDS_REVIEW
        small = decide(ids[1], AddNote("small", "Rang."), ports, hold_seconds=0)
        assert isinstance(small, Entry)
        assert push(ports, NOW).accepted == (small.submission.id,), "and nothing waits behind it"
