"""The desk's client and the office's server, both real, over a real line, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from refundtui.casework.deciding import decide
from refundtui.casework.feeds import NotOurs
from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.submissions import (
    Accepted,
    Conflict,
    Entry,
    NeverHeard,
    NotAllowed,
    Submission,
    SubmissionId,
    Unreachable,
)
from refundtui.casework.syncing import pull, push
from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote, Take
from refundtui.office.feeds import begin_new_epoch
from refundtui.office.store import OfficeStore
from tests.remote.desks import a_live_desk
from tests.server.served import LINDENHOF_ONLY, Served
from tests.support.offices import NOW, a_case

BOTH = Actor("both", "Bea Oth", Role.AGENT, usual_grants(Role.AGENT, "lindenhof", "tidewater"))


@pytest.fixture
def desk(served: Served, tmp_path: Path) -> Iterator[Ports]:
    served.store.admit([BOTH, LINDENHOF_ONLY])
    with a_live_desk(served, BOTH, tmp_path / "desk") as ports:
        yield ports


def filled(store: OfficeStore, cases: int, brand: str = "lindenhof") -> list[CaseId]:
    made = [a_case(brand=brand) for _ in range(cases)]
    store.take_in(made, now=NOW)
    return [case.id for case in made]


def said(ports: Ports, case_id: CaseId, note: str) -> Entry:
    entry = decide(case_id, AddNote(note, f"about {note}"), ports, hold_seconds=0)
    assert isinstance(entry, Entry), entry
    return entry


def test_everything_comes_in_pages_and_then_nothing(desk: Ports, served: Served) -> None:
    filled(served.store, 25)
    filled(served.store, 5, "tidewater")
    first = pull(desk, page=10)
    assert (first.unreachable, first.drift, len(first.changed)) == ("", (), 30)
    assert desk.cache.count(QueueFilter(open_only=False)) == 30
    assert pull(desk).pages == 0
    assert desk.rulebooks.brands()


def test_a_note_is_said_once_and_comes_back(desk: Ports, served: Served) -> None:
    (case_id,) = filled(served.store, 1)
    pull(desk)
    entry = said(desk, case_id, "n1")
    assert push(desk, NOW).accepted == (entry.submission.id,)
    answer = desk.office.submit(entry.submission)
    assert isinstance(answer, Accepted)
    assert answer.replayed
    pull(desk)
    held = desk.cache.case(case_id)
    assert held is not None
    assert [note.id for note in held.notes] == ["n1"]
    assert desk.outbox.entries() == []


def test_what_the_office_never_understands_keeps_nothing_else_from_leaving(
    desk: Ports, served: Served
) -> None:
    """A case id no office of this version takes: it is put before the agent, and the others go."""
    (case_id,) = filled(served.store, 1)
    served.store.take_in([a_case("of another time")], now=NOW)
    pull(desk)
    odd = said(desk, CaseId("of another time"), "odd")
    good = said(desk, case_id, "good")
    report = push(desk, NOW)
    assert (report.unreachable, report.review, report.accepted) == (
        "",
        (odd.submission.id,),
        (good.submission.id,),
    )


def test_a_case_that_moved_on_comes_back_as_a_conflict(desk: Ports, served: Served) -> None:
    (case_id,) = filled(served.store, 1)
    pull(desk)
    seen = desk.cache.case(case_id)
    assert seen is not None
    first = Submission(SubmissionId("s-1"), case_id, Take(), seen.decision_version, BOTH.id, NOW)
    assert isinstance(desk.office.submit(first), Accepted)
    second = replace(first, id=SubmissionId("s-2"))
    answer = desk.office.submit(second)
    assert isinstance(answer, Conflict)
    assert answer.current.owner == BOTH.id
    assert desk.office.submit(second) == answer
    other = desk.office.submit(replace(first, command=AddNote("n", "x")))
    assert isinstance(other, NotAllowed)
    assert other.findings[0].code == "decision.id_reused"


def test_what_may_have_left_can_still_be_taken_back(desk: Ports, served: Served) -> None:
    (case_id,) = filled(served.store, 1)
    pull(desk)
    never = SubmissionId("never-came")
    assert desk.office.answer_to(never) == NeverHeard(never)
    assert desk.office.void(never) == NeverHeard(never)
    late = Submission(never, case_id, AddNote("n1", "late"), 1, BOTH.id, NOW)
    answer = desk.office.submit(late)
    assert isinstance(answer, NotAllowed)
    assert answer.findings[0].code == "decision.voided"
    came = replace(late, id=SubmissionId("came"))
    accepted = desk.office.submit(came)
    assert isinstance(accepted, Accepted)
    again = desk.office.void(came.id)
    assert isinstance(again, Accepted)
    assert (again.version, again.visible_at) == (accepted.version, accepted.visible_at)


def test_a_brand_that_is_lost_leaves_no_case_and_no_pack(desk: Ports, served: Served) -> None:
    kept, lost = filled(served.store, 3), filled(served.store, 4, "tidewater")
    pull(desk)
    desk.outbox.save_draft(f"{lost[0]}/letter", "Dear customer")
    packs = [pack.name for pack in served.store.documents() if "tidewater" in pack.name]
    assert packs
    assert all(desk.cache.document(name) for name in packs)
    served.store.admit([replace(BOTH, grants=usual_grants(Role.AGENT, "lindenhof"))])
    report = pull(desk)
    assert set(report.changed) == set(lost)
    assert [desk.cache.row(case) for case in lost] == [None] * 4
    assert all(desk.cache.row(case) for case in kept)
    assert desk.outbox.draft(f"{lost[0]}/letter") is None
    assert desk.cache.feeds() == ["b:lindenhof/t:refunds"]
    assert not any(desk.cache.document(name) for name in packs)
    assert desk.office.changes("b:tidewater/t:refunds", None, 10) == NotOurs("b:tidewater/t:refunds")


def test_whoever_is_let_in_no_more_holds_nothing(desk: Ports, served: Served) -> None:
    filled(served.store, 3)
    pull(desk)
    served.store.admit([replace(BOTH, grants=())])
    pull(desk)
    assert desk.cache.count(QueueFilter(open_only=False)) == 0


def test_after_a_backup_was_brought_back_everything_is_read_anew(desk: Ports, served: Served) -> None:
    (case_id, _) = filled(served.store, 2)
    pull(desk)
    entry = said(desk, case_id, "n1")
    push(desk, NOW)
    pull(desk)
    begin_new_epoch(served.store.database)
    report = pull(desk)
    assert (report.unreachable, report.drift, report.pages) == ("", (), 1)
    assert desk.outbox.entry(entry.submission.id) is None  # the office still knows it


def test_an_office_that_ends_is_a_line_that_is_down(served: Served, tmp_path: Path) -> None:
    served.store.admit([BOTH])
    with a_live_desk(replace(served, address="http://127.0.0.1:9"), BOTH, tmp_path / "desk") as ports:
        assert pull(ports).unreachable == "line.down"
        assert ports.office.documents() == Unreachable("line.down")
