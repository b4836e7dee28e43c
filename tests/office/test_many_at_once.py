"""Thirty-two people press at once, each over a line of their own: no case is given to two of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, nullcontext
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import pytest
from sqlalchemy import Select, select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.domain.commands import AddNote, Take
from refundtui.office import embedded, next_case
from refundtui.office.database import Database
from refundtui.office.feeds import FeedPage, recount
from refundtui.office.leases import LEASE, HeldByAnother, Lease
from refundtui.office.outcomes import NotRecorded, Recorded, Stale
from refundtui.office.people import Person
from refundtui.office.store import OfficeStore
from refundtui.office.tables import CaseRow, LeaseRow
from tests.support import postgres
from tests.support.offices import NOW, a_case, a_database_of_its_own, an_office, said

Told = TypeVar("Told")
CLIENTS = 32
CASES = 96


@pytest.fixture
def busy_office(place: Path | str) -> Path | str:
    open_queue(place)
    return place


def open_queue(place: Path | str) -> None:
    """A queue, and as many people as there are clients."""
    with an_office(place) as office:
        office.take_in([a_case(f"case {number:03}") for number in range(CASES)])
        for number in range(CLIENTS):
            person = Person(Actor(f"p{number}", "", Role.AGENT, usual_grants(Role.AGENT)), capacity=CASES)
            office.enter(person, by="lead", now=NOW)


def at_once(place: Path | str, act: Callable[[OfficeStore, int, Barrier], Told]) -> list[Told]:
    """Every client waits for the others and begins.

    On PostgreSQL each opens the office for itself, as so many processes would; an embedded file is one
    process's, and all share its one writer.
    """
    start = Barrier(CLIENTS)

    def client(number: int) -> Told:
        with nullcontext(shared) if shared else OfficeStore(place) as office:
            start.wait()
            return act(office, number, start)

    with ExitStack() as open_ones, ThreadPoolExecutor(CLIENTS) as pool:
        shared = open_ones.enter_context(OfficeStore(place)) if isinstance(place, Path) else None
        return list(pool.map(client, range(CLIENTS)))


def given_twice(given: Iterable[list[str]]) -> list[str]:
    return [case_id for case_id, times in Counter(one for some in given for one in some).items() if times > 1]


def until_nothing_waits(office: OfficeStore, number: int, wish: str = "wish") -> list[str]:
    given = []
    for turn in range(CASES):
        answer = office.next_case(f"p{number}", f"{wish} {turn}", NOW)
        if not isinstance(answer, Lease):
            break
        given.append(str(answer.case_id))
    return given


def test_no_case_is_given_to_two(busy_office: Path | str) -> None:
    given = at_once(busy_office, lambda office, number, _: until_nothing_waits(office, number))

    with OfficeStore(busy_office) as office:
        given.append(
            until_nothing_waits(office, 0, "once more")
        )  # what was just being looked at by somebody else
        assert given_twice(given) == []
        assert len([case_id for some in given for case_id in some]) == CASES
        with office.database.reading() as connection:
            rows = connection.execute(
                select(col(LeaseRow.case_id)).where(col(LeaseRow.ended_at).is_(None))
            ).all()
        assert len(rows) == len(set(rows)) == CASES


def test_looking_first_and_taking_later_would_give_cases_to_two(busy_office: Path | str) -> None:
    """The test above can fail: this is what it would see of an office that looks and then takes."""

    def look_then_take(office: OfficeStore, number: int, together: Barrier) -> list[str]:
        with office.database.reading() as connection:
            free = select(col(CaseRow.id)).where(col(CaseRow.leased_by) == "").order_by(col(CaseRow.id))
            case_id = connection.execute(free.limit(1)).scalar_one()
        together.wait()
        with office.database.writing() as connection:
            taken = {"leased_by": f"p{number}", "leased_until": NOW + LEASE}
            connection.execute(update(CaseRow).where(col(CaseRow.id) == case_id).values(taken))
        return [case_id]

    assert given_twice(at_once(busy_office, look_then_take)) == ["case 000"]


@pytest.mark.proof
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_without_its_locks_the_queue_is_not_given_out_once_each(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted mistake: no `BEGIN IMMEDIATE` and no one writer; no `SKIP LOCKED`, and no index behind it."""
    place: Path | str = tmp_path / "office.db"
    if database == "postgresql":
        postgres.or_loudly_without()
        place = a_database_of_its_own()
    open_queue(place)
    if database == "sqlite":
        monkeypatch.setattr(embedded, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        monkeypatch.setattr(Database, "_alone", lambda _: nullcontext())
    else:
        monkeypatch.setattr(Select, "with_for_update", lambda asked, **_: asked)
        with OfficeStore(place) as office, office.database.writing() as connection:
            connection.exec_driver_sql("DROP INDEX lease_one_open")
            connection.exec_driver_sql("ALTER TABLE lease DROP CONSTRAINT lease_pkey")

    looked_for = next_case.most_urgent

    def slowly(*asked: Any, **more: Any) -> Any:
        found = looked_for(*asked, **more)
        time.sleep(0.01)  # between looking and taking, where the lock would hold
        return found

    monkeypatch.setattr(next_case, "most_urgent", slowly)

    with pytest.raises((AssertionError, DBAPIError)):  # noqa: PT012 - the mistake shows in either
        given = at_once(place, lambda office, number, _: until_nothing_waits(office, number))
        assert given_twice(given) == []
    if isinstance(place, str):
        postgres.drop(place)


def test_of_all_who_want_the_same_case_one_holds_it(busy_office: Path | str) -> None:
    answers = at_once(busy_office, lambda office, number, _: office.take(f"p{number}", "case 007", NOW))

    assert sum(isinstance(answer, Lease) for answer in answers) == 1
    holder = next(answer for answer in answers if isinstance(answer, Lease)).holder
    assert {answer.lease.holder for answer in answers if isinstance(answer, HeldByAnother)} == {holder}


def test_of_all_who_decide_on_the_same_case_one_is_recorded_and_every_note_is(
    busy_office: Path | str,
) -> None:
    def decide(office: OfficeStore, number: int, _: Barrier) -> tuple[object, object]:
        case = a_case("case 007")
        note = said(case, AddNote(f"n{number}", "Rang."), by=f"p{number}", under=f"note {number}")
        return (
            office.record(said(case, Take(), by=f"p{number}", under=f"take {number}"), NOW),
            office.record(note, NOW),
        )

    answers = at_once(busy_office, decide)

    assert sum(isinstance(taken, Recorded) for taken, _ in answers) == 1
    assert all(isinstance(taken, Recorded | Stale | NotRecorded) for taken, _ in answers)
    assert all(isinstance(noted, Recorded) for _, noted in answers)
    with OfficeStore(busy_office) as office:
        case = office.case("case 007")
        assert case is not None
        assert len(case.notes) == CLIENTS
        assert whole(office)


def test_the_same_submission_from_everybody_at_once_has_one_effect(busy_office: Path | str) -> None:
    submission = said(a_case("case 007"), Take(), by="p0", under="once")

    answers = at_once(busy_office, lambda office, _number, _: office.record(submission, NOW))

    assert all(isinstance(answer, Recorded) for answer in answers)
    assert Counter(getattr(answer, "replayed", None) for answer in answers) == {False: 1, True: CLIENTS - 1}


def test_the_same_cases_sent_in_by_everybody_at_once_are_taken_in_once(busy_office: Path | str) -> None:
    """Claims on one order know each other whoever brought them first."""
    order = a_case().order
    came = [a_case(f"new {number}", order=order) for number in range(4)]

    reports = at_once(busy_office, lambda office, number, _: office.take_in(came[number % 2 :: 2], now=NOW))

    assert sum(report.cases for report in reports) == 4
    with OfficeStore(busy_office) as office:
        for case in came:
            held = office.case(case.id)
            assert held is not None
            assert {claim.case_id for claim in held.related} == {one.id for one in came} - {case.id}
        assert whole(office)


def whole(office: OfficeStore) -> bool:
    """Counters equal the cases, and no chain is broken."""
    for feed in office.feeds():
        page = office.changes(feed, None, 1)
        assert isinstance(page, FeedPage)
        assert (page.live_count, page.checksum) == recount(office.database, feed)
    return office.verify_audit() == ()
