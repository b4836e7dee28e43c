"""Approvals run out, and end with what they were for: an old look at things is no look at new ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from refundtui.domain.approving import still_holds
from refundtui.domain.case import Case, CaseEvent, CaseState
from refundtui.domain.policy import Policy
from refundtui.domain.transitions import Transition, lapsing_edge, path

VOIDED: Final = "void_approval"
"""The kind of the event that says so."""

_MAY_LAPSE: Final = frozenset({CaseState.APPROVAL, CaseState.APPROVED})


def approval_ends(case: Case, policy: Policy) -> datetime | None:
    """When the request for approval, or the approval itself, is worth nothing any more."""
    approval = case.approval
    if case.state not in _MAY_LAPSE or approval is None or approval.status not in {"requested", "granted"}:
        return None
    return (approval.granted_at or approval.requested_at) + timedelta(days=policy.manners.approval_days)


def has_lapsed(case: Case, policy: Policy, now: datetime) -> bool:
    """Run out, or of something else than what is there now."""
    ends = approval_ends(case, policy)
    return ends is not None and (now >= ends or not _is_of_what_is_there(case))


def _is_of_what_is_there(case: Case) -> bool:
    return case.approval is not None and still_holds(case, case.approval)


def left_for_its_quote(case: Case, by: str, now: datetime) -> Case:
    """The case once somebody has seen that its approval holds no more: on its quote again, where people see it."""
    edge = lapsing_edge()
    facts = (("edges", (str(edge.number),)), ("lapsed", True))
    event = CaseEvent(
        case.events[-1].number + 1 if case.events else 1, VOIDED, by, now, case.state, edge.after[0], facts
    )
    return replace(
        case,
        state=edge.after[0],
        approval=None if case.approval is None else replace(case.approval, status="void"),
        version=case.version + 1,
        decision_version=case.decision_version + 1,
        events=(*case.events, event),
    )


def edges_from(case: Case, command: str, policy: Policy, now: datetime) -> tuple[Transition, ...]:
    """The edges a command walks; a lapsed approval is first left for the quote it was made on."""
    straight = path(case.state, command)
    if straight or not has_lapsed(case, policy, now):
        return straight
    rest = path(CaseState.QUOTE, command)
    return (lapsing_edge(), *rest) if rest else ()
