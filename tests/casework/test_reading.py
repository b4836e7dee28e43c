"""The queue and the case show the office's word with ours laid over it, and hide nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from refundtui.casework.deciding import decide, open_case
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.reading import case_file, count, queue
from refundtui.casework.submissions import Entry
from refundtui.domain.case import BrandId, CaseId, CaseState, Customer
from refundtui.domain.commands import (
    AddNote,
    AskInformation,
    Command,
    PutToSleep,
    SetItems,
    Tag,
    Take,
    Wake,
)
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from tests.casework.desks import Bench, a_bench
from tests.support.making import LAWS, a_case, a_rulebook, after, an_order_a, eur, one_shirt, the_jacket
from tests.support.pulling import take


def the_file(bench: Bench, case_id: str = "1"):  # type: ignore[no-untyped-def] # what it gives is asserted
    file = case_file(CaseId(case_id), bench.ports)
    assert file is not None
    return file


def test_a_decision_shows_at_once_and_the_cache_stays_the_offices() -> None:
    bench = a_bench()
    bench.said("1", bench.approving("1"), hold_seconds=10)
    file = the_file(bench)
    assert (file.case.state, file.office_state) == (CaseState.APPROVED, CaseState.ELIGIBILITY)
    assert [(one.code, one.state) for one in file.pending] == [("approve", "held")]
    cached = bench.ports.cache.case(CaseId("1"))
    assert cached is not None
    assert cached.state is CaseState.ELIGIBILITY


def test_the_row_shows_the_state_and_that_it_is_held_then_queued() -> None:
    bench = a_bench()
    bench.said("1", bench.approving("1"), hold_seconds=10)
    (row,) = queue(QueueFilter(), bench.ports, limit=10)
    assert (row.state, row.pending, row.amount_minor) == ("approved", "held", 3608)
    bench.clock.move(seconds=11)
    (row,) = queue(QueueFilter(), bench.ports, limit=10)
    assert row.pending == "queued"


def test_decisions_made_on_each_other_are_applied_in_order() -> None:
    bench = a_bench()
    bench.said("1", Take())
    bench.said("1", SetItems(the_jacket()))
    bench.said("1", AddNote("n1", "called"))
    file = the_file(bench)
    assert (file.case.owner, file.case.request) == ("ann", the_jacket())
    assert isinstance(file.determination.quote, Quote)
    assert file.determination.quote.total == eur("116.64")
    assert [one.state for one in file.pending] == ["queued"] * 3


def test_what_no_longer_applies_is_shown_for_review_and_left_out() -> None:
    bench = a_bench()
    bench.said("1", bench.approving("1"))
    other = bench.colleague()
    other.said("1", SetItems(the_jacket()))
    other.push()
    bench.pull()
    file = the_file(bench)
    assert file.case.state is CaseState.ELIGIBILITY
    (pending,) = file.pending
    assert (pending.code, pending.state) == ("approve", "needs_review")
    assert [one.code for one in pending.findings] == ["case.changed"]


def test_what_was_accepted_stays_shown_until_the_cache_has_it() -> None:
    bench = a_bench()
    bench.said("1", bench.approving("1"))
    bench.push()
    file = the_file(bench)
    assert (file.case.state, file.office_state) == (CaseState.APPROVED, CaseState.ELIGIBILITY)
    assert file.pending == ()
    bench.pull()
    file = the_file(bench)
    assert (file.case.state, file.office_state) == (CaseState.APPROVED, CaseState.APPROVED)
    assert len(file.case.quotes) == 1
    assert bench.ports.outbox.entries() == []


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(Take(), id="take"),
        pytest.param(SetItems(the_jacket()), id="items"),
        pytest.param(AddNote("n1", "called"), id="note"),
        pytest.param(Tag(frozenset({"vip"})), id="tag"),
        pytest.param(PutToSleep(after(hours=3), "later"), id="sleep"),
        pytest.param(Wake(), id="wake"),
    ],
)
def test_what_the_cache_has_already_is_not_laid_over_it_twice(command: Command) -> None:
    bench = a_bench()
    bench.said("1", command)
    bench.push()
    page = bench.office.changes("all", bench.ports.cache.cursor("all"), 10)
    take(bench.ports.cache, page)  # type: ignore[arg-type]  # it is plugged in
    assert len(bench.ports.outbox.entries()) == 1
    assert the_file(bench).case == bench.now_at_the_office("1")


def test_a_lost_answer_is_not_taken_for_a_conflict() -> None:
    bench = a_bench()
    bench.said("1", bench.approving("1"))
    bench.office.lose_next_answer = True
    bench.push()
    bench.pull()
    file = the_file(bench)
    assert file.case.state is CaseState.APPROVED
    assert [one.state for one in file.pending] == ["sending"]


def test_another_agents_words_are_shown_and_not_applied() -> None:
    bench = a_bench()
    bench.said("1", bench.approving("1"))
    other = replace(bench.ports, actor=replace(bench.ports.actor, id="bob"))
    file = case_file(CaseId("1"), other)
    assert file is not None
    assert file.case.state is CaseState.ELIGIBILITY
    assert [one.findings[0].code for one in file.pending] == ["entry.other_agent"]


def test_every_command_says_why_not_for_this_actor() -> None:
    bench = a_bench(a_case("1", risk=90))
    file = the_file(bench)
    assert [one.code for one in file.why_not("approve")] == ["risk.high"]
    assert file.why_not("request_approval") == ()
    assert [one.code for one in file.why_not("deny")] == ["denial.against_verdict"]
    assert [one.code for one in file.why_not("grant_approval")] == ["role.not_allowed", "state.wrong"]
    assert file.why_not("ask_information") == ()
    assert {code for code, _ in file.obstacles} == {one.code for one in get_args(Command)} - {"open"}


def test_the_clocks_are_in_the_file() -> None:
    bench = a_bench(rulebook=a_rulebook(laws=LAWS))
    assert [deadline.rule for deadline in the_file(bench).deadlines] == ["EU-CRD-13-1"]


def test_a_case_nobody_knows_has_no_file() -> None:
    assert case_file(CaseId("99"), a_bench().ports) is None


def test_a_case_opened_with_the_plug_out_is_in_the_queue() -> None:
    bench = a_bench()
    bench.office.plugged = False
    opened = open_case(
        bench.ports,
        brand=BrandId("mode"),
        customer=Customer("Łucja Nowak", country="DE"),
        reason=Reason.CHANGED_MIND,
        order=an_order_a(),
        request=one_shirt(),
    )
    assert isinstance(opened, Entry)
    rows = queue(QueueFilter(), bench.ports, limit=10)
    assert [(row.customer, row.pending) for row in rows] == [("Łucja Nowak", "queued"), ("Karin Brandt", "")]
    assert count(QueueFilter(), bench.ports) == 2
    assert [row.reference for row in queue(QueueFilter(text="nowak"), bench.ports, limit=10)] == [
        opened.reference
    ]
    assert [row.customer for row in queue(QueueFilter(), bench.ports, limit=1, offset=1)] == ["Karin Brandt"]
    bench.office.plugged = True
    bench.push()
    bench.pull()
    assert count(QueueFilter(), bench.ports) == 2


def test_a_page_of_the_queue_is_as_long_as_asked() -> None:
    bench = a_bench(*(a_case(str(number)) for number in range(1, 8)))
    rows = queue(QueueFilter(), bench.ports, limit=3, offset=3)
    assert [row.reference for row in rows] == ["RF-0000004", "RF-0000005", "RF-0000006"]


def test_the_desk_shows_what_the_office_will_make_of_it() -> None:
    bench = a_bench()
    bench.said("1", Take())
    bench.said("1", SetItems(the_jacket()))
    bench.said("1", AskInformation(("photo",)))
    shown = the_file(bench).case
    bench.push()
    assert bench.now_at_the_office("1") == shown


def test_a_second_decision_on_a_decided_case_is_refused_at_the_desk() -> None:
    bench = a_bench()
    command = bench.approving("1")
    bench.said("1", command)
    found = decide(CaseId("1"), command, bench.ports)
    assert not isinstance(found, Entry)
    assert [one.code for one in found] == ["state.wrong"]
