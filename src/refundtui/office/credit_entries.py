"""The rows of the store-credit ledger: what is read of them, and the one way in which they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select
from sqlmodel import col

from refundtui.domain.money import Money, total
from refundtui.domain.store_credit import CreditKind, Part, unit
from refundtui.office.payment_tables import CreditEntryRow

HOUSE: Final = "house:"
PAYMENT: Final = "payment:"
_OURS: Final = (HOUSE, PAYMENT)


@dataclass(frozen=True, slots=True)
class Movement:
    """From one account to another, within one kind; its parts keep the day on which they lapse."""

    name: str
    source: str
    target: str
    kind: CreditKind
    parts: tuple[Part, ...]
    by: str
    at: datetime

    @property
    def amount(self) -> Money:
        return total([part.amount for part in self.parts], self.parts[0].amount.currency)

    def is_same_as(self, other: Movement) -> bool:
        """Whether the other asked for the same, whenever that was."""
        return (self.source, self.target, self.kind, self.amount, self.by) == (
            other.source,
            other.target,
            other.kind,
            other.amount,
            other.by,
        )


def is_ours(account: str) -> bool:
    """Whether an account's name is one of the house's own, or nobody's."""
    return not account or account.startswith(_OURS)


def write(connection: Connection, brand: str, movement: Movement) -> None:
    """Every part leaves one account and arrives at the other: the sides add up to nothing by construction."""
    sides = [(movement.source, -1, part) for part in movement.parts]
    sides += [(movement.target, 1, part) for part in movement.parts]
    connection.execute(
        insert(CreditEntryRow),
        [
            {
                "movement": movement.name,
                "place": place,
                "brand": brand,
                "account": account,
                "kind": movement.kind.value,
                "currency": part.amount.currency.code,
                "minor": sign * part.amount.minor,
                "at": movement.at,
                "by": movement.by,
                "expires_at": part.expires_at,
            }
            for place, (account, sign, part) in enumerate(sides)
        ],
    )


def movement(connection: Connection, brand: str, name: str) -> Movement | None:
    """What was moved under this name."""
    found = movements(connection, brand, [name])
    return found[0] if found else None


def movements(connection: Connection, brand: str, names: Sequence[str]) -> tuple[Movement, ...]:
    """What was moved under these names, the earliest first."""
    rows = connection.execute(
        select(CreditEntryRow.__table__)  # type: ignore[attr-defined]  # SQLModel adds it
        .where(col(CreditEntryRow.brand) == brand, col(CreditEntryRow.movement).in_(names))
        .order_by(col(CreditEntryRow.movement), col(CreditEntryRow.place))
    ).all()
    grouped: dict[str, list[Row[*tuple[object, ...]]]] = {}
    for row in rows:
        grouped.setdefault(row.movement, []).append(row)
    return tuple(sorted(map(_read, grouped.values()), key=lambda one: (one.at, one.name)))


def names_of(connection: Connection, brand: str, *wanted: ColumnElement[bool]) -> tuple[str, ...]:
    """Movements with an entry like this."""
    asked = select(col(CreditEntryRow.movement)).where(
        col(CreditEntryRow.brand) == brand, col(CreditEntryRow.minor) != 0, *wanted
    )
    return tuple(connection.execute(asked.distinct()).scalars())


def parts(connection: Connection, brand: str, account: str, kind: CreditKind, code: str) -> tuple[Part, ...]:
    """What an account holds of a kind, by the day on which it lapses: sums, and nothing that is kept."""
    of = unit(kind, code)
    rows = connection.execute(
        select(col(CreditEntryRow.expires_at), func.sum(col(CreditEntryRow.minor)).label("minor"))
        .where(
            col(CreditEntryRow.brand) == brand,
            col(CreditEntryRow.account) == account,
            col(CreditEntryRow.kind) == kind.value,
            col(CreditEntryRow.currency) == code,
        )
        .group_by(col(CreditEntryRow.expires_at))
    ).all()
    return tuple(Part(Money(int(row.minor), of), row.expires_at) for row in rows if row.minor)


def holdings(connection: Connection, brand: str, account: str) -> tuple[tuple[CreditKind, str], ...]:
    """In which kinds and units an account holds anything, lapsed or not."""
    rows = connection.execute(
        select(col(CreditEntryRow.kind), col(CreditEntryRow.currency))
        .where(
            col(CreditEntryRow.brand) == brand,
            col(CreditEntryRow.account) == account,
            col(CreditEntryRow.kind).in_([kind.value for kind in CreditKind]),
        )
        .group_by(col(CreditEntryRow.kind), col(CreditEntryRow.currency), col(CreditEntryRow.expires_at))
        .having(func.sum(col(CreditEntryRow.minor)) != 0)
        .distinct()
    ).all()
    return tuple(sorted((CreditKind(row.kind), row.currency) for row in rows))


def accounts_with_lapsed(connection: Connection, brand: str, now: datetime) -> tuple[str, ...]:
    """Customers' accounts that still hold something whose day has passed."""
    found = connection.execute(
        select(col(CreditEntryRow.account))
        .where(
            col(CreditEntryRow.brand) == brand,
            col(CreditEntryRow.expires_at) <= now,
            *(~col(CreditEntryRow.account).startswith(prefix) for prefix in _OURS),
        )
        .group_by(
            col(CreditEntryRow.account),
            col(CreditEntryRow.kind),
            col(CreditEntryRow.currency),
            col(CreditEntryRow.expires_at),
        )
        .having(func.sum(col(CreditEntryRow.minor)) > 0)
        .distinct()
    ).scalars()
    return tuple(sorted(found))


def lock(connection: Connection, name: str) -> bool:
    """Hold a movement's first row to the end of the transaction; False where there is none.

    What is read after it has waited is what the one before left: each statement sees its own moment. An
    embedded file has one writer anyway.
    """
    row = select(col(CreditEntryRow.place)).where(
        col(CreditEntryRow.movement) == name, col(CreditEntryRow.place) == 0
    )
    return connection.execute(row.with_for_update()).first() is not None


def _read(rows: Iterable[Row[*tuple[object, ...]]]) -> Movement:
    rows = list(rows)
    out, into = [row for row in rows if row.minor < 0], [row for row in rows if row.minor > 0]
    kind = CreditKind(into[0].kind)
    of = unit(kind, into[0].currency)
    return Movement(
        into[0].movement,
        out[0].account,
        into[0].account,
        kind,
        tuple(Part(Money(row.minor, of), row.expires_at) for row in into),
        into[0].by,
        into[0].at,
    )
