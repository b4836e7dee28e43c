"""Whether somebody takes cases: heeded where the next one is given, standing until another is said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from refundtui.domain.availability import CHOSEN, Availability
from refundtui.domain.case import CaseId
from refundtui.office.leases import Lease, NotGiven
from refundtui.office.presence import SILENCE
from refundtui.office.store import OfficeStore
from tests.support.making import lead
from tests.support.offices import NOW, a_case

LATER = NOW + timedelta(minutes=1)
MUCH_LATER = NOW + SILENCE + timedelta(hours=1)


@pytest.fixture
def case_id(office: OfficeStore) -> CaseId:
    case = a_case()
    office.take_in([case])
    return case.id


@pytest.mark.parametrize("said", [Availability.BUSY, Availability.BREAK, Availability.TRAINING])
def test_who_takes_no_more_is_given_no_next_case_and_told_why(
    office: OfficeStore, case_id: CaseId, said: Availability
) -> None:
    office.say_where("me", NOW, availability=said)

    answer = office.next_case("me", "wish", LATER)

    assert isinstance(answer, NotGiven)
    assert [(found.code, dict(found.facts)) for found in answer.findings] == [
        ("actor.takes_no_more", {"availability": said.value})
    ]
    given = office.next_case("colleague", "wish", LATER)
    assert isinstance(given, Lease)
    assert given.case_id == case_id


def test_available_again_the_same_question_is_answered(office: OfficeStore, case_id: CaseId) -> None:
    office.say_where("me", NOW, availability=Availability.BREAK)
    office.next_case("me", "wish", NOW)
    office.say_where("me", LATER, availability=Availability.AVAILABLE)

    assert isinstance(office.next_case("me", "wish", LATER), Lease)


def test_what_was_given_before_the_break_is_said_again_after_a_lost_answer(
    office: OfficeStore, case_id: CaseId
) -> None:
    given = office.next_case("me", "wish", NOW)
    office.say_where("me", NOW, availability=Availability.BREAK)

    assert office.next_case("me", "wish", NOW) == given


def test_a_case_opened_of_ones_own_accord_is_held_whatever_was_said(
    office: OfficeStore, case_id: CaseId
) -> None:
    office.say_where("me", NOW, availability=Availability.BUSY)

    assert isinstance(office.take("me", case_id, NOW), Lease)


def test_to_say_only_where_one_is_ends_no_break(office: OfficeStore, case_id: CaseId) -> None:
    office.say_where("me", NOW, availability=Availability.BREAK)
    office.say_where("me", LATER, case_id=case_id, doing="editing")

    (me,) = office.present(lead("lead"), LATER)
    assert (me.case_id, me.doing, me.availability) == (case_id, "editing", "break")
    assert isinstance(office.next_case("me", "wish", LATER), NotGiven)


def test_a_desk_that_fell_silent_ended_no_break_and_oneself_still_hears_of_it(
    office: OfficeStore, case_id: CaseId
) -> None:
    office.say_where("me", NOW, availability=Availability.BREAK)

    assert isinstance(office.next_case("me", "wish", MUCH_LATER), NotGiven)
    assert office.present(lead("lead"), MUCH_LATER) == ()
    (me,) = office.present(lead("me"), MUCH_LATER)
    assert me.availability == "break"


def test_who_went_home_on_a_break_comes_back_to_work(office: OfficeStore, case_id: CaseId) -> None:
    office.say_where("me", NOW, availability=Availability.BREAK)
    office.say_where("me", LATER, availability=Availability.OFFLINE)
    office.say_where("me", MUCH_LATER)

    (me,) = office.present(lead("lead"), MUCH_LATER)
    assert me.availability == "available"
    assert isinstance(office.next_case("me", "wish", MUCH_LATER), Lease)


def test_that_nobody_is_there_is_no_ones_choice() -> None:
    assert set(Availability) - set(CHOSEN) == {Availability.OFFLINE}
