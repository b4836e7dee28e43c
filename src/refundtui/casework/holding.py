"""Holding a case while it is worked on: from the first edit, renewed in silence, let go when one moves on.

Without a line nothing is held, and nothing is kept from being done: the office judges what was decided on
what was seen, and says so when somebody was faster.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Final
from uuid import uuid4

from refundtui.casework.company import HeldElsewhere, Lease, NothingWaits, Presence, Present
from refundtui.casework.ports import Colleagues
from refundtui.casework.submissions import NotAllowed, Unreachable
from refundtui.domain.availability import Availability
from refundtui.domain.case import CaseId

RENEWED: Final = timedelta(minutes=1)
"""So often a lease is asked for again, by this machine's clock alone; the office gives five minutes."""

SAID: Final = timedelta(seconds=25)
"""So often one's place is said: who is silent for a minute is gone."""

IDLE: Final = timedelta(minutes=10)
"""So long nobody touches the desk, and nobody works on what it holds: it goes back to everybody."""

BELIEVED: Final = timedelta(seconds=90)
"""So long what was heard of the others is shown; without a line nobody knows where they are."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who else is at a case, and whether they work on it or only look."""

    name: str
    working: bool


@dataclass(slots=True)
class Holding:
    """What this desk holds, and where it has said it is. Asked from several threads; one at a time asks the office."""

    colleagues: Colleagues
    me: str = ""
    leases: dict[CaseId, Lease] = field(default_factory=dict)
    presence: Presence = field(default_factory=Presence)
    heard_at: datetime | None = None
    _asked_at: dict[CaseId, datetime] = field(default_factory=dict)
    _at: tuple[CaseId | None, bool] = (None, False)
    _said_at: datetime | None = None
    _one_at_a_time: Lock = field(default_factory=Lock)

    # Holding

    def epoch(self, case_id: CaseId) -> int | None:
        """What a decision on it is made under."""
        lease = self.leases.get(case_id)
        return None if lease is None else lease.epoch

    def begin(self, case_id: CaseId, now: datetime) -> HeldElsewhere | NotAllowed | None:
        """The first edit. None: it is ours now, or nobody can say; else who has it."""
        with self._one_at_a_time:
            if case_id in self.leases:
                return None
            return self._keep(case_id, self.colleagues.hold(case_id), now)

    def take_over(self, case_id: CaseId, now: datetime) -> HeldElsewhere | NotAllowed | Unreachable | None:
        """Break another's lease, which is a lead's right."""
        with self._one_at_a_time:
            answer = self.colleagues.hold(case_id, take_over=True)
            return answer if isinstance(answer, Unreachable) else self._keep(case_id, answer, now)

    def next_case(
        self, now: datetime, brand: str = "", language: str = ""
    ) -> Lease | NothingWaits | NotAllowed | Unreachable:
        """The case that needs one most. A lost answer is asked for once more, under the same key."""
        key = str(uuid4())
        with self._one_at_a_time:
            answer = self.colleagues.next_case(key, brand, language)
            if isinstance(answer, Unreachable):
                answer = self.colleagues.next_case(key, brand, language)
            if isinstance(answer, Lease):
                self._keep(answer.case_id, answer, now)
            return answer

    def let_go(self, case_id: CaseId) -> None:
        with self._one_at_a_time:
            self._let_go(case_id)

    def leave(self) -> None:
        """The desk is closed: all of it goes back, with one word."""
        with self._one_at_a_time:
            if self.leases or self._said_at is not None:
                self.leases.clear()
                self.colleagues.leave()

    def keep_up(
        self, here: CaseId | None, worked_on: Collection[CaseId], now: datetime
    ) -> tuple[HeldElsewhere, ...]:
        """Once in a while: let go of what is not worked on any more, renew the rest, say where one is.

        What passed to somebody else meanwhile is told.
        """
        lost: list[HeldElsewhere] = []
        with self._one_at_a_time:
            for case_id in [held for held in self.leases if held not in worked_on]:
                self._let_go(case_id)
            for case_id, lease in list(self.leases.items()):
                if now - self._asked_at[case_id] >= RENEWED:
                    answer = self._keep(case_id, self.colleagues.hold(case_id, lease.epoch), now)
                    # The office ends a lease with the work on it; only a higher epoch is somebody else's.
                    if isinstance(answer, HeldElsewhere) and answer.epoch > lease.epoch:
                        lost.append(answer)
            at = (here, here in self.leases)
            if at != self._at or self._said_at is None or now - self._said_at >= SAID:
                self.colleagues.say_where(here, editing=at[1])
                self._at, self._said_at = at, now
        return tuple(lost)

    def say_availability(self, availability: Availability, now: datetime) -> Unreachable | None:
        """Whether one takes cases. None: the office heard it, and heeds it until another is said."""
        with self._one_at_a_time:
            at = self._at
            if self._said_at is None:  # where one is, is another desk's to say: it is said after it
                there = self.colleagues.around()
                if isinstance(there, Unreachable):
                    return there
                me = next((one for one in there.people if one.person == self.me), None)
                at = (None, False) if me is None else (me.case_id or None, me.editing)
            unheard = self.colleagues.say_where(at[0], editing=at[1], availability=availability)
            if unheard is None:
                self._availability_said(availability)
            return unheard

    def is_behind(self, here: CaseId | None, worked_on: Collection[CaseId], now: datetime) -> bool:
        """Whether `keep_up` would have anything to ask or say."""
        return (
            (here, here in self.leases) != self._at
            or self._said_at is None
            or now - self._said_at >= SAID
            or any(held not in worked_on for held in list(self.leases))
            or any(now - asked_at >= RENEWED for asked_at in list(self._asked_at.values()))
        )

    # The others

    def look_around(self, now: datetime) -> tuple[HeldElsewhere, ...]:
        """Hear who is where; what was ours and is another's now is told."""
        presence = self.colleagues.around()
        if isinstance(presence, Unreachable):
            return ()
        lost = []
        with self._one_at_a_time:
            self.presence, self.heard_at = presence, now
            for lease in presence.leases:
                mine = self.leases.get(lease.case_id)
                if mine is not None and lease.epoch > mine.epoch and lease.holder != self.me:
                    self._forget(lease.case_id)
                    lost.append(HeldElsewhere(lease.case_id, lease.holder, lease.holder_name, lease.epoch))
        return tuple(lost)

    def company(self, now: datetime) -> dict[CaseId, Company]:
        """Every case that somebody else is at, as far as that is known: who works on it goes before who looks."""
        if self.heard_at is None or now - self.heard_at > BELIEVED:
            return {}
        found = {
            one.case_id: Company(one.name or one.person, one.editing)
            for one in sorted(self.presence.people, key=lambda one: (one.editing, one.name))
            if one.case_id and one.person != self.me
        }
        for lease in self.presence.leases:
            if lease.holder != self.me:
                found[lease.case_id] = Company(lease.holder_name or lease.holder, working=True)
        return found

    def names(self) -> dict[str, str]:
        """Who was seen or holds something, by id."""
        seen = [(one.person, one.name) for one in self.presence.people]
        seen += [(lease.holder, lease.holder_name) for lease in self.presence.leases]
        return {person: name for person, name in seen if name}

    @property
    def availability(self) -> Availability:
        """One's own, as the office told it last: whoever closed a desk and asks again has come back."""
        said = self.availabilities.get(self.me, Availability.AVAILABLE)
        return Availability.AVAILABLE if said is Availability.OFFLINE else said

    @property
    def availabilities(self) -> dict[str, Availability]:
        """Of everybody who was seen lately, by id."""
        return {one.person: one.availability for one in self.presence.people}

    # Within

    def _availability_said(self, availability: Availability) -> None:
        """Known at once, before the office tells it again."""
        others = tuple(one for one in self.presence.people if one.person != self.me)
        mine = next((one for one in self.presence.people if one.person == self.me), None)
        mine = mine or Present(self.me, "", CaseId(""))
        self.presence = replace(self.presence, people=(*others, replace(mine, availability=availability)))

    def _keep(
        self, case_id: CaseId, answer: Lease | HeldElsewhere | NotAllowed | Unreachable, now: datetime
    ) -> HeldElsewhere | NotAllowed | None:
        match answer:
            case Lease():
                self.leases[case_id], self._asked_at[case_id] = answer, now
                return None
            case HeldElsewhere() | NotAllowed():
                self._forget(case_id)
                return answer
            case Unreachable():
                return None

    def _let_go(self, case_id: CaseId) -> None:
        lease = self._forget(case_id)
        if lease is not None:
            self.colleagues.give_back(case_id, lease.epoch)

    def _forget(self, case_id: CaseId) -> Lease | None:
        self._asked_at.pop(case_id, None)
        return self.leases.pop(case_id, None)
