"""Our word on its way to the office, and everything the office can answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType, TypeAlias

if TYPE_CHECKING:
    # A queue is shown before anything of the calculator is loaded: see `views`.
    from datetime import datetime

    from refundtui.domain.case import Case, CaseId
    from refundtui.domain.commands import Command
    from refundtui.domain.findings import Finding


SubmissionId = NewType("SubmissionId", str)


class EntryState(StrEnum):
    """Where a submission is on its way: only what the office answered ends it."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    WITHDRAWING = "withdrawing"  # it may have left, and the office is asked never to count it
    NEEDS_REVIEW = "needs_review"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Submission:
    """Our word on its way: one id, made when the agent decides, the same for every retry.

    `base_decision_version` is what the agent saw; `after` is an earlier submission this one rests on;
    `not_before` is the end of the hold: until then it can be taken back; `lease` is the epoch of the lease it
    was made under, if any: it goes beside what is said and is no part of it.
    """

    id: SubmissionId
    case_id: CaseId
    command: Command
    base_decision_version: int
    actor: str
    decided_at: datetime
    after: SubmissionId | None = None
    not_before: datetime | None = None
    lease: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A submission in the outbox and what became of it."""

    submission: Submission
    state: EntryState
    position: int
    reference: str = ""
    findings: tuple[Finding, ...] = ()  # why it needs review
    visible_in: str = ""  # the feed that tells it, once accepted, and the number from which on it does
    visible_at: int | None = None
    attempts: int = 0
    current: Case | None = None  # what the office holds now, on a conflict


@dataclass(frozen=True, slots=True)
class Accepted:
    submission_id: SubmissionId
    version: int
    decision_version: int
    feed: str
    visible_at: int
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """The world moved on: what it is now, and which fields differ from what the agent saw."""

    submission_id: SubmissionId
    current: Case
    changed: tuple[str, ...]
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """Refused by the office, with every reason."""

    submission_id: SubmissionId
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No answer that counts: the entry stays as it is and is tried again, not before `wait` seconds."""

    why: str
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class SignInFirst:
    """The office takes it once the agent has signed in again: nothing was recorded, and it may be sent as it is.

    `max_age` is how many seconds old a sign-in may be that it takes.
    """

    submission_id: SubmissionId
    max_age: int


Answer: TypeAlias = Accepted | Conflict | NotAllowed | Unreachable


@dataclass(frozen=True, slots=True)
class NeverHeard:
    """The office knows nothing of this id: it never came, or a backup from before it was brought back."""

    submission_id: SubmissionId
