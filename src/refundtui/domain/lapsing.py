"""Approvals run out: what was approved, or asked to be, on an old look at things is looked at again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.policy import Policy
from refundtui.domain.transitions import Transition, lapsing_edge, path

_MAY_LAPSE: Final = frozenset({CaseState.APPROVAL, CaseState.APPROVED})


def approval_ends(case: Case, policy: Policy) -> datetime | None:
    """When the request for approval, or the approval itself, is worth nothing any more."""
    approval = case.approval
    if case.state not in _MAY_LAPSE or approval is None or approval.status not in {"requested", "granted"}:
        return None
    return (approval.granted_at or approval.requested_at) + timedelta(days=policy.manners.approval_days)


def has_lapsed(case: Case, policy: Policy, now: datetime) -> bool:
    ends = approval_ends(case, policy)
    return ends is not None and now >= ends


def edges_from(case: Case, command: str, policy: Policy, now: datetime) -> tuple[Transition, ...]:
    """The edges a command walks; a lapsed approval is first left for the quote it was made on."""
    straight = path(case.state, command)
    if straight or not has_lapsed(case, policy, now):
        return straight
    rest = path(CaseState.QUOTE, command)
    return (lapsing_edge(), *rest) if rest else ()
