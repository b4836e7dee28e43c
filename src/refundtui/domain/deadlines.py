"""By when something must happen: kind, day, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.counting import day_of, end_of, plus_days
from refundtui.domain.findings import Basis
from refundtui.domain.known_facts import asked_on, facts_of
from refundtui.domain.lapsing import approval_ends
from refundtui.domain.law.last_day import LastDay, reckoned
from refundtui.domain.matching import Facts
from refundtui.domain.reasons import Family
from refundtui.domain.rights import Rights, rights_of
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.service_level import service_clocks
from refundtui.domain.statute import Right, Statute

GOODS_AWAITED: Final = "goods_awaited"

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

    @property
    def is_running(self) -> bool:
        """Not while the law lets the refund wait: the day is then the earliest it can fall due."""
        return self.moved_by != GOODS_AWAITED


def deadlines_for(case: Case, rulebook: Rulebook) -> tuple[Deadline, ...]:
    """Every clock that runs on a case, the earliest first."""
    found = [
        *_refund(case, rulebook),
        *_offer(case, rulebook),
        *_approval(case, rulebook),
        *_service(case, rulebook),
    ]
    return tuple(sorted(found, key=lambda deadline: deadline.due_at))


def next_due(deadlines: Iterable[Deadline]) -> Deadline | None:
    """What a queue counts down to: what the customer waits for, not how long an approval is good."""
    owed = (deadline for deadline in deadlines if deadline.kind != "approval_ends")
    return min(owed, key=lambda deadline: deadline.due_at, default=None)


def _refund(case: Case, rulebook: Rulebook) -> Iterator[Deadline]:
    if case.state in _SETTLED:
        return
    informed = asked_on(case, rulebook.policy.timezone)
    facts = facts_of(case, case.request, informed, rulebook.policy)
    rights = rights_of(case, case.request, rulebook, facts)
    statute = rights.first(Right.WITHDRAWAL_REFUND)
    withdraws = facts.get("family") == Family.REMORSE and rights.withdrawal.stands
    last = _last_day(statute, informed, rulebook) if withdraws and statute is not None else None
    if statute is not None and last is not None:
        yield _after_withdrawal(case, rulebook, statute, last, rights, facts)
    else:
        yield _as_promised(case, rulebook, informed)


def _last_day(statute: Statute, informed: date, rulebook: Rulebook) -> LastDay | None:
    clock = statute.clock
    if clock is None or clock.period is None:
        return None
    return reckoned(clock.period, informed, clock, rulebook.here, {})


def _after_withdrawal(
    case: Case, rulebook: Rulebook, statute: Statute, last: LastDay, rights: Rights, facts: Facts
) -> Deadline:
    """Fourteen days from the notice, or later when the goods or a proof of sending are later.

    Directive 2011/83/EU Art. 13(1) and 13(3): no fresh period runs from their return. While neither
    is there the refund may be withheld; the day shown is then the earliest it can fall due.
    """
    due, safe = last.legal, last.safe
    rule, clause, moved_by = statute.id, statute.clause, ""
    withholding = rights.first(Right.WITHHOLDING)
    if withholding is not None and facts.get("collection_offered") is not True:
        here = _goods_or_proof(case, facts)
        if here is None:
            moved_by = GOODS_AWAITED
        elif here[0] > due:
            due = safe = here[0]
            rule, clause, moved_by = withholding.id, withholding.clause, here[1]
        elif here[0] > safe:
            safe, moved_by = here[0], here[1]
    return Deadline(
        "refund_due",
        due,
        safe,
        end_of(safe, rulebook.policy.timezone),
        Basis.LAW,
        rule,
        clause,
        "notice_on" if case.notice_on is not None else "received_at",
        moved_by,
    )


def _goods_or_proof(case: Case, facts: Facts) -> tuple[date, str] | None:
    """The earlier of the two, and which it was."""
    proof = facts.get("sent_proof_on")
    known = [
        (case.goods_back_on, "goods_back_on"),
        (proof if isinstance(proof, date) else None, "sent_proof_on"),
    ]
    days = [(day, name) for day, name in known if day is not None]
    return min(days, default=None)


def _as_promised(case: Case, rulebook: Rulebook, informed: date) -> Deadline:
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
        "notice_on" if case.notice_on is not None else "received_at",
        days=policy.manners.refund_days,
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
