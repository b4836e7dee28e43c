"""Taking back: at once what never left, and what may have left only on the office's word.

A wish to take back is written down before anybody is asked. So it outlives a line that breaks and a desk that
dies, and the decision is not sent again meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import assert_never

from refundtui.casework.deciding import undo
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import (
    Accepted,
    Conflict,
    Entry,
    EntryState,
    NeverHeard,
    NotAllowed,
    SubmissionId,
    Unreachable,
)


class TakenBack(StrEnum):
    """How far it has come."""

    BACK = "back"  # it never left
    ASKED = "asked"  # it may have left: only the office can say
    CONFIRMED = "confirmed"  # the office says that it will never count
    TOO_LATE = "too_late"  # the office had accepted it before


def take_back(submission_id: SubmissionId, ports: Ports) -> TakenBack:
    """What never left is taken back here; for the rest the wish is written down, and `hear_back` asks."""
    if undo(submission_id, ports):
        return TakenBack.BACK
    entry = ports.outbox.entry(submission_id)
    if entry is None:
        return TakenBack.TOO_LATE
    for follower in _resting_on(entry, ports):
        # The last first: what rests on a decision falls with it.
        if not ports.outbox.withdraw(follower.submission.id):
            ports.outbox.withdrawing(follower.submission.id)
    if ports.outbox.withdrawing(submission_id) or entry.state is EntryState.WITHDRAWING:
        return TakenBack.ASKED
    return TakenBack.TOO_LATE


def hear_back(submission_id: SubmissionId, ports: Ports) -> TakenBack | Unreachable:
    """Ask the office never to record it, and write down what it says."""
    answer = ports.office.void(submission_id)
    match answer:
        case NeverHeard() | NotAllowed() | Conflict():
            # Unknown there, or refused: nothing of it stands, and nothing ever will.
            ports.outbox.withdrawn(submission_id)
            return TakenBack.CONFIRMED
        case Accepted(feed=feed, visible_at=visible_at):
            ports.outbox.accepted(submission_id, feed, visible_at)
            return TakenBack.TOO_LATE
        case Unreachable():
            return answer
        case _:
            assert_never(answer)


def newest_to_take_back(entries: Sequence[Entry], actor: str) -> Entry | None:
    """Of those on their way the one made last: what the office has not answered yet."""
    sent = (one for one in entries if one.state is EntryState.SENDING and one.submission.actor == actor)
    return max(sent, key=lambda one: one.position, default=None)


def _resting_on(entry: Entry, ports: Ports) -> list[Entry]:
    chain = {entry.submission.id}
    found = []
    for other in sorted(ports.outbox.entries(entry.submission.case_id), key=lambda one: one.position):
        if other.submission.after in chain and other.state in {EntryState.QUEUED, EntryState.SENDING}:
            chain.add(other.submission.id)
            found.append(other)
    return found[::-1]
