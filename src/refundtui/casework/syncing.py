"""Taking in the office's word and sending ours: in pages, in order, and never twice under two ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, assert_never

from refundtui.casework.overlay import case_to_be
from refundtui.casework.ports import (
    Accepted,
    Answer,
    Conflict,
    Entry,
    EntryState,
    NotAllowed,
    Ports,
    SubmissionId,
    Unreachable,
)
from refundtui.domain.case import CaseId
from refundtui.domain.decision import is_append_only
from refundtui.domain.findings import Finding, finding

PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class PullReport:
    """What came in. `drift` names feeds whose count or checksum differs although we are up to date."""

    changed: tuple[CaseId, ...] = ()
    drift: tuple[str, ...] = ()
    pages: int = 0
    unreachable: str = ""


@dataclass(slots=True)
class _Sent:
    accepted: list[SubmissionId] = field(default_factory=list)
    review: list[SubmissionId] = field(default_factory=list)
    waiting: list[SubmissionId] = field(default_factory=list)
    others: list[SubmissionId] = field(default_factory=list)
    unreachable: str = ""


@dataclass(frozen=True, slots=True)
class PushReport:
    """What became of our entries: accepted, to be looked at again, waiting, or another agent's."""

    accepted: tuple[SubmissionId, ...] = ()
    review: tuple[SubmissionId, ...] = ()
    waiting: tuple[SubmissionId, ...] = ()
    others: tuple[SubmissionId, ...] = ()
    unreachable: str = ""


def pull(ports: Ports, *, page: int = PAGE, progress: Callable[[int], None] | None = None) -> PullReport:
    """Read every feed to its end, compare the tallies, and let go of what the cache now holds.

    `progress` hears after every page how many cases came in so far.
    """
    known = [entry for entry in ports.outbox.entries(open_only=False) if entry.state is EntryState.ACCEPTED]
    documents = ports.office.documents()
    if isinstance(documents, Unreachable):
        return PullReport(unreachable=documents.why)
    for name, digest, body in documents:
        ports.cache.keep_document(name, digest, body)
    changed: dict[CaseId, None] = {}
    drift: list[str] = []
    pages = 0
    for feed in ports.office.feeds():
        while True:
            got = ports.office.changes(feed, ports.cache.cursor(feed), page)
            if isinstance(got, Unreachable):
                return PullReport(tuple(changed), tuple(drift), pages, got.why)
            changed.update(dict.fromkeys(ports.cache.absorb(got)))
            pages += 1
            if progress is not None:
                progress(len(changed))
            if not got.more:
                break
        if ports.cache.tally(feed) != (got.live_count, got.checksum):
            drift.append(feed)
    # Every feed was read to its end after these were accepted, whichever feed they show up in.
    seen = max((entry.visible_at for entry in known if entry.visible_at is not None), default=None)
    if seen is not None:
        ports.outbox.forget_accepted(seen)
    return PullReport(tuple(changed), tuple(drift), pages)


def push(ports: Ports, now: datetime) -> PushReport:
    """Send what is due: per case in order, and no case waits for another."""
    sent = _Sent()
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
        tuple(sent.accepted), tuple(sent.review), tuple(sent.waiting), tuple(sent.others), sent.unreachable
    )


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
        elif entry.state in {EntryState.QUEUED, EntryState.SENDING}:
            by_case.setdefault(entry.submission.case_id, []).append(entry)
    for entries in by_case.values():
        if is_due(entries[0], now):
            yield entries
        else:
            sent.waiting.extend(entry.submission.id for entry in entries)


def _nobody_there(ports: Ports) -> str:
    """Why the office cannot be reached now; empty when it answers."""
    feeds = ports.office.feeds()
    # No feed at all is what a line that is down looks like, and what an empty office says: ask for more.
    got = (
        ports.office.changes(feeds[0], ports.cache.cursor(feeds[0]), 1) if feeds else ports.office.documents()
    )
    return got.why if isinstance(got, Unreachable) else ""


def _send_in_order(entries: Sequence[Entry], ports: Ports, now: datetime, sent: _Sent) -> None:
    """One case's entries; a refused one stops what was decided on top of it, but no note."""
    for position, entry in enumerate(entries):
        submission = entry.submission
        if not is_due(entry, now):
            sent.waiting.extend(later.submission.id for later in entries[position:])
            return
        why = _ask_again(entry, ports, now)
        if why is not None:
            ports.outbox.needs_review(submission.id, (why,), None)
            sent.review.append(submission.id)
            continue
        ports.outbox.sending(submission.id)
        _keep(ports.office.submit(submission), submission.id, ports, sent)
        if sent.unreachable:
            sent.waiting.extend(later.submission.id for later in entries[position:])
            return


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
    match answer:
        case Accepted(visible_at=visible_at):
            ports.outbox.accepted(submission_id, visible_at)
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
