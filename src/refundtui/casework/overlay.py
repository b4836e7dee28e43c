"""The office's word with ours laid over it: a function of two books, nothing is merged or kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from refundtui.casework.ports import Ports
from refundtui.casework.submissions import Entry, EntryState, Submission, SubmissionId
from refundtui.casework.views import Pending
from refundtui.domain.actor import Actor, Role
from refundtui.domain.case import Case
from refundtui.domain.commands import (
    AddEvidence,
    AddNote,
    Command,
    OpenCase,
    PutToSleep,
    SendLetter,
    SetLanguage,
    Tag,
    Wake,
    WithdrawPayment,
)
from refundtui.domain.decision import NotPossible, apply, is_append_only, opened
from refundtui.domain.findings import Finding, finding


@dataclass(frozen=True, slots=True)
class LaidOver:
    """A case as the agent sees it. `last` is the entry a next decision rests on, if one is on its way."""

    case: Case | None
    pending: tuple[Pending, ...] = ()
    last: SubmissionId | None = None


def laid_over(cached: Case | None, entries: Sequence[Entry], ports: Ports) -> LaidOver:
    """Apply our entries, in their order, to what the office last told.

    What no longer applies is shown as needing review and left out; nothing is hidden.
    """
    case, pending, last = cached, list[Pending](), None
    for entry in sorted(entries, key=lambda one: one.position):
        if entry.state is EntryState.WITHDRAWN or (
            entry.state is EntryState.ACCEPTED and is_in(case, entry.submission)
        ):
            continue
        after, found = _said(case, entry, ports)
        if after is not None:
            case = after
            if not is_append_only(entry.submission.command):
                last = entry.submission.id
        if entry.state is not EntryState.ACCEPTED:
            pending.append(_shown(entry, found, ports.clock.now()))
    return LaidOver(case, tuple(pending), last)


def is_in(case: Case | None, submission: Submission) -> bool:
    """Whether the office's word already holds what this submission said."""
    if case is None:
        return False
    match submission.command:
        case OpenCase():
            return True
        case AddNote(note_id=note_id):
            return any(note.id == note_id for note in case.notes)
        case AddEvidence(evidence=evidence):
            return any(one.id == evidence.id for one in case.evidence)
        case SetLanguage(language=language):
            return case.customer.language == language
        case SendLetter(letter=letter):
            return any(one.at == letter.at and one.text == letter.text for one in case.messages)
        case Tag(add=add, remove=remove):
            return add <= case.tags and not remove & case.tags
        case PutToSleep(until=until):
            return case.snooze is not None and case.snooze.until == until
        case Wake():
            return case.snooze is None
        case _:
            # An accepted command was made on exactly its base, so the version right after holds it.
            return case.decision_version > submission.base_decision_version


def pending_word(pending: Sequence[Pending]) -> str:
    """One word for a row: the most pressing of what is on its way."""
    states = {one.state for one in pending}
    return next(
        (word for word in ("needs_review", "held", "queued", "withdrawing", "sending") if word in states), ""
    )


def _said(case: Case | None, entry: Entry, ports: Ports) -> tuple[Case | None, tuple[Finding, ...]]:
    """The case after one entry, or None and why it does not apply."""
    submission = entry.submission
    command = submission.command
    if entry.state is EntryState.NEEDS_REVIEW:
        return None, entry.findings
    if submission.actor != ports.actor.id:
        return None, (finding("entry.other_agent", agent=submission.actor),)
    if isinstance(command, OpenCase) != (case is None):
        return None, () if is_in(case, submission) else (finding("case.unknown"),)
    if isinstance(command, WithdrawPayment) and entry.state is not EntryState.ACCEPTED:
        # Whether it is in time only the office can say: until then the payment is where it was told to be.
        return None, ()
    if _is_stale(case, submission):
        # What may have left already may be the very change that is seen here: the office will say.
        may_have_left = entry.state in {EntryState.SENDING, EntryState.WITHDRAWING}
        return None, () if may_have_left else (finding("case.changed"),)
    subject = case or case_to_be(command)
    if subject is None:
        return None, (finding("case.unknown"),)
    try:
        rulebook = ports.rulebooks.for_case(subject)
        return apply(case, command, ports.actor, rulebook, submission.decided_at), ()
    except NotPossible as refusal:
        return None, refusal.findings


def case_to_be(command: Command) -> Case | None:
    """What a new case would be, to find the rules it stands under."""
    if not isinstance(command, OpenCase):
        return None
    return opened(command, Actor("", "", Role.SYSTEM), command.received_at)


def _is_stale(case: Case | None, submission: Submission) -> bool:
    if case is None or is_append_only(submission.command):
        return False
    return case.decision_version != submission.base_decision_version


def _shown(entry: Entry, found: tuple[Finding, ...], now: datetime) -> Pending:
    submission = entry.submission
    held = submission.not_before is not None and submission.not_before > now
    state = entry.state.value
    if found:
        state = EntryState.NEEDS_REVIEW.value
    elif held and entry.state is EntryState.QUEUED:
        state = "held"
    return Pending(
        submission.id, submission.command.code, state, submission.not_before if held else None, found
    )
