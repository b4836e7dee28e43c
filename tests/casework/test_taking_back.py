"""What may have left is taken back by the office alone; the desk never says so before."""

from __future__ import annotations

from collections.abc import Sequence

from refundtui.casework.feeds import FeedHead
from refundtui.casework.submissions import Entry, EntryState, NotAllowed, Unreachable
from refundtui.casework.taking_back import TakenBack, hear_back, newest_to_take_back, take_back
from refundtui.domain.case import CaseState
from refundtui.domain.commands import AskInformation, SetItems
from tests.casework.desks import Bench, a_bench
from tests.support.making import the_jacket


def being_sent(bench: Bench, *, arrived: bool) -> Entry:
    """The answer is lost, or nothing ever arrived: nobody at the desk can know which."""
    entry = bench.said("1", bench.approving("1"))
    if arrived:
        bench.office.lose_next_answer = True
        bench.push()
    else:
        bench.ports.outbox.sending(entry.submission.id)
    assert bench.state_of(entry) is EntryState.SENDING
    return entry


def test_what_never_left_is_taken_back_here() -> None:
    bench = a_bench()
    entry = bench.said("1", bench.approving("1"), hold_seconds=10)
    bench.office.plugged = False
    assert take_back(entry.submission.id, bench.ports) is TakenBack.BACK


def test_what_never_arrived_is_taken_back_when_the_office_says_so() -> None:
    bench = a_bench()
    entry = being_sent(bench, arrived=False)
    assert newest_to_take_back(
        bench.ports.outbox.entries(), bench.ports.actor.id
    ) == bench.ports.outbox.entry(entry.submission.id)
    assert take_back(entry.submission.id, bench.ports) is TakenBack.ASKED
    assert bench.state_of(entry) is EntryState.WITHDRAWING
    assert hear_back(entry.submission.id, bench.ports) is TakenBack.CONFIRMED
    assert bench.state_of(entry) is EntryState.WITHDRAWN
    late = bench.office.submit(entry.submission)
    assert isinstance(late, NotAllowed)
    assert late.findings[0].code == "decision.voided"


def test_what_was_accepted_before_is_too_late() -> None:
    bench = a_bench()
    entry = being_sent(bench, arrived=True)
    assert take_back(entry.submission.id, bench.ports) is TakenBack.ASKED
    assert hear_back(entry.submission.id, bench.ports) is TakenBack.TOO_LATE
    assert bench.state_of(entry) is EntryState.ACCEPTED
    assert bench.now_at_the_office("1").state is CaseState.APPROVED


def test_the_wish_outlives_the_line_and_the_desk_and_nothing_is_sent_meanwhile() -> None:
    bench = a_bench()
    entry = being_sent(bench, arrived=False)
    take_back(entry.submission.id, bench.ports)
    bench.office.plugged = False
    assert isinstance(hear_back(entry.submission.id, bench.ports), Unreachable)
    bench = bench.restarted()
    assert bench.push().unreachable
    assert bench.state_of(entry) is EntryState.WITHDRAWING
    bench.office.plugged = True
    report = bench.push()
    assert (report.withdrawn, report.accepted) == ((entry.submission.id,), ())
    assert bench.state_of(entry) is EntryState.WITHDRAWN
    assert bench.office.times_applied == {}


def test_asked_again_later_it_may_be_too_late() -> None:
    bench = a_bench()
    entry = being_sent(bench, arrived=True)
    take_back(entry.submission.id, bench.ports)
    report = bench.push()
    assert (report.too_late, report.accepted) == ((entry.submission.id,), ())
    bench.pull()
    assert bench.ports.outbox.entry(entry.submission.id) is None, "the feed tells it by now"


def test_what_rests_on_it_falls_with_it() -> None:
    bench = a_bench()
    first = bench.said("1", SetItems(the_jacket()))
    second = bench.said("1", AskInformation(("photo",)))
    assert second.submission.after == first.submission.id
    bench.ports.outbox.sending(first.submission.id)
    take_back(first.submission.id, bench.ports)
    assert bench.state_of(second) is EntryState.WITHDRAWN
    assert bench.push().withdrawn == (first.submission.id,)


def test_what_is_taken_back_while_others_are_sent_does_not_leave() -> None:
    """The list of what is due was made before; whoever was told that it is taken back was told the truth."""
    bench = a_bench()
    entry = bench.said("1", bench.approving("1"))
    feeds = bench.office.feeds

    def take_it_back_first() -> Sequence[FeedHead] | Unreachable:
        assert take_back(entry.submission.id, bench.ports) is TakenBack.BACK
        bench.office.feeds = feeds  # type: ignore[method-assign] # once
        return feeds()

    bench.office.feeds = take_it_back_first  # type: ignore[method-assign] # the moment between list and letter
    bench.push()
    assert bench.state_of(entry) is EntryState.WITHDRAWN
    assert bench.office.times_applied == {}
