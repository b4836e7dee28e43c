"""What the queue is ordered by follows the packs in force: the day they change, not with the case's next note."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from refundtui.domain.case import Case, CaseState
from refundtui.domain.commands import AddNote, SetItems
from refundtui.office import deadlines
from refundtui.office.feeds import FeedPage, recount
from refundtui.office.outcomes import Recorded
from refundtui.office.spelling import next_due
from refundtui.office.store import OfficeStore
from refundtui.office.tables import CaseRow
from refundtui.office.tidying import Tidied
from refundtui.rulebooks import shipped
from refundtui.wire.cases import decode_case_and_due
from tests.support.offices import BRAND, NOW, a_case, said

PACK = f"packs/{BRAND}.toml"
FEED = f"b:{BRAND}/t:refunds"
HOUR = timedelta(hours=1)


def with_days(days: int) -> bytes:
    return shipped()[PACK].replace(b"refund_days = 10 ", f"refund_days = {days} ".encode())


def promised(case_id: str, *, brand: str = BRAND, state: CaseState = CaseState.INTAKE) -> Case:
    """Where no law has a number, the refund is due when the brand's policy says."""
    case = a_case(case_id, brand=brand, state=state)
    assert case.order is not None
    nowhere = replace(case.order, country="US")
    return replace(case, order=nowhere, customer=replace(case.customer, country="US"))


def kept(office: OfficeStore, case_id: str) -> tuple[int, datetime | None]:
    """Version, and the deadline by which the queue is ordered; the body says the same one."""
    with office.database.reading() as connection:
        row = connection.execute(
            select(col(CaseRow.version), col(CaseRow.due_at), col(CaseRow.body)).where(
                col(CaseRow.id) == case_id
            )
        ).one()
    case, due = decode_case_and_due(row.body)
    assert (row.version, row.due_at) == (case.version, None if due is None or due.waits else due.at)
    assert due == next_due(case, office.library())
    return row.version, row.due_at


def whole(office: OfficeStore) -> bool:
    page = office.changes(FEED, None, 1)
    assert isinstance(page, FeedPage)
    return (page.live_count, page.checksum) == recount(office.database, FEED) and office.verify_audit() == ()


def test_a_published_pack_moves_the_deadline_of_every_open_case_that_follows_it(office: OfficeStore) -> None:
    office.take_in([promised(f"case {number}") for number in range(3)], now=NOW)
    before = {f"case {number}": kept(office, f"case {number}") for number in range(3)}
    read = office.changes(FEED, None, 100)
    assert isinstance(read, FeedPage)

    office.publish(PACK, with_days(3), by="lead", now=NOW + HOUR)

    for case_id, (version, due) in before.items():
        later, moved = kept(office, case_id)
        assert due is not None
        assert moved is not None
        assert (later, moved) == (version + 1, moved)
        assert moved < due
    news = office.changes(FEED, read.cursor, 100)
    assert isinstance(news, FeedPage)
    assert {change.case_id for change in news.changes} == set(before)  # and every desk hears of it
    assert whole(office)


def test_a_case_that_waits_for_the_goods_is_ordered_by_no_day_until_they_are_there(
    office: OfficeStore,
) -> None:
    """Its earliest day is long past: it is not late, for nothing is due before goods or proof come."""
    case = replace(a_case("away"), received_at=NOW - timedelta(days=40), notice_on=date(2026, 10, 11))
    office.take_in([case], now=NOW)
    assert kept(office, "away") == (1, None)

    said_so = said(case, SetItems(case.request, None, (("goods_back_on", date(2026, 11, 18)),)))
    assert isinstance(office.record(said_so, NOW), Recorded)

    assert kept(office, "away") == (2, datetime(2026, 11, 18, 23, 0, tzinfo=UTC))


def test_rolling_back_brings_the_deadlines_back(office: OfficeStore) -> None:
    office.take_in([promised("case")], now=NOW)
    _, due = kept(office, "case")
    office.publish(PACK, with_days(3), by="lead", now=NOW)

    office.roll_back(PACK, by="lead", now=NOW)

    assert kept(office, "case") == (3, due)
    assert whole(office)


@pytest.mark.parametrize(
    "untouched",
    [promised("x", brand="tidewater"), promised("x", state=CaseState.CLOSED), a_case("x")],
    ids=["another brand's", "a closed one", "one whose deadline is the law's"],
)
def test_a_case_whose_deadline_stays_is_not_written(office: OfficeStore, untouched: Case) -> None:
    office.take_in([untouched], now=NOW)
    before = kept(office, "x")

    office.publish(PACK, with_days(3), by="lead", now=NOW)

    assert kept(office, "x") == before


def test_a_law_is_everybodys(office: OfficeStore) -> None:
    """Six days more for the consumer's money, where the law said fourteen."""
    office.take_in([a_case("ours"), a_case("theirs", brand="tidewater")], now=NOW)
    law = shipped()["law/de.toml"]
    before, rule, after = law.partition(b"DE-BGB-357")

    office.publish(
        "law/de.toml", before + rule + after.replace(b"days = 14", b"days = 20", 1), by="lead", now=NOW
    )

    assert [kept(office, case_id)[0] for case_id in ("ours", "theirs")] == [2, 2]


def test_more_cases_than_are_looked_at_at_once_are_all_looked_at(
    office: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "_LOOKED_AT", 3)
    monkeypatch.setattr(deadlines, "_WRITTEN", 2)
    office.take_in([promised(f"case {number}") for number in range(10)], now=NOW)

    office.publish(PACK, with_days(3), by="lead", now=NOW)

    assert {kept(office, f"case {number}")[0] for number in range(10)} == {2}
    assert whole(office)


def test_the_looking_through_is_told_from_nothing_to_all(
    office: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "_LOOKED_AT", 3)
    office.take_in([promised(f"case {number}") for number in range(6)], now=NOW)
    told: list[float] = []

    office.publish(PACK, with_days(3), by="lead", now=NOW, progress=told.append)

    assert told == [0.5, 1.0, 1.0]


def test_others_write_between_the_few_that_are_written_at_once(
    office: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agent's note comes in while the pack's deadlines are half written, and both count."""
    monkeypatch.setattr(deadlines, "_WRITTEN", 2)
    cases = [promised(f"case {number}") for number in range(6)]
    office.take_in(cases, now=NOW)
    usual, written = deadlines._say_again, []

    def say_again(*given: Any, **named: Any) -> int:
        written.append(usual(*given, **named))
        return written[-1]

    def write(work: Any) -> Any:
        done = whole_write(work)
        if len(written) == 1:
            monkeypatch.setattr(office.database, "write", whole_write)
            note = said(cases[5], AddNote("n", "Rang."))
            assert isinstance(office.record(note, NOW), Recorded)
        return done

    whole_write = office.database.write
    monkeypatch.setattr(deadlines, "_say_again", say_again)
    monkeypatch.setattr(office.database, "write", write)
    office.publish(PACK, with_days(3), by="lead", now=NOW)

    assert written == [2, 2, 2]
    assert [kept(office, case.id)[0] for case in cases] == [2, 2, 2, 2, 2, 3]
    held = office.case(cases[5].id)
    assert held is not None
    assert [note.id for note in held.notes] == ["n"]
    assert whole(office)


def test_what_was_under_way_meanwhile_is_set_right_within_the_hour(office: OfficeStore) -> None:
    """A case that came in under the old pack a moment after the new one was looked through."""
    office.take_in([promised("case")], now=NOW)
    old = office.library()
    office.publish(PACK, with_days(3), by="lead", now=NOW)
    _, due = kept(office, "case")
    deadlines.make_true(office.database, old, NOW)  # as somebody would write it who knows only the old one

    assert office.tidy(NOW) == Tidied(deadlines=1)

    assert kept(office, "case")[1] == due
    assert office.tidy(NOW + HOUR) == Tidied()
    assert whole(office)
