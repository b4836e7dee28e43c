"""Taking in the office's word and sending ours: in pages, in order, and never twice under two ids."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, assert_never

from refundtui.casework.feeds import BeginAnew, FeedHead, NotOurs, Page
from refundtui.casework.overlay import case_to_be
from refundtui.casework.ports import Ports
from refundtui.casework.submissions import (
    Accepted,
    Answer,
    Conflict,
    Entry,
    EntryState,
    NeverHeard,
    NotAllowed,
    SignInFirst,
    SubmissionId,
    Unreachable,
)
from refundtui.casework.taking_back import TakenBack, hear_back
from refundtui.domain.case import CaseId
from refundtui.domain.decision import is_append_only
from refundtui.domain.findings import Finding, finding

FIRST_PAGE: Final = 1_000
"""Cases in the first page of a feed that is asked for: a quarter of a megabyte on the line, soon on the screen."""
PAGE: Final = 5_000
"""In every later one: the line has carried one, and whoever is far behind writes fewer pages twice."""
MOST_BEGINNINGS: Final = 3
"""So often a feed may be begun within one pull: an office that never lets one finish is left alone for now."""
REMEMBERED: Final = timedelta(days=30)
"""So long an accepted decision is kept, to be said again should the office bring back an older backup."""


@dataclass(frozen=True, slots=True)
class PullReport:
    """What came in. `drift` names feeds that were read anew because their count or checksum differed."""

    changed: tuple[CaseId, ...] = ()
    drift: tuple[str, ...] = ()
    pages: int = 0
    unreachable: str = ""


@dataclass(slots=True)
class _Pulled:
    progress: Callable[[int], None] | None
    changed: dict[CaseId, None] = field(default_factory=dict)
    drift: list[str] = field(default_factory=list)
    pages: int = 0

    def take(self, changed: Sequence[CaseId], page: Page, ports: Ports) -> None:
        """Note what a page brought; what is to be forgotten is forgotten in our entries too."""
        self.changed.update(dict.fromkeys(changed))
        self.pages += 1
        erased = [change.case_id for change in page.changes if change.erased]
        if erased:
            ports.outbox.forget_cases(erased)
        if self.progress is not None:
            self.progress(len(self.changed))


@dataclass(slots=True)
class _Sent:
    accepted: list[SubmissionId] = field(default_factory=list)
    review: list[SubmissionId] = field(default_factory=list)
    waiting: list[SubmissionId] = field(default_factory=list)
    others: list[SubmissionId] = field(default_factory=list)
    withdrawn: list[SubmissionId] = field(default_factory=list)
    too_late: list[SubmissionId] = field(default_factory=list)
    sign_in: list[int] = field(default_factory=list)
    unreachable: str = ""


@dataclass(frozen=True, slots=True)
class PushReport:
    """What became of our entries: accepted, to be looked at again, waiting, or another agent's; and of the wishes
    to take back: heard, or too late. `sign_in` is how many seconds old a sign-in may be for what waits for a newer
    one; None where nothing does.
    """

    accepted: tuple[SubmissionId, ...] = ()
    review: tuple[SubmissionId, ...] = ()
    waiting: tuple[SubmissionId, ...] = ()
    others: tuple[SubmissionId, ...] = ()
    unreachable: str = ""
    withdrawn: tuple[SubmissionId, ...] = ()
    too_late: tuple[SubmissionId, ...] = ()
    sign_in: int | None = None


def pull(
    ports: Ports, *, page: int | None = None, progress: Callable[[int], None] | None = None
) -> PullReport:
    """Read every feed to its end, compare the tallies, and let go of what the cache now holds.

    What is not ours any more goes first. `page` is how many cases are asked for at once; without it the first
    page of each feed is small and the later ones are large. `progress` hears after every page how many cases came in so far.
    """
    if ports.outbox.read_only:
        return PullReport()  # whoever has the outbox reads for both: the books are the same files
    accepted = [
        entry for entry in ports.outbox.entries(open_only=False) if entry.state is EntryState.ACCEPTED
    ]
    heads = ports.office.feeds()
    if isinstance(heads, Unreachable):
        return PullReport(unreachable=heads.why)
    pulled = _Pulled(progress)
    _purge({head.feed for head in heads}, accepted, ports, pulled)
    documents = ports.office.documents()
    if isinstance(documents, Unreachable):
        return PullReport(tuple(pulled.changed), unreachable=documents.why)
    ports.cache.keep_documents(documents)
    why = _begin(heads, ports)
    for head in heads:
        if why and not why.startswith("feed."):
            break
        # What is wrong with one feed does not keep the others from being read.
        why = _read_to_end(head, ports, page, pulled) or why
    if not why or why.startswith("feed."):
        ports.cache.settle()
    ports.outbox.forget_remembered(ports.clock.now() - REMEMBERED)
    return PullReport(tuple(pulled.changed), tuple(pulled.drift), pulled.pages, why)


def _purge(ours: Collection[str], accepted: Sequence[Entry], ports: Ports, pulled: _Pulled) -> None:
    """A feed that is no longer listed: not a byte of it stays, and nothing more will be told in it."""
    for feed in ports.cache.feeds():
        if feed not in ours:
            gone = ports.cache.forget_feed(feed)
            ports.outbox.forget_cases(gone)
            pulled.changed.update(dict.fromkeys(gone))
    for entry in accepted:
        if entry.visible_in and entry.visible_in not in ours and entry.visible_at is not None:
            ports.outbox.forget_accepted(entry.visible_in, entry.visible_at)


def _begin(heads: Sequence[FeedHead], ports: Ports) -> str:
    """Begin what is new, and all that has another history now, before a page of either is read.

    A backup that was brought back may know less than we were promised: what it does not is said again. A copy
    that is empty cannot tell whether its office was brought back meanwhile, so there it is asked as well.
    """
    cursors = {head.feed: ports.cache.cursor(head.feed) for head in heads}
    other = [head for head in heads if (at := cursors[head.feed]) is not None and at.epoch != head.epoch]
    if other or not any(cursors.values()):
        why = _say_again_what_was_lost(ports)
        if why:
            return why
    for head in (*other, *(head for head in heads if cursors[head.feed] is None)):
        ports.cache.begin_anew(head.feed, head.epoch, head.live_count)
    return ""


def _say_again_what_was_lost(ports: Ports) -> str:
    for entry in ports.outbox.remembered():
        if entry.submission.actor != ports.actor.id:
            continue
        answer = ports.office.answer_to(entry.submission.id)
        if isinstance(answer, Unreachable):
            return answer.why
        if isinstance(answer, NeverHeard):
            ports.outbox.say_again(entry.submission.id)
    return ""


def _read_to_end(head: FeedHead, ports: Ports, page: int | None, pulled: _Pulled) -> str:
    """One feed, page by page; why it could not be read to its end, empty when it was."""
    anew, limit = 0, page or FIRST_PAGE
    while True:
        cursor = ports.cache.cursor(head.feed)
        if cursor is not None and cursor.token and (cursor.epoch, cursor.seq) == (head.epoch, head.last_seq):
            ports.outbox.forget_accepted(head.feed, cursor.seq)
            return ""  # nothing happened here since we were here last
        got = ports.office.changes(head.feed, cursor, limit)
        match got:
            case Unreachable(why=why):
                return why
            case NotOurs():
                return ""  # taken away since the list was made: the next one will not name it
            case BeginAnew(epoch=epoch):
                anew += 1
                if anew > MOST_BEGINNINGS:
                    return "feed.restless"
                ports.cache.begin_anew(head.feed, epoch)
                continue
            case Page():
                pass
            case _:
                assert_never(got)
        if cursor is None or got.epoch != cursor.epoch:
            ports.cache.begin_anew(head.feed, got.epoch)  # its history changed since the list was made
            if got.since:
                continue
        elif got.since != cursor.seq:
            return "feed.stale"  # what somebody on the line had kept: it answers another question
        if got.more and got.through <= got.since:
            return "feed.restless"
        try:
            changed = ports.cache.absorb(got)
        except ValueError:
            return "feed.unreadable"  # a case of a newer office, or torn: nothing of the page was taken
        pulled.take(changed, got, ports)
        limit = page or PAGE
        if got.more:
            continue
        if ports.cache.tally(head.feed) != (got.live_count, got.checksum):
            if head.feed in pulled.drift:
                return ""  # read anew already, and the office's own figures do not agree: it is said
            pulled.drift.append(head.feed)
            ports.cache.begin_anew(head.feed, got.epoch)
            continue
        ports.outbox.forget_accepted(head.feed, got.through)
        return ""


def push(ports: Ports, now: datetime) -> PushReport:
    """Send what is due: per case in order, and no case waits for another."""
    sent = _Sent()
    if ports.outbox.read_only:
        return PushReport()  # whoever has the outbox sends it
    queued = list(_in_turn(ports, now, sent))
    if queued:
        nobody = _nobody_there(ports)
        if nobody:
            # Asked before anything is marked as sent: what never left can still be taken back.
            sent.unreachable = nobody
            sent.waiting.extend(entry.submission.id for entries in queued for entry in entries)
            queued = []
    for entries in queued:
        _send_in_order(entries, ports, now, sent)
        if sent.unreachable:
            break
    return PushReport(
        tuple(sent.accepted), tuple(sent.review), tuple(sent.waiting), tuple(sent.others), sent.unreachable,
        tuple(sent.withdrawn), tuple(sent.too_late), min(sent.sign_in, default=None),
    )  # fmt: skip


def is_due(entry: Entry, now: datetime) -> bool:
    """Whether its hold is over."""
    until = entry.submission.not_before
    return until is None or until <= now


def _in_turn(ports: Ports, now: datetime, sent: _Sent) -> Iterator[list[Entry]]:
    """The entries on their way, case by case, each case in the order it was worked."""
    by_case: dict[CaseId, list[Entry]] = {}
    for entry in sorted(ports.outbox.entries(), key=lambda one: one.position):
        if entry.submission.actor != ports.actor.id:
            sent.others.append(entry.submission.id)
        elif entry.state in {EntryState.QUEUED, EntryState.SENDING, EntryState.WITHDRAWING}:
            by_case.setdefault(entry.submission.case_id, []).append(entry)
    for entries in by_case.values():
        if is_due(entries[0], now):
            yield entries
        else:
            sent.waiting.extend(entry.submission.id for entry in entries)


def _nobody_there(ports: Ports) -> str:
    """Why the office cannot be reached now; empty when it answers."""
    heads = ports.office.feeds()
    return heads.why if isinstance(heads, Unreachable) else ""


def _send_in_order(entries: Sequence[Entry], ports: Ports, now: datetime, sent: _Sent) -> None:
    """One case's entries; a refused one stops what was decided on top of it, but no note."""
    for position, entry in enumerate(entries):
        submission = entry.submission
        if not is_due(entry, now):
            sent.waiting.extend(later.submission.id for later in entries[position:])
            return
        if entry.state is EntryState.WITHDRAWING:
            _ask_back(submission.id, ports, sent)
            if sent.unreachable:
                sent.waiting.extend(later.submission.id for later in entries[position:])
                return
            continue
        why = _ask_again(entry, ports, now)
        if why is not None:
            ports.outbox.needs_review(submission.id, (why,), None)
            sent.review.append(submission.id)
            continue
        if not ports.outbox.sending(submission.id):
            continue  # taken back while the others were sent
        answer = ports.office.submit(submission)
        if isinstance(answer, SignInFirst):
            # Nothing was recorded: it waits as it is, with what rests on it; other cases go on.
            sent.sign_in.append(answer.max_age)
            sent.waiting.extend(later.submission.id for later in entries[position:])
            return
        _keep(answer, submission.id, ports, sent)
        if sent.unreachable:
            sent.waiting.extend(later.submission.id for later in entries[position:])
            return


def _ask_back(submission_id: SubmissionId, ports: Ports, sent: _Sent) -> None:
    match hear_back(submission_id, ports):
        case Unreachable(why=why):
            sent.unreachable = why or "unreachable"
        case TakenBack.TOO_LATE:
            sent.too_late.append(submission_id)
        case _:
            sent.withdrawn.append(submission_id)


def _ask_again(entry: Entry, ports: Ports, now: datetime) -> Finding | None:
    """Why an entry is not sent but put before the agent once more.

    Only what surely never left can be asked again: the office may have taken the other already.
    """
    if entry.state is not EntryState.QUEUED:
        return None
    refused = _refused_before(entry, ports)
    if refused is not None:
        return finding("decision.rests_on_refused", after=str(refused))
    minutes = None if is_append_only(entry.submission.command) else _reask_minutes(entry, ports)
    if minutes is not None and now - entry.submission.decided_at > timedelta(minutes=minutes):
        return finding("decision.old", minutes=minutes, decided_at=entry.submission.decided_at)
    return None


def _refused_before(entry: Entry, ports: Ports) -> SubmissionId | None:
    """The entry this one rests on, when that did not come through."""
    after = entry.submission.after
    before = ports.outbox.entry(after) if after else None
    if before is None or before.state not in {EntryState.NEEDS_REVIEW, EntryState.WITHDRAWN}:
        return None
    return after


def _reask_minutes(entry: Entry, ports: Ports) -> int | None:
    case = ports.cache.case(entry.submission.case_id) or case_to_be(entry.submission.command)
    return ports.rulebooks.for_case(case).policy.manners.reask_minutes if case else None


def _keep(answer: Answer, submission_id: SubmissionId, ports: Ports, sent: _Sent) -> None:
    """Write down what the office answered."""
    if isinstance(answer, Conflict | NotAllowed) and _is_taken_back(submission_id, ports):
        # Nothing of it stands, and that is what the agent has wished meanwhile.
        ports.outbox.withdrawn(submission_id)
        sent.withdrawn.append(submission_id)
        return
    match answer:
        case Accepted(feed=feed, visible_at=visible_at):
            ports.outbox.accepted(submission_id, feed, visible_at)
            sent.accepted.append(submission_id)
        case Conflict(current=current, changed=changed, decided_by=decided_by):
            found = finding("case.changed", changed=changed, decided_by=decided_by)
            ports.outbox.needs_review(submission_id, (found,), current)
            sent.review.append(submission_id)
        case NotAllowed(findings=findings):
            ports.outbox.needs_review(submission_id, findings, None)
            sent.review.append(submission_id)
        case Unreachable(why=why):
            # It may have arrived: it stays `sending` and is sent again under the same id.
            sent.unreachable = why or "unreachable"
        case _:
            assert_never(answer)


def _is_taken_back(submission_id: SubmissionId, ports: Ports) -> bool:
    entry = ports.outbox.entry(submission_id)
    return entry is not None and entry.state in {EntryState.WITHDRAWING, EntryState.WITHDRAWN}
