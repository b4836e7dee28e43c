"""Holding a case while it is worked on: from the first edit, renewed in silence, let go when one moves on.

Without a line nothing is held, and nothing is kept from being done: the office judges what was decided on
what was seen, and says so when somebody was faster.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from refundtui.casework.ports import (
    Colleagues,
    HeldElsewhere,
    Lease,
    NotAllowed,
    NothingWaits,
    Presence,
    Unreachable,
)
from refundtui.domain.case import CaseId

RENEWED: Final = timedelta(minutes=1)
"""A lease with less than this and half of it gone is asked for again; the office gives five minutes."""

SAID: Final = timedelta(seconds=25)
"""So often one's place is said: who is silent for a minute is gone."""


@dataclass(slots=True)
class Holding:
    """What this desk holds, and where it has said it is."""

    colleagues: Colleagues
    leases: dict[CaseId, Lease] = field(default_factory=dict)
    refused: dict[CaseId, HeldElsewhere] = field(default_factory=dict)
    presence: Presence = field(default_factory=Presence)
    _at: tuple[CaseId | None, bool] = (None, False)
    _said_at: datetime | None = None

    def begin(self, case_id: CaseId) -> HeldElsewhere | NotAllowed | None:
        """The first edit. None: it is ours now, or nobody can say; else who has it."""
        if case_id in self.leases:
            return None
        return self._keep(case_id, self.colleagues.hold(case_id))

    def take_over(self, case_id: CaseId) -> HeldElsewhere | NotAllowed | Unreachable | None:
        """Break another's lease, which is a lead's right."""
        answer = self.colleagues.hold(case_id, take_over=True)
        return answer if isinstance(answer, Unreachable) else self._keep(case_id, answer)

    def next_case(self, brand: str = "", language: str = "") -> Lease | NothingWaits | Unreachable:
        """The case that needs one most. A lost answer is asked for once more, under the same key."""
        key = str(uuid4())
        answer = self.colleagues.next_case(key, brand, language)
        if isinstance(answer, Unreachable):
            answer = self.colleagues.next_case(key, brand, language)
        if isinstance(answer, Lease):
            self.leases[answer.case_id] = answer
        return answer

    def let_go(self, case_id: CaseId) -> None:
        lease = self.leases.pop(case_id, None)
        self.refused.pop(case_id, None)
        if lease is not None:
            self.colleagues.give_back(case_id, lease.epoch)

    def keep_up(self, case_id: CaseId | None, now: datetime) -> None:
        """Once in a while: renew what is held, say where one is, hear who else is there."""
        for held, lease in list(self.leases.items()):
            if lease.until - now < 4 * RENEWED:
                self._keep(held, self.colleagues.hold(held, lease.epoch))
        at = (case_id, case_id in self.leases)
        if at != self._at or self._said_at is None or now - self._said_at >= SAID:
            self.colleagues.say_where(case_id, editing=at[1])
            self._at, self._said_at = at, now
        presence = self.colleagues.around()
        if not isinstance(presence, Unreachable):
            self.presence = presence

    def _keep(
        self, case_id: CaseId, answer: Lease | HeldElsewhere | NotAllowed | Unreachable
    ) -> HeldElsewhere | NotAllowed | None:
        match answer:
            case Lease():
                self.leases[case_id] = answer
                self.refused.pop(case_id, None)
                return None
            case HeldElsewhere():
                self.leases.pop(case_id, None)
                self.refused[case_id] = answer
                return answer
            case NotAllowed():
                self.leases.pop(case_id, None)
                return answer
            case Unreachable():
                return None
