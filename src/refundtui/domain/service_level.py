"""How soon a brand promises its customers an answer: clocks beside the law's, counted in its opening hours.

Every clock is a function of what the case recorded: who wrote when, and in which state it stood. Read again it
says the same, and a changed policy counts anew from the start instead of taking over what another one had
counted. None of them touches a clock of the law's, which no waiting stops.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from refundtui.domain.case import Case, CaseState
from refundtui.domain.letters_set import said
from refundtui.domain.opening_hours import OpeningHours
from refundtui.domain.policy import ServiceLevel
from refundtui.domain.rulebook import Rulebook


class Promised(StrEnum):
    FIRST_REPLY = "first_reply"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class ServiceClock:
    """One promise that runs, or stands still: then `due_at` (UTC) is None. `minutes` is what was promised."""

    promised: Promised
    started_at: datetime
    minutes: int
    due_at: datetime | None


_SPOKEN: Final = frozenset({"phone", "chat"})
"""Where somebody answers while the customer is there, the first reply is no letter to wait for."""

_RESOLVED: Final = frozenset(
    {CaseState.PAID, CaseState.NOTIFY, CaseState.DENIED, CaseState.CLOSED, CaseState.CANCELLED}
)


def service_clocks(case: Case, rulebook: Rulebook) -> tuple[ServiceClock, ...]:
    """What is promised and not kept yet, in the order of the promises."""
    level = rulebook.policy.service
    if level is None:
        return ()
    hours = OpeningHours(
        rulebook.policy.timezone,
        level.openings,
        rulebook.holidays if level.closed_on_holidays else frozenset(),
    )
    return tuple(_running(case, level, hours))


def _running(case: Case, level: ServiceLevel, hours: OpeningHours) -> Iterator[ServiceClock]:
    waits_since = _unanswered_since(case)
    if waits_since is not None:
        answered = any(not hers for _, hers in _words(case))
        first = not answered and case.channel not in _SPOKEN
        promised, minutes = (
            (Promised.FIRST_REPLY, level.first_reply) if first else (Promised.NEXT_REPLY, level.next_reply)
        )
        if minutes is not None:
            yield ServiceClock(promised, waits_since, minutes, hours.reach(waits_since, minutes, ()))
    if level.resolution is not None and case.state not in _RESOLVED:
        since = _taken_up_at(case)
        due = hours.reach(since, level.resolution, _pauses(case, level, since))
        yield ServiceClock(Promised.RESOLUTION, since, level.resolution, due)


_SAYS_SOMETHING: Final = frozenset({"ask_information", "offer"})
"""What an agent did that reaches the customer, with or without the letter it was sent in."""


def _unanswered_since(case: Case) -> datetime | None:
    """Since when the customer waits for a word: her first message after our last one, or her request itself."""
    if case.state in _RESOLVED and case.state is not CaseState.DENIED:
        return None
    spoken = case.channel in _SPOKEN
    since: datetime | None = None if spoken else case.received_at
    for at, hers in sorted(_words(case)):
        if spoken and at <= case.received_at:
            continue  # said to somebody who was there
        if not hers:
            since = None
        elif since is None:
            since = at
    return since


def _words(case: Case) -> Iterator[tuple[datetime, bool]]:
    """When something was said, and whether the customer did. A letter that was set for later counts once it has left, and
    from when it was written: it answers nothing that came after.
    """
    yield from ((message.at, True) for message in case.messages if message.from_customer)
    yield from ((message.at, False) for message in said(case))
    yield from ((event.at, False) for event in case.events if event.kind in _SAYS_SOMETHING)


def _taken_up_at(case: Case) -> datetime:
    """When it came in, or was opened again the last time."""
    again = [event.at for event in case.events if event.before in _RESOLVED and event.after not in _RESOLVED]
    return max(again, default=case.received_at)


def _pauses(case: Case, level: ServiceLevel, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """The stretches in which it was another's turn: from the event that entered such a state to the one that left."""
    found: list[tuple[datetime, datetime | None]] = []
    begun: datetime | None = None
    for event in case.events:
        rests = event.after in level.paused_in
        if rests and begun is None:
            begun = max(event.at, since)
        elif not rests and begun is not None:
            if event.at > begun:
                found.append((begun, event.at))
            begun = None
    if begun is not None:
        found.append((begun, None))
    return found
