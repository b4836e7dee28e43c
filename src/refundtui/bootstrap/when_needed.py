"""What a desk opens only when it is first needed: the office, and what is asked of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from refundtui.bootstrap.offices import line_to, token_store
from refundtui.casework.company import HeldElsewhere, Lease, NothingWaits, Presence
from refundtui.casework.feeds import Cursor, FeedAnswer, FeedHead
from refundtui.casework.ports import Clock, Office, SignInCode, UnclearDesk
from refundtui.casework.submissions import (
    Answer,
    NeverHeard,
    NotAllowed,
    SignInFirst,
    Submission,
    SubmissionId,
    Unreachable,
)
from refundtui.casework.unclear import UnclearPayments, WordCounts, WordKept
from refundtui.config import Config

if TYPE_CHECKING:
    from refundtui.domain.actor import Actor
    from refundtui.domain.availability import Availability
    from refundtui.domain.case import CaseId
    from refundtui.office.store import OfficeStore
    from refundtui.remote.colleagues import RemoteColleagues
    from refundtui.remote.office import RemoteOffice
    from refundtui.remote.pokes import Pokes as RemotePokes
    from refundtui.remote.registration import Registration
    from refundtui.training.office import PracticeOffice
    from refundtui.wire.signing_in import MeBody

_CLOSED: Final = Unreachable("office.closed")


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


def unclear_there(office: OfficeWhenNeeded) -> UnclearDesk | None:
    from refundtui.remote.unclear import RemoteUnclear

    there = office.remote()
    return None if there is None else RemoteUnclear(there.line)


def unclear_in_practice(office: OfficeWhenNeeded, clock: Clock, actor: Actor) -> UnclearDesk | None:
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

        with closing(line_to(self._registration, OneToken(token), self._clock)) as office:
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
