"""The office behind a desk: the practice one of this machine, or one across a line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from refundtui.casework.ports import Clock
from refundtui.config import Config, Profile

if TYPE_CHECKING:
    from refundtui.remote.line import WaysIn
    from refundtui.remote.office import RemoteOffice
    from refundtui.remote.registration import Registration
    from refundtui.remote.signing_in import SignedIn
    from refundtui.remote.tokens import TokenStore
    from refundtui.training.office import PracticeOffice
    from refundtui.training.weather import Weather


def open_office(home: Path) -> PracticeOffice:
    """The practice office itself, for whoever fills it: packs published, people in, clock running.

    Raises `office.database.OfficeFileError`.
    """
    from refundtui.training.clock import PracticeClock
    from refundtui.training.weather import Weather

    config = Config(home, Profile.TRAINING)
    clock = PracticeClock(config.clock_file)
    return practice_office(config, clock, Weather(config.weather_file), closing=clock.close)


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
    office = practice_office(config, clock, Weather(config.weather_file), file=beside, closing=clock.close)
    with closing(office):
        yield office
    with beside.open("rb+") as whole:
        os.fsync(whole.fileno())
    beside.replace(config.office_file)


def practice_office(
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


class WallClock:
    """The time of the world."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the door through which the time comes in


def remote_office(config: Config, registration: Registration, clock: Clock) -> RemoteOffice:
    return line_to(registration, signed_in(config, clock), clock)


def line_to(registration: Registration, ways_in: WaysIn, clock: Clock) -> RemoteOffice:
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
