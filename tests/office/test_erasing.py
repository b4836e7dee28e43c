"""Erased is erased: no byte of the customer stays, readers are told to forget, and the audit still holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from refundtui.domain.case import Case
from refundtui.domain.commands import AddNote, Take
from refundtui.office.feeds import FeedPage, recount
from refundtui.office.intake import IntakeReport
from refundtui.office.outcomes import NotRecorded, Recorded
from refundtui.office.store import OfficeStore
from refundtui.office.tables import CaseRow, DecisionRow, OrderRow
from tests.support.offices import BRAND, NOW, a_case, a_shirt_order, said

FEED = f"b:{BRAND}/t:refunds"
NAME = "Zebulon Quartermaine"


def a_customers_case(**other: object) -> Case:
    case = a_case()
    named = replace(case, customer=replace(case.customer, name=NAME, email="zebulon@quartermaine.example"))
    return replace(named, **other)  # type: ignore[arg-type] # the test names the field


def page(office: OfficeStore) -> FeedPage:
    found = office.changes(FEED, None, 100)
    assert isinstance(found, FeedPage)
    return found


def test_a_reader_is_told_to_forget_it_and_counts_right_afterwards(office: OfficeStore) -> None:
    case, other = a_customers_case(), a_case()
    office.take_in([case, other])

    assert office.erase(case.id, by="lead", now=NOW)

    assert [
        (one.case_id, one.removed, one.reason, one.body) for one in page(office).changes if one.removed
    ] == [(case.id, True, "erased", b"")]
    assert (page(office).live_count, page(office).checksum) == recount(office.database, FEED)
    assert office.case(case.id) is None


def test_nothing_that_was_said_of_it_is_kept_and_every_answer_still_stands(office: OfficeStore) -> None:
    case = a_customers_case()
    office.take_in([case])
    taken = said(case, Take())
    noted = said(case, AddNote("n", f"Rang {NAME}."))
    stale = said(case, Take(), base=7, by="colleague")
    for submission in (taken, noted, stale):
        office.record(submission, NOW)

    office.erase(case.id, by="lead", now=NOW)

    assert isinstance(office.answer_to(taken.id), Recorded)
    told = office.answer_to(stale.id)
    assert isinstance(told, NotRecorded)
    assert [found.code for found in told.findings] == ["case.erased"]
    with office.database.reading() as connection:
        kept = connection.execute(select(col(DecisionRow.submission), col(DecisionRow.case_then))).all()
        bodies = connection.execute(select(col(CaseRow.body))).all()
    assert set(kept) == {(b"", None)}
    assert bodies == []


def test_no_byte_of_the_customer_stays_in_the_file(office: OfficeStore, tmp_path: Path) -> None:
    case = a_customers_case()
    office.take_in([case])
    for number in range(5):  # older versions of the body, each in pages of its own
        office.record(said(case, AddNote(f"n{number}", f"{NAME} rang. " * 500)), NOW)
    if not office.database.is_embedded:
        return  # a server's own files are its vacuum's matter
    office.database.flush()
    assert any(NAME.encode() in file.read_bytes() for file in tmp_path.iterdir())

    office.erase(case.id, by="lead", now=NOW)

    assert not any(NAME.encode() in file.read_bytes() for file in tmp_path.iterdir())


def test_the_audit_holds_after_an_erasure_and_shows_a_case_taken_away_without_one(
    office: OfficeStore,
) -> None:
    came, decided = a_customers_case(), a_customers_case()
    office.take_in([came, decided])
    office.record(said(decided, Take()), NOW)
    for case in (came, decided):
        office.erase(case.id, by="lead", now=NOW)
    assert office.verify_audit() == ()

    lost = a_case()
    office.take_in([lost])
    with office.database.writing() as connection:
        connection.execute(CaseRow.__table__.delete())  # type: ignore[attr-defined] # SQLModel adds it
    assert office.verify_audit() != ()


def test_sent_in_again_it_stays_erased(office: OfficeStore) -> None:
    case = a_customers_case()
    office.take_in([case])
    office.erase(case.id, by="lead", now=NOW)

    assert office.take_in([case]) == IntakeReport(cases_known=1)
    assert office.case(case.id) is None
    assert not office.erase(case.id, by="lead", now=NOW)


def test_other_claims_on_the_order_forget_it_and_the_order_stays_while_they_need_it(
    office: OfficeStore,
) -> None:
    order = a_shirt_order("SHARED-1")
    case, other = a_customers_case(order=order, order_ref=order.id), a_case(order=order)
    office.take_in([case, other])
    before = office.case(other.id)
    assert before is not None
    assert [claim.case_id for claim in before.related] == [case.id]

    office.erase(case.id, by="lead", now=NOW)

    after = office.case(other.id)
    assert after is not None
    assert after.related == ()
    assert office.verify_audit() == ()


def test_an_order_nobody_else_stands_on_goes_too(office: OfficeStore) -> None:
    case = a_customers_case()
    office.take_in([case])
    with office.database.writing() as connection:
        row = {"brand": BRAND, "id": case.order_ref, "body": b"{}"}
        connection.execute(OrderRow.__table__.insert(), [row])  # type: ignore[attr-defined] # SQLModel adds it

    office.erase(case.id, by="lead", now=NOW)

    with office.database.reading() as connection:
        assert connection.execute(select(col(OrderRow.id))).all() == []
