"""The door for every NACHA file: fixed columns that are believed to be hostile until they are read.

achkit takes the columns apart, and is lenient: it reads an amount of letters as nothing, skips entries before the first
batch and takes a file without its end. So bytes, lengths, digits, the order of records and the totals are looked at
here first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from achkit import parse

from refundtui.domain.hostile_text import clean_line
from refundtui.office.ports import NotReadable

MOST_BYTES: Final = 32_000_000
_LINE: Final = 94
_PRINTABLE: Final = re.compile(rb"[\x20-\x7e\r\n]*")
_ORDER: Final = re.compile(r"1(?:5(?:67*)*8)+9+")
"""The records of a file by their first digits; the lines of nines that fill a block look like ends of a file."""
_DIGITS: Final = {"1": (slice(23, 29),), "5": (slice(69, 75),), "6": (slice(1, 12), slice(29, 39))}


@dataclass(frozen=True, slots=True)
class Addendum:
    """A line that belongs to an entry: of kind 99 it says why the entry came back, of 98 what is to be corrected."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """One entry as it stands in a file, with what its batch says of it; amounts in cents."""

    code: int
    routing: str
    number: str
    cents: int
    individual_id: str
    name: str
    trace: str
    company: str
    effective_on: date
    addenda: tuple[Addendum, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file with its entries in their order; `created` as it is written: year, month, day, hour and minute."""

    origin: str
    created: str
    modifier: str
    entries: tuple[Read, ...]

    @property
    def name(self) -> str:
        return f"{self.origin}-{self.created}{self.modifier}"


def read_file(body: bytes) -> ReadFile:
    """What stands in it; raises `NotReadable` with one sentence, and then nothing of it was taken in."""
    file = parse("\n".join(_lines(body)))
    entries = tuple(_entries(file))
    _adds_up(file, entries)
    return ReadFile(
        clean_line(file["origin_routing"]),
        file["creation_date"] + file["creation_time"].strip(),
        clean_line(file["file_id_modifier"]),
        entries,
    )


def _lines(body: bytes) -> list[str]:
    if len(body) > MOST_BYTES:
        raise NotReadable("The file is larger than any bank's: nothing of it was taken in.")
    if not _PRINTABLE.fullmatch(body):
        raise NotReadable("The file holds bytes that no NACHA file has: nothing of it was taken in.")
    lines = [line for line in body.decode("ascii").splitlines() if line]
    for number, line in enumerate(lines, 1):
        if len(line) != _LINE:
            raise NotReadable(
                f"Line {number} has {len(line)} characters instead of 94: nothing was taken in."
            )
        if not all(line[place].isdigit() for place in _DIGITS.get(line[0], ())):
            raise NotReadable(f"Line {number} has letters where digits stand: nothing was taken in.")
    if not _ORDER.fullmatch("".join(line[0] for line in lines)):
        raise NotReadable(
            "The file is no whole NACHA file, or its lines are out of order: nothing was taken in."
        )
    return lines


def _entries(file: Mapping[str, Any]) -> Iterator[Read]:
    for batch in file["batches"]:
        day = _day(batch["effective_date"])
        for entry in batch["entries"]:
            yield Read(
                entry["txn_code"],
                entry["routing"],
                clean_line(entry["account"]),
                entry["amount_cents"],
                clean_line(entry["id_number"]),
                clean_line(entry["name"]),
                entry["trace_number"].strip(),
                clean_line(batch["company_id"]),
                day,
                tuple(Addendum(one["type"], clean_line(one["info"])) for one in entry["addenda"]),
            )


def _day(written: str) -> date:
    try:
        return datetime.strptime(written, "%y%m%d").date()  # noqa: DTZ007 - a bank's day has no zone
    except ValueError:
        raise NotReadable("A batch's day is none: nothing of the file was taken in.") from None


def _adds_up(file: Mapping[str, Any], entries: tuple[Read, ...]) -> None:
    """The file's own count and sum of its entries: a line that was lost on the way shows there."""
    control = file["control"]
    moved = sum(entry.cents for entry in entries)
    lines = sum(1 + len(entry.addenda) for entry in entries)
    if (control["entry_addenda_count"], control["total_debit"] + control["total_credit"]) != (lines, moved):
        raise NotReadable("The file's count or sum is not that of its entries: nothing of it was taken in.")
