"""What a bank sends back: entries it could not pay, and corrections of accounts.

A return carries the entry with our id and a line of kind 99 with its reason. It looks the same for an entry that
was refused before anything moved and for one that was paid and came back; only the bank's booking tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money
from refundtui.gateways.nacha_file.individual_id import is_ours
from refundtui.gateways.nacha_file.nacha_file import DOLLAR
from refundtui.gateways.nacha_file.reading import Read, ReadFile, read_file
from refundtui.gateways.sepa_file.reading import start_of
from refundtui.office.bank_files.bank import Puzzle
from refundtui.office.ports import Heard

REASONS: Final = MappingProxyType(
    {
        "R02": Refusal.ACCOUNT_CLOSED,
        "R03": Refusal.BAD_ACCOUNT,  # no such account, or another person's
        "R04": Refusal.BAD_ACCOUNT,
        "R06": Refusal.DECLINED,  # our own bank asked for it back
        "R12": Refusal.ACCOUNT_CLOSED,  # its branch was sold
        "R13": Refusal.BAD_ACCOUNT,
        "R14": Refusal.DECEASED,
        "R15": Refusal.DECEASED,
        "R16": Refusal.REGULATORY,  # frozen, or by order of the sanctions office
        "R17": Refusal.BAD_ACCOUNT,
        "R20": Refusal.BAD_ACCOUNT,  # no account that payments go to
        "R23": Refusal.DECLINED,  # the payee refused it
        "R24": Refusal.ALREADY_REFUNDED,
        "R26": Refusal.NOT_SET_UP,
        "R27": Refusal.NOT_SET_UP,
        "R28": Refusal.BAD_ACCOUNT,
        "R34": Refusal.BAD_ACCOUNT,
    }
)
"""Reasons for returning a credit, in our words. Source: NACHA Operating Rules, Appendix Four, the codes that can
meet a credit; those for debits alone stand in no table here and are puzzles."""

_RETURNED, _TO_CORRECT = "99", "98"
_CODE: Final = re.compile(r"[RC]\d\d")


@dataclass(frozen=True, slots=True)
class Returns:
    """What one file brings back of ours, and what of it nobody here understands."""

    name: str
    heard: tuple[Heard, ...] = ()
    puzzles: tuple[Puzzle, ...] = ()


def read_returns(body: bytes, was_booked: Callable[[str], bool]) -> Returns:
    """What came back; raises `NotReadable`. `was_booked` says of an id whether its money had left the account."""
    file = read_file(body)
    ours = [entry for entry in file.entries if is_ours(entry.individual_id)]
    return Returns(
        file.name,
        tuple(heard for entry in ours for heard in _heard(entry, file, was_booked)),
        tuple(puzzle for entry in ours for puzzle in _puzzles(entry, file)),
    )


def _heard(entry: Read, file: ReadFile, was_booked: Callable[[str], bool]) -> Iterator[Heard]:
    code = _code(entry, _RETURNED)
    if not code:
        return  # a correction of an account moves nothing
    name = entry.individual_id
    at = start_of(entry.effective_on)
    report = Report(
        LegState.RETURNED if was_booked(name) else LegState.REJECTED,
        amount=Money(entry.cents, DOLLAR),
        at=at,
        reason=REASONS.get(code, Refusal.UNKNOWN_REJECTION).value,
    )
    yield Heard(f"nacha:{file.name}:{code}:{name}", name, report=report, at=at)


def _puzzles(entry: Read, file: ReadFile) -> Iterator[Puzzle]:
    code, change = _code(entry, _RETURNED), _code(entry, _TO_CORRECT)
    if change:
        says = "The money arrived; the bank names a mistake in the account, to be asked about before the next one."
        yield Puzzle(file.name, entry.individual_id, change, says)
    if code and code not in REASONS:
        says = "The money came back for a reason that nobody here knows."
        yield Puzzle(file.name, entry.individual_id, code, says)
    if not code and not change:
        yield Puzzle(file.name, entry.individual_id, "", "The bank sends an entry back and says no reason.")


def _code(entry: Read, kind: str) -> str:
    return next(
        (one.text[:3] for one in entry.addenda if one.kind == kind and _CODE.fullmatch(one.text[:3])), ""
    )
