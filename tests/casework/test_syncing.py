"""Nothing is lost, nothing happens twice, and what met a changed world asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from refundtui.casework import syncing
from refundtui.casework.feeds import Cursor, FeedAnswer
from refundtui.casework.submissions import Answer, EntryState, Submission, Unreachable
from refundtui.casework.syncing import pull
from refundtui.domain.case import CaseId, CaseState, IdentityLevel
from refundtui.domain.commands import AddNote, AskInformation, GiveBack, SetIdentity, SetItems, Take
from tests.casework.desks import Bench, a_bench
from tests.support.making import a_case, the_jacket
from tests.support.ports_in_memory import MemoryCache, MemoryOffice


def findings_of(bench: Bench, submission_id: str) -> list[str]:
    (entry,) = [one for one in bench.ports.outbox.entries() if one.submission.id == submission_id]
    return [found.code for found in entry.findings]


class Settling(MemoryCache):
    is_settled = False

    def settle(self) -> None:
        self.is_settled = True


class TestPulling:
    def test_every_page_is_read_to_the_end(self) -> None:
        bench = a_bench(*(a_case(str(number)) for number in range(1, 24)))
        fresh = replace(bench.ports, cache=MemoryCache())
        report = pull(fresh, page=5)
        assert (len(report.changed), report.pages, report.drift) == (23, 5, ())

    def test_a_second_pull_brings_nothing(self) -> None:
        bench = a_bench()
        assert bench.pull().changed == ()

    def test_a_row_the_office_does_not_have_is_reported_as_drift(self) -> None:
        bench = a_bench(a_case("1"), a_case("2"))
        del bench.office.cases[CaseId("2")]
        del bench.office.told[CaseId("2")]
        bench.office.put(a_case("3"))
        report = bench.pull()
        assert report.drift == ("all",)
        assert bench.ports.cache.row(CaseId("2")) is None  # read anew, and what is not told went
        assert bench.pull().drift == ()

    def test_nothing_is_asked_of_a_feed_that_stands_where_we_stand(self) -> None:
        bench = a_bench(a_case("1"))
        assert bench.pull().pages == 0

    def test_a_line_that_is_down_takes_no_case_away(self) -> None:
        bench = a_bench(a_case("1"))
        bench.office.plugged = False
        bench.pull()
        assert bench.ports.cache.row(CaseId("1")) is not None

    def test_a_backup_that_was_brought_back_hears_again_what_it_forgot(self) -> None:
        bench = a_bench(a_case("1"))
        entry = bench.said("1", bench.approving("1"))
        bench.push()
        bench.pull()
        bench.office.put(a_case("1"))  # as it was before
        bench.office.answers.clear()
        bench.office.epoch += 1
        bench.pull()
        assert bench.push().accepted == (entry.submission.id,)
        assert bench.office.times_applied[entry.submission.id] == 2  # once in each of the two histories

    def test_packs_come_with_it(self) -> None:
        bench = a_bench()
        bench.office.packs = (("policies/mode.toml", "d1", b"id = 'mode'"),)
        bench.pull()
        assert bench.ports.cache.document("policies/mode.toml") == b"id = 'mode'"

    def test_without_the_office_it_says_so(self) -> None:
        bench = a_bench()
        bench.office.plugged = False
        assert bench.pull().unreachable

    def test_a_break_in_the_middle_keeps_what_came(self) -> None:
        bench = a_bench(*(a_case(str(number)) for number in range(1, 11)))
        fresh = replace(bench.ports, cache=MemoryCache(), office=Breaking(bench, pages=2))
        report = pull(fresh, page=3)
        assert (len(report.changed), report.unreachable) == (6, "the line broke")
        assert len(pull(replace(fresh, office=bench.office), page=3).changed) == 4

    def test_little_is_asked_for_until_the_line_has_carried_a_page_and_again_after_it_broke(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(syncing, "FIRST_PAGE", 2)
        monkeypatch.setattr(syncing, "PAGE", 5)
        bench = a_bench(*(a_case(str(number)) for number in range(1, 21)))
        line = Breaking(bench, pages=2)
        fresh = replace(bench.ports, cache=MemoryCache(), office=line)
        assert (len(pull(fresh).changed), line.limits) == (7, [2, 5, 5])
        line.pages, line.limits = 9, []
        assert (len(pull(fresh).changed), line.limits) == (13, [2, 5, 5, 5])

    def test_what_a_first_load_put_off_is_done_once_every_feed_was_read_and_not_before(self) -> None:
        bench = a_bench(*(a_case(str(number)) for number in range(1, 11)))
        cache = Settling()
        fresh = replace(bench.ports, cache=cache, office=Breaking(bench, pages=2))
        pull(fresh, page=3)
        assert not cache.is_settled
        pull(replace(fresh, office=bench.office), page=3)
        assert cache.is_settled

    def test_who_may_only_look_neither_reads_nor_sends(self) -> None:
        bench = a_bench(a_case("1"))
        bench.said("1", bench.approving("1"))
        bench.office.put(a_case("2"))
        bench.ports.outbox.read_only = True  # type: ignore[misc]  # another window came first
        assert (bench.pull().pages, bench.push().accepted) == (0, ())


class TestPushing:
    def test_a_due_decision_is_accepted_once(self) -> None:
        bench = a_bench()
        entry = bench.said("1", bench.approving("1"))
        assert bench.push().accepted == (entry.submission.id,)
        assert bench.push().accepted == ()
        assert bench.office.times_applied[entry.submission.id] == 1

    def test_a_held_one_waits_until_its_hold_is_over(self) -> None:
        bench = a_bench()
        entry = bench.said("1", bench.approving("1"), hold_seconds=10)
        assert bench.push().waiting == (entry.submission.id,)
        bench.clock.move(seconds=10)
        assert bench.push().accepted == (entry.submission.id,)

    def test_it_is_marked_as_sent_before_it_is_sent(self) -> None:
        bench = a_bench()
        entry = bench.said("1", bench.approving("1"))
        seen: list[EntryState] = []
        watching = Watching(bench, lambda: seen.append(bench.state_of(entry)))
        replace(bench, ports=replace(bench.ports, office=watching)).push()
        assert seen == [EntryState.SENDING]

    def test_with_the_plug_out_nothing_is_marked_and_it_can_still_be_taken_back(self) -> None:
        bench = a_bench()
        entry = bench.said("1", bench.approving("1"))
        bench.office.plugged = False
        report = bench.push()
        assert report.unreachable
        assert bench.state_of(entry) is EntryState.QUEUED

    def test_a_lost_answer_is_asked_for_again_under_the_same_id(self) -> None:
        bench = a_bench()
        entry = bench.said("1", bench.approving("1"))
        bench.office.lose_next_answer = True
        assert bench.push().unreachable
        assert bench.state_of(entry) is EntryState.SENDING
        assert bench.restarted().push().accepted == (entry.submission.id,)
        assert bench.office.times_applied[entry.submission.id] == 1
        assert bench.now_at_the_office("1").version == 2

    def test_a_changed_world_is_a_conflict_with_what_it_is_now(self) -> None:
        bench = a_bench()
        entry = bench.said("1", bench.approving("1"))
        other = bench.colleague()
        other.said("1", SetItems(the_jacket()))
        other.push()
        assert bench.push().review == (entry.submission.id,)
        found = bench.ports.outbox.entry(entry.submission.id)
        assert found is not None
        assert found.current is not None
        assert found.current.request == the_jacket()
        assert found.findings[0].fact("decided_by") == "bob"

    def test_a_colleagues_note_is_no_conflict(self) -> None:
        bench = a_bench()
        entry = bench.said("1", bench.approving("1"))
        other = bench.colleague()
        other.said("1", AddNote("n1", "she is friendly"))
        other.push()
        assert bench.push().accepted == (entry.submission.id,)

    def test_followers_of_a_refused_entry_stop_and_ask_and_notes_go_on(self) -> None:
        bench = a_bench()
        first = bench.said("1", SetItems(the_jacket()))
        second = bench.said("1", AskInformation(("photo",)))
        note = bench.said("1", AddNote("n1", "called"))
        other = bench.colleague()
        other.said("1", Take())
        other.push()
        report = bench.push()
        assert report.review == (first.submission.id, second.submission.id)
        assert report.accepted == (note.submission.id,)
        assert findings_of(bench, second.submission.id) == ["decision.rests_on_refused"]
        assert [one.id for one in bench.now_at_the_office("1").notes] == ["n1"]

    def test_a_follower_asks_also_when_the_refusal_was_yesterday(self) -> None:
        bench = a_bench()
        first = bench.said("1", SetItems(the_jacket()))
        second = bench.said("1", AskInformation(("photo",)), hold_seconds=60)
        other = bench.colleague()
        other.said("1", Take())
        other.push()
        assert bench.push().review == (first.submission.id,)
        bench.clock.move(minutes=2)
        assert bench.push().review == (second.submission.id,)

    def test_what_was_decided_beside_a_stale_entry_is_not_stopped_by_it(self) -> None:
        bench = a_bench()
        stale = bench.said("1", bench.approving("1"))
        other = bench.colleague()
        other.said("1", SetIdentity(IdentityLevel.VERIFIED))
        other.said("1", GiveBack())
        other.push()
        bench.pull()
        fresh = bench.said("1", AskInformation(("photo",)))
        assert fresh.submission.after is None
        report = bench.push()
        assert (report.review, report.accepted) == ((stale.submission.id,), (fresh.submission.id,))

    def test_a_follower_of_an_accepted_one_is_no_conflict(self) -> None:
        bench = a_bench()
        first = bench.said("1", SetItems(the_jacket()))
        second = bench.said("1", AskInformation(("photo",)))
        assert bench.push().accepted == (first.submission.id, second.submission.id)
        assert bench.now_at_the_office("1").state is CaseState.INFO_WAIT

    def test_cases_do_not_wait_for_each_other(self) -> None:
        bench = a_bench(a_case("1"), a_case("2"))
        held = bench.said("1", bench.approving("1"), hold_seconds=30)
        due = bench.said("2", bench.approving("2"))
        report = bench.push()
        assert (report.accepted, report.waiting) == ((due.submission.id,), (held.submission.id,))

    def test_another_agents_entries_are_never_sent(self) -> None:
        bench = a_bench()
        entry = bench.said("1", bench.approving("1"))
        ports = replace(bench.ports, actor=replace(bench.ports.actor, id="bob"))
        report = replace(bench, ports=ports).push()
        assert (report.others, report.accepted) == ((entry.submission.id,), ())
        assert bench.now_at_the_office("1").state is CaseState.ELIGIBILITY

    def test_an_old_decision_is_asked_again_and_an_old_note_is_not(self) -> None:
        bench = a_bench()
        decision = bench.said("1", bench.approving("1"))
        note = bench.said("1", AddNote("n1", "called"))
        bench.clock.move(minutes=31)
        report = bench.push()
        assert (report.review, report.accepted) == ((decision.submission.id,), (note.submission.id,))
        assert findings_of(bench, decision.submission.id) == ["decision.old"]

    def test_what_may_have_arrived_is_never_asked_again_but_looked_up(self) -> None:
        bench = a_bench()
        entry = bench.said("1", bench.approving("1"))
        bench.office.lose_next_answer = True
        bench.push()
        bench.clock.move(days=2)
        assert bench.push().accepted == (entry.submission.id,)

    def test_the_plug_pulled_three_decisions_and_a_note(self) -> None:
        bench = a_bench(a_case("1"), a_case("2"), a_case("3"))
        bench.office.plugged = False
        one = bench.said("1", bench.approving("1"))
        two = bench.said("2", bench.approving("2"))
        three = bench.said("3", bench.approving("3"))
        note = bench.said("2", AddNote("n1", "spoke to her"))
        assert bench.push().unreachable
        bench.office.plugged = True
        other = bench.colleague()
        other.said("2", SetItems(the_jacket()))
        other.push()
        report = bench.restarted().push()
        assert set(report.accepted) == {one.submission.id, three.submission.id, note.submission.id}
        assert report.review == (two.submission.id,)
        bench.pull()
        assert [kept.submission.id for kept in bench.ports.outbox.entries()] == [two.submission.id]
        assert [kept.id for kept in bench.now_at_the_office("2").notes] == ["n1"]


class Breaking(MemoryOffice):
    """An office whose line breaks after so many pages."""

    def __init__(self, bench: Bench, pages: int) -> None:
        self.__dict__.update(bench.office.__dict__)
        self.pages = pages
        self.limits: list[int] = []

    def changes(self, feed: str, cursor: Cursor | None, limit: int) -> FeedAnswer:
        self.pages -= 1
        self.limits.append(limit)
        return Unreachable("the line broke") if self.pages < 0 else super().changes(feed, cursor, limit)


class Watching(MemoryOffice):
    """An office that looks at the desk at the moment a submission arrives."""

    def __init__(self, bench: Bench, look: Callable[[], None]) -> None:
        self.__dict__.update(bench.office.__dict__)
        self.look = look

    def submit(self, submission: Submission) -> Answer:
        self.look()
        return super().submit(submission)


@pytest.mark.parametrize("lost", [True, False], ids=["answer lost", "answer heard"])
def test_sent_twice_is_once(lost: bool) -> None:
    bench = a_bench()
    entry = bench.said("1", bench.approving("1"))
    bench.office.lose_next_answer = lost
    for _ in range(3):
        bench.push()
    assert bench.office.times_applied == {entry.submission.id: 1}
