"""By when something must happen: kind, day, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.counting import day_of, end_of, plus_days
from refundtui.domain.findings import Basis
from refundtui.domain.known_facts import asked_on, facts_of
from refundtui.domain.lapsing import approval_ends
from refundtui.domain.legal_clocks import (
    AWAITED,
    DECIDED,
    GOODS_AWAITED,
    Clocked,
    answers_due,
    refund_for_a_breach,
    refund_of_withdrawal,
)
from refundtui.domain.reasons import Family
from refundtui.domain.rights import rights_of
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.service_level import service_clocks
from refundtui.domain.statute import Right

# Nothing is due any more, or nothing was owed.
_SETTLED: Final = frozenset(
    {
        CaseState.PAID,
        CaseState.NOTIFY,
        CaseState.DENIED,
        CaseState.CLOSED,
        CaseState.CANCELLED,
        CaseState.CHARGEBACK,
    }
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due_on` is the last day in the jurisdiction's calendar, `safe_on` the earlier, safe reading.

    `due_at` is the end of `safe_on` as an instant (UTC), for sorting. `started_by` names the fact
    that started the clock, `moved_by` what moved it, `days` how many were promised where nothing but a
    promise counts.
    """

    kind: str  # refund_due, answer_due, offer_expires, approval_ends, first_reply, next_reply, resolution
    due_on: date
    safe_on: date
    due_at: datetime
    basis: Basis
    rule: str
    clause: str
    started_by: str = ""
    moved_by: str = ""
    days: int | None = None
    minutes: int | None = None  # … or how many minutes of the opening hours
    is_without_number: bool = False  # the law gives it, and no number of days for it: the brand's are counted
    owed_by: str = ""  # the rule that owes it, where another one moved the day

    @property
    def is_running(self) -> bool:
        """Not while the law lets the refund wait: the day is then the earliest it can fall due."""
        return self.moved_by != GOODS_AWAITED


def deadlines_for(case: Case, rulebook: Rulebook) -> tuple[Deadline, ...]:
    """Every clock that runs on a case, the earliest first."""
    found = [
        *_refund(case, rulebook),
        *_answer(case, rulebook),
        *_offer(case, rulebook),
        *_approval(case, rulebook),
        *_service(case, rulebook),
    ]
    return tuple(sorted(found, key=lambda deadline: deadline.due_at))


def next_due(deadlines: Iterable[Deadline]) -> Deadline | None:
    """What a queue counts down to: what the customer waits for, not how long an approval is good.

    While the law lets a refund wait for the goods its day does not run: it is counted only where nothing else is.
    """
    owed = (deadline for deadline in deadlines if deadline.kind != "approval_ends")
    return min(owed, key=lambda deadline: (not deadline.is_running, deadline.due_at), default=None)


def facts_awaited(deadlines: Iterable[Deadline]) -> tuple[str, ...]:
    """The facts whose telling sets a waiting clock running."""
    return () if all(deadline.is_running for deadline in deadlines) else AWAITED


def _refund(case: Case, rulebook: Rulebook) -> Iterator[Deadline]:
    """The law's day; the brand's own where that is sooner, or the law has none. A withdrawal has the law's alone."""
    if case.state in _SETTLED:
        return
    owed = _owed_by_law(case, rulebook)
    promised = _as_promised(
        case, rulebook, owed.informed, is_without_number=owed.is_owed and owed.by_law is None
    )
    if owed.by_law is not None and owed.withdraws:
        yield owed.by_law
        if not owed.by_law.is_running and case.state in DECIDED:
            yield promised  # by law nothing runs before the goods are there, and she was told it is on its way
        return
    yield promised if owed.by_law is None or promised.due_on <= owed.by_law.due_on else owed.by_law


def refund_by_law(case: Case, rulebook: Rulebook) -> Deadline | None:
    """The law's own day for a refund that is not paid yet, also where the brand has promised a sooner one."""
    return None if case.state in _SETTLED else _owed_by_law(case, rulebook).by_law


@dataclass(frozen=True, slots=True)
class _OwedByLaw:
    informed: date
    is_owed: bool
    withdraws: bool
    by_law: Deadline | None


def _owed_by_law(case: Case, rulebook: Rulebook) -> _OwedByLaw:
    informed = asked_on(case, rulebook.policy.timezone)
    facts = facts_of(case, case.request, informed, rulebook.policy)
    rights = rights_of(case, case.request, rulebook, facts)
    withdraws = facts.get("family") == Family.REMORSE and rights.withdrawal.stands
    is_owed = withdraws or rights.conformity.stands or rights.supply.stands
    due = None
    if withdraws:
        due = refund_of_withdrawal(case, rulebook, rights, facts, informed)
    elif is_owed:
        due = refund_for_a_breach(case, rulebook, facts, informed)
    by_law = None if due is None else _by_law("refund_due", due, case, rulebook)
    return _OwedByLaw(informed, is_owed, withdraws, by_law)


def _answer(case: Case, rulebook: Rulebook) -> Iterator[Deadline]:
    """A settled case has its answer."""
    if case.state in _SETTLED or not any(law.right is Right.ANSWER_DUE for law in rulebook.laws):
        return
    facts = facts_of(case, case.request, asked_on(case, rulebook.policy.timezone), rulebook.policy)
    for due in answers_due(case, rulebook, facts):
        yield _by_law("answer_due", due, case, rulebook)


def _by_law(kind: str, due: Clocked, case: Case, rulebook: Rulebook) -> Deadline:
    last = due.last
    return Deadline(
        kind,
        last.legal,
        last.safe,
        last.at.astimezone(UTC) if last.at is not None else end_of(last.safe, rulebook.policy.timezone),
        Basis.LAW,
        due.statute.id,
        due.statute.clause,
        last.started_by or _notice(case),
        last.moved_by,
        owed_by=due.owed_by,
    )


def _notice(case: Case) -> str:
    return "notice_on" if case.notice_on is not None else "received_at"


def _as_promised(case: Case, rulebook: Rulebook, informed: date, *, is_without_number: bool) -> Deadline:
    """The law has no number here: the brand's own word counts, and none is invented."""
    policy = rulebook.policy
    due = plus_days(informed, policy.manners.refund_days)
    return Deadline(
        "refund_due",
        due,
        due,
        end_of(due, policy.timezone),
        Basis.POLICY,
        policy.name,
        policy.manners.refund_clause,
        _notice(case),
        days=policy.manners.refund_days,
        is_without_number=is_without_number,
    )


def _offer(case: Case, rulebook: Rulebook) -> Iterator[Deadline]:
    if case.state is not CaseState.OFFER or case.offer is None or case.offer.closed:
        return
    policy = rulebook.policy
    until = day_of(case.offer.expires_at, policy.timezone)
    yield Deadline(
        "offer_expires",
        until,
        until,
        case.offer.expires_at,
        Basis.POLICY,
        policy.name,
        "",
        "offer",
    )


def _approval(case: Case, rulebook: Rulebook) -> Iterator[Deadline]:
    policy, ends = rulebook.policy, approval_ends(case, rulebook.policy)
    if ends is not None:
        until = day_of(ends, policy.timezone)
        days = policy.manners.approval_days
        yield Deadline(
            "approval_ends", until, until, ends, Basis.POLICY, policy.name, "", "approval", days=days
        )


def _service(case: Case, rulebook: Rulebook) -> Iterator[Deadline]:
    """The brand's promises of a word and an end; one that stands still has no deadline."""
    for clock in service_clocks(case, rulebook):
        if clock.due_at is not None:
            day = day_of(clock.due_at, rulebook.policy.timezone)
            started_by = "received_at" if clock.started_at == case.received_at else "message"
            yield Deadline(
                clock.promised.value,
                day,
                day,
                clock.due_at,
                Basis.SERVICE,
                rulebook.policy.name,
                "",
                started_by,
                minutes=clock.minutes,
            )
