"""Two desks, one office, and everything that can go wrong between them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from refundtui.casework.deciding import decide, decide_again, open_case, undo
from refundtui.casework.queue_filter import QueueFilter
from refundtui.casework.reading import case_file, queue, seen
from refundtui.casework.submissions import Entry, EntryState, SubmissionId
from refundtui.domain.case import BrandId, CaseId, CaseState, Customer, Evidence, Ground, Message, Resolution
from refundtui.domain.commands import (
    AddEvidence,
    AddNote,
    Approve,
    AskInformation,
    Cancel,
    Command,
    Deny,
    GiveBack,
    MakeQuote,
    OpenCase,
    ReceiveAnswer,
    Reopen,
    SetItems,
    Tag,
    Take,
)
from refundtui.domain.determination import determine
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from tests.casework.desks import Bench, a_bench
from tests.support.making import a_case, an_order_a, one_shirt, the_jacket


class TwoDesks(RuleBasedStateMachine):
    """Ann and Bob on three cases; the plug comes out, answers are lost, desks die."""

    def __init__(self) -> None:
        super().__init__()
        ann = a_bench(a_case("1"), a_case("2"), a_case("3", request=the_jacket()))
        self.desks = [ann, ann.colleague()]
        self.office, self.clock = ann.office, ann.clock
        self.written: dict[SubmissionId, tuple[int, Entry]] = {}
        self.made = 0

    @rule(
        desk=st.integers(0, 1),
        case=st.integers(0, 9),
        kind=st.integers(0, 12),
        hold=st.sampled_from((0, 0, 10)),
    )
    def say(self, desk: int, case: int, kind: int, hold: int) -> None:
        bench = self.desks[desk]
        rows = queue(QueueFilter(open_only=False), bench.ports, limit=20)
        case_id = rows[case % len(rows)].case_id
        decided = decide(case_id, self.command(bench, case_id, kind), bench.ports, hold_seconds=hold)
        if isinstance(decided, Entry):
            self.written[decided.submission.id] = (desk, decided)

    @rule(desk=st.integers(0, 1))
    def open(self, desk: int) -> None:
        bench = self.desks[desk]
        opened = open_case(
            bench.ports,
            brand=BrandId("mode"),
            customer=Customer("Noor", country="DE"),
            reason=Reason.CHANGED_MIND,
            order=an_order_a(),
            request=one_shirt(),
        )
        assert isinstance(opened, Entry)
        self.written[opened.submission.id] = (desk, opened)

    @rule(desk=st.integers(0, 1), which=st.integers(0, 20))
    def take_back(self, desk: int, which: int) -> None:
        entries = self.desks[desk].ports.outbox.entries()
        if entries:
            entry = entries[which % len(entries)]
            applied = entry.submission.id in self.office.times_applied
            if undo(entry.submission.id, self.desks[desk].ports):
                assert not applied

    @rule(desk=st.integers(0, 1))
    def look_again(self, desk: int) -> None:
        bench = self.desks[desk]
        for entry in bench.ports.outbox.entries():
            if entry.state is EntryState.NEEDS_REVIEW:
                decided = decide_again(entry.submission.id, bench.ports)
                if isinstance(decided, Entry):
                    assert decided.submission.id != entry.submission.id
                    self.written[decided.submission.id] = (desk, decided)

    @rule(desk=st.integers(0, 1))
    def pull(self, desk: int) -> None:
        assert not self.desks[desk].pull().drift

    @rule(desk=st.integers(0, 1), lose=st.booleans())
    def push(self, desk: int, lose: bool) -> None:
        self.office.lose_next_answer = lose
        self.desks[desk].push()
        self.office.lose_next_answer = False

    @rule(plugged=st.booleans())
    def plug(self, plugged: bool) -> None:
        self.office.plugged = plugged

    @rule(seconds=st.sampled_from((5, 20, 600, 2400)))
    def time_passes(self, seconds: int) -> None:
        self.clock.move(seconds=seconds)

    @rule(desk=st.integers(0, 1))
    def the_desk_dies(self, desk: int) -> None:
        self.desks[desk] = self.desks[desk].restarted()

    def command(self, bench: Bench, case_id: CaseId, kind: int) -> Command:
        self.made += 1
        key = f"k{self.made}"
        case = seen(case_id, bench.ports).case
        request = the_jacket() if self.made % 3 else one_shirt()
        seen_print, total = "", None
        if case is not None:
            found = determine(case, request, bench.rulebook, self.clock.now().date()).quote
            if isinstance(found, Quote):
                seen_print, total = found.fingerprint, found.total
        makers: tuple[Callable[[], Command], ...] = (
            Take,
            GiveBack,
            lambda: SetItems(request),
            lambda: MakeQuote(request, seen_print),
            lambda: Deny((Ground.IDENTITY_FAILED,), ("§ 3",)),
            lambda: AskInformation(("photo",)),
            lambda: Cancel(Resolution.WITHDRAWN),
            lambda: Reopen("again"),
            lambda: AddNote(key, "called"),
            lambda: AddEvidence(Evidence(key, "photo", "lining", self.clock.now(), bench.ports.actor.id)),
            lambda: Tag(frozenset({key})),
            lambda: ReceiveAnswer(Message(self.clock.now(), from_customer=True, text=key)),
        )
        if kind == 12 and total is not None:
            return Approve(request, seen_print, total)
        return makers[kind % len(makers)]()

    @invariant()
    def nothing_happens_twice(self) -> None:
        assert all(times == 1 for times in self.office.times_applied.values())

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every word is in its outbox, or the office took it and the cache shows it."""
        for submission_id, (desk, _) in self.written.items():
            kept = self.desks[desk].ports.outbox.entry(submission_id)
            assert kept is not None or submission_id in self.office.times_applied

    @invariant()
    def nothing_taken_back_was_sent(self) -> None:
        for submission_id, (desk, _) in self.written.items():
            kept = self.desks[desk].ports.outbox.entry(submission_id)
            if kept is not None and kept.state is EntryState.WITHDRAWN:
                assert submission_id not in self.office.times_applied

    @invariant()
    def every_open_word_is_shown(self) -> None:
        for bench in self.desks:
            for entry in bench.ports.outbox.entries():
                if entry.state in {EntryState.ACCEPTED, EntryState.WITHDRAWN}:
                    continue
                file = case_file(entry.submission.case_id, bench.ports)
                if file is not None:
                    assert entry.submission.id in {one.submission_id for one in file.pending}
                else:
                    assert isinstance(entry.submission.command, OpenCase) or entry.submission.after

    def teardown(self) -> None:
        """Plugged in and left alone, everybody ends with the office's word."""
        self.office.plugged = True
        self.clock.move(minutes=2)
        for _ in range(2):
            for bench in self.desks:
                bench.push()
                assert not bench.pull().drift
        for bench in self.desks:
            for entry in bench.ports.outbox.entries():
                assert entry.state is EntryState.NEEDS_REVIEW
                assert entry.submission.id not in self.office.times_applied
                assert entry.findings
            for case_id, case in self.office.cases.items():
                assert bench.ports.cache.case(case_id) == case
                file = case_file(case_id, bench.ports)
                assert file is not None
                assert file.case == case
        assert all(case.state is not CaseState.PAID for case in self.office.cases.values())


TwoDesks.TestCase.settings = settings(max_examples=12, stateful_step_count=30, deadline=None)
TestTwoDesks = TwoDesks.TestCase


class LongTwoDesks(TwoDesks):
    """The same, for as long as a proof may take."""


LongTwoDesks.TestCase.settings = settings(max_examples=600, stateful_step_count=60, deadline=None)
TestLongTwoDesks = pytest.mark.proof(LongTwoDesks.TestCase)
