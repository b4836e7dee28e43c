"""A desk on its books: of the practice office on this machine, or of one across a line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from refundtui.bootstrap.desk_rulebooks import RulebooksOfTheDesk
from refundtui.bootstrap.offices import (
    WallClock,
    practice_office,
    remote_office,
)
from refundtui.bootstrap.when_needed import (
    ColleaguesWhenNeeded,
    OfficeWhenNeeded,
    PokesWhenNeeded,
    SigningInWhenNeeded,
    UnclearWhenNeeded,
    unclear_in_practice,
    unclear_there,
)
from refundtui.casework.ports import Ports
from refundtui.config import Config, Profile

if TYPE_CHECKING:
    from refundtui.books.opening import Books
    from refundtui.casework.syncing import PullReport
    from refundtui.domain.findings import Finding
    from refundtui.training.weather import Weather


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
    office = OfficeWhenNeeded(lambda: practice_office(config, clock, weather), rulebooks.expect)
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
        unclear=UnclearWhenNeeded(lambda: unclear_in_practice(office, clock, actor)),
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
    office = OfficeWhenNeeded(lambda: remote_office(config, registration, clock), rulebooks.expect)
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
        unclear=UnclearWhenNeeded(lambda: unclear_there(office)),
        letters=config.letters_folder,
        published_letters=config.published_letters_folder,
    )
    return OpenDesk(ports, books, office, config, None, _nothing)


def _nothing() -> None:
    """A wall clock needs no closing."""
