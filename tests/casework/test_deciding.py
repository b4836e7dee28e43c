"""A decision is written down once, rests on what was seen, and can be taken back while it is held."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from refundtui.casework.deciding import (
    Confirmation,
    confirmation,
    decide,
    decide_again,
    draft,
    newest_held,
    open_case,
    reference_of,
    save_draft,
    set_aside,
    undo,
)
from refundtui.casework.reading import case_file
from refundtui.casework.submissions import Entry, EntryState
from refundtui.domain.case import BrandId, CaseId, CaseState, Customer
from refundtui.domain.commands import AddNote, Approve, AskInformation, Merge, SetItems, Take
from refundtui.domain.reasons import Reason
from tests.casework.desks import a_bench
from tests.support.making import NOW, a_case, a_rulebook, an_order_a, eur, gbp, one_shirt, the_jacket


def test_a_decision_keeps_its_id_and_what_was_seen() -> None:
    bench = a_bench(a_case("1", decision_version=7))
    entry = bench.said("1", bench.approving("1"))
    assert str(UUID(entry.submission.id)) == entry.submission.id
    assert entry.submission.base_decision_version == 7
    assert (entry.submission.actor, entry.submission.decided_at) == ("ann", NOW)
    assert entry.reference == "RF-0000001"


def test_what_stands_in_the_way_is_said_and_nothing_is_written() -> None:
    bench = a_bench(a_case("1", owner="bob"))
    found = decide(CaseId("1"), bench.approving("1"), bench.ports)
    assert not isinstance(found, Entry)
    assert [one.code for one in found] == ["owner.other"]
    assert bench.ports.outbox.entries() == []


def test_how_an_amount_is_confirmed_is_the_brands_word() -> None:
    policy = a_bench().rulebook.policy
    assert confirmation(eur("50.00"), policy) is Confirmation.INSTANT
    assert confirmation(eur("50.01"), policy) is Confirmation.CONFIRM
    assert confirmation(eur("200.00"), policy) is Confirmation.CONFIRM
    assert confirmation(eur("200.01"), policy) is Confirmation.TYPED
    assert confirmation(gbp("1.00"), policy) is Confirmation.CONFIRM


@pytest.mark.parametrize(("typed_above", "seconds"), [("200.00", 10), ("30.00", 30)], ids=["small", "typed"])
def test_a_decision_is_held_and_what_was_typed_is_held_longer(typed_above: str, seconds: int) -> None:
    bench = a_bench(rulebook=a_rulebook(type_above=eur(typed_above)))
    entry = bench.said("1", bench.approving("1"), hold_seconds=None)
    assert entry.submission.not_before == NOW + timedelta(seconds=seconds)


def test_a_note_or_taking_a_case_is_not_held() -> None:
    bench = a_bench()
    assert bench.said("1", AddNote("n1", "called"), hold_seconds=None).submission.not_before is None
    assert bench.said("1", Take(), hold_seconds=None).submission.not_before is None


def test_what_is_held_is_taken_back_and_never_sent() -> None:
    bench = a_bench()
    entry = bench.said("1", bench.approving("1"), hold_seconds=10)
    held = newest_held(bench.ports)
    assert held is not None
    assert held.submission.id == entry.submission.id
    assert undo(entry.submission.id, bench.ports)
    bench.clock.move(minutes=1)
    bench.push()
    assert bench.now_at_the_office("1").state is CaseState.ELIGIBILITY
    assert bench.state_of(entry) is EntryState.WITHDRAWN


def test_what_may_have_left_is_not_taken_back() -> None:
    bench = a_bench()
    entry = bench.said("1", bench.approving("1"))
    bench.ports.outbox.sending(entry.submission.id)
    assert not undo(entry.submission.id, bench.ports)
    assert bench.state_of(entry) is EntryState.SENDING


def test_taking_back_takes_back_what_rests_on_it() -> None:
    bench = a_bench()
    first = bench.said("1", SetItems(the_jacket()), hold_seconds=10)
    second = bench.said("1", AskInformation(("photo",)), hold_seconds=10)
    assert second.submission.after == first.submission.id
    assert undo(first.submission.id, bench.ports)
    assert bench.state_of(second) is EntryState.WITHDRAWN


def test_a_follower_rests_on_the_decision_before_it() -> None:
    bench = a_bench(a_case("1", decision_version=3))
    first = bench.said("1", SetItems(the_jacket()))
    second = bench.said("1", AskInformation(("photo",)))
    assert second.submission.after == first.submission.id
    assert second.submission.base_decision_version == 4


def test_a_note_rests_on_nothing() -> None:
    bench = a_bench()
    bench.said("1", SetItems(the_jacket()))
    assert bench.said("1", AddNote("n1", "called")).submission.after is None


def test_a_note_on_a_case_of_our_own_waits_for_the_case() -> None:
    bench = a_bench()
    opened = opening(bench)
    note = bench.said(opened.submission.case_id, AddNote("n1", "called"))
    assert note.submission.after == opened.submission.id


def test_a_new_case_has_a_reference_at_once_and_can_be_decided_on() -> None:
    bench = a_bench()
    opened = opening(bench)
    assert opened.reference.startswith("RF-")
    assert len(opened.reference) == 11
    file = case_file(opened.submission.case_id, bench.ports)
    assert file is not None
    assert file.case.state is CaseState.INTAKE
    quote = file.determination.quote
    approve = Approve(file.case.request, quote.fingerprint, quote.total)  # type: ignore[union-attr]  # quoted
    entry = bench.said(opened.submission.case_id, approve)
    assert entry.submission.after == opened.submission.id
    bench.push()
    assert bench.now_at_the_office(opened.submission.case_id).state is CaseState.APPROVED


def test_a_reference_is_the_cases_own_and_easy_to_say() -> None:
    assert reference_of(UUID(int=0)) == "RF-00000000"
    assert reference_of(UUID(int=2**128 - 1)) == "RF-ZZZZZZZZ"


def test_a_case_is_not_merged_into_one_that_was_merged_into_it() -> None:
    bench = a_bench(a_case("1"), a_case("2", merged_into=CaseId("1"), state=CaseState.CANCELLED))
    found = decide(CaseId("1"), Merge(CaseId("2")), bench.ports)
    assert not isinstance(found, Entry)
    assert {one.code for one in found} == {"merge.loop", "merge.into_finished"}


def test_a_conflict_is_decided_again_under_a_new_id() -> None:
    bench = a_bench()
    entry = bench.said("1", bench.approving("1"))
    other = bench.colleague()
    other.said("1", SetItems(the_jacket()))
    other.push()
    bench.push()
    assert bench.state_of(entry) is EntryState.NEEDS_REVIEW
    bench.pull()
    again = decide_again(entry.submission.id, bench.ports)
    # Ann's choice no longer stands: Bob owns the case now.
    assert not isinstance(again, Entry)
    assert bench.state_of(entry) is EntryState.NEEDS_REVIEW
    assert set_aside(entry.submission.id, bench.ports)
    assert bench.state_of(entry) is EntryState.WITHDRAWN


def test_drafts_are_kept_by_case_and_part() -> None:
    bench = a_bench()
    save_draft(CaseId("1"), "letter", "Liebe Frau", bench.ports)
    save_draft(CaseId("1"), "note", "called", bench.ports)
    assert draft(CaseId("1"), "letter", bench.ports) == "Liebe Frau"
    assert draft(CaseId("2"), "letter", bench.ports) == ""
    save_draft(CaseId("1"), "letter", "", bench.ports)
    assert draft(CaseId("1"), "letter", bench.ports) == ""
    assert draft(CaseId("1"), "note", bench.ports) == "called"


def opening(bench: object) -> Entry:
    entry = open_case(
        bench.ports,  # type: ignore[attr-defined]  # a Bench
        brand=BrandId("mode"),
        customer=Customer("Karin Brandt", country="DE"),
        reason=Reason.CHANGED_MIND,
        order=an_order_a(),
        request=one_shirt(),
    )
    assert isinstance(entry, Entry)
    return entry
