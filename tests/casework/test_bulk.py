"""Many cases at once: the trial, what is done, what is left out, and taking it all back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from refundtui.casework.bulk import Deed, Task, carry_out, chosen, effects, last, totals, undo_all
from refundtui.casework.deciding import save_draft
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.submissions import EntryState
from refundtui.domain.case import CaseId, CaseState
from refundtui.domain.commands import Approve, Take
from refundtui.domain.money import money
from tests.casework.desks import BOB, Bench, a_bench
from tests.support.making import NOW, a_case, a_rulebook

IDS = tuple(CaseId(number) for number in "1234")


def the_bench() -> Bench:
    return a_bench(*(a_case(str(case_id)) for case_id in IDS))


def test_a_trial_lists_every_case_once_and_writes_nothing() -> None:
    bench = the_bench()
    planned = list(effects(Task(Deed.TAKE), (*IDS, IDS[0], CaseId("gone")), bench.ports))
    assert [effect.is_ready for effect in planned] == [True, True, True, True, False]
    assert [found.code for found in planned[-1].findings] == ["case.unknown"]
    assert bench.ports.outbox.entries() == []


def test_the_whole_filter_is_chosen_in_its_order() -> None:
    bench = the_bench()
    assert chosen(QueueFilter(), bench.ports) == [
        row.case_id for row in bench.ports.cache.rows(QueueFilter(), limit=9)
    ]


def test_each_case_has_its_own_result_and_one_that_is_refused_leaves_the_rest_right() -> None:
    bench = the_bench()
    task = Task(Deed.TAKE)
    planned = list(effects(task, IDS, bench.ports))
    bench.said("2", Take())  # in the meantime
    results = list(carry_out(planned, task, bench.ports))
    refused = [result.effect.case_id for result in results if result.entry is None]
    done = [result.effect.case_id for result in results if result.entry is not None]
    assert set(refused) <= {"2"}
    assert {"1", "3", "4"} <= set(done)


def test_what_is_done_at_once_is_held_and_taken_back_together_also_after_a_restart() -> None:
    bench = the_bench()
    task = Task(Deed.NOTE, "checked with the warehouse")
    results = list(carry_out(list(effects(task, IDS, bench.ports)), task, bench.ports))
    entries = [result.entry for result in results if result.entry is not None]
    assert {entry.submission.not_before for entry in entries} == {NOW + timedelta(seconds=10)}
    again = bench.restarted()
    assert [entry.submission.id for entry in last(again.ports)] == [one.submission.id for one in entries]
    assert all(back for _, back in undo_all(last(again.ports), again.ports))
    assert last(again.ports) == []
    assert bench.ports.outbox.entries() == []


def test_what_has_left_is_not_taken_back_and_the_rest_is() -> None:
    bench = the_bench()
    task = Task(Deed.TAG, tags=frozenset({"recall"}))
    (first, *_) = carry_out(list(effects(task, IDS, bench.ports)), task, bench.ports)
    assert first.entry is not None
    bench.ports.outbox.sending(first.entry.submission.id)
    back = {entry.submission.id: done for entry, done in undo_all(last(bench.ports), bench.ports)}
    assert first.entry.submission.id not in back
    assert len(back) == len(IDS) - 1
    assert all(back.values())


def test_money_leaves_only_where_one_key_confirms_it_and_is_held_a_minute() -> None:
    rulebook = a_rulebook()
    manners = replace(rulebook.policy.manners, type_above=money("20.00", "EUR"))
    bench = a_bench(
        *(a_case(str(case_id)) for case_id in IDS),
        rulebook=replace(rulebook, policy=replace(rulebook.policy, manners=manners)),
    )
    for case_id in IDS:
        bench.said(str(case_id), Take())
    bench.push()
    bench.pull()
    task = Task(Deed.APPROVE)
    planned = list(effects(task, IDS, bench.ports))
    amounts = [effect.amount for effect in planned if effect.amount is not None]
    assert amounts
    assert min(amounts) > money("20.00", "EUR")
    assert {found.code for effect in planned for found in effect.findings} == {"bulk.too_large"}
    assert totals(planned) == []
    assert list(carry_out(planned, task, bench.ports)) == []


def test_what_one_key_confirms_is_approved_with_its_total() -> None:
    bench = the_bench()
    for case_id in IDS:
        bench.said(str(case_id), Take())
    bench.push()
    bench.pull()
    save_draft(IDS[3], "request", "{}", bench.ports)
    task = Task(Deed.APPROVE)
    planned = list(effects(task, IDS, bench.ports))
    ready = [effect for effect in planned if effect.is_ready]
    assert [found.code for found in planned[3].findings] == ["bulk.changed_on_calculator"]
    assert [effect.case_id for effect in ready] == list(IDS[:3])
    (total,) = totals(planned)
    assert total.minor == sum(effect.amount.minor for effect in ready if effect.amount is not None)
    results = list(carry_out(planned, task, bench.ports))
    entries = [result.entry for result in results if result.entry is not None]
    assert {entry.submission.not_before for entry in entries} == {NOW + timedelta(seconds=60)}
    assert all(isinstance(entry.submission.command, Approve) for entry in entries)
    bench.clock.move(seconds=61)
    bench.push()
    assert {bench.now_at_the_office(str(case_id)).state for case_id in IDS[:3]} == {CaseState.APPROVED}


def test_a_case_somebody_changed_meanwhile_comes_back_by_itself() -> None:
    bench = the_bench()
    for case_id in IDS[:2]:
        bench.said(str(case_id), Take())
    bench.push()
    bench.pull()
    task = Task(Deed.APPROVE)
    list(carry_out(list(effects(task, IDS[:2], bench.ports)), task, bench.ports))
    colleague = bench.colleague(BOB)
    bench.office.cases[IDS[0]] = replace(
        bench.now_at_the_office("1"), decision_version=bench.now_at_the_office("1").decision_version + 1
    )
    assert colleague.ports.cache.case(IDS[0]) is not None
    bench.clock.move(seconds=61)
    bench.push()
    states = {
        entry.submission.case_id: entry.state for entry in bench.ports.outbox.entries(open_only=False)
        if isinstance(entry.submission.command, Approve)
    }  # fmt: skip
    assert states == {"1": EntryState.NEEDS_REVIEW, "2": EntryState.ACCEPTED}
