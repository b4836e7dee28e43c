"""Payments nobody is sure of, and what becomes of somebody's word about one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from refundtui.domain.money import Money


@dataclass(frozen=True, slots=True)
class UnclearPayment:
    """Money of which nobody knows what became of it. `about` is leg, delivery or books; `another_spoke`: somebody
    else said what they found, and what that is the office tells to nobody before the second one spoke.
    """

    about: str
    id: str
    since: datetime
    gateway: str
    refund: str = ""
    brand: str = ""
    case_id: str = ""
    reference: str = ""
    amount: Money | None = None
    state: str = ""
    is_findable: bool = False
    own_word: str = ""
    another_spoke: bool = False
    known: tuple[tuple[datetime, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class UnclearPayments:
    """The oldest first, and what a payment can be found to be."""

    payments: tuple[UnclearPayment, ...]
    findable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordKept:
    """Written down: it counts when a second person says the same. `differs`: another's other word counts no more."""

    differs: bool = False


@dataclass(frozen=True, slots=True)
class WordCounts:
    """Two people say so: that is what became of it."""

    state: str
