"""A case as it is kept and sent: its body with the next deadline, which only a rulebook can tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from refundtui.domain.case import Case
from refundtui.domain.deadlines import deadlines_for, next_due
from refundtui.domain.findings import Basis
from refundtui.domain.transitions import FINISHED
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import Due, encode_case


@dataclass(frozen=True, slots=True)
class Spelling:
    """A body, and the deadline it says: the queue is ordered by it without opening bodies."""

    body: bytes
    due_at: datetime | None


def spell(case: Case, library: Library) -> Spelling:
    due = _next_due(case, library)
    return Spelling(encode_case(case, due), due.at if due else None)


def _next_due(case: Case, library: Library) -> Due | None:
    if case.state in FINISHED:
        return None
    due = next_due(deadlines_for(case, library.for_case(case)))
    return Due(at=due.due_at, is_legal=due.basis is Basis.LAW) if due else None
