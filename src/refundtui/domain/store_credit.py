"""Store credit: three kinds that are never added to each other, and which part of one is moved first.

Credit that was paid for, or given instead of money, does not lapse here. Promotional credit may lapse and never
becomes money. Points are whole, and have a code of their own. A movement stays within one kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from refundtui.domain.money import Currency, Money, UnknownCurrencyError, currency, total


class CreditKind(StrEnum):
    REFUNDABLE = "refundable"
    PROMOTIONAL = "promotional"
    POINTS = "points"


class Standing(StrEnum):
    """What may be done with an account: out of a frozen one nothing is spent, and a closed one holds nothing."""

    OPEN = "open"
    FROZEN = "frozen"
    CLOSED = "closed"


class Denied(StrEnum):
    """Why nothing moved."""

    UNKNOWN = "unknown"  # no such account, or no such payment
    SHORT = "short"  # there is less
    NOTHING_LEFT = "nothing_left"  # there is nothing at all
    LAPSED = "lapsed"  # there was enough, and its day has passed
    FROZEN = "frozen"
    CLOSED = "closed"
    NOT_EMPTY = "not_empty"  # an account that holds something is not closed
    CURRENCY = "currency"  # it was paid in another


@dataclass(frozen=True, slots=True)
class NotMoved:
    why: Denied


class OtherMovement(Exception):  # noqa: N818 - says what is the case
    """Under this name something else was moved before: a mistake of the one who names."""


class NoSuchCredit(ValueError):  # noqa: N818 - says what is the case
    """A kind that cannot be counted in this unit, cannot lapse, or a movement of nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """What of an account lapses together; None = never."""

    amount: Money
    expires_at: datetime | None = None

    def is_lapsed(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


def unit(kind: CreditKind, code: str) -> Currency:
    """What a kind is counted in: a currency, or whole points of their own code; raises `NoSuchCredit`."""
    try:
        money = currency(code)
    except UnknownCurrencyError as trouble:
        if kind is CreditKind.POINTS and code:
            return Currency(code, 0)
        raise NoSuchCredit(f"{kind.value} credit is counted in money, and {code!r} is none.") from trouble
    if kind is CreditKind.POINTS:
        raise NoSuchCredit(f"Points are no money, and {code} is.")
    return money


def check(kind: CreditKind, amount: Money, expires_at: datetime | None = None) -> None:
    """Raises `NoSuchCredit` for credit that cannot be."""
    if amount.minor <= 0:
        raise NoSuchCredit("A movement of credit moves something.")
    if amount.currency != unit(kind, amount.currency.code):
        raise NoSuchCredit(f"{amount.currency.code} does not have {amount.currency.exponent} decimals.")
    if kind is CreditKind.REFUNDABLE and expires_at is not None:
        raise NoSuchCredit("Credit that was paid for does not lapse.")


def alive(parts: Iterable[Part], of: Currency, now: datetime) -> Money:
    """What can be moved of it now."""
    return total([part.amount for part in parts if not part.is_lapsed(now)], of)


def spent_first(parts: Iterable[Part], amount: Money, now: datetime) -> tuple[Part, ...] | NotMoved:
    """Which parts pay an amount: what lapses next goes first, for that is best for the customer."""
    return _taken(sorted(parts, key=_lapses), amount, now)


def given_back_first(parts: Iterable[Part], amount: Money, now: datetime) -> tuple[Part, ...] | NotMoved:
    """Which parts of a payment return: what lasts longest goes first, each with the day it had."""
    return _taken(sorted(parts, key=_lapses, reverse=True), amount, now)


def _taken(parts: list[Part], amount: Money, now: datetime) -> tuple[Part, ...] | NotMoved:
    taken, missing = [], amount
    for part in parts:
        piece = min(part.amount, missing)
        if piece.minor > 0 and not part.is_lapsed(now):
            taken.append(Part(piece, part.expires_at))
            missing -= piece
    if not missing:
        return tuple(taken)
    there = total([part.amount for part in parts], amount.currency)
    if not there:
        return NotMoved(Denied.NOTHING_LEFT)
    return NotMoved(Denied.LAPSED if there >= amount else Denied.SHORT)


_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def _lapses(part: Part) -> datetime:
    return part.expires_at or _NEVER
