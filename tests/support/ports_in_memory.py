"""The doors of casework, kept in memory: the same promises as the real books, without a disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from refundtui.casework.feeds import BeginAnew, Change, Cursor, FeedAnswer, FeedHead, Page
from refundtui.casework.ports import Ports
from refundtui.casework.queue_filter import QueueFilter, Sort
from refundtui.casework.submissions import (
    Accepted,
    Answer,
    Conflict,
    Entry,
    EntryState,
    NeverHeard,
    NotAllowed,
    Submission,
    SubmissionId,
    Unreachable,
)
from refundtui.casework.views import Load, QueueRow
from refundtui.domain.actor import Actor
from refundtui.domain.case import Case, CaseId
from refundtui.domain.commands import OpenCase
from refundtui.domain.decision import NotPossible, apply, is_append_only
from refundtui.domain.findings import Finding, finding
from refundtui.domain.money import currency
from refundtui.domain.rulebook import Rulebook
from refundtui.domain.transitions import FINISHED
from refundtui.wire.cases import decode_case, encode_case, read_head
from refundtui.wire.checksums import MODULUS, mark

FEED: Final = "all"


@dataclass
class StillClock:
    """A clock that stands until it is moved."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class OneRulebook:
    """The same rules for every case."""

    rulebook: Rulebook

    def for_case(self, case: Case) -> Rulebook:
        return self.rulebook

    def brands(self) -> Sequence[str]:
        return (self.rulebook.policy.brand,)


def load_of(owner: str, rows: Sequence[QueueRow], now: datetime, soon: datetime) -> Load:
    due = [row.due_at for row in rows if row.due_at is not None]
    return Load(
        owner,
        len(rows),
        sum(at < now for at in due),
        sum(now <= at < soon for at in due),
        min(row.received_at for row in rows),
        min(due, default=None),
    )


@dataclass
class MemoryCache:
    """The office's word: bodies as they came, opened when asked for."""

    bodies: dict[CaseId, tuple[str, int, bytes]] = field(default_factory=dict)  # feed, version, body
    cursors: dict[str, Cursor] = field(default_factory=dict)
    documents: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    again: dict[str, set[CaseId]] = field(default_factory=dict)  # read anew: what was told again so far

    def rows(self, wanted: QueueFilter, *, limit: int, offset: int = 0) -> Sequence[QueueRow]:
        return self._matching(wanted)[offset : offset + limit]

    def row(self, case_id: CaseId) -> QueueRow | None:
        case = self.case(case_id)
        return None if case is None else self.row_shown(case)

    def row_shown(self, case: Case) -> QueueRow:
        due = read_head(self.bodies[case.id][2]).due
        row = row_of(case)
        if due is None:
            return row
        if due.waits:
            return replace(row, due_basis="waiting")
        basis = "law" if due.is_legal else "service" if due.is_service else ""
        return replace(row, due_at=due.at, due_basis=basis)

    def count(self, wanted: QueueFilter) -> int:
        return len(self._matching(wanted))

    def case(self, case_id: CaseId) -> Case | None:
        held = self.bodies.get(case_id)
        return None if held is None else decode_case(held[2])

    def find(self, reference_or_order: str) -> CaseId | None:
        wanted = reference_or_order.casefold()
        for case in self._cases():
            if wanted in {case.reference.casefold(), case.order_ref.casefold()}:
                return case.id
        return None

    def loads(self, now: datetime, soon: datetime) -> Sequence[Load]:
        held: dict[str, list[QueueRow]] = {}
        for row in self._matching(QueueFilter()):
            held.setdefault(row.owner, []).append(row)
        return [load_of(owner, rows, now, soon) for owner, rows in held.items()]

    def begin_anew(self, feed: str, epoch: int, coming: int = 0) -> None:
        if feed in self.cursors:
            self.again[feed] = set()
        self.cursors[feed] = Cursor(feed, epoch, 0)

    def absorb(self, page: Page) -> tuple[CaseId, ...]:
        held = self.cursors.get(page.feed)
        if held is None or (held.epoch, held.seq) != (page.epoch, page.since) or page.through < page.since:
            return ()
        changed = [change.case_id for change in page.changes if self._take(page.feed, change)]
        self.cursors[page.feed] = Cursor(page.feed, page.epoch, page.through, page.token)
        if not page.more and page.feed in self.again:
            told = self.again.pop(page.feed)
            gone = [key for key, body in self.bodies.items() if body[0] == page.feed and key not in told]
            for key in gone:
                del self.bodies[key]
            changed.extend(gone)
        return tuple(dict.fromkeys(changed))

    def cursor(self, feed: str) -> Cursor | None:
        return self.cursors.get(feed)

    def feeds(self) -> Sequence[str]:
        return sorted(self.cursors)

    def settle(self) -> None:
        """Nothing was put off."""

    def forget_feed(self, feed: str) -> tuple[CaseId, ...]:
        gone = tuple(key for key, held in self.bodies.items() if held[0] == feed)
        self.bodies = {key: held for key, held in self.bodies.items() if held[0] != feed}
        self.cursors.pop(feed, None)
        self.again.pop(feed, None)
        return gone

    def tally(self, feed: str) -> tuple[int, int]:
        marks = [mark(key, version) for key, (of, version, _) in self.bodies.items() if of == feed]
        return len(marks), sum(marks) % MODULUS

    def keep_documents(self, documents: Sequence[tuple[str, str, bytes]]) -> None:
        self.documents = {name: (digest, body) for name, digest, body in documents}

    def document(self, name: str) -> bytes | None:
        return self.documents[name][1] if name in self.documents else None

    def _take(self, feed: str, change: Change) -> bool:
        held = self.bodies.get(change.case_id)
        if change.removed:
            if held is None or held[0] != feed:
                return False
            del self.bodies[change.case_id]
            return True
        unsure = held is not None and change.case_id not in self.again.get(held[0], {change.case_id})
        if held is not None and not unsure and held[1] >= change.version:
            if held[0] == feed:
                self.again.get(feed, set()).add(change.case_id)
            return False
        self.again.get(feed, set()).add(change.case_id)
        self.bodies[change.case_id] = (feed, change.version, change.body)
        return True

    def _cases(self) -> list[Case]:
        return [decode_case(body) for _, _, body in self.bodies.values()]

    def _matching(self, wanted: QueueFilter) -> list[QueueRow]:
        rows = [self.row_shown(case) for case in self._cases() if _is_wanted(case, wanted)]
        rows = [row for row in rows if _is_within(row, wanted)]
        return sorted(rows, key=_ORDERS[wanted.sort])


@dataclass
class MemoryOutbox:
    """Our word, in the order it was said."""

    kept: dict[SubmissionId, Entry] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    seen: dict[SubmissionId, Entry] = field(default_factory=dict)  # accepted, and told by their feed
    said: int = 0
    read_only: bool = False

    def add(self, submission: Submission, reference: str) -> Entry:
        if submission.id in self.kept:
            return self.kept[submission.id]
        self.said += 1
        entry = Entry(submission, EntryState.QUEUED, self.said, reference)
        self.kept[submission.id] = entry
        return entry

    def entries(self, case_id: CaseId | None = None, *, open_only: bool = True) -> Sequence[Entry]:
        return [
            entry
            for entry in sorted(self.kept.values(), key=lambda one: one.position)
            if case_id in {None, entry.submission.case_id}
            and not (open_only and entry.state is EntryState.WITHDRAWN)
        ]

    def entry(self, submission_id: SubmissionId) -> Entry | None:
        return self.kept.get(submission_id)

    def withdraw(self, submission_id: SubmissionId) -> bool:
        entry = self.kept.get(submission_id)
        if entry is None or entry.state not in {EntryState.QUEUED, EntryState.NEEDS_REVIEW}:
            return False
        self.kept[submission_id] = replace(entry, state=EntryState.WITHDRAWN)
        return True

    def sending(self, submission_id: SubmissionId) -> bool:
        entry = self.kept[submission_id]
        if entry.state not in {EntryState.QUEUED, EntryState.SENDING}:
            return False
        self.kept[submission_id] = replace(entry, state=EntryState.SENDING, attempts=entry.attempts + 1)
        return True

    def withdrawing(self, submission_id: SubmissionId) -> bool:
        entry = self.kept.get(submission_id)
        if entry is None or entry.state is not EntryState.SENDING:
            return False
        self.kept[submission_id] = replace(entry, state=EntryState.WITHDRAWING)
        return True

    def accepted(self, submission_id: SubmissionId, feed: str, visible_at: int) -> None:
        self.kept[submission_id] = replace(
            self.kept[submission_id], state=EntryState.ACCEPTED, visible_in=feed, visible_at=visible_at
        )

    def withdrawn(self, submission_id: SubmissionId) -> None:
        self.kept[submission_id] = replace(self.kept[submission_id], state=EntryState.WITHDRAWN)

    def needs_review(
        self, submission_id: SubmissionId, findings: Sequence[Finding], current: Case | None
    ) -> None:
        entry = self.kept[submission_id]
        self.kept[submission_id] = replace(
            entry, state=EntryState.NEEDS_REVIEW, findings=tuple(findings), current=current
        )

    def forget_accepted(self, feed: str, through: int) -> None:
        for key, entry in list(self.kept.items()):
            told = entry.visible_at is not None and entry.visible_at <= through
            if entry.state is EntryState.ACCEPTED and told and entry.visible_in in {feed, ""}:
                self.seen[key] = self.kept.pop(key)

    def remembered(self) -> Sequence[Entry]:
        standing = (entry for entry in self.kept.values() if entry.state is EntryState.ACCEPTED)
        return sorted((*self.seen.values(), *standing), key=lambda entry: entry.position)

    def remembered_since(self, since: datetime) -> Sequence[Entry]:
        return [entry for entry in self.seen.values() if entry.submission.decided_at >= since]

    def say_again(self, submission_id: SubmissionId) -> None:
        entry = self.seen.pop(submission_id, None) or self.kept.get(submission_id)
        if entry is not None:
            self.kept[submission_id] = replace(
                entry, state=EntryState.SENDING, visible_in="", visible_at=None
            )

    def forget_remembered(self, before: datetime) -> None:
        self.seen = {key: entry for key, entry in self.seen.items() if entry.submission.decided_at >= before}

    def forget_cases(self, case_ids: Sequence[CaseId]) -> None:
        gone = set(case_ids)
        ended = {EntryState.ACCEPTED, EntryState.WITHDRAWN}
        self.seen = {k: one for k, one in self.seen.items() if one.submission.case_id not in gone}
        self.kept = {
            key: replace(entry, current=None) if entry.submission.case_id in gone else entry
            for key, entry in self.kept.items()
            if entry.submission.case_id not in gone or entry.state not in ended
        }
        self.drafts = {
            key: text for key, text in self.drafts.items() if CaseId(key.partition("/")[0]) not in gone
        }

    def save_draft(self, key: str, text: str) -> None:
        self.drafts[key] = text

    def draft(self, key: str) -> str | None:
        return self.drafts.get(key)

    def drop_draft(self, key: str) -> None:
        self.drafts.pop(key, None)


@dataclass
class MemoryOffice:
    """An office of one feed: judges with the domain's own functions, exactly once by the desk's id."""

    rulebook: Rulebook
    people: Mapping[str, Actor]
    clock: StillClock
    cases: dict[CaseId, Case] = field(default_factory=dict)
    told: dict[CaseId, int] = field(default_factory=dict)  # the sequence of its latest change
    answers: dict[SubmissionId, tuple[Submission, Answer]] = field(default_factory=dict)
    packs: tuple[tuple[str, str, bytes], ...] = ()
    seq: int = 0
    epoch: int = 1
    voided: set[SubmissionId] = field(default_factory=set)
    plugged: bool = True
    lose_next_answer: bool = False
    times_applied: dict[SubmissionId, int] = field(default_factory=dict)

    def put(self, case: Case) -> None:
        """A case as the office has it, told to everybody."""
        self.seq += 1
        self.cases[case.id] = case
        self.told[case.id] = self.seq

    def submit(self, submission: Submission) -> Answer:
        if not self.plugged:
            return Unreachable("no route to the office")
        answer = self._answer(submission)
        if self.lose_next_answer:
            self.lose_next_answer = False
            return Unreachable("the answer was lost")
        return answer

    def void(self, submission_id: SubmissionId) -> Answer | NeverHeard:
        if not self.plugged:
            return Unreachable("no route to the office")
        known = self.answers.get(submission_id)
        if known is not None:
            return known[1]
        self.voided.add(submission_id)
        return NeverHeard(submission_id)

    def answer_to(self, submission_id: SubmissionId) -> Answer | NeverHeard:
        if not self.plugged:
            return Unreachable("no route to the office")
        known = self.answers.get(submission_id)
        return NeverHeard(submission_id) if known is None else known[1]

    def feeds(self) -> Sequence[FeedHead] | Unreachable:
        if not self.plugged:
            return Unreachable("no route to the office")
        return (FeedHead(FEED, self.epoch, self.seq, len(self.cases)),)

    def changes(self, feed: str, cursor: Cursor | None, limit: int) -> FeedAnswer:
        if not self.plugged:
            return Unreachable("no route to the office")
        if cursor is not None and cursor.token and cursor.epoch != self.epoch:
            return BeginAnew(feed, self.epoch)
        since = cursor.seq if cursor else 0
        later = sorted((seq, case_id) for case_id, seq in self.told.items() if seq > since)
        page, more = later[:limit], len(later) > limit
        changes = tuple(
            Change(
                case_id,
                seq,
                self.cases[case_id].version,
                removed=False,
                body=encode_case(self.cases[case_id]),
            )
            for seq, case_id in page
        )
        marks = sum(mark(case.id, case.version) for case in self.cases.values()) % MODULUS
        through = page[-1][0] if more else self.seq
        return Page(
            feed, self.epoch, changes, through, more, len(self.cases), marks, since, f"after {through}"
        )

    def documents(self) -> Sequence[tuple[str, str, bytes]] | Unreachable:
        return self.packs if self.plugged else Unreachable("no route to the office")

    def _answer(self, submission: Submission) -> Answer:
        known = self.answers.get(submission.id)
        if known is not None:
            before, answer = known
            if before != submission:
                return NotAllowed(submission.id, (finding("decision.id_reused"),))
            return replace(answer, replayed=True) if isinstance(answer, Accepted) else answer
        if submission.id in self.voided:
            return NotAllowed(submission.id, (finding("decision.voided"),))
        answer = self._judge(submission)
        self.answers[submission.id] = (submission, answer)
        return answer

    def _judge(self, submission: Submission) -> Answer:
        held, command = self.cases.get(submission.case_id), submission.command
        if (
            held is not None
            and not is_append_only(command)
            and not isinstance(command, OpenCase)
            and held.decision_version != submission.base_decision_version
        ):
            last = held.events[-1].by if held.events else ""
            return Conflict(submission.id, held, ("decision_version",), last)
        try:
            after = apply(held, command, self.people[submission.actor], self.rulebook, self.clock.now())
        except NotPossible as refusal:
            return NotAllowed(submission.id, refusal.findings)
        self.put(after)
        self.times_applied[submission.id] = self.times_applied.get(submission.id, 0) + 1
        return Accepted(submission.id, after.version, after.decision_version, FEED, self.seq)


def in_memory(
    rulebook: Rulebook, actor: Actor, clock: StillClock, *others: Actor, cases: Sequence[Case] = ()
) -> tuple[Ports, MemoryOffice]:
    """A desk and the office behind it, the office knowing these cases and nobody having pulled yet."""
    people = {one.id: one for one in (actor, *others)}
    office = MemoryOffice(rulebook, people, clock)
    for case in cases:
        office.put(case)
    ports = Ports(MemoryCache(), MemoryOutbox(), office, OneRulebook(rulebook), clock, actor, training=True)
    return ports, office


def row_of(case: Case) -> QueueRow:
    quote = case.current_quote
    amount = quote.quote.total if quote else case.claimed
    return QueueRow(
        case_id=case.id,
        reference=case.reference,
        brand=case.brand,
        state=case.state.value,
        customer=case.customer.name,
        reason=case.reason.value,
        language=case.customer.language,
        owner=case.owner,
        received_at=case.received_at,
        version=case.version,
        amount_minor=amount.minor if amount else None,
        currency=amount.currency.code if amount else "",
        order_ref=case.order_ref,
        country=case.customer.country,
        risk=case.risk,
        snoozed_until=case.snooze.until if case.snooze else None,
    )


_ORDERS: Final[Mapping[Sort, Callable[[QueueRow], tuple[object, ...]]]] = {
    Sort.DUE: lambda row: (row.due_at is None, row.due_at or row.received_at, row.reference),
    Sort.RECEIVED: lambda row: (row.received_at, row.reference),
    Sort.AMOUNT: lambda row: (-(row.amount_minor or 0), row.reference),
    Sort.REFERENCE: lambda row: (row.reference,),
}


def _is_wanted(case: Case, wanted: QueueFilter) -> bool:
    spoken = (
        f"{case.customer.name} {case.reference} {case.order_ref} {case.customer.email} {case.customer.phone}"
    ).casefold()
    return (
        all(word in spoken for word in wanted.text.casefold().split())
        and wanted.brand in {"", case.brand}
        and (not wanted.states or case.state.value in wanted.states)
        and wanted.owner in {"", case.owner}
        and wanted.language in {"", case.customer.language}
        and not (wanted.open_only and case.state in FINISHED)
        and (not wanted.reasons or case.reason.value in wanted.reasons)
        and not (wanted.unowned and case.owner)
        and not (wanted.not_owner and case.owner == wanted.not_owner)
        and wanted.is_about(case.snooze.until if case.snooze else None)
    )


def _is_within(row: QueueRow, wanted: QueueFilter) -> bool:
    due, amount = row.due_at, row.amount_minor
    scaled = None if amount is None else amount * 10 ** (4 - currency(row.currency).exponent)
    return (
        (wanted.due_from is None or (due is not None and due >= wanted.due_from))
        and (wanted.due_before is None or (due is not None and due < wanted.due_before))
        and (wanted.amount_from is None or (scaled is not None and scaled >= wanted.amount_from))
        and (wanted.amount_to is None or (scaled is not None and scaled <= wanted.amount_to))
        and (row.due_is_legal or not wanted.legal_only)
    )
