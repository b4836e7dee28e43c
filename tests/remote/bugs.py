"""Mistakes one could make in the protocol, put into our own code: each is found by the histories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any, Final
from uuid import uuid4

import pytest
from sqlalchemy import delete
from sqlmodel import col

from refundtui.books import absorbing, cache
from refundtui.books.cache import Cache
from refundtui.casework.feeds import Cursor, Page
from refundtui.casework.submissions import (
    Accepted,
    Answer,
    NeverHeard,
    SignInFirst,
    Submission,
    SubmissionId,
    Unreachable,
)
from refundtui.domain.case import CaseId
from refundtui.office import answers, feeds, judgement, recording
from refundtui.office.store import OfficeStore
from refundtui.office.tables import DecisionRow, FeedEntry
from refundtui.remote.office import RemoteOffice
from refundtui.server import cursors
from refundtui.wire.checksums import MODULUS, mark
from tests.remote.one_process import Killed

Patch = Callable[[pytest.MonkeyPatch], None]


def a_new_id_for_every_try(patch: pytest.MonkeyPatch) -> None:
    submit = RemoteOffice.submit

    def again(self: RemoteOffice, submission: Submission) -> Answer | SignInFirst:
        answer = submit(self, replace(submission, id=SubmissionId(str(uuid4()))))
        return replace(answer, submission_id=submission.id) if not isinstance(answer, Unreachable) else answer

    patch.setattr(RemoteOffice, "submit", again)


def nothing_is_told_of_removals(patch: pytest.MonkeyPatch) -> None:
    write = feeds._write_entries

    def silent(connection: Any, feed: str, tellings: Any, numbers: Any, now: Any) -> None:
        kept = [(told, at) for told, at in zip(tellings, numbers, strict=True) if told.version is not None]
        if kept:
            write(connection, feed, [told for told, _ in kept], [at for _, at in kept], now)

    patch.setattr(feeds, "_write_entries", silent)


def the_checksum_is_not_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(feeds, "mark", lambda *_: 0)


def forgotten_removals_are_not_remembered(patch: pytest.MonkeyPatch) -> None:
    """The horizon stays where it was: a reader who was away is told nothing of what went meanwhile."""

    def purge_one(connection: Any, *, feed: str, before: Any) -> int:
        old = (col(FeedEntry.feed_id) == feed, *feeds._told_before(before))
        return int(connection.execute(delete(FeedEntry).where(*old)).rowcount)

    patch.setattr(feeds, "_purge_one", purge_one)


def _with_floor(patch: pytest.MonkeyPatch, floor: int) -> None:
    read = cursors.read
    patch.setattr(cursors, "read", lambda text, feed: replace(read(text, feed), floor=floor))


def a_long_first_reading_outlives_every_purge(patch: pytest.MonkeyPatch) -> None:
    _with_floor(patch, 2**61)


def a_purge_ends_every_first_reading(patch: pytest.MonkeyPatch) -> None:
    _with_floor(patch, 0)


def what_was_said_before_is_done_again(patch: pytest.MonkeyPatch) -> None:
    keep = answers.keep

    def keep_the_last(connection: Any, submission: Any, *rest: Any) -> None:
        connection.execute(delete(DecisionRow).where(col(DecisionRow.id) == submission.id))
        keep(connection, submission, *rest)

    patch.setattr(recording, "_known_answer", lambda *_: None)
    patch.setattr(recording, "keep", keep_the_last)


def any_page_is_taken_in(patch: pytest.MonkeyPatch) -> None:
    """Alone hardly a mistake: the versions of the rows hold out, as these would without those."""
    absorb = Cache.absorb

    def at_once(self: Cache, page: Page) -> tuple[CaseId, ...]:
        with Cache._transaction(self) as db:
            db.execute(
                "UPDATE feed SET epoch = ?, seq = ? WHERE feed = ?", (page.epoch, page.since, page.feed)
            )
        return absorb(self, page)

    patch.setattr(Cache, "absorb", at_once)


def any_page_is_taken_in_and_any_version(patch: pytest.MonkeyPatch) -> None:
    any_page_is_taken_in(patch)
    patch.setattr(absorbing, "_told_before_only", lambda _, rows: {row.n for row in rows})


def the_cursor_is_kept_before_the_rows(patch: pytest.MonkeyPatch) -> None:
    absorb = Cache.absorb

    def cursor_first(self: Cache, page: Page) -> tuple[CaseId, ...]:
        try:
            return absorb(self, page)
        except Killed:
            with Cache._transaction(self) as db:
                place = (page.through, page.token, page.feed)
                db.execute("UPDATE feed SET seq = ?, token = ? WHERE feed = ?", place)
            raise

    patch.setattr(Cache, "absorb", cursor_first)


def nothing_is_let_go_after_a_second_reading(patch: pytest.MonkeyPatch) -> None:
    def keep_all(db: Any, feed: str) -> list[CaseId]:
        left = db.execute("SELECT case_id, version FROM case_ WHERE feed = ?", (feed,)).fetchall()
        checksum = sum(mark(case_id, version) for case_id, version in left) % MODULUS
        place = (len(left), checksum, feed)
        db.execute("UPDATE feed SET is_again = 0, live_count = ?, checksum = ? WHERE feed = ?", place)
        return []

    patch.setattr(cache, "let_go", keep_all)


class _Undone(Exception):  # noqa: N818 - what was answered, carried out of a transaction that is rolled back
    def __init__(self, outcome: Any) -> None:
        super().__init__("undone")
        self.outcome = outcome


def an_answer_is_given_before_it_is_kept(patch: pytest.MonkeyPatch) -> None:
    record = OfficeStore.record
    numbers = count(1)

    def sometimes_lost(self: OfficeStore, *said: Any, **more: Any) -> Any:
        if next(numbers) % 3:
            return record(self, *said, **more)

        def write(work: Callable[[Any], Any]) -> Any:
            try:
                with self.database.writing() as connection:
                    raise _Undone(work(connection))  # noqa: TRY301 - what rolls the transaction back
            except _Undone as undone:
                return undone.outcome

        with pytest.MonkeyPatch.context() as lost:
            lost.setattr(self.database, "write", write)
            return record(self, *said, **more)

    patch.setattr(OfficeStore, "record", sometimes_lost)


def a_silent_line_counts_as_accepted(patch: pytest.MonkeyPatch) -> None:
    submit = RemoteOffice.submit

    def hopeful(self: RemoteOffice, submission: Submission) -> Answer | SignInFirst:
        answer = submit(self, submission)
        if isinstance(answer, Unreachable):
            return Accepted(submission.id, 2, 2, "", 0)
        return answer

    # A desk that begins anew asks once more, and would send what never came: it is told the same there.
    answer_to = RemoteOffice.answer_to

    def sure(self: RemoteOffice, submission_id: SubmissionId) -> Answer | NeverHeard:
        answer = answer_to(self, submission_id)
        return Accepted(submission_id, 2, 2, "", 0) if isinstance(answer, NeverHeard) else answer

    patch.setattr(RemoteOffice, "submit", hopeful)
    patch.setattr(RemoteOffice, "answer_to", sure)


def a_lost_lease_still_counts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(judgement, "_held_by_another", lambda *_: None)


def every_start_reads_from_the_beginning(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Cache, "cursor", _forgetful(Cache.cursor))


def _forgetful(cursor: Callable[[Cache, str], Cursor | None]) -> Callable[[Cache, str], Cursor | None]:
    """Until a feed was read to its end by this process, its place is not remembered from the one before."""

    def here(self: Cache, feed: str) -> Cursor | None:
        begun: set[str] = vars(self).setdefault("_begun", set())
        if feed not in begun:
            begun.add(feed)
            held = cursor(self, feed)
            if held is not None:
                self.begin_anew(feed, held.epoch)
        return cursor(self, feed)

    return here


BUGS: Final[tuple[Patch, ...]] = (
    a_new_id_for_every_try,
    nothing_is_told_of_removals,
    the_checksum_is_not_kept,
    forgotten_removals_are_not_remembered,
    a_long_first_reading_outlives_every_purge,
    a_purge_ends_every_first_reading,
    what_was_said_before_is_done_again,
    any_page_is_taken_in_and_any_version,
    the_cursor_is_kept_before_the_rows,
    nothing_is_let_go_after_a_second_reading,
    an_answer_is_given_before_it_is_kept,
    a_silent_line_counts_as_accepted,
    a_lost_lease_still_counts,
)
