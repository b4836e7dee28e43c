"""What stands against a file, before a byte of it is made: achkit would cut, drop or wrap what does not fit.

Sources: NACHA Operating Rules, Appendix Three (the fields and their lengths); ABA routing numbers, whose ninth digit
checks the other eight.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from achkit import is_valid_routing

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.money import Money
from refundtui.gateways.nacha_file.individual_id import is_ours
from refundtui.gateways.nacha_file.nacha_file import DOLLAR, Entry, NachaFile, Originator
from refundtui.gateways.sepa_file.characters import Written, written

NAME_LENGTH: Final = 22
COMPANY_NAME_LENGTH: Final = 16
PURPOSE_LENGTH: Final = 10
MOST_CENTS: Final = 99_999_999_99
"""Ten digits, of cents."""
_MOST_OF_ALL: Final = 9_999_999_999_99
"""Twelve digits, of the file's sum."""
_MOST_ENTRIES: Final = 9_999
_NUMBER: Final = re.compile(r"[0-9][0-9-]{3,16}")
_ROUTING: Final = re.compile(r"[0-9]{9}")
_COMPANY: Final = re.compile(r"[A-Z0-9]{10}")


class Part(StrEnum):
    """What of a file or an entry is meant."""

    FILE = "file"
    ORIGINATOR = "originator"
    INDIVIDUAL_ID = "individual_id"
    AMOUNT = "amount"
    NAME = "name"
    ROUTING = "routing"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Objection:
    """One reason not to send: the entry's id (empty: the whole file's), its part, our code, and a sentence.

    The sentence is for an operator; it repeats neither names nor account numbers.
    """

    part: Part
    refusal: Refusal
    says: str
    individual_id: str = ""


def payee_name(name: str) -> Written:
    """As an entry carries it: capitals of ASCII, cut at 22 of them, and known to be cut."""
    as_written = written(name, NAME_LENGTH)
    return Written(as_written.text.upper(), name, as_written.is_shortened)


def objections(file: NachaFile) -> tuple[Objection, ...]:
    """Everything that stands against it, all of it at once; empty where it can be drawn up."""
    return (
        *_against_file(file),
        *against_originator(file.originator),
        *(found for entry in file.entries for found in against(entry)),
    )


def against(entry: Entry) -> tuple[Objection, ...]:
    """Everything that stands against one entry."""
    found = (*_amount(entry.amount), *_account(entry))
    return tuple(Objection(part, refusal, says, entry.individual_id) for part, refusal, says in found)


def _against_file(file: NachaFile) -> Iterator[Objection]:
    if not file.entries:
        yield Objection(Part.FILE, Refusal.NOT_SET_UP, "The file holds no entry.")
        return
    if len(file.entries) > _MOST_ENTRIES:
        yield Objection(Part.FILE, Refusal.NOT_SET_UP, f"A file holds at most {_MOST_ENTRIES:,} entries.")
    if not 1 <= len(file.purpose) <= PURPOSE_LENGTH or not re.fullmatch(r"[A-Z0-9 ]+", file.purpose):
        yield Objection(
            Part.FILE, Refusal.NOT_SET_UP, "The purpose has at most 10 capital letters and digits."
        )
    for name, number in Counter(entry.individual_id for entry in file.entries).items():
        if number > 1:
            yield Objection(
                Part.INDIVIDUAL_ID,
                Refusal.DUPLICATE_REFERENCE,
                f"The same id stands {number} times in the file; a bank would pay each of them.",
                name,
            )
    if {entry.amount.currency for entry in file.entries} == {DOLLAR} and file.total.minor > _MOST_OF_ALL:
        yield Objection(Part.FILE, Refusal.AMOUNT_TOO_LARGE, "The file's sum has more than twelve digits.")


def against_originator(originator: Originator) -> Iterator[Objection]:
    """Everything that stands against whoever pays: no file of theirs can be drawn up."""
    name = written(originator.name, COMPANY_NAME_LENGTH)
    if not _is_name(name.text) or name.is_shortened:
        says = "The merchant's name is empty or longer than 16 characters."
        yield Objection(Part.ORIGINATOR, Refusal.NOT_SET_UP, says)
    if not _COMPANY.fullmatch(originator.company):
        says = "The company identification has ten capital letters and digits, as the bank gave them."
        yield Objection(Part.ORIGINATOR, Refusal.NOT_SET_UP, says)
    if not _ROUTING.fullmatch(originator.routing) or not is_valid_routing(originator.routing):
        says = "The routing number of the merchant's bank does not check."
        yield Objection(Part.ORIGINATOR, Refusal.NOT_SET_UP, says)


def _amount(amount: Money) -> Iterator[tuple[Part, Refusal, str]]:
    if amount.currency != DOLLAR:
        says = "A NACHA file moves US dollars alone, and nothing is converted here."
        yield Part.AMOUNT, Refusal.CURRENCY, says
    elif amount.minor < 1:
        # Zero is no payment there but a test of the account (a prenotification).
        yield Part.AMOUNT, Refusal.AMOUNT_TOO_SMALL, "At least one cent has to move."
    elif amount.minor > MOST_CENTS:
        yield Part.AMOUNT, Refusal.AMOUNT_TOO_LARGE, "One entry moves at most 99,999,999.99 USD."


def _account(entry: Entry) -> Iterator[tuple[Part, Refusal, str]]:
    to = entry.to
    if not is_ours(entry.individual_id):
        yield Part.INDIVIDUAL_ID, Refusal.NOT_SET_UP, "An entry's id is made of its leg: fifteen characters."
    if not _ROUTING.fullmatch(to.routing) or not is_valid_routing(to.routing):
        yield (
            Part.ROUTING,
            Refusal.BAD_ACCOUNT,
            "The routing number has nine digits, and its last one checks.",
        )
    if not _NUMBER.fullmatch(to.number):
        # Longer ones would lose their end without a word, and another person may have that account.
        yield Part.NUMBER, Refusal.BAD_ACCOUNT, "The account number has 4 to 17 digits and hyphens."
    if not _is_name(payee_name(to.name).text):
        says = "The payee's name is missing, or nothing of it can be written."
        yield Part.NAME, Refusal.BAD_ACCOUNT, says


def _is_name(text: str) -> bool:
    return any(character.isalnum() for character in text)
