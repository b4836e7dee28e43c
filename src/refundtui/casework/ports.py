"""The doors through which casework reaches the outside; who stands behind them is `bootstrap`'s business."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NewType, Protocol, TypeAlias

from refundtui.domain.availability import Availability

if TYPE_CHECKING:
    # A queue is shown before anything of the calculator is loaded: see `views`.
    from datetime import datetime, timedelta
    from pathlib import Path

    from refundtui.casework.views import Load, QueueRow
    from refundtui.domain.actor import Actor
    from refundtui.domain.case import Case, CaseId
    from refundtui.domain.commands import Command
    from refundtui.domain.findings import Finding
    from refundtui.domain.money import Money
    from refundtui.domain.rulebook import Rulebook

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


@dataclass(frozen=True, slots=True)
class Change:
    """One case as the feed tells it: its body as bytes, unopened, or removed; `erased` is to be forgotten."""

    case_id: CaseId
    seq: int
    version: int
    removed: bool
    body: bytes
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What follows `since`. `token` is the office's own word for where the next page begins."""

    feed: str
    epoch: int
    changes: tuple[Change, ...]
    through: int  # every change up to this sequence is in
    more: bool
    live_count: int
    checksum: int
    since: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class BeginAnew:
    """The office cannot tell what this reader missed: its history changed, or removals are gone by now."""

    feed: str
    epoch: int


@dataclass(frozen=True, slots=True)
class NotOurs:
    """No such feed for this agent, any more or ever."""

    feed: str


FeedAnswer: TypeAlias = Page | BeginAnew | NotOurs | Unreachable


@dataclass(frozen=True, slots=True)
class FeedHead:
    """A feed this agent may read, and where it stands."""

    feed: str
    epoch: int
    last_seq: int
    live_count: int = 0


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a feed was read. An empty `token` is its beginning."""

    feed: str
    epoch: int
    seq: int
    token: str = ""


class Sort(StrEnum):
    DUE = "due"
    RECEIVED = "received"
    AMOUNT = "amount"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which cases, in which order. `text` is searched (names, order, mail, phone, reference).

    Amounts are ten-thousandths of their currency's unit, so that yen and cents are compared on one scale;
    their bounds are both included. A deadline is on or after `due_from` and before `due_before`.
    """

    text: str = ""
    brand: str = ""
    states: tuple[str, ...] = ()
    owner: str = ""
    language: str = ""
    open_only: bool = True
    sort: Sort = Sort.DUE
    due_from: datetime | None = None
    due_before: datetime | None = None
    amount_from: int | None = None
    amount_to: int | None = None
    reasons: tuple[str, ...] = ()
    legal_only: bool = False
    unowned: bool = False
    not_owner: str = ""  # whose cases are left out: nobody looks at what they asked for themselves
    snoozed: bool | None = None
    asleep_at: datetime | None = (
        None  # what sleeps is what sleeps beyond this; None: whatever was ever set aside
    )
    pending: tuple[str, ...] = ()  # states of our own entries; asked of the outbox, not of the cache

    def as_usual(self, now: datetime) -> QueueFilter:
        """What was set aside is out of the queue until its hour; whoever looks for it by name finds it."""
        looks_for_it = bool(self.text or self.pending) or not self.open_only
        return replace(self, snoozed=None if looks_for_it else False).as_of(now)

    def as_of(self, now: datetime) -> QueueFilter:
        """The same all through a minute, so that counts are known."""
        at = None if self.snoozed is None else now.replace(second=0, microsecond=0)
        return replace(self, asleep_at=at)

    def is_about(self, snoozed_until: datetime | None) -> bool:
        """Does it want what sleeps until then, or what does not sleep?"""
        sleeps = snoozed_until is not None and (self.asleep_at is None or snoozed_until > self.asleep_at)
        return self.snoozed in {None, sleeps}


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


@dataclass(frozen=True, slots=True)
class Lease:
    """A case is this person's until then; the epoch grows each time it passes to another."""

    case_id: CaseId
    holder: str
    epoch: int
    until: datetime
    holder_name: str = ""


@dataclass(frozen=True, slots=True)
class HeldElsewhere:
    """Somebody else's now; without a name where the office only says that it is no longer ours."""

    case_id: CaseId
    holder: str
    holder_name: str
    epoch: int


@dataclass(frozen=True, slots=True)
class NothingWaits:
    """No case that this person may have."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at work, on a case or (empty) on none."""

    person: str
    name: str
    case_id: CaseId
    editing: bool = False
    availability: Availability = Availability.AVAILABLE


@dataclass(frozen=True, slots=True)
class Presence:
    people: tuple[Present, ...] = ()
    leases: tuple[Lease, ...] = ()

    def at(self, case_id: CaseId, me: str) -> tuple[Present, ...]:
        """Everybody else who is at a case; who works on it comes first."""
        others = (one for one in self.people if one.case_id == case_id and one.person != me)
        return tuple(sorted(others, key=lambda one: (not one.editing, one.name)))

    def lease_on(self, case_id: CaseId) -> Lease | None:
        return next((lease for lease in self.leases if lease.case_id == case_id), None)


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


@dataclass(frozen=True, slots=True)
class UnclearPayment:
    """Money of which nobody knows what became of it. `about` is leg, delivery or books; `another_spoke`: somebody
    else said what they found, and what that is the office tells to nobody before the second one spoke.
    """

    about: str
    id: str
    since: datetime
    gateway: str
    refund: str = ""
    brand: str = ""
    case_id: str = ""
    reference: str = ""
    amount: Money | None = None
    state: str = ""
    is_findable: bool = False
    own_word: str = ""
    another_spoke: bool = False
    known: tuple[tuple[datetime, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class UnclearPayments:
    """The oldest first, and what a payment can be found to be."""

    payments: tuple[UnclearPayment, ...]
    findable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordKept:
    """Written down: it counts when a second person says the same. `differs`: another's other word counts no more."""

    differs: bool = False


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Two people say so: that is what became of it."""

    state: str


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
