"""A submission is recorded exactly once by its id, judged on the office's own copy, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from refundtui.domain.actor import Actor, Role, usual_grants
from refundtui.domain.case import CaseId, CaseState, Customer, Evidence, IdentityLevel
from refundtui.domain.commands import (
    AddEvidence,
    AddNote,
    Command,
    Merge,
    OpenCase,
    SetIdentity,
    SetItems,
    Tag,
    Take,
)
from refundtui.domain.findings import finding
from refundtui.domain.reasons import Reason
from refundtui.domain.request import RefundRequest, Units
from refundtui.office.outcomes import NotRecorded, Outcome, Recorded, Stale, TooEarly
from refundtui.office.store import OfficeStore
from tests.support.offices import (
    BRAND,
    NOW,
    a_case,
    a_shirt_order,
    again,
    approval_of,
    said,
)


def codes(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, NotRecorded), outcome
    return [found.code for found in outcome.findings]


def test_an_approval_within_the_agents_limit_is_recorded(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])

    outcome = office.record(said(case, approval_of(office, case)), NOW)

    assert isinstance(outcome, Recorded)
    recorded = office.case(case.id)
    assert recorded is not None
    assert recorded.state is CaseState.APPROVED
    assert (recorded.version, recorded.decision_version) == (outcome.version, outcome.decision_version)


def test_the_same_submission_twice_is_once(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    submission = said(case, Take())

    first = office.record(submission, NOW)
    after_one = office.case(case.id)
    second = office.record(submission, NOW + timedelta(days=400))

    assert isinstance(first, Recorded)
    assert second == replace(first, replayed=True)
    assert office.case(case.id) == after_one


def test_a_longer_hold_at_the_desk_makes_no_other_submission_of_it(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    submission = said(case, Take())
    office.record(submission, NOW)

    assert isinstance(office.record(again(submission, not_before=NOW), NOW), Recorded)


@pytest.mark.parametrize(
    "other",
    [
        {"command": Tag(add=frozenset({"x"}))},
        {"base_decision_version": 7},
        {"actor": "lead"},
        {"case_id": CaseId("another")},
    ],
    ids=["command", "version seen", "actor", "case"],
)
def test_an_id_that_returns_with_another_body_is_refused(
    office: OfficeStore, other: dict[str, object]
) -> None:
    case = a_case()
    office.take_in([case])
    submission = said(case, Take())
    first = office.record(submission, NOW)
    after_one = office.case(case.id)

    assert codes(office.record(again(submission, **other), NOW)) == ["decision.id_reused"]
    assert office.case(case.id) == after_one
    assert isinstance(first, Recorded)
    assert office.record(submission, NOW) == replace(first, replayed=True)


def test_a_decision_on_what_changed_meanwhile_is_a_conflict_with_names(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    two = RefundRequest((Units("shirt", 2),))
    office.record(said(case, SetItems(two), by="colleague"), NOW)
    office.record(said(case, AddNote("n", "Called."), by="lead"), NOW)

    outcome = office.record(said(case, approval_of(office, case)), NOW)

    assert isinstance(outcome, Stale)
    assert outcome.current == office.case(case.id)
    assert outcome.decided_by == "colleague"
    assert "request" in outcome.changed
    assert "notes" not in outcome.changed, "a note is nothing a decision rests on"
    assert outcome.current.request == two


def test_a_conflict_is_answered_the_same_for_ever(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    office.record(said(case, Take(), by="colleague"), NOW)
    submission = said(case, approval_of(office, case))
    first = office.record(submission, NOW)

    office.record(said(case, AddNote("later", "The world went on.")), NOW)

    assert isinstance(first, Stale)
    assert office.record(submission, NOW) == replace(first, replayed=True)


def test_a_note_is_no_conflict_whatever_was_seen(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    office.record(said(case, Take(), by="colleague"), NOW)

    commands: tuple[Command, ...] = (
        AddNote("n1", "Rang twice."),
        AddEvidence(Evidence("e1", "photo", "Seam", NOW, "me")),
        Tag(add=frozenset({"vip"})),
    )
    for number, command in enumerate(commands):
        assert isinstance(office.record(said(case, command, base=number), NOW), Recorded)


def test_a_note_does_not_make_a_colleagues_decision_stale(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    office.record(said(case, AddNote("n1", "Rang twice."), by="colleague"), NOW)

    assert isinstance(office.record(said(case, approval_of(office, case)), NOW), Recorded)


def test_another_figure_than_the_maker_saw_is_a_conflict_and_never_corrected(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    seen = replace(approval_of(office, case), fingerprint="0123456789abcdef")

    outcome = office.record(said(case, seen), NOW)

    assert isinstance(outcome, Stale)
    assert outcome.changed == ("quote",)
    assert office.case(case.id) == case_with_reference(office, case.id)
    assert outcome.current.state is CaseState.INTAKE


def case_with_reference(office: OfficeStore, case_id: CaseId) -> object:
    found = office.case(case_id)
    assert found is not None
    assert found.version == 1
    return found


def test_every_reason_of_a_refusal_comes_back_and_is_kept(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    submission = said(case, AddNote("n", ""))

    first = office.record(submission, NOW)

    assert codes(first) == ["reason.missing"]
    assert codes(office.record(submission, NOW)) == ["reason.missing"]
    assert office.answer_to(submission.id) is not None


@pytest.mark.parametrize(
    ("by", "case_id", "code"),
    [("nobody", "known", "actor.unknown"), ("me", "unknown", "case.unknown")],
)
def test_strangers_and_unknown_cases_are_refused(
    office: OfficeStore, by: str, case_id: str, code: str
) -> None:
    office.take_in([a_case("known")])

    assert codes(office.record(said(CaseId(case_id), Take(), by=by), NOW)) == [code]


def test_what_was_withdrawn_before_it_came_is_never_recorded(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    submission = said(case, Take())

    assert office.void(submission.id, NOW) is None
    assert office.void(submission.id, NOW) is None, "twice is once"
    assert codes(office.record(submission, NOW)) == ["decision.voided"]
    held = office.case(case.id)
    assert held is not None
    assert held.version == 1


def test_what_was_recorded_cannot_be_withdrawn_any_more(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    submission = said(case, Take())
    first = office.record(submission, NOW)

    assert isinstance(first, Recorded)
    assert office.void(submission.id, NOW) == replace(first, replayed=True)


# --- followers -----------------------------------------------------------------------------------


def test_what_rests_on_another_case_s_decision_still_needs_its_own_case_as_it_was_seen(
    office: OfficeStore,
) -> None:
    mine, other = a_case(), a_case()
    office.take_in([mine, other])
    elsewhere = said(other, Take())
    assert isinstance(office.record(elsewhere, NOW), Recorded)
    seen = approval_of(office, mine)
    assert isinstance(
        office.record(said(mine, SetIdentity(IdentityLevel.VERIFIED), by="lead"), NOW), Recorded
    )

    assert isinstance(office.record(said(mine, seen, base=1, after=elsewhere.id), NOW), Stale)


def test_a_follower_rests_on_what_its_predecessor_made_of_the_case(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    first = said(case, Take())
    follower = said(case, approval_of(office, case), base=1, after=first.id)

    office.record(first, NOW)

    assert isinstance(office.record(follower, NOW), Recorded)


def test_a_follower_that_overtook_its_predecessor_waits_and_leaves_no_trace(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    first = said(case, Take())
    follower = said(case, approval_of(office, case), after=first.id)

    assert office.record(follower, NOW) == TooEarly(follower.id, first.id)
    assert office.answer_to(follower.id) is None
    office.record(first, NOW)
    assert isinstance(office.record(follower, NOW), Recorded)


def test_a_follower_stops_when_its_predecessor_was_refused(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    first = said(case, AddNote("n", ""))
    office.record(first, NOW)

    assert codes(office.record(said(case, Take(), after=first.id), NOW)) == ["decision.rests_on_refused"]


def test_a_follower_conflicts_with_what_came_between(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    first = said(case, SetItems(RefundRequest((Units("shirt", 1),))))
    office.record(first, NOW)
    office.record(said(case, Take(), base=2, by="lead"), NOW)

    outcome = office.record(said(case, approval_of(office, case), base=2, after=first.id), NOW)

    assert isinstance(outcome, Stale)
    assert outcome.decided_by == "lead"


# --- new cases -----------------------------------------------------------------------------------


def opening(case_id: str = "new", reference: str = "") -> OpenCase:
    return OpenCase(
        case_id=CaseId(case_id),
        reference=reference,
        brand=BRAND,
        customer=Customer("Ada", identity=IdentityLevel.VERIFIED),
        reason=Reason.CHANGED_MIND,
        received_at=NOW,
        order=a_shirt_order(f"for-{case_id}"),
    )


def test_a_case_opened_at_a_desk_gets_its_reference_from_the_office(office: OfficeStore) -> None:
    outcome = office.record(said(CaseId("new"), opening(), base=0), NOW)

    assert isinstance(outcome, Recorded)
    opened = office.case("new")
    assert opened is not None
    assert opened.reference == "RF-0000001"


def test_a_reference_the_desk_gave_is_kept_unless_somebody_has_it(office: OfficeStore) -> None:
    office.record(said(CaseId("one"), opening("one", "RF-7"), base=0), NOW)
    office.record(said(CaseId("two"), opening("two", "RF-7"), base=0), NOW)

    references = [case.reference for name in ("one", "two") if (case := office.case(name))]
    assert references == ["RF-7", "RF-0000008"]


def test_a_case_cannot_be_opened_twice(office: OfficeStore) -> None:
    office.record(said(CaseId("new"), opening(), base=0), NOW)

    assert codes(office.record(said(CaseId("new"), opening(), base=0), NOW)) == ["case.exists"]


def test_text_that_comes_in_is_harmless_when_it_is_kept(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])

    office.record(said(case, AddNote("n", "card 4242 4242 4242 4242 \x1b[2Jgone\u202e")), NOW)

    held = office.case(case.id)
    assert held is not None
    assert "\x1b" not in held.notes[0].text
    assert "\u202e" not in held.notes[0].text
    assert "4242 4242 4242" not in held.notes[0].text


# --- claims on the same order --------------------------------------------------------------------


def test_every_case_on_an_order_knows_the_other_claims(office: OfficeStore) -> None:
    order = a_shirt_order("shared")
    first, second = a_case("first", order=order), a_case("second", order=order)
    office.take_in([first])
    office.take_in([second])

    held = office.case("first")
    assert held is not None
    assert [claim.case_id for claim in held.related] == ["second"]
    assert held.related[0].line_ids == ("shirt",)


def test_a_neighbours_new_state_is_told_without_making_a_decision_stale(office: OfficeStore) -> None:
    order = a_shirt_order("shared")
    first, second = a_case("first", order=order), a_case("second", order=order)
    office.take_in([first, second])

    office.record(said(second, Take()), NOW)

    held = office.case("first")
    assert held is not None
    assert held.related[0].state is CaseState.ELIGIBILITY
    assert held.version == 2
    assert held.decision_version == 1


def test_claims_of_another_brand_are_nobodys_business(office: OfficeStore) -> None:
    order = a_shirt_order("shared")
    office.take_in([a_case("here", order=order), a_case("there", order=order, brand="northpeak")])

    held = office.case("here")
    assert held is not None
    assert held.related == ()


def test_a_merge_changes_both_cases_or_none(office: OfficeStore) -> None:
    order = a_shirt_order("shared")
    office.take_in([a_case("survivor", order=order), a_case("merged", order=order)])

    outcome = office.record(said(CaseId("merged"), Merge(CaseId("survivor"))), NOW)

    assert isinstance(outcome, Recorded)
    survivor, merged = office.case("survivor"), office.case("merged")
    assert survivor is not None
    assert merged is not None
    assert merged.merged_into == "survivor"
    assert survivor.linked == ("merged",)
    assert survivor.related[0].state is CaseState.CANCELLED
    assert survivor.version == 2
    assert office.verify_audit() == ()


def test_a_merge_into_nothing_changes_nothing(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])

    assert codes(office.record(said(case, Merge(CaseId("gone"))), NOW)) == [finding("case.unknown").code]
    held = office.case(case.id)
    assert held is not None
    assert held.state is CaseState.INTAKE


def test_the_maker_of_a_submission_is_known_by_its_id(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    office.record(said(case, Take(), under="s-1", by="lead"), NOW)
    office.void("s-2", NOW)

    assert [office.maker_of(known) for known in ("s-1", "s-2", "s-3")] == ["lead", "", None]


def test_what_is_named_of_another_brand_is_answered_like_nothing(office: OfficeStore) -> None:
    owen = Actor("owen", "Owen Hughes", Role.AGENT, usual_grants(Role.AGENT, "tidewater"))
    office.admit([owen])
    theirs, own = a_case(), a_case(brand="tidewater")
    office.take_in([theirs])
    office.take_in([own])
    office.record(said(theirs, Take(), under="s-theirs"), NOW)

    merged = office.record(said(own, Merge(theirs.id), by="owen", base=1), NOW)
    following = office.record(said(own, Take(), by="owen", under="s-2", after="s-theirs"), NOW)

    assert codes(merged) == ["case.unknown"]
    assert following == TooEarly("s-2", "s-theirs")


@pytest.mark.parametrize("command", [AddNote("n1", "Rang."), Take()])
def test_a_submission_writes_each_row_once(office: OfficeStore, command: Command) -> None:
    case = a_case()
    office.take_in([case])
    written: list[str] = []

    def listen(_c: object, _k: object, sql: str, *_: object) -> None:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(sql.removeprefix("INSERT INTO ").removeprefix("UPDATE ").split()[0])

    event.listen(office.database.engine, "before_cursor_execute", listen)
    assert isinstance(office.record(said(case, command), NOW), Recorded)

    assert sorted(written) == ["case_", "case_event", "decision", "feed", "feed_entry"]
    assert office.verify_audit() == ()


def test_what_was_granted_a_moment_ago_counts(office: OfficeStore) -> None:
    case = a_case()
    office.take_in([case])
    someone = Actor("new", "New", Role.AGENT, usual_grants(Role.AGENT, BRAND))

    office.admit([someone])
    assert isinstance(office.record(said(case, AddNote("n1", "Rang."), by="new"), NOW), Recorded)
    office.admit([replace(someone, grants=())])
    assert codes(office.record(said(case, AddNote("n2", "Rang."), by="new"), NOW)) == ["brand.not_yours"]
