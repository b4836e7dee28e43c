"""What a bank booked: the statement of a day (camt.053), the notice of an entry (camt.054).

A refund is paid once a debit with our end-to-end id is booked, and came back once a credit with a reason for its
return is. Entries that are only announced move nothing. Other payments of the account are counted in its totals and
otherwise none of our business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money, total
from refundtui.gateways.sepa_file.characters import is_ours
from refundtui.gateways.sepa_file.codes import Why, why
from refundtui.gateways.sepa_file.reading import Node, amount_of, day_of, read_message, start_of
from refundtui.gateways.sepa_file.returns import unknown_return
from refundtui.office.bank_files.bank import Puzzle
from refundtui.office.ports import Heard, NotReadable


class Direction(StrEnum):
    """Out of the account, or into it."""

    DEBIT = "DBIT"
    CREDIT = "CRDT"


_BOOKED: Final = "BOOK"
_ANNOUNCED: Final = frozenset({"PDNG", "INFO", "FUTR"})


@dataclass(frozen=True, slots=True)
class Booking:
    """One booked payment with our end-to-end id. `reference` is the bank's own name for it, or its place in the
    message where it has none; `file` is the message id of the file it was handed in with, where the bank says.
    """

    end_to_end_id: str
    direction: Direction
    amount: Money | None
    booked_on: date | None
    reference: str
    file: str
    returned_for: Why | None = None
    is_reversal: bool = False  # the bank takes an entry of its own back

    @property
    def went_out(self) -> bool:
        return self.direction is Direction.DEBIT and self.returned_for is None and not self.is_reversal

    @property
    def came_back(self) -> bool:
        return self.direction is Direction.CREDIT and self.returned_for is not None


@dataclass(frozen=True, slots=True)
class BookedAsOne:
    """A whole file booked as one sum and not itemised: none of its legs is told apart by it (see `itemised`)."""

    file: str
    amount: Money | None
    booked_on: date | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What one account's part of the message says; `moved` is the sum of all its booked entries, ours or not."""

    account: str
    until: date | None  # the last day it covers
    opening: Money | None
    closing: Money | None
    moved: Money | None
    bookings: tuple[Booking, ...]
    as_one: tuple[BookedAsOne, ...]

    @property
    def unexplained(self) -> Money | None:
        """What the balances moved beyond the entries: not zero where an entry is missing. None without balances."""
        if self.opening is None or self.closing is None:
            return None
        change = self.closing - self.opening
        return change if self.moved is None else change - self.moved


@dataclass(frozen=True, slots=True)
class Statements:
    """All accounts of one message, and what our legs hear from it."""

    message_id: str
    name: str  # camt.053, camt.054
    statements: tuple[Statement, ...]
    heard: tuple[Heard, ...]
    puzzles: tuple[Puzzle, ...]


def read_statements(body: bytes, is_ours: Callable[[str], bool] = is_ours) -> Statements:
    """What was booked; raises `NotReadable` for what is neither camt.053 nor camt.054.

    `is_ours` tells our end-to-end ids from those of other payments of the account.
    """
    message = read_message(body, "camt.053", "camt.054")
    name = message.root.text("GrpHdr/MsgId")
    parts = [*message.root.all("Stmt"), *message.root.all("Ntfctn")]
    statements = tuple(_statement(part, is_ours) for part in parts)
    bookings = [booking for statement in statements for booking in statement.bookings]
    return Statements(
        name,
        message.name,
        statements,
        tuple(_heard(bookings, f"{message.name}:%s:{name}")),
        (*_puzzles(bookings, name), *(puzzle for part in parts for puzzle in _strange(part, name))),
    )


def itemised(sum_of: BookedAsOne, taken: Mapping[str, Money], message: str) -> tuple[Heard, ...]:
    """What the legs of a file hear from its booking as one sum: `taken` are those that the bank did not refuse.

    Nothing, unless the sum is theirs to the cent: which of them a smaller one left out, nobody can tell.
    """
    if sum_of.amount is None or {amount.currency for amount in taken.values()} != {sum_of.amount.currency}:
        return ()
    if sum_of.amount != total(list(taken.values()), sum_of.amount.currency):
        return ()
    at = start_of(sum_of.booked_on)
    return tuple(
        Heard(
            f"camt.batch:DBIT:{message}:{name}",
            name,
            report=Report(LegState.SUCCEEDED, amount=amount, at=at),
            at=at,
        )
        for name, amount in taken.items()
    )


def _statement(part: Node, is_ours: Callable[[str], bool]) -> Statement:
    entries = [entry for entry in part.all("Ntry") if _status(entry) == _BOOKED]
    moved = [_signed(amount_of(entry.one("Amt")), _direction(entry)) for entry in entries]
    balances = {balance.text("Tp/CdOrPrtry/Cd"): balance for balance in part.all("Bal")}
    opening, closing = _balance(balances, "OPBD", "PRCD"), _balance(balances, "CLBD")
    _in_one_currency(opening, closing, *moved)
    return Statement(
        part.text("Acct/Id/IBAN", "Acct/Id/Othr/Id"),
        day_of(part.text("FrToDt/ToDtTm")) or _day_of(balances.get("CLBD")) or day_of(part.text("CreDtTm")),
        opening,
        closing,
        total(moved, moved[0].currency) if moved else None,
        tuple(
            booking for place, entry in enumerate(entries, 1) for booking in _bookings(entry, place, is_ours)
        ),
        tuple(batch for entry in entries for batch in _as_one(entry)),
    )


def _status(entry: Node) -> str:
    return entry.text("Sts/Cd", "Sts")  # an element of its own since version 8


def _direction(node: Node) -> Direction:
    try:
        return Direction(node.text("CdtDbtInd"))
    except ValueError:
        raise NotReadable(
            "An entry says neither debit nor credit: nothing of the statement was taken in."
        ) from None


def _signed(amount: Money | None, direction: Direction) -> Money:
    if amount is None:
        raise NotReadable("An entry has no amount: nothing of the statement was taken in.")
    return -amount if direction is Direction.DEBIT else amount


def _balance(balances: dict[str, Node], *codes: str) -> Money | None:
    found = next((balances[code] for code in codes if code in balances), None)
    return None if found is None else _signed(amount_of(found.one("Amt")), _direction(found))


def _day_of(balance: Node | None) -> date | None:
    return None if balance is None else day_of(balance.text("Dt/Dt", "Dt/DtTm"))


def _in_one_currency(*amounts: Money | None) -> None:
    if len({amount.currency for amount in amounts if amount is not None}) > 1:
        raise NotReadable(
            "One account has amounts in several currencies: nothing of the statement was taken in."
        )


def _bookings(entry: Node, place: int, is_ours: Callable[[str], bool]) -> Iterator[Booking]:
    details = list(entry.all("NtryDtls/TxDtls"))
    for number, detail in enumerate(details, 1):
        name = detail.text("Refs/EndToEndId")
        if not is_ours(name):
            continue
        alone = len(details) == 1
        back = detail.one("RtrInf")
        yield Booking(
            name,
            _direction(detail if detail.text("CdtDbtInd") else entry),
            amount_of(
                detail.one("Amt") or detail.one("AmtDtls/TxAmt/Amt") or (entry.one("Amt") if alone else None)
            ),
            day_of(entry.text("BookgDt/Dt", "BookgDt/DtTm")),
            detail.text("Refs/AcctSvcrRef")
            or (entry.text("AcctSvcrRef") if alone else "")
            or f"#{place}.{number}",
            detail.text("Refs/MsgId"),
            None if back is None else why([back.text("Rsn/Cd", "Rsn/Prtry")]),
            entry.text("RvslInd") in {"true", "1"},
        )


def _as_one(entry: Node) -> Iterator[BookedAsOne]:
    if any(detail.text("Refs/EndToEndId") for detail in entry.all("NtryDtls/TxDtls")):
        return
    file = entry.text("NtryDtls/Btch/MsgId") or entry.text("NtryDtls/Btch/PmtInfId").removesuffix("-1")
    if file and _direction(entry) is Direction.DEBIT:
        yield BookedAsOne(file, amount_of(entry.one("Amt")), day_of(entry.text("BookgDt/Dt", "BookgDt/DtTm")))


def _heard(bookings: Iterable[Booking], event: str) -> Iterator[Heard]:
    """One each. Two debits for one leg in one message are told apart, so that the leg goes to two people."""
    known = list(bookings)
    debits = Counter(one.end_to_end_id for one in known if one.went_out)
    for place, one in enumerate(known, 1):
        at = start_of(one.booked_on)
        if one.went_out:
            again = f"#{place}" if debits[one.end_to_end_id] > 1 else ""
            report = Report(LegState.SUCCEEDED, again, one.amount, at, trace=one.reference)
            known_as = f"{event % 'DBIT'}:{one.end_to_end_id}{again}"
            yield Heard(known_as, one.end_to_end_id, report=report, at=at)
        elif one.came_back and one.returned_for is not None:
            report = Report(
                LegState.RETURNED, amount=one.amount, at=at, reason=one.returned_for.refusal.value
            )
            yield Heard(f"{event % 'CRDT'}:{one.end_to_end_id}", one.end_to_end_id, report=report, at=at)


def _puzzles(bookings: Iterable[Booking], message: str) -> Iterator[Puzzle]:
    for one in bookings:
        if not (one.went_out or one.came_back):
            says = "The bank booked it the other way round, and gives no return that would explain it."
            yield Puzzle(message, one.end_to_end_id, one.direction.value, says)
        elif one.returned_for is not None and not one.returned_for.is_known:
            yield unknown_return(message, one.end_to_end_id, one.returned_for)


def _strange(part: Node, message: str) -> Iterator[Puzzle]:
    for entry in part.all("Ntry"):
        if (status := _status(entry)) not in _ANNOUNCED | {_BOOKED}:
            yield Puzzle(
                message, entry.text("AcctSvcrRef"), status, "An entry has a status that nobody here knows."
            )
