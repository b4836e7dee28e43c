"""What keeps an opened case from being closed: the one next step."""

from __future__ import annotations

from typing import Final

from refundtui.casework.submissions import EntryState
from refundtui.casework.views import CaseFile
from refundtui.domain.next_step import NextStep, next_step

_UNSAID: Final = frozenset(
    {"held", EntryState.QUEUED.value, EntryState.SENDING.value, EntryState.WITHDRAWING.value}
)


def step_of(file: CaseFile) -> NextStep:
    """The step of a case as it is opened: with its verdict, its obstacles, and our own words on their way."""
    is_stuck = any(pending.state == EntryState.NEEDS_REVIEW for pending in file.pending)
    is_unsaid = any(pending.state in _UNSAID for pending in file.pending)
    return next_step(
        file.case, file.determination, dict(file.obstacles), is_stuck=is_stuck, is_unsaid=is_unsaid
    )
