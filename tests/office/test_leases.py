"""Holding cases: one case, one person; silently renewed, lost with its epoch, broken only by a lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from refundtui.domain.actor import Act, Actor, Grant, Role, usual_grants
from refundtui.domain.availability import Availability
from refundtui.domain.case import CaseId, CaseState, Snooze
from refundtui.domain.commands import AddNote, GiveBack, Take
from refundtui.domain.money import Money
from refundtui.office.backing_up import end_what_was_going_on
from refundtui.office.leases import (
    LEASE,
    OFFLINE_LEASE,
    HeldByAnother,
    Lease,
    LeaseLost,
    NotGiven,
    NothingWaits,
)
from refundtui.office.outcomes import NotRecorded, Recorded
from refundtui.office.people import Person
from refundtui.office.store import OfficeStore
from tests.support.making import eur, gbp
from tests.support.offices import BRAND, NOW, a_case, approval_of, said

LATER = NOW + timedelta(minutes=1)
TOO_LATE = NOW + LEASE + timedelta(seconds=1)


@pytest.fixture
def case_id(office: OfficeStore) -> CaseId:
    case = a_case()
    office.take_in([case])
    return case.id


def held(answer: object) -> Lease:
    assert isinstance(answer, Lease), answer
    return answer


def codes(answer: object) -> list[str]:
    assert isinstance(answer, NotGiven | NotRecorded), answer
    return [found.code for found in answer.findings]


def enter(office: OfficeStore, name: str, *brands: str, role: Role = Role.AGENT, **other: object) -> str:
    person = Person(Actor(name, name.title(), role, usual_grants(role, *brands)))
    office.enter(replace(person, **other), by="lead", now=NOW)  # type: ignore[arg-type] # the test names the field
    return name


def limited(office: OfficeStore, name: str, *limits: Money) -> None:
    """An agent of the brand who decides up to these amounts."""
    acts = [Grant(act, BRAND) for act in (Act.READ, Act.WORK)]
    deciding = [Grant(Act.DECIDE, BRAND, limit) for limit in limits] or [Grant(Act.DECIDE, BRAND)]
    office.enter(Person(Actor(name, name.title(), Role.AGENT, (*acts, *deciding))), by="lead", now=NOW)


class TestHolding:
    def test_a_case_is_held_until_its_time_is_over(self, office: OfficeStore, case_id: CaseId) -> None:
        lease = held(office.take("me", case_id, NOW))

        assert lease == Lease(lease.case_id, BRAND, "me", 1, NOW + LEASE)
        assert isinstance(office.take("colleague", case_id, LATER), HeldByAnother)
        assert held(office.take("colleague", case_id, TOO_LATE)).epoch == 2

    def test_asking_again_renews_under_the_same_epoch(self, office: OfficeStore, case_id: CaseId) -> None:
        first = held(office.take("me", case_id, NOW))

        again = held(office.take("me", case_id, LATER))
        kept = held(office.take("me", case_id, LATER, epoch=first.epoch))

        assert (again.epoch, again.until) == (kept.epoch, kept.until) == (1, LATER + LEASE)

    def test_a_lease_that_ran_out_goes_on_where_nobody_came(
        self, office: OfficeStore, case_id: CaseId
    ) -> None:
        office.take("me", case_id, NOW)

        assert held(office.take("me", case_id, TOO_LATE, epoch=1)).epoch == 1

    def test_a_lease_that_passed_on_is_lost(self, office: OfficeStore, case_id: CaseId) -> None:
        office.take("me", case_id, NOW)
        office.take("colleague", case_id, TOO_LATE)

        assert office.take("me", case_id, TOO_LATE, epoch=1) == LeaseLost(case_id, 2)

    def test_given_back_it_is_free_at_once_and_once_only(self, office: OfficeStore, case_id: CaseId) -> None:
        office.take("me", case_id, NOW)

        assert office.give_back("me", case_id, 1, NOW)
        assert not office.give_back("me", case_id, 1, NOW)
        assert held(office.take("colleague", case_id, NOW)).epoch == 2

    def test_nobody_gives_back_what_another_holds(self, office: OfficeStore, case_id: CaseId) -> None:
        office.take("me", case_id, NOW)

        assert not office.give_back("colleague", case_id, 1, NOW)
        assert isinstance(office.take("colleague", case_id, NOW), HeldByAnother)

    def test_only_a_lead_takes_over(self, office: OfficeStore, case_id: CaseId) -> None:
        office.take("me", case_id, NOW)

        assert isinstance(office.take("colleague", case_id, NOW, take_over=True), HeldByAnother)
        assert held(office.take("lead", case_id, NOW, take_over=True)).epoch == 2
        assert isinstance(office.take("me", case_id, NOW, epoch=1), LeaseLost)

    def test_with_the_plug_out_it_is_held_for_longer_and_a_short_renewal_does_not_shorten_it(
        self, office: OfficeStore, case_id: CaseId
    ) -> None:
        office.take("me", case_id, NOW, offline=True)

        assert held(office.take("me", case_id, LATER)).until == NOW + OFFLINE_LEASE

    def test_no_more_cases_are_held_at_once_than_somebody_can_carry(self, office: OfficeStore) -> None:
        cases = [a_case() for _ in range(3)]
        office.take_in(cases)
        small = enter(office, "small", capacity=2)
        for case in cases[:2]:
            held(office.take(small, case.id, NOW))

        assert codes(office.take(small, cases[2].id, NOW)) == ["capacity.full"]
        held(office.take(small, cases[2].id, TOO_LATE))  # those that ran out do not count

    def test_who_goes_off_work_gives_back(self, office: OfficeStore, case_id: CaseId) -> None:
        long = a_case()
        office.take_in([long])
        office.take("me", case_id, NOW)
        office.take("me", long.id, NOW, offline=True)

        office.say_where("me", NOW, availability=Availability.OFFLINE)

        assert [lease.case_id for lease in office.leases(lead(office), NOW)] == [long.id]

    def test_another_brands_case_is_not_to_be_had(self, office: OfficeStore, case_id: CaseId) -> None:
        stranger = enter(office, "stranger", "tidewater")

        assert codes(office.take(stranger, case_id, NOW)) == ["brand.not_yours"]
        assert office.leases(actor(office, stranger), NOW) == ()

    def test_who_is_disabled_is_given_nothing(self, office: OfficeStore, case_id: CaseId) -> None:
        office.disable("me", by="lead", now=NOW)

        assert codes(office.take("me", case_id, NOW)) == ["actor.unknown"]
        assert codes(office.next_case("me", "w", NOW)) == ["actor.unknown"]


class TestDecidingUnderALease:
    def test_a_decision_on_a_case_another_holds_is_refused_and_a_note_is_not(
        self, office: OfficeStore, case_id: CaseId
    ) -> None:
        office.take("colleague", case_id, NOW)

        told = office.record(said(case_id, Take()), NOW)
        assert codes(told) == ["case.held"]
        assert isinstance(told, NotRecorded)
        assert told.findings[0].fact("holder") == "Duy Trần", "people are told names"
        assert isinstance(office.record(said(case_id, AddNote("n", "Rang.")), NOW), Recorded)

    def test_a_decision_under_an_older_epoch_never_counts(self, office: OfficeStore, case_id: CaseId) -> None:
        office.take("me", case_id, NOW)
        office.take("colleague", case_id, TOO_LATE)
        office.give_back("colleague", case_id, 2, TOO_LATE)

        told = office.record(said(case_id, Take()), TOO_LATE, lease_epoch=1)

        assert codes(told) == ["lease.lost"]

    def test_who_came_back_to_a_case_takes_it_from_nobody(self, office: OfficeStore, case_id: CaseId) -> None:
        """Held for some seconds at the desk, and the case put away and opened again meanwhile."""
        office.take("me", case_id, NOW)
        office.give_back("me", case_id, 1, NOW)
        assert held(office.take("me", case_id, NOW)).epoch == 2

        assert isinstance(office.record(said(case_id, Take()), NOW, lease_epoch=1), Recorded)

    def test_an_epoch_the_office_never_gave_counts_for_nothing(
        self, office: OfficeStore, case_id: CaseId
    ) -> None:
        """It gave it, and then an older backup was brought back."""
        office.take("me", case_id, NOW)

        assert codes(office.record(said(case_id, Take()), NOW, lease_epoch=3)) == ["lease.lost"]

    def test_a_lease_of_before_a_backup_was_brought_back_counts_for_nothing(
        self, office: OfficeStore, case_id: CaseId
    ) -> None:
        """Who had the case since is not in the copy, and coming back to it proves nothing."""
        office.take("me", case_id, NOW)
        with office.database.writing() as connection:
            end_what_was_going_on(connection, NOW)
        office.take("me", case_id, NOW)

        assert codes(office.record(said(case_id, Take()), NOW, lease_epoch=1)) == ["lease.lost"]

    def test_a_decision_under_a_lease_that_ran_out_counts_while_nobody_came(
        self, office: OfficeStore, case_id: CaseId
    ) -> None:
        office.take("me", case_id, NOW)

        assert isinstance(office.record(said(case_id, Take()), TOO_LATE, lease_epoch=1), Recorded)

    def test_the_epoch_is_no_part_of_what_was_said(self, office: OfficeStore, case_id: CaseId) -> None:
        office.take("me", case_id, NOW)
        submission = said(case_id, Take())
        office.record(submission, NOW, lease_epoch=1)

        told = office.record(submission, NOW)

        assert isinstance(told, Recorded)
        assert told.replayed

    def test_a_lease_ends_with_the_work(self, office: OfficeStore, case_id: CaseId) -> None:
        office.take("me", case_id, NOW)
        office.record(said(case_id, Take()), NOW)
        assert office.leases(lead(office), NOW) != ()

        case = office.case(case_id)
        assert case is not None
        told = office.record(said(case, approval_of(office, case), base=2), NOW)

        assert isinstance(told, Recorded)
        assert office.leases(lead(office), NOW) == ()

    def test_handing_over_ends_it_too(self, office: OfficeStore, case_id: CaseId) -> None:
        office.take("me", case_id, NOW)
        office.record(said(case_id, Take()), NOW)
        office.record(said(case_id, GiveBack("colleague"), base=2), NOW)

        assert held(office.take("colleague", case_id, NOW)).epoch == 2


class TestTheNextCase:
    def test_the_nearest_deadline_comes_first_and_of_two_the_riskier(self, office: OfficeStore) -> None:
        back = NOW.date() - timedelta(days=9)
        early = replace(a_case(), received_at=NOW - timedelta(days=9), notice_on=back, goods_back_on=back)
        plain = replace(a_case(), goods_back_on=back)
        risky = replace(a_case(), goods_back_on=back, risk=30)
        office.take_in([plain, risky, early])

        given = [held(office.next_case("me", f"w{number}", NOW)).case_id for number in range(3)]

        assert given == [early.id, risky.id, plain.id]
        assert isinstance(office.next_case("me", "w4", NOW), NothingWaits)

    def test_the_same_wish_again_gives_the_same_case(self, office: OfficeStore) -> None:
        office.take_in([a_case(), a_case()])

        first = office.next_case("me", "wish", NOW)

        assert office.next_case("me", "wish", NOW) == first
        assert held(office.next_case("colleague", "wish", NOW)).case_id != held(first).case_id

    def test_a_wish_whose_lease_is_over_is_not_answered_with_another_case(self, office: OfficeStore) -> None:
        office.take_in([a_case(), a_case()])
        first = held(office.next_case("me", "wish", NOW))
        office.give_back("me", first.case_id, first.epoch, LATER)

        again = held(office.next_case("me", "wish", TOO_LATE))

        assert (again.case_id, again.until) == (first.case_id, LATER)

    def test_brand_language_and_skill_must_fit(self, office: OfficeStore) -> None:
        german = a_case()
        english = replace(german, id=a_case().id, customer=replace(german.customer, language="en-GB"))
        english = replace(english, order=None, order_ref="E-1")
        clocks = replace(a_case(), tags=frozenset({"needs:clocks", "needs:repair"}))
        office.take_in([german, english, clocks])
        enter(office, "reader", BRAND, languages=("en",))
        enter(office, "clockmaker", BRAND, languages=("de",), skills=("clocks", "repair", "shoes"))
        enter(office, "apprentice", BRAND, languages=("fr",), skills=("clocks",))
        enter(office, "elsewhere", "tidewater")

        assert held(office.next_case("reader", "w", NOW)).case_id == english.id
        assert isinstance(office.next_case("apprentice", "w", NOW), NothingWaits)
        assert isinstance(office.next_case("elsewhere", "w", NOW), NothingWaits)
        assert {held(office.next_case("clockmaker", f"w{n}", NOW)).case_id for n in range(2)} == {
            german.id,
            clocks.id,
        }

    def test_what_sleeps_is_left_alone_until_it_wakes(self, office: OfficeStore) -> None:
        asleep = replace(a_case(), snooze=Snooze(NOW + timedelta(hours=1), "asked", "me"))
        office.take_in([asleep])

        assert isinstance(office.next_case("me", "w", NOW), NothingWaits)
        assert held(office.next_case("me", "w", NOW + timedelta(hours=2))).case_id == asleep.id

    def test_what_another_owns_is_not_given_and_ones_own_is(self, office: OfficeStore) -> None:
        mine = replace(a_case(), state=CaseState.ELIGIBILITY, owner="me")
        theirs = replace(a_case(), state=CaseState.ELIGIBILITY, owner="colleague")
        office.take_in([mine, theirs])

        assert held(office.next_case("me", "w", NOW)).case_id == mine.id
        assert isinstance(office.next_case("me", "w2", NOW), NothingWaits)

    def test_a_second_person_is_given_what_waits_for_one_and_its_maker_is_not(
        self, office: OfficeStore
    ) -> None:
        waiting = replace(a_case(), state=CaseState.APPROVAL, owner="lead")
        office.take_in([waiting])

        assert isinstance(office.next_case("lead", "w", NOW), NothingWaits)
        assert held(office.next_case("finance", "w", NOW)).case_id == waiting.id

    def test_of_what_waits_for_a_second_person_that_which_is_due_comes_before_what_waits_for_its_goods(
        self, office: OfficeStore
    ) -> None:
        asked = replace(a_case(), state=CaseState.APPROVAL, owner="me", risk=30)
        is_back = replace(asked, id=CaseId("back"), goods_back_on=NOW.date(), risk=0)
        office.take_in([asked, is_back])

        given = [held(office.next_case("lead", f"w{number}", NOW)).case_id for number in range(2)]

        assert given == [is_back.id, asked.id]

    @pytest.mark.parametrize(
        ("limits", "given"),
        [((), "dear"), ((eur("50"),), "cheap"), ((eur("300"),), "dear"), ((gbp("900"), eur("50")), "cheap")],
        ids=["without a limit", "below the first case", "exactly it", "each currency has its own"],
    )
    def test_what_claims_more_than_somebody_may_decide_is_left_to_others(
        self, office: OfficeStore, limits: tuple[Money, ...], given: str
    ) -> None:
        claims = {
            "dear": (eur("300"), 50),
            "cheap": (eur("20"), 10),
        }  # of one day, so the riskier comes first
        office.take_in(
            replace(a_case(name), claimed=claimed, risk=risk) for name, (claimed, risk) in claims.items()
        )
        limited(office, "jana", *limits)

        assert held(office.next_case("jana", "w", NOW)).case_id == given

    def test_what_nobody_may_decide_is_given_to_whoever_asks(self, office: OfficeStore) -> None:
        office.take_in([replace(a_case("dear"), claimed=eur("300"))])
        limited(office, "jana", eur("50"))
        for person in office.people():
            if person.id != "jana":
                office.disable(person.id, by="lead", now=NOW)

        assert held(office.next_case("jana", "w", NOW)).case_id == "dear"

    def test_a_limit_in_another_currency_is_no_right_in_this_one(self, office: OfficeStore) -> None:
        office.take_in([replace(a_case("dear"), claimed=eur("30"))])
        limited(office, "jana", gbp("500"))
        assert isinstance(office.next_case("jana", "w", NOW), NothingWaits)

    def test_a_long_line_above_a_limit_is_passed_by(self, office: OfficeStore) -> None:
        office.take_in([replace(a_case(), claimed=eur("300")) for _ in range(120)])
        last = replace(a_case("last"), claimed=eur("3"))
        office.take_in([last])
        limited(office, "jana", eur("50"))
        assert held(office.next_case("jana", "w", NOW)).case_id == "last"

    def test_only_the_brand_or_language_asked_for_is_given(self, office: OfficeStore) -> None:
        office.take_in([a_case()])

        assert isinstance(office.next_case("me", "a", NOW, brand="tidewater"), NothingWaits)
        assert isinstance(office.next_case("me", "b", NOW, language="fr"), NothingWaits)
        held(office.next_case("me", "c", NOW, brand=BRAND, language="de-CH"))


class TestPresence:
    def test_others_see_who_is_where_until_that_one_falls_silent(
        self, office: OfficeStore, case_id: CaseId
    ) -> None:
        assert office.say_where("me", NOW, case_id=case_id, doing="editing")

        seen = office.present(lead(office), NOW + timedelta(seconds=50))
        assert [(one.person, one.name, one.case_id, one.doing) for one in seen] == [
            ("me", "Robin Keller", case_id, "editing")
        ]
        assert office.present(lead(office), NOW + timedelta(seconds=61)) == ()

    def test_the_number_grows_with_news_and_not_with_repetition(
        self, office: OfficeStore, case_id: CaseId
    ) -> None:
        numbers = [office.presence_number()]
        for act in (
            lambda: office.say_where("me", NOW, case_id=case_id),
            lambda: office.take("me", case_id, NOW),
            lambda: office.give_back("me", case_id, 1, NOW),
        ):
            act()
            numbers.append(office.presence_number())
        assert numbers == sorted(set(numbers)), "each was news"

        assert not office.say_where("me", LATER - timedelta(seconds=30), case_id=case_id)
        assert office.presence_number() == numbers[-1]

    def test_on_a_brand_one_does_not_see_nobody_is_seen(self, office: OfficeStore, case_id: CaseId) -> None:
        office.say_where("me", NOW, case_id=case_id)
        stranger = enter(office, "stranger", "tidewater")

        assert office.present(actor(office, stranger), NOW) == ()


def lead(office: OfficeStore) -> Actor:
    return actor(office, "lead")


def actor(office: OfficeStore, name: str) -> Actor:
    return next(one for one in office.people() if one.id == name)


def test_the_clock_of_the_office_is_the_databases(office: OfficeStore) -> None:
    told = office.database.now()

    assert isinstance(told, datetime)
    assert told.utcoffset() == timedelta(0)
