"""Who plays which part? A desk on its books, and the office behind it, opened when first needed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self, cast

from refundtui.casework.ports import (
    Answer,
    Clock,
    Cursor,
    FeedAnswer,
    FeedHead,
    HeldElsewhere,
    Lease,
    NeverHeard,
    NotAllowed,
    NothingWaits,
    Office,
    Ports,
    Presence,
    SignInCode,
    SignInFirst,
    Submission,
    SubmissionId,
    UnclearDesk,
    UnclearPayments,
    Unreachable,
    WordCounts,
    WordKept,
)
from refundtui.config import Config, Profile

if TYPE_CHECKING:
    from refundtui.books.cache import Cache
    from refundtui.books.opening import Books
    from refundtui.casework.syncing import PullReport
    from refundtui.domain.actor import Actor
    from refundtui.domain.availability import Availability
    from refundtui.domain.case import Case, CaseId
    from refundtui.domain.findings import Finding
    from refundtui.domain.rulebook import Rulebook
    from refundtui.office.store import OfficeStore
    from refundtui.remote.colleagues import RemoteColleagues
    from refundtui.remote.line import WaysIn
    from refundtui.remote.office import RemoteOffice
    from refundtui.remote.pokes import Pokes as RemotePokes
    from refundtui.remote.registration import Registration
    from refundtui.remote.signing_in import SignedIn
    from refundtui.remote.tokens import TokenStore
    from refundtui.rulebooks.library import Library
    from refundtui.training.office import PracticeOffice
    from refundtui.training.weather import Weather
    from refundtui.wire.signing_in import MeBody


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

        return pull(self.ports, progress=progress)

    def close(self) -> None:
        if self.ports.pokes is not None:
            self.ports.pokes.close()
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
    """Open the books of the practice profile, or with `training` false those of real work (`open_live_desk`);
    nothing of the office is loaded before it is first asked for.

    Raises `books.trouble.BookError` when the books cannot be opened, `LookupError` for an unknown actor.
    """
    if not training:
        return open_live_desk(Config(home, Profile.LIVE), plain=plain, recovery=recovery)
    from refundtui.books.opening import open_books
    from refundtui.training.clock import PracticeClock
    from refundtui.training.people import PEOPLE, practising
    from refundtui.training.weather import Weather

    config = Config(home, Profile.TRAINING)
    actor = practising(actor_id)
    books = open_books(config.profile_home, training, plain=plain, recovery=recovery)
    rulebooks = RulebooksOfTheDesk(books.cache, config.published_letters_folder)
    clock = PracticeClock(config.clock_file)
    weather = Weather(config.weather_file)
    office = OfficeWhenNeeded(lambda: _practice_office(config, clock, weather), rulebooks.expect)
    ports = Ports(
        cache=books.cache,
        outbox=books.outbox,
        office=office,
        rulebooks=rulebooks,
        clock=clock,
        actor=actor,
        training=True,
        names={person.id: person.name for person in PEOPLE},
        letters=config.letters_folder,
        published_letters=config.published_letters_folder,
        unclear=UnclearWhenNeeded(lambda: _unclear_in_practice(office, clock, actor)),
    )
    return OpenDesk(ports, books, office, config, weather, clock.close)


def open_live_desk(config: Config, *, plain: bool = False, recovery: Path | None = None) -> OpenDesk:
    """The desk of real work: its books, and the office it was registered at by `refundtui login`.

    The network is loaded when somebody first asks for the office. Raises `LookupError("login.never")` where
    nobody ever signed in, and `books.trouble.BookError`.
    """
    from refundtui.books.opening import open_books
    from refundtui.remote.registration import actor_of, read_registration

    registration = read_registration(config.registration_file)
    if registration is None or registration.me is None:
        raise LookupError("login.never")
    books = open_books(config.profile_home, training=False, plain=plain, recovery=recovery)
    rulebooks = RulebooksOfTheDesk(books.cache, config.published_letters_folder)
    clock = WallClock()
    office = OfficeWhenNeeded(lambda: _remote_office(config, registration, clock), rulebooks.expect)
    ports = Ports(
        cache=books.cache,
        outbox=books.outbox,
        office=office,
        rulebooks=rulebooks,
        clock=clock,
        actor=actor_of(registration.me),
        training=registration.practice,
        pokes=PokesWhenNeeded(office),
        colleagues=ColleaguesWhenNeeded(office),
        signing_in=SigningInWhenNeeded(config, registration, clock),
        unclear=UnclearWhenNeeded(lambda: _unclear_there(office)),
        letters=config.letters_folder,
        published_letters=config.published_letters_folder,
    )
    return OpenDesk(ports, books, office, config, None, _nothing)


def _remote_office(config: Config, registration: Registration, clock: Clock) -> RemoteOffice:
    return _line_to(registration, signed_in(config, clock), clock)


def _line_to(registration: Registration, ways_in: WaysIn, clock: Clock) -> RemoteOffice:
    import random
    import time

    from refundtui.remote.line import Line
    from refundtui.remote.office import RemoteOffice
    from refundtui.remote.patience import Patience

    patience = Patience(time.monotonic, random.random)
    return RemoteOffice(Line(registration.address, ways_in, clock, patience))


def signed_in(config: Config, clock: Clock) -> SignedIn:
    """The tokens of this profile, shared with every other process of the same agent."""
    from refundtui.remote.issuers import Issuer
    from refundtui.remote.signing_in import SignedIn

    lock = config.tokens_file.with_suffix(".lock")
    return SignedIn(token_store(config), lock, clock, lambda held: Issuer(held.issuer, held.client_id, clock))


def token_store(config: Config) -> TokenStore:
    """The operating system's keyring where there is a real one, else a file nobody else can read."""
    from refundtui.books.vault import real_keyring
    from refundtui.remote.tokens import Keyring, TokenFile, TokenRing

    file = TokenFile(config.tokens_file)
    keyring = cast("Keyring | None", real_keyring())
    return file if keyring is None else TokenRing(keyring, str(config.profile_home), file)


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
    from refundtui.training.paying import PracticePayments

    store = OfficeStore(file or config.office_file)
    furnish(store, clock)
    # Whoever only fills a new office is not kept waiting by payments.
    paying = PracticePayments(store, clock.now) if file is None else None
    return PracticeOffice(store, clock, weather, closing=closing, paying=paying)


def _nothing() -> None:
    """A wall clock needs no closing."""


class WallClock:
    """The time of the world."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the door through which the time comes in


class _Opened(Office, Protocol):
    """An office that is open, and has to be closed."""

    def close(self) -> None: ...


class UnclearWhenNeeded:
    """`casework.ports.UnclearDesk` over the office behind a desk, loaded when somebody looks."""

    def __init__(self, there: Callable[[], UnclearDesk | None]) -> None:
        self._there = there

    def unclear(self) -> UnclearPayments | NotAllowed | Unreachable:
        there = self._there()
        return _CLOSED if there is None else there.unclear()

    def found(
        self, payment_id: str, state: str, evidence: str
    ) -> WordKept | WordCounts | NotAllowed | Unreachable:
        there = self._there()
        return _CLOSED if there is None else there.found(payment_id, state, evidence)


def _unclear_there(office: OfficeWhenNeeded) -> UnclearDesk | None:
    from refundtui.remote.unclear import RemoteUnclear

    there = office.remote()
    return None if there is None else RemoteUnclear(there.line)


def _unclear_in_practice(office: OfficeWhenNeeded, clock: Clock, actor: Actor) -> UnclearDesk | None:
    from refundtui.training.unclear import PracticeUnclear

    store = office.practice_store()
    return None if store is None else PracticeUnclear(store, clock, actor)


class SigningInWhenNeeded:
    """`casework.ports.SigningIn` of a live desk; its network is loaded when an office wants a newer sign-in."""

    def __init__(self, config: Config, registration: Registration, clock: Clock) -> None:
        self._config = config
        self._registration = registration
        self._clock = clock

    def again(self, max_age: int, show: Callable[[SignInCode], None], has_left: Callable[[], bool]) -> str:
        from refundtui.remote.signing_in_again import SigningInAgain

        store = token_store(self._config)
        again = SigningInAgain(self._registration, store, self._clock, self._who)
        return again.again(max_age, show, has_left)

    def _who(self, token: str) -> MeBody | Unreachable:
        from refundtui.remote.signing_in import OneToken

        with closing(_line_to(self._registration, OneToken(token), self._clock)) as office:
            return office.me()


class ColleaguesWhenNeeded:
    """`casework.ports.Colleagues` over the office of a live desk."""

    def __init__(self, office: OfficeWhenNeeded) -> None:
        self._office = office

    def next_case(
        self, key: str, brand: str = "", language: str = ""
    ) -> Lease | NothingWaits | NotAllowed | Unreachable:
        there = self._there()
        return _CLOSED if there is None else there.next_case(key, brand, language)

    def hold(
        self, case_id: CaseId, epoch: int | None = None, *, take_over: bool = False
    ) -> Lease | HeldElsewhere | NotAllowed | Unreachable:
        there = self._there()
        return _CLOSED if there is None else there.hold(case_id, epoch, take_over=take_over)

    def give_back(self, case_id: CaseId, epoch: int) -> None:
        if (there := self._there()) is not None:
            there.give_back(case_id, epoch)

    def leave(self) -> None:
        if (there := self._there()) is not None:
            there.leave()

    def say_where(
        self, case_id: CaseId | None, *, editing: bool = False, availability: Availability | None = None
    ) -> Unreachable | None:
        there = self._there()
        return (
            _CLOSED if there is None else there.say_where(case_id, editing=editing, availability=availability)
        )

    def around(self) -> Presence | Unreachable:
        there = self._there()
        return _CLOSED if there is None else there.around()

    def _there(self) -> RemoteColleagues | None:
        from refundtui.remote.colleagues import RemoteColleagues

        office = self._office.remote()
        return None if office is None else RemoteColleagues(office.line)


_CLOSED: Final = Unreachable("office.closed")


class PokesWhenNeeded:
    """`casework.ports.Pokes` over the office of a live desk, loaded in the thread that listens."""

    def __init__(self, office: OfficeWhenNeeded) -> None:
        self._office = office
        self._pokes: RemotePokes | None = None

    def hear(self, poked: Callable[[], None], people: Callable[[], None] | None = None) -> None:
        threading.Thread(target=self._begin, args=(poked, people), name="pokes.begin", daemon=True).start()

    @property
    def skew(self) -> timedelta:
        return timedelta() if self._pokes is None else self._pokes.skew

    def try_now(self) -> None:
        there = self._office.remote() if self._office.is_open else None
        if there is not None:
            there.line.try_now()

    def close(self) -> None:
        if self._pokes is not None:
            self._pokes.close()

    def _begin(self, poked: Callable[[], None], people: Callable[[], None] | None) -> None:
        import random

        from refundtui.remote.pokes import Pokes as RemotePokes

        self._pokes = RemotePokes(self._office.remote, random.random)
        self._pokes.hear(poked, people)


class OfficeWhenNeeded:
    """The office behind its port, opened by whoever first asks, once; `None` is no office at all.

    An office whose file cannot be used is unreachable: the desk works on, and what it decides waits.
    """

    def __init__(
        self,
        opening: Callable[[], _Opened] | None,
        told: Callable[[Mapping[str, str]], None] | None = None,
    ) -> None:
        self._opening = opening
        self._told = told
        self._one_at_a_time = threading.Lock()
        self._office: _Opened | None = None
        self._trouble = "" if opening else "office.none"

    @property
    def is_open(self) -> bool:
        return self._office is not None

    def open_in_background(self) -> threading.Thread:
        """Begin to load the office while the desk already shows its rows."""
        thread = threading.Thread(target=self._opened, name="office", daemon=True)
        thread.start()
        return thread

    def submit(self, submission: Submission) -> Answer | SignInFirst:
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
        from refundtui.training.office import PracticeOffice

        office = self._opened()
        return office if isinstance(office, PracticeOffice) else None

    def remote(self) -> RemoteOffice | None:
        """The office at the other end of a line, for whoever listens to it."""
        from refundtui.remote.office import RemoteOffice

        office = self._opened()
        return office if isinstance(office, RemoteOffice) else None

    def practice_store(self) -> OfficeStore | None:
        """The office of this process itself."""
        return getattr(self._opened(), "store", None)

    def close(self) -> None:
        with self._one_at_a_time:
            if self._office is not None:
                self._office.close()
            self._office, self._opening, self._trouble = None, None, self._trouble or "office.closed"

    def _opened(self) -> _Opened | None:
        with self._one_at_a_time:
            if self._office is None and self._opening is not None and not self._trouble:
                from refundtui.office.trouble import OfficeFileError

                try:
                    self._office = self._opening()
                except OfficeFileError as why:
                    self._trouble = why.code
            return self._office


class RulebooksOfTheDesk:
    """The packs as the cache holds them, read when first asked for and again when the office published.

    The brands' letter templates come with them, and are laid out in a folder (`letters`).
    """

    def __init__(self, cache: Cache, letters: Path | None = None) -> None:
        self._cache = cache
        self._letters = letters
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

                documents = self._cache.documents()
                present = Library(documents)
                digests = present.digests()
                if self._library is None or digests != self._library.digests():
                    self._lay_out_letters(documents)
                    self._library = present
                self._met = dict(self._expected) == dict(digests)
            return self._library

    def _lay_out_letters(self, documents: Mapping[str, bytes]) -> None:
        there = self._letters is not None and self._letters.is_dir()
        if self._letters is not None and (there or any(name.startswith("letters/") for name in documents)):
            from refundtui.letters.published import lay_out

            # A full or read-only disk keeps no case from being decided, and what the law wants a letter to say is
            # locked whatever template it is written with.
            with suppress(OSError):
                lay_out(documents, self._letters)
