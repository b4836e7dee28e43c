"""Whatever people try on a case, in whatever order, these hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from refundtui.domain.actor import Actor
from refundtui.domain.case import (
    BrandId,
    Case,
    CaseId,
    CaseState,
    Customer,
    Evidence,
    Ground,
    IdentityLevel,
    Message,
    Resolution,
)
from refundtui.domain.commands import (
    AcceptOffer,
    AddEvidence,
    AddNote,
    Approve,
    AskInformation,
    Cancel,
    Close,
    Command,
    CounterOffer,
    Deny,
    Escalate,
    ExpireOffer,
    GiveBack,
    GrantApproval,
    HoldForFraud,
    MakeOffer,
    MakeQuote,
    Merge,
    OpenCase,
    Override,
    PutToSleep,
    ReceiveAnswer,
    ReleaseFromFraud,
    Reopen,
    RequestApproval,
    ReturnApproval,
    SetIdentity,
    SetItems,
    Tag,
    Take,
    Wake,
)
from refundtui.domain.deadlines import deadlines_for
from refundtui.domain.decision import NotPossible, apply, changes_decisions, obstacles
from refundtui.domain.determination import determine
from refundtui.domain.findings import Basis
from refundtui.domain.money import Money
from refundtui.domain.policy import Window
from refundtui.domain.quote import Quote
from refundtui.domain.reasons import Reason
from refundtui.domain.request import Everything, Goodwill, RefundRequest, Units
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.transitions import TRANSITIONS, Transition
from refundtui.wire.cases import decode_case, encode_case
from tests.support.making import (
    LAWS,
    NOW,
    a_rulebook,
    agent,
    an_order_a,
    eur,
    finance,
    lead,
    senior,
    system,
)

PEOPLE = {
    who.id: who
    for who in (
        agent("ann"),
        agent("bob"),
        senior("sam"),
        senior("sue"),
        lead("lee"),
        lead("max"),
        finance("fay"),
        system(),
    )
}
LIMITED = a_rulebook(
    limits=tuple(
        replace(limit, amount=Money(limit.amount.minor // 5, limit.amount.currency))
        for limit in a_rulebook().policy.manners.limits
    )
)
NARROW = replace(LIMITED, policy=replace(LIMITED.policy, windows=(Window("W-3", "§ 3", 3),)))
RULEBOOKS = (LIMITED, NARROW, replace(LIMITED, laws=LAWS), replace(NARROW, laws=LAWS))
REQUESTS = (
    RefundRequest((Units("shirt", 1),)),
    RefundRequest((Units("jacket", 1),)),
    RefundRequest((Everything(),)),
    RefundRequest((Goodwill(eur("8.00")),)),
    RefundRequest((Goodwill(eur("150.00")),)),
    RefundRequest((Goodwill(eur("500.00")),)),
    RefundRequest(),
)
DECISIONS = {"approve", "deny", "grant_approval", "offer"}
EDGES = {str(edge.number): [one for one in TRANSITIONS if one.number == edge.number] for edge in TRANSITIONS}

# Mostly whoever works the case now, so that a history gets somewhere; else anybody.
people = st.sampled_from(("the owner",) * 6 + ("lee", "max") * 2 + tuple(PEOPLE))
words = st.sampled_from(("", *("because",) * 5))
requests = st.sampled_from(REQUESTS)


class Desk(RuleBasedStateMachine):
    """Many people at one case."""

    case: Case
    rulebook: Rulebook
    now: datetime
    said: list[tuple[Command, Actor, datetime]]
    notes: int

    @initialize(rulebook=st.sampled_from(RULEBOOKS), reason=st.sampled_from(tuple(Reason)[:14]))
    def a_case_comes_in(self, rulebook: Rulebook, reason: Reason) -> None:
        self.rulebook, self.now, self.said, self.notes = rulebook, NOW, [], 0
        opening = OpenCase(
            CaseId("1"),
            "RF-0000001",
            BrandId("mode"),
            Customer("Karin Brandt", country="DE", identity=IdentityLevel.VERIFIED),
            reason,
            NOW,
            order=an_order_a(),
            request=REQUESTS[0],
            notice_on=date(2026, 11, 20),
        )
        self.case = apply(None, opening, PEOPLE["ann"], rulebook, NOW)
        self.said.append((opening, PEOPLE["ann"], NOW))

    @rule(who=people, kind=st.sampled_from(("take", "give_back", "wake", "tag")))
    def something_small(self, who: str, kind: str) -> None:
        commands: dict[str, Command] = {
            "take": Take(),
            "give_back": GiveBack("bob"),
            "wake": Wake(),
            "tag": Tag(frozenset({"vip"})),
        }
        self.try_it(commands[kind], who)

    @precondition(lambda self: self.case.state not in {CaseState.CLOSED, CaseState.CANCELLED})
    @rule(who=people, request=requests, right=st.integers(0, 7), data=st.data())
    def an_amount(self, who: str, request: RefundRequest, right: int, data: st.DataObject) -> None:
        found = determine(self.case, request, self.rulebook, self.now.date()).quote
        seen = found.fingerprint if isinstance(found, Quote) and right else "0" * 16
        total = found.total if isinstance(found, Quote) else eur("1.00")
        makers: tuple[Callable[[], Command], ...] = (
            lambda: MakeQuote(request, seen),
            lambda: Approve(request, seen, total),
            lambda: RequestApproval(request, seen, total),
            lambda: MakeOffer(request, seen, self.now + timedelta(days=2)),
            lambda: SetItems(request),
        )
        self.try_it(data.draw(st.sampled_from(makers))(), who)

    @precondition(lambda self: self.case.state in {CaseState.ELIGIBILITY, CaseState.QUOTE})
    @rule(who=people, request=requests, data=st.data())
    def an_amount_that_was_looked_at(self, who: str, request: RefundRequest, data: st.DataObject) -> None:
        self.an_amount(who, request, 1, data)

    @precondition(lambda self: self.case.state in {CaseState.APPROVAL, CaseState.OFFER})
    @rule(who=people, text=words, kind=st.integers(0, 4))
    def an_answer_to_it(self, who: str, text: str, kind: int) -> None:
        approval = self.case.approval
        commands: tuple[Command, ...] = (
            GrantApproval(approval.version if approval else 0, approval.fingerprint if approval else ""),
            ReturnApproval(text),
            AcceptOffer(text),
            CounterOffer(eur("5.00")),
            ExpireOffer(),
        )
        self.try_it(commands[kind], who)

    @rule(who=people, grounds=st.lists(st.sampled_from(Ground), max_size=2), text=words)
    def a_denial(self, who: str, grounds: list[Ground], text: str) -> None:
        self.try_it(Deny(tuple(grounds), ("§ 3",), text), who)

    @rule(who=people, text=words, kind=st.integers(0, 9))
    def another_turn(self, who: str, text: str, kind: int) -> None:
        commands: tuple[Command, ...] = (
            Escalate(text),
            HoldForFraud(text),
            ReleaseFromFraud(text),
            AskInformation((text,)),
            ReceiveAnswer(Message(self.now, from_customer=True, text="here")),
            Override(("W-3", "W-30"), text),
            Reopen(text),
            Cancel(Resolution.WITHDRAWN),
            Merge(CaseId("2")),
            SetIdentity(IdentityLevel.NONE),
        )
        self.try_it(commands[kind], who)

    @rule(who=people, letter=st.booleans())
    def an_end(self, who: str, letter: bool) -> None:
        sent = Message(self.now, from_customer=False, text="Dear Ms Brandt") if letter else None
        self.try_it(Close(Resolution.DENIED_POLICY, sent), who)

    @rule(who=people, kind=st.integers(0, 2), hours=st.integers(-1, 24 * 30))
    def something_beside(self, who: str, kind: int, hours: int) -> None:
        self.notes += 1
        before, key = self.case, f"n{self.notes}"
        beside: tuple[Command, ...] = (
            PutToSleep(self.now + timedelta(hours=hours), "later"),
            AddNote(key, "called"),
            AddEvidence(Evidence(key, "photo", "lining", self.now, who)),
        )
        self.try_it(beside[kind], who)
        assert self.case.approval == before.approval
        assert self.case.decision_version == before.decision_version

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def name(self, who: str) -> str:
        return (self.case.owner or "ann") if who == "the owner" else who

    def try_it(self, command: Command, who: str) -> None:
        actor, before = PEOPLE[self.name(who)], self.case
        standing = obstacles(before, command, actor, self.rulebook, self.now)
        if standing:
            with pytest.raises(NotPossible) as refusal:
                apply(before, command, actor, self.rulebook, self.now)
            assert refusal.value.findings == standing
            return
        self.case = apply(before, command, actor, self.rulebook, self.now)
        self.said.append((command, actor, self.now))
        self.check_the_event(before, command, actor)
        self.check_the_appeal(before, command, actor)
        self.check_the_clocks(before, command)

    def check_the_event(self, before: Case, command: Command, actor: Actor) -> None:
        """One command, one event, and it tells the edges that were walked."""
        assert self.case.version == before.version + 1
        grown = self.case.decision_version - before.decision_version
        assert grown == int(changes_decisions(command))
        assert self.case.events[:-1] == before.events
        event = self.case.events[-1]
        assert (event.kind, event.by, event.before, event.after) == (
            command.code,
            actor.id,
            before.state,
            self.case.state,
        )
        here = {before.state}
        for number in dict(event.facts)["edges"]:  # type: ignore[union-attr]  # a tuple, by construction
            walked = [edge for edge in EDGES[number] if here.intersection(edge.before)]
            assert any(actor.role in edge.who for edge in walked), number
            here = _after(walked, here)
        assert self.case.state in here

    def check_the_appeal(self, before: Case, command: Command, actor: Actor) -> None:
        """Who decided before the customer contested does not decide what she contested."""
        if command.code not in DECISIONS:
            return
        kinds = [event.kind for event in before.events]
        if "escalate" not in kinds:
            return
        contested = len(kinds) - 1 - kinds[::-1].index("escalate")
        if DECISIONS.intersection(kinds[contested:]):
            return
        deciders = {event.by for event in before.events[:contested] if event.kind in DECISIONS}
        assert actor.id not in deciders

    def check_the_clocks(self, before: Case, command: Command) -> None:
        """Legal clocks rest on facts: nothing that people do to the case moves them."""
        then, now = _legal(before, self.rulebook), _legal(self.case, self.rulebook)
        if (
            then
            and now
            and command.code not in {"set_items", "quote", "offer", "approve", "request_approval"}
        ):
            assert then == now

    @invariant()
    def never_more_is_approved_than_was_captured(self) -> None:
        approval, order = self.case.approval, self.case.order
        if approval is not None and approval.status == "granted":
            assert order is not None
            assert order.paid is not None
            assert approval.amount + order.refunded <= order.paid

    @invariant()
    def an_approval_is_bound_to_its_exact_version(self) -> None:
        approval = self.case.approval
        if approval is None:
            return
        (version,) = [one for one in self.case.quotes if one.number == approval.version]
        assert approval.fingerprint == version.quote.fingerprint
        assert approval.amount == version.quote.total

    @invariant()
    def a_second_person_granted_what_is_above_the_makers_limit(self) -> None:
        approval = self.case.approval
        if approval is None or approval.status != "granted":
            return
        (version,) = [one for one in self.case.quotes if one.number == approval.version]
        granted = PEOPLE[approval.granted_by]
        limit = self.rulebook.policy.limit_for(granted.role)
        assert limit is not None
        assert version.quote.entitlement <= limit.amount
        assert version.quote.goodwill <= limit.goodwill
        if not approval.within_own_limit:
            assert approval.granted_by not in {approval.requested_by, version.by}

    @invariant()
    def only_an_approved_case_has_a_standing_approval(self) -> None:
        approval = self.case.approval
        stands = approval is not None and approval.status == "granted"
        assert stands == (self.case.state is CaseState.APPROVED)

    @invariant()
    def a_closed_case_has_sent_its_letter(self) -> None:
        if self.case.state is CaseState.CLOSED:
            assert self.case.denial is not None
            since = self.case.denial.at
            assert [one for one in self.case.messages if not one.from_customer and one.at >= since]

    @invariant()
    def what_the_law_grants_was_not_denied(self) -> None:
        if self.case.state is CaseState.DENIED:
            facts = dict(self.case.events[-1].facts)
            if self.case.events[-1].kind == "deny":
                assert facts["law_verdict"] not in {"eligible", "partly"}

    @invariant()
    def quote_versions_are_numbered_and_kept(self) -> None:
        assert [one.number for one in self.case.quotes] == list(range(1, len(self.case.quotes) + 1))

    def teardown(self) -> None:
        """The same commands, said again elsewhere, make the same case; so does its spelling."""
        again: Case | None = None
        for command, actor, at in self.said:
            again = apply(again, command, actor, self.rulebook, at)
        assert again == self.case
        assert decode_case(encode_case(self.case)) == self.case


def _legal(case: Case, rulebook: Rulebook) -> list[tuple[str, Any]]:
    return [(one.rule, one.due_on) for one in deadlines_for(case, rulebook) if one.basis is Basis.LAW]


def _after(walked: list[Transition], here: set[CaseState]) -> set[CaseState]:
    return {state for edge in walked for state in edge.after} or here


Desk.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestDesk = Desk.TestCase


class LongDesk(Desk):
    """The same, for as long as a proof may take."""


LongDesk.TestCase.settings = settings(max_examples=4000, stateful_step_count=60, deadline=None)
TestLongDesk = pytest.mark.proof(LongDesk.TestCase)
