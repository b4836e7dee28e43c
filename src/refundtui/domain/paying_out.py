"""What a case is once its legs moved: its payment's state is a fold over them, walked edge by edge."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Final

from refundtui.domain.actor import Role
from refundtui.domain.case import Case, CaseEvent, CaseState
from refundtui.domain.findings import Fact
from refundtui.domain.legs.paying import Paying, paying
from refundtui.domain.legs.payout import Payout
from refundtui.domain.transitions import TRANSITIONS, Part, Transition

OFFICE: Final = "office"
"""Who moves money: the office itself, on what a provider said."""

PAYMENT: Final = "payment"
"""The kind of the event that says so."""

_STATE: Final = {
    Paying.NOTHING: CaseState.APPROVED,  # all of it was taken back in time
    Paying.QUEUED: CaseState.PAY_QUEUED,
    Paying.SUBMITTED: CaseState.PAY_SUBMITTED,
    Paying.UNKNOWN: CaseState.PAY_UNKNOWN,
    Paying.FAILED: CaseState.PAY_FAILED,
    Paying.PAID: CaseState.PAID,
}
_TOLD_ALREADY: Final = frozenset({CaseState.NOTIFY, CaseState.CLOSED})
"""Where a case stands that was paid and went on."""


def with_payouts(case: Case, payouts: Iterable[Payout], now: datetime) -> Case:
    """The case with its legs as they stand, walked along to what they mean together; the same case where
    they are what it told already.

    A case that is elsewhere (in a bank dispute, before an outside body) hears of its legs and stays there.
    """
    payouts = tuple(payouts)
    if payouts == case.payouts:
        return case
    moved = replace(case, payouts=payouts, version=case.version + 1)
    state = _STATE[paying(payouts)]
    if state is CaseState.PAID and case.state in _TOLD_ALREADY:
        return moved
    edges = way_to(case.state, state)
    if not edges:
        return moved
    if state is CaseState.PAID:
        edges = (*edges, *way_to(state, CaseState.NOTIFY))
    for edge_from, edge_to in edges:
        moved = _walked(moved, edge_from, edge_to, _facts(payouts), now)
    if state is CaseState.APPROVED and moved.approval is not None:
        # All of it was taken back: it is paid by a new decision, whose legs have keys of their own.
        moved = replace(moved, approval=replace(moved.approval, status="void"))
    return replace(moved, decision_version=case.decision_version + 1)


@cache  # the table never changes
def way_to(start: CaseState, end: CaseState) -> tuple[tuple[CaseState, CaseState], ...]:
    """The shortest way between two states along the payments' edges; empty where there is none."""
    ways: dict[CaseState, tuple[tuple[CaseState, CaseState], ...]] = {start: ()}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for edge in TRANSITIONS:
            if not _is_the_offices(edge) or here not in edge.before:
                continue
            for there in edge.after:
                if there not in ways:
                    ways[there] = (*ways[here], (here, there))
                    waiting.append(there)
    return ways.get(end, ())


def _is_the_offices(edge: Transition) -> bool:
    return edge.part is Part.PAYMENTS and Role.SYSTEM in edge.who


def _walked(
    case: Case, before: CaseState, after: CaseState, facts: tuple[tuple[str, Fact], ...], now: datetime
) -> Case:
    event = CaseEvent(len(case.events) + 1, PAYMENT, OFFICE, now, before, after, facts)
    return replace(case, state=after, events=(*case.events, event))


def _facts(payouts: tuple[Payout, ...]) -> tuple[tuple[str, Fact], ...]:
    """Why, where one leg tells it: a refusal, and the number a bank finds it by."""
    reasons = sorted({payout.reason for payout in payouts if payout.reason and not payout.replaced})
    traces = sorted({payout.trace for payout in payouts if payout.trace})
    named = (("refusal", ", ".join(reasons)), ("trace", ", ".join(traces)))
    return tuple((name, told) for name, told in named if told)
