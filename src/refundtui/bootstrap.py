"""Who plays which part? A desk on its books, and the office behind it, opened when first needed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from refundtui.casework.ports import (
    Answer,
    Clock,
    Cursor,
    FeedAnswer,
    FeedHead,
    NeverHeard,
    Ports,
    Submission,
    SubmissionId,
    Unreachable,
)
from refundtui.config import Config, Profile

if TYPE_CHECKING:
    from refundtui.books.cache import Cache
    from refundtui.books.opening import Books
    from refundtui.casework.syncing import PullReport
    from refundtui.domain.case import Case
    from refundtui.domain.findings import Finding
    from refundtui.domain.rulebook import Rulebook
    from refundtui.rulebooks.library import Library
    from refundtui.training.office import PracticeOffice
    from refundtui.training.weather import Weather


_LOCAL_PAGE = 5_000  # cases at once from an office on this machine: fewer pages are written twice


@dataclass(slots=True)
class OpenDesk:
    """A desk and what has to be closed after it; `found` is what must be said about its books."""

    ports: Ports
    books: Books
    office: OfficeWhenNeeded
    config: Config
    weather: Weather | None  # of a practice desk
    close_clock: Callable[[], None]

    @property
    def found(self) -> tuple[Finding, ...]:
        return self.books.found

    def pull(self, *, progress: Callable[[int], None] | None = None) -> PullReport:
        """Take in what the office has to tell; the first time this fills the cache."""
        from refundtui.casework.syncing import pull

        return pull(self.ports, page=_LOCAL_PAGE, progress=progress)

    def close(self) -> None:
        self.office.close()
        self.books.close()
        self.close_clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_desk(
    home: Path,
    *,
    training: bool = True,
    actor_id: str = "me",
    plain: bool = False,
    recovery: Path | None = None,
) -> OpenDesk:
    """Open the books of a profile; nothing of the office is loaded before it is first asked for.

    Raises `books.trouble.BookError` when the books cannot be opened, `LookupError` for an unknown actor.
    """
    from refundtui.books.opening import open_books
    from refundtui.training.people import practising

    config = Config(home, Profile.TRAINING if training else Profile.LIVE)
    actor = practising(actor_id)
    books = open_books(config.profile_home, training, plain=plain, recovery=recovery)
    rulebooks = RulebooksOfTheDesk(books.cache)
    clock: Clock
    if training:
        from refundtui.training.clock import PracticeClock
        from refundtui.training.weather import Weather

        clock = practice_clock = PracticeClock(config.clock_file)
        weather = Weather(config.weather_file)
        office = OfficeWhenNeeded(lambda: _practice_office(config, practice_clock, weather), rulebooks.expect)
        close_clock = practice_clock.close
    else:
        clock, weather, office, close_clock = WallClock(), None, OfficeWhenNeeded(None), _nothing
    ports = Ports(
        cache=books.cache,
        outbox=books.outbox,
        office=office,
        rulebooks=rulebooks,
        clock=clock,
        actor=actor,
        training=training,
    )
    return OpenDesk(ports, books, office, config, weather, close_clock)


def open_office(home: Path) -> PracticeOffice:
    """The practice office itself, for whoever fills it: packs published, people in, clock running.

    Raises `office.database.OfficeFileError`.
    """
    from refundtui.training.clock import PracticeClock
    from refundtui.training.weather import Weather

    config = Config(home, Profile.TRAINING)
    clock = PracticeClock(config.clock_file)
    return _practice_office(config, clock, Weather(config.weather_file), closing=clock.close)


@contextmanager
def new_office(home: Path) -> Iterator[PracticeOffice]:
    """A practice office where there is none: built beside its place, put there when it is whole.

    A build that ends half-way, by a power cut even, leaves no office that could be taken for one.
    """
    from refundtui.training.clock import PracticeClock
    from refundtui.training.weather import Weather

    config = Config(home, Profile.TRAINING)
    beside = config.office_file.with_suffix(".db.new")
    for left in beside.parent.glob(f"{beside.name}*"):
        left.unlink(missing_ok=True)
    clock = PracticeClock(config.clock_file)
    office = _practice_office(config, clock, Weather(config.weather_file), file=beside, closing=clock.close)
    with closing(office):
        yield office
    with beside.open("rb+") as whole:
        os.fsync(whole.fileno())
    beside.replace(config.office_file)


def _practice_office(
    config: Config,
    clock: Clock,
    weather: Weather,
    *,
    closing: Callable[[], None] | None = None,
    file: Path | None = None,
) -> PracticeOffice:
    from refundtui.office.store import OfficeStore
    from refundtui.training.office import PracticeOffice, furnish

    store = OfficeStore(file or config.office_file)
    furnish(store, clock)
    return PracticeOffice(store, clock, weather, closing=closing)


def _nothing() -> None:
    """A wall clock needs no closing."""


class WallClock:
    """The time of the world."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the door through which the time comes in


class OfficeWhenNeeded:
    """The office behind its port, opened by whoever first asks, once; `None` is no office at all.

    An office whose file cannot be used is unreachable: the desk works on, and what it decides waits.
    """

    def __init__(
        self,
        opening: Callable[[], PracticeOffice] | None,
        told: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:
        self._opening = opening
        self._told = told
        self._one_at_a_time = threading.Lock()
        self._office: PracticeOffice | None = None
        self._trouble = "" if opening else "office.none"

    @property
    def is_open(self) -> bool:
        return self._office is not None

    def open_in_background(self) -> threading.Thread:
        """Begin to load the office while the desk already shows its rows."""
        thread = threading.Thread(target=self._opened, name="office", daemon=True)
        thread.start()
        return thread

    def submit(self, submission: Submission) -> Answer:
        office = self._opened()
        return Unreachable(self._trouble) if office is None else office.submit(submission)

    def void(self, submission_id: SubmissionId) -> Answer | NeverHeard:
        office = self._opened()
        return Unreachable(self._trouble) if office is None else office.void(submission_id)

    def answer_to(self, submission_id: SubmissionId) -> Answer | NeverHeard:
        office = self._opened()
        return Unreachable(self._trouble) if office is None else office.answer_to(submission_id)

    def feeds(self) -> Sequence[FeedHead] | Unreachable:
        office = self._opened()
        return Unreachable(self._trouble) if office is None else office.feeds()

    def changes(self, feed: str, cursor: Cursor | None, limit: int) -> FeedAnswer:
        office = self._opened()
        return Unreachable(self._trouble) if office is None else office.changes(feed, cursor, limit)

    def documents(self) -> Sequence[tuple[str, str, bytes]] | Unreachable:
        office = self._opened()
        if office is None:
            return Unreachable(self._trouble)
        packs = office.documents()
        if self._told is not None and not isinstance(packs, Unreachable):
            self._told({name: digest for name, digest, _ in packs})
        return packs

    def behind(self) -> PracticeOffice | None:
        """The practice office itself, for scenarios."""
        return self._opened()

    def close(self) -> None:
        with self._one_at_a_time:
            if self._office is not None:
                self._office.close()
            self._office, self._opening, self._trouble = None, None, self._trouble or "office.closed"

    def _opened(self) -> PracticeOffice | None:
        with self._one_at_a_time:
            if self._office is None and self._opening is not None and not self._trouble:
                from refundtui.office.database import OfficeFileError

                try:
                    self._office = self._opening()
                except OfficeFileError as why:
                    self._trouble = why.code
            return self._office


class RulebooksOfTheDesk:
    """The packs as the cache holds them, read when first asked for and again when the office published."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._expected: Mapping[str, str] = {}
        self._met = True
        self._library: Library | None = None
        self._one_at_a_time = threading.Lock()

    def expect(self, digests: Mapping[str, str]) -> None:
        """The office told these: what is at hand is old until the cache has them."""
        with self._one_at_a_time:
            self._expected, self._met = digests, False

    def for_case(self, case: Case) -> Rulebook:
        return self._at_hand().for_case(case)

    def brands(self) -> Sequence[str]:
        return self._at_hand().brands()

    def _at_hand(self) -> Library:
        with self._one_at_a_time:
            if self._library is None or not self._met:
                from refundtui.rulebooks.library import Library

                present = Library(self._cache.documents())
                digests = present.digests()
                if self._library is None or digests != self._library.digests():
                    self._library = present
                self._met = self._expected.items() <= digests.items()
            return self._library
