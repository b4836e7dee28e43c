"""Both books held against each other: what a provider lists, and what is written here.

What it did under our reference and did not tell is told to the leg now. Two refunds of one leg stop the account:
whatever did that may be doing it still.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select
from sqlmodel import col

from refundtui.domain.legs.leg import RefundLeg
from refundtui.domain.legs.states import LegState
from refundtui.office import refunds_elsewhere
from refundtui.office.database import Database
from refundtui.office.payment_tables import LegRow
from refundtui.office.payments import differences, hearing, rows, stopping
from refundtui.office.payments.differences import Apart, Difference
from refundtui.office.payments.telling_cases import tell_cases
from refundtui.office.ports import Heard, ListedRefund, RefundGateway
from refundtui.rulebooks.library import Library
from refundtui.wire.legs import decode_leg

TURNS_UP: Final = timedelta(hours=1)
"""How long after a leg was paid it may still be missing in its provider's list."""


def reconcile(
    database: Database,
    gateway: RefundGateway,
    since: datetime,
    until: datetime,
    library: Library,
    now: datetime,
) -> tuple[Difference, ...]:
    """Everything that differs in that time (UTC, from included), after the legs heard what their provider lists;
    it is kept as well. Raises `GatewayAway`, and then nothing was changed.
    """
    listed = tuple(gateway.listed(since, until))
    return held_against(database, gateway.name, listed, library, now, whole=(since, until))


def held_against(
    database: Database,
    gateway: str,
    listed: Sequence[ListedRefund],
    library: Library,
    now: datetime,
    *,
    whole: tuple[datetime, datetime] | None = None,
) -> tuple[Difference, ...]:
    """The same for a list that is here already. `whole` is the time of which it is all there is: what is not in
    it then is missing there; a list that is part of it proves nothing of what it leaves out.
    """
    with database.reading() as connection:
        owners = {one.refund: _owner(connection, gateway, one) for one in listed}
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
    hearing.hear(database, gateway, told, library, now)
    with database.reading() as connection:
        paid = () if whole is None else _paid(connection, gateway, whole[0], whole[1] - TURNS_UP)
        found = (*_apart(connection, gateway, listed, owners), *_missing(gateway, paid, listed))

    def keep(connection: Connection) -> None:
        differences.keep(connection, gateway, found, owners.keys(), now)
        refunds_elsewhere.keep(connection, gateway, listed, owners, now)
        if any(one.apart is Apart.DOUBLE for one in found):
            stopping.stop(connection, gateway, "", "office", "double", now)

    database.write(keep)
    tell_cases(database, gateway, library, now)
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
    """What failed after it had succeeded is one word there and another here; a list may tell both."""
    return leg.state is LegState.RETURNED and listed.report.state in {LegState.FAILED, LegState.SUCCEEDED}


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
