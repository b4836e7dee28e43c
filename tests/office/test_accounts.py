"""Signing in at an office of one's own: codes work once, wrong secrets cost time, stolen tokens end a family."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from refundtui.domain.actor import Act, Actor, Grant, Role, usual_grants
from refundtui.office import accounts, attempts, sign_in
from refundtui.office.people import NobodyError, Person
from refundtui.office.sign_in import Reused, Waiting
from refundtui.office.store import OfficeStore
from refundtui.office.tables import AttemptRow
from tests.support.offices import NOW

SOON = NOW + timedelta(minutes=10)
LATER = NOW + timedelta(minutes=11)


class TestPeople:
    def test_who_is_disabled_acts_no_more_and_is_not_forgotten(self, office: OfficeStore) -> None:
        office.disable("me", by="lead", now=NOW)

        assert office.person("me") is None
        assert "me" in {person.actor.id for person in office.staff()}
        office.enable("me", by="lead", now=NOW)
        assert office.person("me") is not None

    def test_grants_replace_those_before(self, office: OfficeStore) -> None:
        office.grant("me", [Grant(Act.READ, "tidewater")], by="lead", now=NOW)

        actor = office.person("me")
        assert actor is not None
        assert actor.may_see("tidewater")
        assert not actor.may_see("lindenhof")

    def test_a_stranger_cannot_be_granted_anything(self, office: OfficeStore) -> None:
        with pytest.raises(NobodyError):
            office.grant("nobody", [Grant(Act.READ)], by="lead", now=NOW)

    def test_what_was_granted_comes_back_as_it_was(self, office: OfficeStore) -> None:
        from tests.support.making import eur, gbp

        grants = (
            *usual_grants(Role.AGENT, "a"),
            Grant(Act.DECIDE, "b", eur("50")),
            Grant(Act.DECIDE, "b", gbp("40")),
        )
        person = Person(Actor("new", "New", Role.AGENT, grants), ("de", "en"), ("clocks",), 7, "sub|1")
        office.enter(person, by="lead", now=NOW)

        assert next(one for one in office.staff() if one.actor.id == "new") == person

    def test_an_issuers_subject_finds_its_person_and_no_other(self, office: OfficeStore) -> None:
        office.enter(Person(Actor("jana", "Jana", Role.AGENT), subject="00u1"), by="lead", now=NOW)

        found = office.signed_in("00u1")
        assert found is not None
        assert found.id == "jana"
        assert office.signed_in("jana") is None, "an issuer that calls somebody jana means somebody else"
        assert office.signed_in("me") is not None
        assert office.signed_in("") is None

    def test_who_changed_rights_stands_in_the_audit(self, office: OfficeStore) -> None:
        office.grant("me", [Grant(Act.READ)], by="lead", now=NOW)
        office.disable("me", by="lead", now=NOW)

        assert office.verify_audit() == ()
        assert "office" not in office.feeds()
        assert "office" not in {head.feed for head in office.heads()}


class TestSecrets:
    def test_a_setup_code_works_once_and_in_time(self, office: OfficeStore) -> None:
        database = office.database
        accounts.make_setup_code(database, "me", "digest", SOON, by="lead", now=NOW)

        assert accounts.use_setup_code(database, "digest", "$argon2id$", LATER) is None
        used = accounts.use_setup_code(database, "digest", "$argon2id$", NOW)
        assert used is not None
        assert used.id == "me"
        assert accounts.use_setup_code(database, "digest", "$other$", NOW) is None
        account = accounts.account(database, "me")
        assert account is not None
        assert account.secret == "$argon2id$"

    def test_a_newer_code_ends_the_one_before(self, office: OfficeStore) -> None:
        accounts.make_setup_code(office.database, "me", "first", SOON, by="lead", now=NOW)
        accounts.make_setup_code(office.database, "me", "second", SOON, by="lead", now=NOW)

        assert accounts.use_setup_code(office.database, "first", "$x$", NOW) is None
        assert accounts.use_setup_code(office.database, "second", "$x$", NOW) is not None

    def test_of_many_who_use_a_code_at_once_one_succeeds(self, office: OfficeStore) -> None:
        accounts.make_setup_code(office.database, "me", "digest", SOON, by="lead", now=NOW)

        with ThreadPoolExecutor(8) as pool:
            used = list(
                pool.map(
                    lambda n: accounts.use_setup_code(office.database, "digest", f"${n}$", NOW), range(8)
                )
            )

        assert sum(one is not None for one in used) == 1

    def test_who_is_disabled_has_no_account(self, office: OfficeStore) -> None:
        accounts.set_secret(office.database, "me", "$x$", NOW)
        office.disable("me", by="lead", now=NOW)

        assert accounts.account(office.database, "me") is None


class TestAttempts:
    ADDRESS = attempts.of_address("somewhere")
    JANA = attempts.of_account("jana")

    def test_wrong_tries_make_one_wait_longer_each_time(self, office: OfficeStore) -> None:
        moment, waits = NOW, []
        for _ in range(12):
            until = attempts.begin(office.database, [self.JANA], moment)
            if until is not None:
                waits.append(until - moment)
                moment = until
        lengths = [int(wait.total_seconds()) for wait in waits]
        assert lengths == [30, 60, 120, 240][: len(lengths)]
        assert len(lengths) >= 3

    def test_while_one_waits_no_try_counts(self, office: OfficeStore) -> None:
        for _ in range(5):
            assert attempts.begin(office.database, [self.JANA], NOW) is None
        told = {attempts.begin(office.database, [self.JANA], NOW) for _ in range(20)}
        assert told == {NOW + timedelta(seconds=30)}

    def test_a_right_one_clears_the_account_and_not_the_guesses_from_its_address(
        self, office: OfficeStore
    ) -> None:
        own = attempts.of_account("own")
        for number in range(49):
            attempts.begin(office.database, [attempts.of_account(str(number)), self.ADDRESS], NOW)
        assert attempts.begin(office.database, [own, self.ADDRESS], NOW) is None
        attempts.was_right(office.database, own, self.ADDRESS)

        assert attempts.begin(office.database, [self.JANA, self.ADDRESS], NOW) is None
        assert attempts.begin(office.database, [self.JANA, self.ADDRESS], NOW) is not None

    def test_a_hundred_guesses_at_once_are_counted_each(self, office: OfficeStore) -> None:
        with ThreadPoolExecutor(8) as pool:
            tried = list(
                pool.map(
                    lambda _: attempts.begin(office.database, [self.JANA, self.ADDRESS], NOW), range(100)
                )
            )
        assert sum(until is None for until in tried) == 5

    def test_after_an_hour_of_silence_nothing_is_remembered(self, office: OfficeStore) -> None:
        for _ in range(5):
            attempts.begin(office.database, [self.JANA], NOW)
        later = NOW + attempts.FORGOTTEN_AFTER
        assert attempts.begin(office.database, [self.JANA], later) is None
        with office.database.reading() as connection:
            assert connection.execute(select(col(AttemptRow.tries))).scalars().all() == [1]


class TestTokens:
    def test_a_desk_waits_is_approved_and_is_answered_once(self, office: OfficeStore) -> None:
        database = office.database
        sign_in.begin_device(database, "d", "WDJB", SOON)
        first = sign_in.device(database, "d", NOW)
        assert first is not None
        assert (first.state, first.asked_before) == (Waiting.WAITING, None)

        assert sign_in.device_waiting(database, "WDJB", NOW) is not None
        assert sign_in.decide_device(database, "WDJB", "me", NOW)
        assert not sign_in.decide_device(database, "WDJB", "lead", NOW)

        answers = [sign_in.device(database, "d", NOW) for _ in range(2)]
        assert [(one.state, one.person) for one in answers if one] == [
            (Waiting.APPROVED, "me"),
            (Waiting.USED, "me"),
        ]

    def test_a_code_that_ran_out_can_be_neither_approved_nor_used(self, office: OfficeStore) -> None:
        sign_in.begin_device(office.database, "d", "WDJB", SOON)

        assert not sign_in.decide_device(office.database, "WDJB", "me", LATER)
        assert sign_in.device_waiting(office.database, "WDJB", LATER) is None

    def test_a_token_turns_over_and_its_second_use_ends_the_family(self, office: OfficeStore) -> None:
        database = office.database
        sign_in.begin_family(database, "f", sign_in.Family("me", NOW), "one", NOW, SOON)

        assert sign_in.turn_over(database, "one", "two", NOW, SOON) == sign_in.Family("me", NOW)
        with pytest.raises(Reused):
            sign_in.turn_over(database, "one", "three", NOW, SOON)
        assert sign_in.turn_over(database, "two", "four", NOW, SOON) is None

    def test_unknown_expired_and_ended_tokens_are_worth_nothing(self, office: OfficeStore) -> None:
        database = office.database
        sign_in.begin_family(database, "f", sign_in.Family("me", NOW), "one", NOW, SOON)
        sign_in.begin_family(database, "g", sign_in.Family("me", NOW), "other", NOW, SOON)

        assert sign_in.turn_over(database, "stranger", "x", NOW, SOON) is None
        assert sign_in.turn_over(database, "one", "x", LATER, LATER) is None
        sign_in.end_family(database, "one", NOW)
        assert sign_in.turn_over(database, "one", "y", NOW, SOON) is None
        assert sign_in.end_all(database, "me", NOW) == 1
        assert sign_in.turn_over(database, "other", "z", NOW, SOON) is None

    def test_who_is_disabled_stays_signed_in_nowhere(self, office: OfficeStore) -> None:
        sign_in.begin_family(office.database, "f", sign_in.Family("me", NOW), "one", NOW, SOON)
        office.disable("me", by="lead", now=NOW)

        assert sign_in.turn_over(office.database, "one", "two", NOW, SOON) is None

    def test_every_process_signs_with_the_newest_key(self, office: OfficeStore) -> None:
        sign_in.keep_key(office.database, "old", b"1", NOW)
        sign_in.keep_key(office.database, "new", b"2", SOON)

        assert sign_in.keys(office.database) == (("new", b"2"), ("old", b"1"))
        sign_in.drop_key(office.database, "old")
        assert sign_in.keys(office.database) == (("new", b"2"),)

    def test_what_ran_out_is_tidied_away(self, office: OfficeStore) -> None:
        sign_in.begin_device(office.database, "d", "WDJB", SOON)
        sign_in.begin_family(office.database, "f", sign_in.Family("me", NOW), "one", NOW, SOON)

        assert sign_in.forget_expired(office.database, SOON) == 0
        assert sign_in.forget_expired(office.database, LATER) == 2


def test_a_new_office_says_what_it_lacks(office: OfficeStore) -> None:
    stands = office.standing()

    assert not stands.has_administrator, "the practice people run no office"
    assert (stands.people, stands.cases) == (5, 0)
    office.enter(Person(Actor("root", "Root", Role.ADMIN, usual_grants(Role.ADMIN))), by="root", now=NOW)
    assert office.standing().has_administrator
    office.disable("root", by="root", now=NOW)
    assert not office.standing().has_administrator
