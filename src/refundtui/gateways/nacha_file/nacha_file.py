"""A file of credits for one bank: everything it says is decided and stored before its first byte is made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from refundtui.domain.money import Money, currency, total

DOLLAR: Final = currency("USD")
_MODIFIER: Final = re.compile(r"[A-Z0-9]")


@dataclass(frozen=True, slots=True)
class Originator:
    """The merchant as its bank knows it: `company` is the identification the bank gave it, ten characters."""

    name: str
    company: str
    routing: str  # of the bank that takes the file
    bank: str = ""


@dataclass(frozen=True, slots=True)
class UsAccount:
    """Whose account a credit goes to. The number never shows in a `repr`, and so in no log."""

    name: str
    routing: str
    number: str = field(repr=False)
    is_savings: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One refund in the file."""

    individual_id: str
    amount: Money
    to: UsAccount


@dataclass(frozen=True, slots=True)
class NachaFile:
    """A batch as its row stores it. `created` is when the batch was closed, and stays that for ever.

    `modifier` tells files apart that were made within the same minute; `purpose` stands on the payee's statement.
    """

    created: datetime
    modifier: str
    effective_on: date  # when the bank is to carry it out
    originator: Originator
    entries: tuple[Entry, ...]
    purpose: str = "REFUND"

    def __post_init__(self) -> None:
        if self.created.tzinfo is None:
            raise ValueError(
                "A bank file's time of creation names its zone, or another machine reads another."
            )
        if not _MODIFIER.fullmatch(self.modifier):
            raise ValueError("A file's modifier is one letter or digit.")

    @property
    def name(self) -> str:
        """What its bank tells it from other files by."""
        return f"{self.originator.routing}-{self.created.astimezone(UTC):%y%m%d%H%M}{self.modifier}"

    @property
    def total(self) -> Money:
        return total([entry.amount for entry in self.entries], DOLLAR)
