"""The practice office: the real one, in this process, behind the port a desk speaks to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar, assert_never
from uuid import uuid4

from sqlalchemy.exc import OperationalError

from refundtui.casework.feeds import BeginAnew, Change, Cursor, FeedAnswer, FeedHead, NotOurs, Page
from refundtui.casework.ports import Clock
from refundtui.casework.submissions import (
    Accepted,
    Answer,
    Conflict,
    NeverHeard,
    NotAllowed,
    Submission,
    SubmissionId,
    Unreachable,
)
from refundtui.domain.case import CaseId
from refundtui.domain.commands import Command
from refundtui.office.database import OfficeFileError
from refundtui.office.feeds import CursorExpired, FeedCursor, FeedHead as StoredHead, FeedPage, NoSuchFeed
from refundtui.office.outcomes import NotRecorded, Outcome, Recorded, SignInAgain, Stale, TooEarly
from refundtui.office.store import OfficeStore
from refundtui.office.tables import REF_FEED
from refundtui.rulebooks import shipped
from refundtui.rulebooks.loading import digest_of
from refundtui.training.people import PEOPLE
from refundtui.training.weather import Weather
from refundtui.wire.submissions import SubmissionRead

Told = TypeVar("Told")


class PracticeOffice:
    """Adapts `office/` to `casework.ports.Office`. No network code is on this path."""

    def __init__(
        self,
        store: OfficeStore,
        clock: Clock,
        weather: Weather | None = None,
        *,
        closing: Callable[[], None] | None = None,
        paying: Callable[[], None] | None = None,
    ) -> None:
        self.store = store
        self.weather = weather or Weather()
        self.clock = clock
        self._closing = closing
        self._paying = paying

    def submit(self, submission: Submission) -> Answer:
        outcome = self._ask(lambda: self.store.record(submission, self.clock.now()))
        if isinstance(outcome, Unreachable):
            return outcome
        if self.weather.swallows_answer():
            return Unreachable("answer.lost")
        return _answer(outcome)

    def void(self, submission_id: SubmissionId) -> Answer | NeverHeard:
        outcome = self._ask(lambda: self.store.void(submission_id, self.clock.now()))
        return _answer_or_none(submission_id, outcome)

    def answer_to(self, submission_id: SubmissionId) -> Answer | NeverHeard:
        return _answer_or_none(submission_id, self._ask(lambda: self.store.answer_to(submission_id)))

    def feeds(self) -> Sequence[FeedHead] | Unreachable:
        heads = self._ask(self._heads)
        if isinstance(heads, Unreachable):
            return heads
        return tuple(
            FeedHead(head.feed, head.epoch, head.last_seq, head.live_count)
            for head in heads
            if head.feed != REF_FEED
        )

    def _heads(self) -> Sequence[StoredHead]:
        """Time passes between two looks of a desk: what was approved is paid meanwhile."""
        if self._paying is not None:
            self._paying()
        return self.store.heads()

    def changes(self, feed: str, cursor: Cursor | None, limit: int) -> FeedAnswer:
        answer = self._ask(lambda: self.store.changes(feed, _read_to(cursor), limit))
        match answer:
            case FeedPage():
                return _page(answer)
            case CursorExpired():
                return BeginAnew(feed, answer.epoch)
            case NoSuchFeed():
                return NotOurs(feed)
            case Unreachable():
                return answer
            case _:
                assert_never(answer)

    def documents(self) -> Sequence[tuple[str, str, bytes]] | Unreachable:
        packs = self._ask(self.store.documents)
        if isinstance(packs, Unreachable):
            return packs
        return tuple((pack.name, pack.digest, pack.body) for pack in packs)

    def act_as_colleague(self, actor_id: str, case_id: CaseId, command: Command) -> Outcome:
        """Somebody else does something, by the scenario's hand: recorded as any other decision."""
        held = self.store.case(case_id)
        return self.store.record(
            SubmissionRead(
                id=str(uuid4()),
                case_id=case_id,
                command=command,
                base_decision_version=held.decision_version if held else 0,
                actor=actor_id,
                decided_at=self.clock.now(),
            ),
            self.clock.now(),
        )

    def _ask(self, question: Callable[[], Told]) -> Told | Unreachable:
        """What the office says, unless the line is down or its file cannot be used now."""
        if not self.weather.pass_time():
            return _NO_LINE
        try:
            return question()
        except OfficeFileError as torn:
            return Unreachable(torn.code)
        except OperationalError:
            # Locked by another process, or the disk is full: nothing was recorded.
            return Unreachable("office.busy")

    def close(self) -> None:
        self.store.close()
        if self._closing is not None:
            self._closing()


_NO_LINE = Unreachable("line.down")


def furnish(store: OfficeStore, clock: Clock) -> None:
    """What an office needs to begin: the packs that come with the program, and the practice people.

    Packs of another version of the program are published anew; what was decided under the old stays so.
    """
    in_force = {document.name: document.digest for document in store.documents()}
    changed = {name: body for name, body in shipped().items() if in_force.get(name) != digest_of(body)}
    store.publish_all(changed, by="program", now=clock.now())
    present = set(store.people())
    missing = [actor for actor in PEOPLE if actor not in present]
    if missing:
        store.admit(missing)


def _answer(outcome: Outcome) -> Answer:
    match outcome:
        case Recorded():
            return Accepted(
                submission_id=SubmissionId(outcome.submission_id),
                version=outcome.version,
                decision_version=outcome.decision_version,
                feed=outcome.feed,
                visible_at=outcome.seq,
                replayed=outcome.replayed,
            )
        case Stale():
            return Conflict(
                submission_id=SubmissionId(outcome.submission_id),
                current=outcome.current,
                changed=outcome.changed,
                decided_by=outcome.decided_by,
            )
        case NotRecorded():
            return NotAllowed(SubmissionId(outcome.submission_id), outcome.findings)
        case TooEarly():
            return Unreachable("predecessor.missing")
        case SignInAgain():
            raise AssertionError("Nobody signs in to a practice office.")
        case _:
            assert_never(outcome)


def _answer_or_none(
    submission_id: SubmissionId, outcome: Outcome | Unreachable | None
) -> Answer | NeverHeard:
    if outcome is None:
        return NeverHeard(submission_id)
    return outcome if isinstance(outcome, Unreachable) else _answer(outcome)


def _read_to(cursor: Cursor | None) -> FeedCursor | None:
    """Where the reader stands; its token is the floor of its reading. None: at the beginning."""
    if cursor is None or not cursor.token:
        return None
    return FeedCursor(cursor.feed, cursor.epoch, cursor.seq, int(cursor.token))


def _page(page: FeedPage) -> Page:
    return Page(
        feed=page.feed,
        epoch=page.epoch,
        changes=tuple(
            Change(change.case_id, change.seq, change.version, change.removed, change.body)
            for change in page.changes
        ),
        through=page.through,
        more=page.more,
        live_count=page.live_count,
        checksum=page.checksum,
        since=page.since,
        token=str(page.cursor.floor),
    )
