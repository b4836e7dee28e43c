"""The same casework on the encrypted books and the practice office itself: no part is pretended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from refundtui.books.cache import Cache
from refundtui.books.outbox import Outbox
from refundtui.casework.deciding import decide, draft, open_case, save_draft
from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.reading import case_file, queue
from refundtui.casework.submissions import Entry, EntryState
from refundtui.casework.syncing import pull, push
from refundtui.domain.case import BrandId, CaseId, CaseState, Evidence
from refundtui.domain.commands import AddEvidence, AddNote, Approve, Command, SetItems, Take
from refundtui.domain.quote import Quote
from refundtui.domain.request import RefundRequest, Units
from refundtui.office.store import OfficeStore
from refundtui.rulebooks import shipped
from refundtui.rulebooks.library import Library
from refundtui.training.office import PracticeOffice
from refundtui.training.people import practising
from refundtui.training.seeding.journeys import journeys
from tests.support.making import NOW
from tests.support.offices import an_office
from tests.support.ports_in_memory import StillClock

KEY = bytes(range(32))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeStore]:
    with an_office(tmp_path / "office.db") as store:
        yield store


@pytest.fixture
def desk(tmp_path: Path, office: OfficeStore) -> Iterator[Ports]:
    """A desk that knows the worked cases."""
    clock = StillClock(NOW)
    cache = Cache(tmp_path / "cache.db", KEY)
    outbox = Outbox(tmp_path / "outbox.db", KEY)
    ports = Ports(
        cache,
        outbox,
        PracticeOffice(office, clock),
        Library(shipped()),
        clock,
        practising("me"),
        training=True,
    )
    for journey in journeys():
        opening = journey.opening()
        said(ports, opening.case_id, opening)
    assert push(ports, NOW).review == ()
    pull(ports)
    yield ports
    outbox.close()
    cache.close()


def said(ports: Ports, case_id: CaseId, command: Command) -> Entry:
    entry = decide(case_id, command, ports, hold_seconds=0)
    assert isinstance(entry, Entry), entry
    return entry


def approving(ports: Ports, case_id: CaseId) -> Approve:
    file = case_file(case_id, ports)
    assert file is not None
    quote = file.determination.quote
    assert isinstance(quote, Quote)
    return Approve(file.case.request, quote.fingerprint, quote.total)


def worked(number: int) -> CaseId:
    return next(journey.opening().case_id for journey in journeys() if journey.number == number)


def test_a_decision_goes_out_and_comes_back_the_same(desk: Ports, office: OfficeStore) -> None:
    entry = said(desk, worked(1), approving(desk, worked(1)))
    shown = case_file(worked(1), desk)
    assert push(desk, NOW).accepted == (entry.submission.id,)
    report = pull(desk)
    assert (report.drift, report.unreachable) == ((), "")
    assert shown is not None
    after = case_file(worked(1), desk)
    assert after is not None
    assert after.case == shown.case == office.case(worked(1))
    assert after.case.state is CaseState.APPROVED
    assert desk.outbox.entries() == []


def test_several_words_on_one_case_go_out_in_one_push(desk: Ports, office: OfficeStore) -> None:
    case_id = worked(2)
    said(desk, case_id, Take())
    said(desk, case_id, SetItems(RefundRequest((Units("jacket", 1),))))
    said(desk, case_id, AddNote("n1", "she will send it tomorrow"))
    said(desk, case_id, approving(desk, case_id))
    report = push(desk, NOW)
    assert (len(report.accepted), report.review) == (4, ())
    kept = office.case(case_id)
    assert kept is not None
    assert (kept.state, len(kept.notes)) == (CaseState.APPROVED, 1)


def test_evidence_between_two_decisions_is_no_conflict(desk: Ports, office: OfficeStore) -> None:
    case_id = worked(2)
    said(desk, case_id, Take())
    said(desk, case_id, AddEvidence(Evidence("e1", "photo", "lining", NOW, "me")))
    said(desk, case_id, approving(desk, case_id))
    assert push(desk, NOW).review == ()


def test_a_case_opened_here_is_searched_for_by_its_reference(desk: Ports) -> None:
    journey = journeys()[0]
    opened = open_case(
        desk,
        brand=BrandId(journey.brand),
        customer=replace(journey.customer, name="Łucja Nowak"),
        reason=journey.reason,
        order=replace(journey.order, id="LH-77777"),
        request=RefundRequest((Units("shirt", 1),)),
    )
    assert isinstance(opened, Entry)
    assert queue(QueueFilter(), desk, limit=1)[0].pending == "queued"
    push(desk, NOW)
    pull(desk)
    rows = queue(QueueFilter(text="nowak"), desk, limit=10)
    assert [row.customer for row in rows] == ["Łucja Nowak"]
    (row,) = rows
    assert (row.reference, row.pending) == (opened.reference, "")


def test_what_was_said_is_there_when_the_outbox_is_opened_again(
    desk: Ports, office: OfficeStore, tmp_path: Path
) -> None:
    entry = said(desk, worked(1), approving(desk, worked(1)))
    save_draft(worked(2), "letter", "Sehr geehrte", desk)
    desk.outbox.close()  # type: ignore[attr-defined]  # the real one is a file
    with Outbox(tmp_path / "outbox.db", KEY) as again:
        after = replace(desk, outbox=again)
        assert draft(worked(2), "letter", after) == "Sehr geehrte"
        assert push(after, NOW).accepted == (entry.submission.id,)
        assert push(after, NOW).accepted == ()
        found = again.entry(entry.submission.id)
        assert found is not None
        assert found.state is EntryState.ACCEPTED
    kept = office.case(worked(1))
    assert kept is not None
    assert [event.kind for event in kept.events].count("approve") == 1
