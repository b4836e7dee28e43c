"""Which cases a queue shows, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Sort(StrEnum):
    DUE = "due"
    RECEIVED = "received"
    AMOUNT = "amount"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which cases, in which order. `text` is searched (names, order, mail, phone, reference).

    Amounts are ten-thousandths of their currency's unit, so that yen and cents are compared on one scale;
    their bounds are both included. A deadline is on or after `due_from` and before `due_before`.
    """

    text: str = ""
    brand: str = ""
    states: tuple[str, ...] = ()
    owner: str = ""
    language: str = ""
    open_only: bool = True
    sort: Sort = Sort.DUE
    due_from: datetime | None = None
    due_before: datetime | None = None
    amount_from: int | None = None
    amount_to: int | None = None
    reasons: tuple[str, ...] = ()
    legal_only: bool = False
    unowned: bool = False
    not_owner: str = ""  # whose cases are left out: nobody looks at what they asked for themselves
    snoozed: bool | None = None
    asleep_at: datetime | None = (
        None  # what sleeps is what sleeps beyond this; None: whatever was ever set aside
    )
    pending: tuple[str, ...] = ()  # states of our own entries; asked of the outbox, not of the cache

    def as_usual(self, now: datetime) -> QueueFilter:
        """What was set aside is out of the queue until its hour; whoever looks for it by name finds it."""
        looks_for_it = bool(self.text or self.pending) or not self.open_only
        return replace(self, snoozed=None if looks_for_it else False).as_of(now)

    def as_of(self, now: datetime) -> QueueFilter:
        """The same all through a minute, so that counts are known."""
        at = None if self.snoozed is None else now.replace(second=0, microsecond=0)
        return replace(self, asleep_at=at)

    def is_about(self, snoozed_until: datetime | None) -> bool:
        """Does it want what sleeps until then, or what does not sleep?"""
        sleeps = snoozed_until is not None and (self.asleep_at is None or snoozed_until > self.asleep_at)
        return self.snoozed in {None, sleeps}
