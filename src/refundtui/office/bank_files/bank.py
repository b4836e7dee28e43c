"""What the office asks of a bank that is paid by files: one protocol, in its own words.

A bank of this kind is handed bytes and answers in files, both by somebody's hand or folder; nothing here waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeAlias

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.money import Money
from refundtui.office.ports import Beneficiary, Heard


@dataclass(frozen=True, slots=True)
class Transfer:
    """One refund in a file, under the id that this bank sends back. `text` is what the payee reads on the statement."""

    end_to_end_id: str
    amount: Money
    to: Beneficiary
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a file says, decided before its first byte is made; `created` (UTC) stays that for ever."""

    message_id: str
    created: datetime
    requested_on: date  # when the bank is to carry it out
    transfers: tuple[Transfer, ...]


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A payee's name as a file carries it; `is_shortened` where its end is missing there."""

    text: str
    is_shortened: bool = False


@dataclass(frozen=True, slots=True)
class InFile:
    """A transfer of a file that was handed in; `is_open` until the bank refused it."""

    amount: Money
    is_open: bool


FileOf: TypeAlias = Callable[[str], Mapping[str, InFile]]
"""What stands in a file of ours, by end-to-end id; empty for a file that was never made here."""


WasBooked: TypeAlias = Callable[[str], bool]
"""Whether a statement already booked the transfer with that end-to-end id out of the account."""


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What a bank said that no table of ours knows: shown to an operator, and never taken for anything.

    In which message, of which payment or file, the bank's own word, and a sentence.
    """

    message_id: str
    about: str
    word: str
    says: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one file of a bank says. `heard` are by end-to-end id; `file` is the file of ours that it answers.

    `accounts` are the account numbers that its statements are of, `until` the last day they cover.
    `is_duplicate`: a file was refused because it is there already, and nothing changes.
    """

    kind: str  # pain.002, camt.053, camt.054, pacs.004, nacha.return
    message_id: str
    file: str = ""
    accounts: tuple[str, ...] = ()
    until: date | None = None
    heard: tuple[Heard, ...] = ()
    whole_file: Refusal | None = None  # refused as a whole, and why
    is_duplicate: bool = False
    puzzles: tuple[Puzzle, ...] = ()


class Apart(StrEnum):
    """How a bank's statements and what it was handed differ."""

    MISSING = "missing"  # handed in, due, and on no statement
    UNEXPECTED = "unexpected"  # booked, and not in any file of that time
    OTHER_AMOUNT = "other_amount"
    DOUBLE = "double"  # booked out more than once


@dataclass(frozen=True, slots=True)
class Gap:
    """One place where they differ; the amount is the bank's, of what is missing ours."""

    apart: Apart
    end_to_end_id: str
    amount: Money | None


class Bank(Protocol):
    """An account that refunds are paid from. `most` is how many go into one file, `folder` where files are dropped."""

    @property
    def name(self) -> str: ...
    @property
    def most(self) -> int: ...
    @property
    def folder(self) -> Path | None: ...
    @property
    def standard(self) -> str:
        """Which files it speaks in: accounts of one standard read them alike."""

    @property
    def suffix(self) -> str:
        """How a file for it is named at the end, as `.xml`."""

    def known_as(self, end_to_end_id: str) -> str:
        """That id as its files carry it; always the same for the same one."""

    def refuses(self, transfer: Transfer) -> Refusal | None:
        """Why this could not be written for the bank, before anything is."""

    def text(self, order: str, case: str) -> str:
        """What the payee reads on the statement."""

    def named(self, name: str) -> WrittenName:
        """A payee's name in the file's characters."""

    def drawn_up(self, draft: Draft) -> bytes:
        """The same bytes for the same draft, on any machine and any day."""

    def owns(self, account: str) -> bool:
        """Whether a statement's account is this one."""

    def settlement_day(self, handed_in: datetime) -> date:
        """The day on which it carries out what it is handed then."""

    def silent_after(self, handed_in: datetime) -> datetime:
        """From when on (UTC) its silence about what it was handed then is a trouble."""

    def late_after(self, settles_on: date) -> datetime:
        """By when (UTC) what it was to carry out that day should be on a statement."""

    def closes_at(self, at: datetime) -> datetime | None:
        """The cut-off (UTC) of that day; None where it is closed."""

    def speaks(self, body: bytes) -> bool:
        """Whether it looks like a file of its standard: whose sentence says what is wrong with it."""

    def read(self, body: bytes, file_of: FileOf, was_booked: WasBooked) -> Said:
        """What a file of the bank's says; raises `NotReadable` with a sentence."""

    def gaps(self, asked: Mapping[str, Money], statements: Iterable[bytes]) -> tuple[Gap, ...]:
        """What differs between these transfers, due by then, and all that these statements book."""


Banks: TypeAlias = Mapping[str, Bank]
