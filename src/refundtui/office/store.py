"""The office as one thing: its database, and everything that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from refundtui.domain.actor import Act, Actor, Grant
from refundtui.domain.availability import Availability
from refundtui.domain.case import Case
from refundtui.domain.legs.states import LegState
from refundtui.domain.signing_in import Session
from refundtui.office import (
    archive,
    audit,
    backing_up,
    cases,
    deadlines,
    erasing,
    feeds,
    filling,
    forgetting,
    intake,
    leases,
    people,
    presence,
    publishing,
    recording,
    tidying,
)
from refundtui.office.database import Database
from refundtui.office.feeds import FeedAnswer, FeedCursor, FeedHead
from refundtui.office.leases import Lease, NextAnswer, TakeAnswer
from refundtui.office.next_case import brands_granted, next_case
from refundtui.office.outcomes import Outcome
from refundtui.office.payments import resolving, unclear
from refundtui.office.payments.resolving import Answer
from refundtui.office.payments.unclear import Unclear
from refundtui.office.people import Person
from refundtui.office.presence import Present
from refundtui.office.standing import Standing, standing
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

    def record(
        self,
        submission: SubmissionLike,
        now: datetime,
        *,
        lease_epoch: int | None = None,
        session: Session | None = None,
    ) -> Outcome:
        return recording.record(
            self.database, submission, self._shelf.library, now, lease_epoch=lease_epoch, session=session
        )

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

    # --- who holds what, and who is where ---

    def next_case(
        self, person_id: str, wish: str, now: datetime, *, brand: str = "", language: str = ""
    ) -> NextAnswer:
        return next_case(self.database, person_id, wish, now, brand=brand, language=language)

    def take(
        self,
        person_id: str,
        case_id: str,
        now: datetime,
        *,
        epoch: int | None = None,
        take_over: bool = False,
        offline: bool = False,
    ) -> TakeAnswer:
        return leases.take(
            self.database, person_id, case_id, now, epoch=epoch, take_over=take_over, offline=offline
        )

    def give_back(self, person_id: str, case_id: str, epoch: int, now: datetime) -> bool:
        return leases.give_back(self.database, person_id, case_id, epoch, now)

    def leases(self, actor: Actor, now: datetime) -> tuple[Lease, ...]:
        """Those in force on cases this person may see."""
        return leases.held_now(self.database, brands_granted(actor, Act.READ), now)

    def say_where(
        self,
        person_id: str,
        now: datetime,
        *,
        case_id: str = "",
        doing: str = "viewing",
        availability: Availability | None = None,
    ) -> bool:
        """I am here. True when that is news to the others. Who goes off work gives back what they hold."""
        is_news = presence.say(
            self.database, person_id, now, case_id=case_id, doing=doing, availability=availability
        )
        if is_news and availability is Availability.OFFLINE:
            leases.give_back_all(self.database, person_id, now)
        return is_news

    def present(self, actor: Actor, now: datetime) -> tuple[Present, ...]:
        """Everybody at work, on cases this person may see; and this person, as seen last."""
        return presence.present(self.database, brands_granted(actor, Act.READ), now, me=actor.id)

    def presence_number(self) -> int:
        return presence.number(self.database)

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

    def publish(
        self,
        name: str,
        body: bytes,
        *,
        by: str,
        now: datetime,
        progress: deadlines.Progress | None = None,
    ) -> publishing.Document:
        """Put a pack in force, and let the open cases that follow it say its deadlines. `progress` hears of these."""
        before = self.library()
        document = publishing.publish(self.database, name, body, by=by, now=now)
        self._follow(before, name, now, progress)
        return document

    def publish_all(self, packs: Mapping[str, bytes], *, by: str, now: datetime) -> None:
        """The same of several: the cases are looked at once."""
        before = self.library()
        for name, body in packs.items():
            publishing.publish(self.database, name, body, by=by, now=now)
        self._follow(before, None, now)

    def roll_back(
        self,
        name: str,
        *,
        by: str,
        now: datetime,
        to: int | None = None,
        progress: deadlines.Progress | None = None,
    ) -> publishing.Document:
        before = self.library()
        document = publishing.roll_back(self.database, name, by=by, now=now, to=to)
        self._follow(before, name, now, progress)
        return document

    def _follow(
        self, before: Library, name: str | None, now: datetime, progress: deadlines.Progress | None = None
    ) -> None:
        after = self.library()
        if after is before:
            return
        whose = {None} if name is None else {library.brand_of(name) for library in (before, after)} - {""}
        brands = None if None in whose else [brand for brand in whose if brand]
        deadlines.make_true(self.database, after, now, brands, progress=progress)

    def admit(self, actors: Iterable[Actor]) -> None:
        people.admit(self.database, actors)

    # --- who works here ---

    def enter(self, person: Person, *, by: str, now: datetime) -> None:
        people.enter(self.database, person, by=by, now=now)

    def grant(self, person_id: str, grants: Sequence[Grant], *, by: str, now: datetime) -> Person:
        return people.grant(self.database, person_id, grants, by=by, now=now)

    def disable(self, person_id: str, *, by: str, now: datetime) -> Person:
        return people.disable(self.database, person_id, by=by, now=now)

    def enable(self, person_id: str, *, by: str, now: datetime) -> Person:
        return people.enable(self.database, person_id, by=by, now=now)

    def staff(self) -> tuple[Person, ...]:
        """Everybody, the disabled too."""
        return people.staff(self.database)

    def signed_in(self, subject: str) -> Actor | None:
        """Who an issuer's `sub` is here; None for a stranger and for whoever is disabled."""
        with self.database.reading() as connection:
            found = people.by_subject(connection, subject)
        return None if found is None or found.disabled_at is not None else found.actor

    # --- payments nobody is sure of ---

    def unclear(self, actor: Actor, now: datetime) -> tuple[Unclear, ...]:
        """What this person may look into."""
        with self.database.reading() as connection:
            return unclear.unclear(connection, actor, now)

    def found(self, leg_id: str, person_id: str, state: LegState, evidence: str, now: datetime) -> Answer:
        """One person's word on what became of a payment; with a second one's it counts."""
        library = self.library()
        return self.database.write(
            lambda connection: resolving.found(connection, leg_id, person_id, state, evidence, library, now)
        )

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

    def tidy(self, now: datetime) -> tidying.Tidied | None:
        """What is to be done once an hour; None where it was."""
        return tidying.tidy(self.database, self.library(), now)

    def erase(self, case_id: str, *, by: str, now: datetime) -> bool:
        return erasing.erase(self.database, case_id, self._shelf.library, by=by, now=now)

    def hers(self, who: forgetting.Who) -> forgetting.Forgotten:
        """What forgetting a customer would do."""
        return forgetting.look(self.database, who)

    def forget(self, who: forgetting.Who, *, by: str, now: datetime) -> forgetting.Forgotten:
        return forgetting.forget(self.database, who, self._shelf.library, by=by, now=now)

    def standing(self, *, with_states: bool = False) -> Standing:
        return standing(self.database, with_states=with_states)

    def back_up(self, to: Path) -> int:
        """Everything of one moment into a new file; how many cases. Raises `CopyExistsError`."""
        return backing_up.back_up(self.database, to)

    def restore(self, copy: Path, now: datetime) -> int:
        """Become the office a copy holds; how many cases. Raises `NotEmptyError`."""
        return backing_up.restore(copy, self.database, now)

    def verify_audit(self) -> tuple[audit.Break, ...]:
        return audit.verify(self.database)
