"""Both books held against each other: what a provider lists, and what is written here.

What it did under our reference and did not tell is told to the leg now. Two refunds of one leg stop the account:
whatever did that may be doing it still.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import col

from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money
from refundtui.office.database import Database
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import hearing, rows, stopping
from refundtui.office.ports import Heard, ListedRefund, RefundGateway
from refundtui.rulebooks.library import Library
from refundtui.wire.legs import decode_leg

TURNS_UP: Final = timedelta(hours=1)
"""How long after a leg was paid it may still be missing in its provider's list."""


class Apart(StrEnum):
    """How the books differ."""

    NOT_OURS = "not_ours"  # a refund nobody here made: in the provider's own pages, or by another program
    NOT_THERE = "not_there"  # paid, we were told, and the provider lists no such refund
    OTHER_AMOUNT = "other_amount"
    OTHER_STATE = "other_state"
    DOUBLE = "double"  # two refunds of one leg


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the books differ; `leg` is empty for what nobody here made."""

    apart: Apart
    gateway: str
    refund: str
    leg: str = ""
    amount: Money | None = None


def reconcile(
    database: Database,
    gateway: RefundGateway,
    since: datetime,
    until: datetime,
    library: Library,
    now: datetime,
) -> tuple[Difference, ...]:
    """Everything that differs in that time (UTC, from included), after the legs heard what their provider lists.

    Raises `GatewayAway`, and then nothing was changed.
    """
    listed = tuple(gateway.listed(since, until))
    with database.reading() as connection:
        owners = {one.refund: _owner(connection, gateway.name, one) for one in listed}
    told = [
        Heard(
            f"list:{one.refund}:{one.report.state.value}",
            str(owners[one.refund]),
            one.refund,
            report=one.report,
        )
        for one in listed
        if owners[one.refund]
    ]
    hearing.hear(database, gateway.name, told, library, now)
    with database.reading() as connection:
        paid = _paid(connection, gateway.name, since, until - TURNS_UP)
        found = (*_apart(connection, gateway.name, listed, owners), *_missing(gateway.name, paid, listed))
    if any(one.apart is Apart.DOUBLE for one in found):
        database.write(
            lambda connection: stopping.stop(connection, gateway.name, "", "office", "double", now)
        )
    return found


def _owner(connection: Connection, gateway: str, listed: ListedRefund) -> str:
    """The leg it is for, by our reference or by the provider's name; empty where none is."""
    if listed.reference:
        kept = rows.one(connection, listed.reference)
        if kept is not None and kept.leg.to.gateway == gateway:
            return kept.leg.id
    return rows.whose(connection, gateway, listed.refund) or ""


def _apart(
    connection: Connection, gateway: str, listed: Sequence[ListedRefund], owners: dict[str, str]
) -> Iterable[Difference]:
    for one in listed:
        kept = rows.one(connection, owners[one.refund]) if owners[one.refund] else None
        amount = one.report.amount
        if kept is None:
            yield Difference(Apart.NOT_OURS, gateway, one.refund, amount=amount)
            continue
        leg = kept.leg
        if leg.told.is_doubled:
            yield Difference(Apart.DOUBLE, gateway, one.refund, leg.id, amount)
        elif amount is not None and amount != leg.amount:
            yield Difference(Apart.OTHER_AMOUNT, gateway, one.refund, leg.id, amount)
        elif leg.state is not one.report.state and not _came_further(leg, one):
            yield Difference(Apart.OTHER_STATE, gateway, one.refund, leg.id, amount)


def _came_further(leg: RefundLeg, listed: ListedRefund) -> bool:
    """What failed after it had succeeded is one word there and another here."""
    return leg.state is LegState.RETURNED and listed.report.state is LegState.FAILED


def _missing(gateway: str, paid: Iterable[RefundLeg], listed: Iterable[ListedRefund]) -> Iterable[Difference]:
    there = {one.refund for one in listed}
    for leg in paid:
        if not leg.told.references & there:
            refund = min(leg.told.references, default="")
            yield Difference(Apart.NOT_THERE, gateway, refund, leg.id, leg.amount)


def _paid(connection: Connection, gateway: str, since: datetime, until: datetime) -> tuple[RefundLeg, ...]:
    """Legs that were made and paid in that time."""
    found = connection.execute(
        select(col(LegRow.body)).where(
            col(LegRow.gateway) == gateway,
            col(LegRow.state) == LegState.SUCCEEDED.value,
            col(LegRow.made_at) >= since,
            col(LegRow.changed_at) < until,
        )
    )
    return tuple(decode_leg(row.body) for row in found)
