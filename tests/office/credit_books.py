"""Books of store credit to test with: their units, their days, and what of them does not add up."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import col

from refundtui.domain.money import Currency
from refundtui.domain.store_credit import CreditKind
from refundtui.office.database import Database
from refundtui.office.payment_tables import CreditEntryRow
from tests.support.making import NOW, eur

REFUNDABLE, PROMOTIONAL, POINTS = CreditKind.REFUNDABLE, CreditKind.PROMOTIONAL, CreditKind.POINTS
EUR = eur("0").currency
STARS = Currency("STARS", 0)
BRAND = "lindenhof"


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


def unbalanced(database: Database, brand: str = BRAND) -> list[str]:
    """Movements whose sides do not add up to nothing, in each unit."""
    with database.reading() as connection:
        asked = (
            select(col(CreditEntryRow.movement))
            .where(col(CreditEntryRow.brand) == brand)
            .group_by(col(CreditEntryRow.movement), col(CreditEntryRow.kind), col(CreditEntryRow.currency))
            .having(func.sum(col(CreditEntryRow.minor)) != 0)
        )
        return list(connection.execute(asked).scalars())


def number_of_movements(database: Database) -> int:
    with database.reading() as connection:
        asked = select(func.count(col(CreditEntryRow.movement).distinct())).where(
            col(CreditEntryRow.minor) != 0
        )
        return connection.execute(asked).scalar_one()
