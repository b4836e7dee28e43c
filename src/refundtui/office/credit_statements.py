"""An account of store credit as somebody looks at it: how it stands, what it holds, and everything that moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlmodel import col

from refundtui.domain.money import Money
from refundtui.domain.store_credit import CreditKind, Part, Standing
from refundtui.office import credit_accounts as accounts, credit_entries as entries
from refundtui.office.payment_tables import CreditEntryRow


@dataclass(frozen=True, slots=True)
class Held:
    """What of a kind lapses together, or never; `is_lapsed`: its day has passed, and it was not taken out yet."""

    kind: CreditKind
    amount: Money
    expires_at: datetime | None
    is_lapsed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement, as this account saw it: `amount` is below zero where it left. `other` is whence or whither."""

    at: datetime
    kind: CreditKind
    amount: Money
    other: str
    by: str
    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Entries with the newest first."""

    account: str
    standing: Standing
    held: tuple[Held, ...]
    entries: tuple[Entry, ...]


def statement(connection: Connection, brand: str, account: str, now: datetime) -> Statement | None:
    """None where the brand has no such account."""
    standing = accounts.standing(connection, brand, account)
    if standing is None:
        return None
    held = tuple(
        _held(kind, part, now)
        for kind, code in entries.holdings(connection, brand, account)
        for part in entries.parts(connection, brand, account, kind, code)
    )
    names = entries.names_of(connection, brand, col(CreditEntryRow.account) == account)
    moved = entries.movements(connection, brand, names)
    return Statement(account, standing, held, tuple(_entry(one, account) for one in reversed(moved)))


def _held(kind: CreditKind, part: Part, now: datetime) -> Held:
    return Held(kind, part.amount, part.expires_at, part.is_lapsed(now))


def _entry(movement: entries.Movement, account: str) -> Entry:
    came = movement.target == account
    amount = movement.amount if came else -movement.amount
    other = movement.source if came else movement.target
    return Entry(movement.at, movement.kind, amount, other, movement.by, movement.name)
