"""The office as one thing: its database, and everything that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from refundtui.domain.actor import Actor
from refundtui.domain.case import Case
from refundtui.office import archive, audit, cases, feeds, filling, intake, people, publishing, recording
from refundtui.office.database import Database
from refundtui.office.feeds import FeedAnswer, FeedCursor, FeedHead
from refundtui.office.outcomes import Outcome
from refundtui.rulebooks.library import Library
from refundtui.wire.submissions import SubmissionLike


class OfficeStore:
    """Opened on a file (made when missing) or a database's URL; closed at the end of a `with`."""

    def __init__(self, where: Path | str) -> None:
        self.database = Database(where)
        self._shelf = publishing.Shelf()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.database.close()

    # --- what desks say and hear ---

    def record(self, submission: SubmissionLike, now: datetime) -> Outcome:
        return recording.record(self.database, submission, self._shelf.library, now)

    def void(self, submission_id: str, now: datetime) -> Outcome | None:
        return recording.void(self.database, submission_id, now)

    def answer_to(self, submission_id: str) -> Outcome | None:
        return recording.answer_to(self.database, submission_id)

    def maker_of(self, submission_id: str) -> str | None:
        return recording.maker_of(self.database, submission_id)

    def feeds(self, brands: Sequence[str] = ()) -> tuple[str, ...]:
        return feeds.feeds(self.database, brands)

    def heads(self) -> tuple[FeedHead, ...]:
        return feeds.heads(self.database)

    def head(self, feed: str) -> FeedHead | None:
        return feeds.head(self.database, feed)

    def changes(self, feed: str, cursor: FeedCursor | None, limit: int) -> FeedAnswer:
        return feeds.changes(self.database, feed, cursor, limit)

    def documents(self) -> tuple[publishing.Document, ...]:
        return publishing.documents(self.database)

    def library(self) -> Library:
        with self.database.reading() as connection:
            return self._shelf.library(connection)

    # --- what comes in ---

    def take_in(
        self,
        found: Iterable[intake.Found],
        *,
        batch: int = 1000,
        now: datetime | None = None,
        is_ours: bool = False,
        progress: Callable[[intake.IntakeReport], None] | None = None,
    ) -> intake.IntakeReport:
        return intake.take_in(
            self.database,
            found,
            self._shelf.library,
            batch=batch,
            now=now,
            is_ours=is_ours,
            progress=progress,
        )

    def fill(
        self,
        found: Iterable[filling.Found],
        *,
        now: datetime,
        batch: int = 1000,
        progress: Callable[[intake.IntakeReport], None] | None = None,
    ) -> intake.IntakeReport:
        """Cases of this program's own making into a file that may still be thrown away."""
        return filling.fill(
            self.database, found, self._shelf.library, now=now, batch=batch, progress=progress
        )

    def publish(self, name: str, body: bytes, *, by: str, now: datetime) -> publishing.Document:
        return publishing.publish(self.database, name, body, by=by, now=now)

    def roll_back(self, name: str, *, by: str, now: datetime, to: int | None = None) -> publishing.Document:
        return publishing.roll_back(self.database, name, by=by, now=now, to=to)

    def admit(self, actors: Iterable[Actor]) -> None:
        people.admit(self.database, actors)

    # --- what is here ---

    def case(self, case_id: str) -> Case | None:
        with self.database.reading() as connection:
            held = cases.load(connection, case_id)
        return None if held is None else held.case

    def spelled(self, case_id: str) -> cases.Spelled | None:
        return cases.spelled(self.database, case_id)

    def order(self, brand: str, order_id: str) -> Case | None:
        return intake.find_order(self.database, brand, order_id)

    def count(self) -> int:
        return feeds.count(self.database)

    def person(self, actor_id: str) -> Actor | None:
        with self.database.reading() as connection:
            return people.person(connection, actor_id)

    def people(self) -> tuple[Actor, ...]:
        return people.everybody(self.database)

    def archive_closed(self, before: datetime, now: datetime) -> int:
        return archive.archive_closed(self.database, before, self.library(), now)

    def verify_audit(self) -> tuple[audit.Break, ...]:
        return audit.verify(self.database)
