"""Nothing is sent there: a switch per account and brand, thrown by hand or by what an account answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from refundtui.office.payment_tables import StoppedRow


@dataclass(frozen=True, slots=True)
class Stop:
    """An empty gateway or brand means every one."""

    gateway: str
    brand: str
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Stops:
    all: tuple[Stop, ...] = ()

    def all_of(self, gateway: str) -> bool:
        """Whether nothing at all is sent to this account."""
        return any(stop.gateway in {"", gateway} and not stop.brand for stop in self.all)

    def says_no(self, gateway: str, brand: str) -> bool:
        return any(stop.gateway in {"", gateway} and stop.brand in {"", brand} for stop in self.all)


def stops(connection: Connection) -> Stops:
    """What is stopped now."""
    rows = connection.execute(
        select(
            col(StoppedRow.gateway),
            col(StoppedRow.brand),
            col(StoppedRow.by),
            col(StoppedRow.at),
            col(StoppedRow.why),
        ).order_by(col(StoppedRow.gateway), col(StoppedRow.brand))
    )
    return Stops(tuple(Stop(*row) for row in rows))


def stop(connection: Connection, gateway: str, brand: str, by: str, why: str, now: datetime) -> bool:
    """Whether it was not stopped already; who stopped it first, and why, stays."""
    where = (col(StoppedRow.gateway) == gateway, col(StoppedRow.brand) == brand)
    if connection.execute(select(col(StoppedRow.by)).where(*where)).first() is not None:
        return False
    row = {"gateway": gateway, "brand": brand, "by": by, "at": now, "why": why}
    connection.execute(insert(StoppedRow), [row])
    return True


def go_on(connection: Connection, gateway: str, brand: str) -> bool:
    """Whether it was stopped."""
    where = (col(StoppedRow.gateway) == gateway, col(StoppedRow.brand) == brand)
    return connection.execute(delete(StoppedRow).where(*where)).rowcount > 0
