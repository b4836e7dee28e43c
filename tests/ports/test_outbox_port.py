"""What every outbox promises, the one in memory and the real one alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from refundtui.books.outbox import Outbox
from refundtui.casework import ports
from refundtui.casework.submissions import EntryState, Submission, SubmissionId
from refundtui.domain.case import CaseId
from refundtui.domain.commands import AddNote, Approve
from refundtui.domain.findings import finding
from refundtui.domain.money import Money, currency
from refundtui.domain.request import RefundRequest, Units
from tests.ports.test_cache_port import a_case
from tests.support.ports_in_memory import MemoryOutbox

KEY = bytes(range(32))
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(params=["memory", "sqlcipher"])
def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ports.Outbox]:
    if request.param == "memory":
        yield MemoryOutbox()
        return
    with Outbox(tmp_path / "outbox.db", KEY) as real:
        yield real


def a_submission(id_: str, case_id: str = "c1", **changes: object) -> Submission:
    made = Submission(SubmissionId(id_), CaseId(case_id), AddNote(id_, "hello"), 3, "kim", NOON)
    return replace(made, **changes)  # type: ignore[arg-type]  # its own fields


def ids(entries: object) -> list[str]:
    return [entry.submission.id for entry in entries]  # type: ignore[attr-defined]  # a sequence of entries


def test_what_was_added_stands_queued_in_its_order(outbox: ports.Outbox) -> None:
    approve = Approve(RefundRequest((Units("l1", 2),)), "f00d", Money(2916, currency("EUR")), "agreed")
    one = a_submission(
        "s1", command=approve, after=SubmissionId("s0"), not_before=NOON + timedelta(seconds=10)
    )
    added = outbox.add(one, "RF-1")
    assert (added.submission, added.state, added.reference, added.attempts) == (
        one,
        EntryState.QUEUED,
        "RF-1",
        0,
    )
    outbox.add(a_submission("s2", "c2"), "RF-2")
    outbox.add(a_submission("s3"), "RF-1")
    assert ids(outbox.entries()) == ["s1", "s2", "s3"]
    assert ids(outbox.entries(CaseId("c1"))) == ["s1", "s3"]
    positions = [entry.position for entry in outbox.entries()]
    assert positions == sorted(set(positions))
    assert outbox.entry(SubmissionId("s1")) == added
    assert outbox.entry(SubmissionId("s9")) is None


def test_the_same_id_twice_is_one_entry_as_it_was_first(outbox: ports.Outbox) -> None:
    first = outbox.add(a_submission("s1"), "RF-1")
    assert outbox.add(a_submission("s1", actor="somebody"), "RF-1") == first
    assert ids(outbox.entries()) == ["s1"]


def test_only_what_never_left_can_be_taken_back(outbox: ports.Outbox) -> None:
    for id_ in ("s1", "s2"):
        outbox.add(a_submission(id_), "RF-1")
    outbox.sending(SubmissionId("s2"))
    assert outbox.withdraw(SubmissionId("s1"))
    assert not outbox.withdraw(SubmissionId("s2"))
    assert not outbox.withdraw(SubmissionId("s9"))
    assert ids(outbox.entries()) == ["s2"]
    assert [entry.state for entry in outbox.entries(open_only=False)] == [
        EntryState.WITHDRAWN,
        EntryState.SENDING,
    ]
    assert not outbox.withdraw(SubmissionId("s1"))


def test_what_may_have_left_is_only_asked_back_and_not_sent_again(outbox: ports.Outbox) -> None:
    for id_ in ("s1", "s2", "s3"):
        outbox.add(a_submission(id_), "RF-1")
    outbox.sending(SubmissionId("s1"))
    assert outbox.withdrawing(SubmissionId("s1"))
    assert not outbox.withdrawing(SubmissionId("s2")), "it never left"
    assert not outbox.withdrawing(SubmissionId("s9"))
    assert not outbox.withdraw(SubmissionId("s1"))
    assert not outbox.sending(SubmissionId("s1"))
    outbox.withdraw(SubmissionId("s2"))
    assert not outbox.sending(SubmissionId("s2")), "it was taken back a moment before"
    assert outbox.sending(SubmissionId("s3"))
    assert [entry.state for entry in outbox.entries()] == [EntryState.WITHDRAWING, EntryState.SENDING]
    outbox.accepted(SubmissionId("s1"), "acme", 7)
    assert not outbox.withdrawing(SubmissionId("s1"))


def test_each_attempt_is_counted(outbox: ports.Outbox) -> None:
    outbox.add(a_submission("s1"), "RF-1")
    outbox.sending(SubmissionId("s1"))
    outbox.sending(SubmissionId("s1"))
    entry = outbox.entry(SubmissionId("s1"))
    assert entry is not None
    assert (entry.state, entry.attempts) == (EntryState.SENDING, 2)


def test_an_accepted_entry_stays_until_the_cache_has_caught_up(outbox: ports.Outbox) -> None:
    for id_, seq in (("s1", 7), ("s2", 9)):
        outbox.add(a_submission(id_), "RF-1")
        outbox.sending(SubmissionId(id_))
        outbox.accepted(SubmissionId(id_), "acme", seq)
    outbox.add(a_submission("s3"), "RF-1")
    outbox.forget_accepted("blue", 99)
    assert ids(outbox.entries(open_only=False)) == ["s1", "s2", "s3"]
    outbox.forget_accepted("acme", 7)
    assert ids(outbox.entries(open_only=False)) == ["s2", "s3"]
    entry = outbox.entry(SubmissionId("s2"))
    assert entry is not None
    assert (entry.state, entry.visible_in, entry.visible_at) == (EntryState.ACCEPTED, "acme", 9)


def test_what_the_office_forgot_is_said_again_under_its_id_and_in_its_place(outbox: ports.Outbox) -> None:
    for id_ in ("s1", "s2", "s3"):
        outbox.add(a_submission(id_), "RF-1")
    for id_ in ("s1", "s2"):
        outbox.sending(SubmissionId(id_))
        outbox.accepted(SubmissionId(id_), "acme", 7)
    outbox.forget_accepted("acme", 7)
    outbox.say_again(SubmissionId("s3"))
    assert ids(outbox.remembered()) == ["s1", "s2"]
    decided_at = outbox.remembered()[0].submission.decided_at
    assert ids(outbox.remembered_since(decided_at)) == ["s1", "s2"]
    assert ids(outbox.remembered_since(decided_at + timedelta(microseconds=1))) == []
    for id_ in ("s2", "s1"):
        outbox.say_again(SubmissionId(id_))
        outbox.say_again(SubmissionId(id_))
    assert ids(outbox.remembered()) == []
    assert [(entry.submission.id, entry.state) for entry in outbox.entries()] == [
        ("s1", EntryState.SENDING),
        ("s2", EntryState.SENDING),
        ("s3", EntryState.SENDING),
    ]


def test_what_is_old_is_not_asked_about_again(outbox: ports.Outbox) -> None:
    for id_, day in (("s1", 0), ("s2", 2)):
        outbox.add(a_submission(id_, decided_at=NOON + timedelta(days=day)), "RF-1")
        outbox.sending(SubmissionId(id_))
        outbox.accepted(SubmissionId(id_), "acme", 1)
    outbox.forget_accepted("acme", 1)
    outbox.forget_remembered(NOON + timedelta(days=1))
    assert ids(outbox.remembered()) == ["s2"]


def test_a_lost_case_leaves_drafts_and_the_office_word_but_not_what_was_said(outbox: ports.Outbox) -> None:
    for id_, case_id in (("s1", "c1"), ("s2", "c1"), ("s3", "c10"), ("s4", "c1")):
        outbox.add(a_submission(id_, case_id), "RF-1")
    outbox.needs_review(SubmissionId("s1"), [finding("case.changed")], a_case(1))
    outbox.needs_review(SubmissionId("s3"), [finding("case.changed")], a_case(10))
    outbox.accepted(SubmissionId("s2"), "acme", 3)
    outbox.withdrawn(SubmissionId("s4"))
    outbox.save_draft("c1/letter", "Dear Ms Secret")
    outbox.save_draft("c10/letter", "Dear Mr Other")
    outbox.forget_cases([CaseId("c1")])
    assert ids(outbox.entries(open_only=False)) == ["s1", "s3"]
    one, other = outbox.entries()
    assert (one.current, other.current) == (None, a_case(10))
    assert (outbox.draft("c1/letter"), outbox.draft("c10/letter")) == (None, "Dear Mr Other")
    assert ids(outbox.remembered()) == []


def test_what_needs_review_says_why_and_what_is_now_and_can_be_dropped(outbox: ports.Outbox) -> None:
    outbox.add(a_submission("s1"), "RF-1")
    outbox.sending(SubmissionId("s1"))
    found, current = finding("case.changed", by="ann", amount=Money(5, currency("JPY"))), a_case(1, version=9)
    outbox.needs_review(SubmissionId("s1"), [found], current)
    entry = outbox.entry(SubmissionId("s1"))
    assert entry is not None
    assert (entry.state, entry.findings, entry.current) == (EntryState.NEEDS_REVIEW, (found,), current)
    assert outbox.withdraw(SubmissionId("s1"))


def test_an_unknown_id_is_a_mistake_that_is_not_swallowed(outbox: ports.Outbox) -> None:
    with pytest.raises(KeyError):
        outbox.sending(SubmissionId("s9"))


def test_a_draft_is_the_last_one_saved(outbox: ports.Outbox) -> None:
    assert outbox.draft("c1/note") is None
    outbox.save_draft("c1/note", "hel")
    outbox.save_draft("c1/note", "hello\nthere")
    assert outbox.draft("c1/note") == "hello\nthere"
    outbox.drop_draft("c1/note")
    outbox.drop_draft("c1/note")
    assert outbox.draft("c1/note") is None
