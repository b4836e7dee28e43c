"""The doors through which casework reaches the outside; who stands behind them is `bootstrap`'s business."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # A queue is shown before anything of the calculator is loaded: see `views`.
    from datetime import datetime, timedelta
    from pathlib import Path

    from refundtui.casework.company import HeldElsewhere, Lease, NothingWaits, Presence
    from refundtui.casework.feeds import Cursor, FeedAnswer, FeedHead, Page
    from refundtui.casework.queue_filter import QueueFilter
    from refundtui.casework.submissions import (
        Answer,
        Entry,
        NeverHeard,
        NotAllowed,
        SignInFirst,
        Submission,
        SubmissionId,
        Unreachable,
    )
    from refundtui.casework.unclear import UnclearPayments, WordCounts, WordKept
    from refundtui.casework.views import Load, QueueRow
    from refundtui.domain.actor import Actor
    from refundtui.domain.availability import Availability
    from refundtui.domain.case import Case, CaseId
    from refundtui.domain.findings import Finding
    from refundtui.domain.rulebook import Rulebook


class Clock(Protocol):
    def now(self) -> datetime:
        """The instant, in UTC."""
        ...


class Cache(Protocol):
    """The office's word on this machine. May be deleted at any time."""

    def rows(self, wanted: QueueFilter, *, limit: int, offset: int = 0) -> Sequence[QueueRow]: ...
    def row(self, case_id: CaseId) -> QueueRow | None: ...
    def count(self, wanted: QueueFilter) -> int: ...
    def case(self, case_id: CaseId) -> Case | None: ...
    def find(self, reference_or_order: str) -> CaseId | None: ...
    def loads(self, now: datetime, soon: datetime) -> Sequence[Load]:
        """Who holds how many open cases, in no order; a deadline before `now` is late, one before `soon` near."""
        ...

    def begin_anew(self, feed: str, epoch: int, coming: int = 0) -> None:
        """Read a feed from its beginning. What is held of it stays readable until the end is reached; what
        was not told again by then goes. `coming` is how many cases the office says there are in it.
        """
        ...

    def absorb(self, page: Page) -> tuple[CaseId, ...]:
        """Take a page and the cursor after it in one transaction; the ids that changed.

        Only the page that follows what is held is taken: a late, doubled or foreign one changes nothing.
        """
        ...

    def cursor(self, feed: str) -> Cursor | None:
        """None: nobody began to read this feed."""
        ...

    def feeds(self) -> Sequence[str]:
        """Every feed something is held of."""
        ...

    def settle(self) -> None:
        """Every feed was read as far as it goes: what a first load put off until then is done now."""
        ...

    def forget_feed(self, feed: str) -> tuple[CaseId, ...]:
        """What an agent may no longer see leaves the machine, to the last byte; the cases that went."""
        ...

    def tally(self, feed: str) -> tuple[int, int]:
        """Live count and checksum of a feed as held here, to compare with the office's."""
        ...

    def keep_documents(self, documents: Sequence[tuple[str, str, bytes]]) -> None:
        """These packs, by name and digest, and no other."""
        ...

    def document(self, name: str) -> bytes | None: ...


class Outbox(Protocol):
    """Our word. Precious: every change is on disk when the call returns."""

    @property
    def read_only(self) -> bool:
        """Another process has it: everything can be seen, nothing said."""
        ...

    def add(self, submission: Submission, reference: str) -> Entry: ...
    def entries(self, case_id: CaseId | None = None, *, open_only: bool = True) -> Sequence[Entry]: ...
    def entry(self, submission_id: SubmissionId) -> Entry | None: ...
    def withdraw(self, submission_id: SubmissionId) -> bool:
        """Take back what never left; False when it may already be on its way."""
        ...

    def sending(self, submission_id: SubmissionId) -> bool:
        """It is about to leave; False when it was taken back a moment before, and must not."""
        ...

    def withdrawing(self, submission_id: SubmissionId) -> bool:
        """What may have left shall not count; False when it was answered meanwhile."""
        ...

    def accepted(self, submission_id: SubmissionId, feed: str, visible_at: int) -> None: ...
    def withdrawn(self, submission_id: SubmissionId) -> None:
        """The office will never record it: it took back what may have left."""
        ...

    def needs_review(
        self, submission_id: SubmissionId, findings: Sequence[Finding], current: Case | None
    ) -> None: ...
    def forget_accepted(self, feed: str, through: int) -> None:
        """What this feed told up to this number need not be laid over any more; it is only remembered."""
        ...

    def remembered(self) -> Sequence[Entry]:
        """What the office accepted, in its order: asked about once more when a backup was brought back."""
        ...

    def remembered_since(self, since: datetime) -> Sequence[Entry]:
        """Of those what was decided since then."""
        ...

    def say_again(self, submission_id: SubmissionId) -> None:
        """The office has forgotten it: it goes on its way once more, under the same id."""
        ...

    def forget_remembered(self, before: datetime) -> None:
        """Decisions older than this are not asked about any more."""
        ...

    def forget_cases(self, case_ids: Sequence[CaseId]) -> None:
        """The office's word about these leaves our entries too, and so does every draft about them."""
        ...

    def save_draft(self, key: str, text: str) -> None: ...
    def draft(self, key: str) -> str | None: ...
    def drop_draft(self, key: str) -> None: ...


class Office(Protocol):
    """The back office, however it is reached."""

    def submit(self, submission: Submission) -> Answer | SignInFirst: ...
    def void(self, submission_id: SubmissionId) -> Answer | NeverHeard:
        """Take back what may have left. `NeverHeard`: it will never be recorded; else what it came to."""
        ...

    def answer_to(self, submission_id: SubmissionId) -> Answer | NeverHeard:
        """What was answered to it before."""
        ...

    def feeds(self) -> Sequence[FeedHead] | Unreachable: ...
    def changes(self, feed: str, cursor: Cursor | None, limit: int) -> FeedAnswer: ...
    def documents(self) -> Sequence[tuple[str, str, bytes]] | Unreachable:
        """Published packs: name, digest, bytes."""
        ...


class Colleagues(Protocol):
    """Who works on what, as the office knows it."""

    def next_case(
        self, key: str, brand: str = "", language: str = ""
    ) -> Lease | NothingWaits | NotAllowed | Unreachable:
        """The case that needs this person most, and its lease; the same key again is the same case again."""
        ...

    def hold(
        self, case_id: CaseId, epoch: int | None = None, *, take_over: bool = False
    ) -> Lease | HeldElsewhere | NotAllowed | Unreachable:
        """Take a case, or with its epoch go on holding it."""
        ...

    def give_back(self, case_id: CaseId, epoch: int) -> None: ...
    def leave(self) -> None:
        """Off work: all that is held goes back."""
        ...

    def say_where(
        self, case_id: CaseId | None, *, editing: bool = False, availability: Availability | None = None
    ) -> Unreachable | None:
        """Where one is, and whether one takes cases (None: as said before). None: the office heard it."""
        ...

    def around(self) -> Presence | Unreachable: ...


class Pokes(Protocol):
    """An office that says of its own accord when there is something new."""

    def hear(self, poked: Callable[[], None], people: Callable[[], None] | None = None) -> None:
        """Call `poked`, from another thread, whenever there may be something new; `people` when somebody came,
        went, or took a case.
        """
        ...

    @property
    def skew(self) -> timedelta:
        """How far the office's clock is ahead of ours, where that is worth a word; else nothing."""
        ...

    def try_now(self) -> None:
        """Do not wait any longer before the office is asked again: somebody wants to know."""
        ...

    def close(self) -> None: ...


class UnclearDesk(Protocol):
    """Payments nobody is sure of, for people who check."""

    def unclear(self) -> UnclearPayments | NotAllowed | Unreachable: ...
    def found(
        self, payment_id: str, state: str, evidence: str
    ) -> WordKept | WordCounts | NotAllowed | Unreachable: ...


@dataclass(frozen=True, slots=True)
class SignInCode:
    """What to type, and where; `whole` is an address that has the code in it, where there is one."""

    code: str
    address: str
    whole: str = ""


class SigningIn(Protocol):
    """Proving once more who one is, without leaving the desk."""

    def again(self, max_age: int, show: Callable[[SignInCode], None], has_left: Callable[[], bool]) -> str:
        """Wait until the agent has signed in elsewhere; empty once it is done, else the code of why not."""
        ...


class Rulebooks(Protocol):
    """Which promises and laws are in force for a case."""

    def for_case(self, case: Case) -> Rulebook: ...
    def brands(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything a desk works with."""

    cache: Cache
    outbox: Outbox
    office: Office
    rulebooks: Rulebooks
    clock: Clock
    actor: Actor
    training: bool = False
    pokes: Pokes | None = None
    colleagues: Colleagues | None = None
    signing_in: SigningIn | None = None  # None: nobody signs in here
    unclear: UnclearDesk | None = None
    names: Mapping[str, str] = field(default_factory=dict)  # of people, as far as anybody has told
    letters: Path | None = None  # where brands' own letter templates lie, a folder for each
    published_letters: Path | None = None  # those of the office, which come first
