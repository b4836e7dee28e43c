"""A day's sum is kept by the office: on both databases, whoever decides at once, from what was written down."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlmodel import col

from refundtui.domain.case import CaseState
from refundtui.domain.commands import MakeQuote
from refundtui.office.outcomes import NotRecorded, Outcome, Recorded
from refundtui.office.store import OfficeStore
from refundtui.office.tables import GivenRow
from refundtui.rulebooks import shipped
from tests.support.offices import NOW, a_case, approval_of, said

DAY = "250.00"  # six shirts at 39.90, and not a seventh
AT_ONCE = 12


@pytest.fixture
def small_days(office: OfficeStore) -> OfficeStore:
    body = next(body for name, body in shipped().items() if b'brand = "lindenhof"' in body)
    name = next(name for name, kept in shipped().items() if kept == body)
    small = body.replace(b'per_day = "2500.00"', f'per_day = "{DAY}"'.encode(), 1)
    small = small.replace(b'goodwill_per_day = "300.00"', b'goodwill_per_day = "100.00"', 1)
    assert small != body
    office.publish(name, small, by="test", now=NOW)
    return office


def approve(office: OfficeStore, number: str, now=NOW) -> Outcome:  # type: ignore[no-untyped-def] # an instant
    case = a_case(f"day {number}")
    office.take_in([case])
    return office.record(said(case, approval_of(office, case)), now)


def test_the_seventh_shirt_of_a_day_is_a_second_person_s(small_days: OfficeStore) -> None:
    for number in range(6):
        assert isinstance(approve(small_days, str(number)), Recorded)
    refused = approve(small_days, "6")
    assert isinstance(refused, NotRecorded)
    assert [one.code for one in refused.findings] == ["limit.day_exceeded"]
    case = small_days.case("day 6")
    assert case is not None
    assert case.state is CaseState.INTAKE, "it waits to be asked for"


def test_a_day_begins_at_midnight_where_the_brand_is(small_days: OfficeStore) -> None:
    for number in range(6):
        approve(small_days, str(number))
    last_minute, midnight = (
        timedelta(hours=14, minutes=59),
        timedelta(hours=15),
    )  # 08:00 UTC is 09:00 in Berlin
    assert isinstance(approve(small_days, "evening", NOW + last_minute), NotRecorded)
    assert isinstance(approve(small_days, "morning", NOW + midnight), Recorded)


def test_what_is_quoted_anew_before_it_is_paid_leaves_the_day_as_it_was(small_days: OfficeStore) -> None:
    for number in range(6):
        approve(small_days, str(number))
    first = small_days.case("day 0")
    assert first is not None
    anew = MakeQuote(first.request, first.quotes[-1].quote.fingerprint)
    again = small_days.record(said(first, anew, base=first.decision_version), NOW)
    assert isinstance(again, Recorded)
    assert isinstance(approve(small_days, "6"), Recorded)
    assert isinstance(approve(small_days, "7"), NotRecorded)


def test_the_same_decision_sent_twice_counts_once(small_days: OfficeStore) -> None:
    case = a_case()
    small_days.take_in([case])
    submission = said(case, approval_of(small_days, case))
    for _ in range(10):
        assert isinstance(small_days.record(submission, NOW), Recorded)
    with small_days.database.reading() as connection:
        assert connection.execute(select(col(GivenRow.minor))).scalars().all() == [3990]


def test_of_many_decisions_of_one_person_at_once_no_more_pass_than_the_day_holds(
    place: Path | str, small_days: OfficeStore
) -> None:
    cases = [a_case(f"at once {number:02}") for number in range(AT_ONCE)]
    small_days.take_in(cases)
    submissions = [said(case, approval_of(small_days, case)) for case in cases]
    start = Barrier(AT_ONCE)

    with ExitStack() as offices:
        # Each with a database of its own, as so many processes; an embedded file has one writer anyway.
        stores = [
            small_days if isinstance(place, Path) else offices.enter_context(OfficeStore(place))
            for _ in submissions
        ]

        def one(at: int) -> Outcome:
            start.wait()
            return stores[at].record(submissions[at], NOW)

        with ThreadPoolExecutor(AT_ONCE) as people:
            outcomes = list(people.map(one, range(AT_ONCE)))
    assert [isinstance(outcome, Recorded) for outcome in outcomes].count(True) == 6
    with small_days.database.reading() as connection:
        assert sum(connection.execute(select(col(GivenRow.minor))).scalars()) <= 250_00
