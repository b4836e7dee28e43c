"""A case as it is kept and sent: its body with the next deadline, which only a rulebook can tell."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.deadlines import deadlines_for, next_due as first_due
from refundtui.domain.findings import Basis
from refundtui.domain.transitions import FINISHED
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import Due, encode_case


@dataclass(frozen=True, slots=True)
class Spelling:
    """A body, and the deadline that runs: the queue is ordered by it without opening bodies."""

    body: bytes
    due_at: datetime | None


def spell(case: Case, library: Library) -> Spelling:
    return _spelled(case, next_due(case, library))


def spell_again(case: Case, before: Case, due: Due | None, library: Library) -> Spelling:
    """The same, where `due` was said of the case as it was before: most of what happens moves no deadline,
    and working one out costs more than all the rest of a submission.
    """
    return _spelled(case, due if _has_the_same_clocks(before, case) else next_due(case, library))


NO_CLOCK: Final = frozenset(
    {
        "version",
        "decision_version",
        "owner",
        "taken_by_others",
        "notes",
        "tags",
        "snooze",
        "first_decider",
        "linked",
        "related",
        "elsewhere",
        "events",
    }
)
"""Fields that no deadline rests on. What is not named here may move one."""
_CLOCKS: Final = attrgetter(*(spec.name for spec in fields(Case) if spec.name not in {*NO_CLOCK, "state"}))
ALIKE: Final = frozenset({CaseState.INTAKE, CaseState.ELIGIBILITY})
"""A case is only picked up between these: the same clocks run on."""


def _has_the_same_clocks(before: Case, after: Case) -> bool:
    is_same_state = before.state is after.state or {before.state, after.state} <= ALIKE
    return is_same_state and _CLOCKS(before) == _CLOCKS(after)


def _spelled(case: Case, due: Due | None) -> Spelling:
    return Spelling(encode_case(case, due), due.at if due and not due.waits else None)


def next_due(case: Case, library: Library) -> Due | None:
    """What a rulebook says of a case that is not finished."""
    if case.state in FINISHED:
        return None
    due = first_due(deadlines_for(case, library.for_case(case)))
    if due is None:
        return None
    return Due(
        at=due.due_at,
        is_legal=due.basis is Basis.LAW,
        is_service=due.basis is Basis.SERVICE,
        waits=not due.is_running,
    )
