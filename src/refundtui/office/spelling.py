"""A case as it is kept and sent: its body with the next deadline, which only a rulebook can tell."""

from __future__ import annotations

from refundtui.domain.case import Case
from refundtui.domain.deadlines import deadlines_for, next_due
from refundtui.domain.findings import Basis
from refundtui.domain.transitions import FINISHED
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import Due, encode_case


def spell(case: Case, library: Library) -> bytes:
    return encode_case(case, _next_due(case, library))


def _next_due(case: Case, library: Library) -> Due | None:
    if case.state in FINISHED:
        return None
    due = next_due(deadlines_for(case, library.for_case(case)))
    return Due(at=due.due_at, is_legal=due.basis is Basis.LAW) if due else None
