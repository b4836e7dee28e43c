"""What may be done with an account of store credit: opened by its first credit, frozen, thawed, closed.

An account's standing is kept among its entries, as entries of nothing in a movement of its own: by whom and when
it was opened, frozen, closed. The first of them is the row that is locked by whoever moves something out of the
account or into it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select
from sqlmodel import col

from refundtui.domain.store_credit import Denied, NotMoved, Standing
from refundtui.office import credit_entries as entries
from refundtui.office.database import Database
from refundtui.office.payment_tables import CreditEntryRow


def freeze(database: Database, brand: str, account: str, by: str, now: datetime) -> Standing | NotMoved:
    """Nothing is spent out of it until it is thawed; what it is given, it takes."""
    return _stand(database, brand, account, Standing.FROZEN, by, now)


def thaw(database: Database, brand: str, account: str, by: str, now: datetime) -> Standing | NotMoved:
    return _stand(database, brand, account, Standing.OPEN, by, now)


def close(database: Database, brand: str, account: str, by: str, now: datetime) -> Standing | NotMoved:
    """For ever; refused while the account holds anything of any kind."""
    return _stand(database, brand, account, Standing.CLOSED, by, now)


def why_not_open(standing: Standing | None) -> Denied | None:
    """Why nothing is spent out of an account that stands like this."""
    return _WHY[standing]


def takes_credit(connection: Connection, brand: str, account: str, by: str, now: datetime) -> bool:
    """Locks the account, and opens it where there is none."""
    stands = lock_account(connection, brand, account)
    if stands is None:
        _now_stands(connection, brand, account, Standing.OPEN, by, now)
    return stands is not Standing.CLOSED


def lock_account(connection: Connection, brand: str, account: str) -> Standing | None:
    """Its standing, which nobody else changes now; None where there is no such account."""
    return standing(connection, brand, account) if entries.lock(connection, _life(brand, account)) else None


def standing(connection: Connection, brand: str, account: str) -> Standing | None:
    last = _last(connection, brand, account)
    return None if last is None else last[1]


def _now_stands(
    connection: Connection, brand: str, account: str, as_it: Standing, by: str, now: datetime
) -> None:
    """Of two who open an account at once the second finds the name taken, and begins again."""
    last = _last(connection, brand, account)
    row = {
        "movement": _life(brand, account),
        "place": 0 if last is None else last[0] + 1,
        "brand": brand,
        "account": account,
        "kind": as_it.value,
        "currency": "",
        "minor": 0,
        "at": now,
        "by": by,
        "expires_at": None,
    }
    connection.execute(insert(CreditEntryRow), [row])


def _last(connection: Connection, brand: str, account: str) -> tuple[int, Standing] | None:
    row = connection.execute(
        select(col(CreditEntryRow.place), col(CreditEntryRow.kind))
        .where(col(CreditEntryRow.movement) == _life(brand, account))
        .order_by(col(CreditEntryRow.place).desc())
        .limit(1)
    ).first()
    return None if row is None else (row.place, Standing(row.kind))


def _life(brand: str, account: str) -> str:
    return f"account:{brand}:{account}"


def _stand(
    database: Database, brand: str, account: str, wanted: Standing, by: str, now: datetime
) -> Standing | NotMoved:
    def work(connection: Connection) -> Standing | NotMoved:
        stands = lock_account(connection, brand, account)
        if stands is wanted:
            return stands
        if stands is None or stands is Standing.CLOSED:
            return NotMoved(Denied.UNKNOWN if stands is None else Denied.CLOSED)
        if wanted is Standing.CLOSED and entries.holdings(connection, brand, account):
            return NotMoved(Denied.NOT_EMPTY)
        _now_stands(connection, brand, account, wanted, by, now)
        return wanted

    return database.write(work)


_WHY: Final = {
    None: Denied.UNKNOWN,
    Standing.OPEN: None,
    Standing.FROZEN: Denied.FROZEN,
    Standing.CLOSED: Denied.CLOSED,
}
