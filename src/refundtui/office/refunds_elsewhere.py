"""Refunds that providers list and nobody here made: kept by what the provider calls the payment, found by an order.

A payment's case may come before or after such a refund. So a refund is kept whether or not a case is here, and a
case looks for what is known of its payments when it comes, when its order is told anew and when it is taken up again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, or_, select, update
from sqlmodel import col

from refundtui.domain.case import Case
from refundtui.domain.hostile_text import clean_line
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money, currency
from refundtui.domain.order import Order, Payment, RefundStatus
from refundtui.domain.refunds_elsewhere import RefundElsewhere
from refundtui.office.ports import ListedRefund
from refundtui.office.running_tables import RefundElsewhereRow

_HOLDS: Final[Mapping[LegState, RefundStatus]] = {
    LegState.SUCCEEDED: RefundStatus.DONE,
    LegState.PENDING: RefundStatus.PENDING,
    LegState.ACTION_REQUIRED: RefundStatus.PENDING,
    LegState.UNKNOWN: RefundStatus.UNKNOWN,
    LegState.MANUAL: RefundStatus.UNKNOWN,
}
"""What holds money there; in every other state it is with the merchant."""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A row as it is read."""

    gateway: str
    refund: str
    payment: str
    capture: str
    amount: Money
    status: RefundStatus
    found_at: datetime


def keep(
    connection: Connection,
    gateway: str,
    listed: Iterable[ListedRefund],
    owners: Mapping[str, str],
    now: datetime,
) -> None:
    """What was listed: a refund of a leg of ours is forgotten here, every other one kept as it stands now."""
    for one in listed:
        which = (col(RefundElsewhereRow.gateway) == gateway, col(RefundElsewhereRow.refund) == one.refund)
        amount = one.report.amount
        if owners.get(one.refund):
            connection.execute(delete(RefundElsewhereRow).where(*which))
        elif amount is not None and amount.minor > 0 and (one.payment or one.capture):
            told = {
                "payment": one.payment,
                "capture": one.capture,
                "minor": amount.minor,
                "currency": amount.currency.code,
                "status": _HOLDS.get(one.report.state, RefundStatus.FAILED).value,
            }
            if not connection.execute(update(RefundElsewhereRow).where(*which).values(told)).rowcount:
                row = {"gateway": gateway, "refund": one.refund, "found_at": now, **told}
                connection.execute(insert(RefundElsewhereRow), [row])


def became(connection: Connection, gateway: str, refund: str, state: LegState) -> None:
    """What a provider says later of one that is kept."""
    connection.execute(
        update(RefundElsewhereRow)
        .where(col(RefundElsewhereRow.gateway) == gateway, col(RefundElsewhereRow.refund) == refund)
        .values(status=_HOLDS.get(state, RefundStatus.FAILED).value)
    )


def payments_known(connection: Connection, gateway: str) -> frozenset[str]:
    """Every name of a payment of which an account lists such a refund."""
    found = connection.execute(
        select(col(RefundElsewhereRow.payment), col(RefundElsewhereRow.capture)).where(
            col(RefundElsewhereRow.gateway) == gateway
        )
    )
    return frozenset(name for row in found for name in row if name)


def with_refunds_known(connection: Connection, cases: Sequence[Case]) -> list[Case]:
    """The cases with every such refund of their payments; the same case where nothing is new."""
    names = {name for case in cases if case.order is not None for name in names_in(case.order)}
    found = _named(connection, names) if names else []
    return [_with(case, found) for case in cases]


def names_in(order: Order) -> frozenset[str]:
    """What the order's payments go by at their providers."""
    return frozenset(
        name for payment in order.payments for name in (order.name_there(payment), payment.capture) if name
    )


def _with(case: Case, found: Sequence[_Listed]) -> Case:
    order = case.order
    its = [] if order is None else [(one, _payment_of(order, one)) for one in found]
    known = tuple(
        RefundElsewhere(
            one.gateway,
            clean_line(one.refund),
            payment.id,
            one.amount,
            one.found_at.astimezone(UTC).date(),
            one.status,
        )
        for one, payment in its
        if payment is not None
    )
    return case if known == case.elsewhere else replace(case, elsewhere=known)


def _payment_of(order: Order, one: _Listed) -> Payment | None:
    """The one payment of the order that it was of. Of one that several sellers' orders share, or that was taken in
    several parts, nobody can say whose it was: then it is counted for none, and the provider refuses what is gone.
    """
    there = [
        payment for payment in order.payments if payment.provider in {"", one.gateway} and not payment.shares
    ]
    by_capture = [payment for payment in there if one.capture and payment.capture == one.capture]
    names = {one.payment, one.capture} - {""}
    by_name = [payment for payment in there if order.name_there(payment) in names]
    for fitting in (by_capture, by_name):
        if len(fitting) == 1:
            return fitting[0]
    return None


def _named(connection: Connection, names: Iterable[str]) -> list[_Listed]:
    wanted = sorted(names)
    found: list[_Listed] = []
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        rows = connection.execute(
            select(RefundElsewhereRow.__table__).where(  # type: ignore[attr-defined]  # SQLModel gives every table one
                or_(col(RefundElsewhereRow.payment).in_(some), col(RefundElsewhereRow.capture).in_(some))
            )
        )
        found += [_read(row) for row in rows]
    # In one order, whatever the database's: the same refunds are the same case.
    return sorted(set(found), key=lambda one: (one.gateway, one.refund))


_AT_ONCE: Final = 500


def _read(row: Row[*tuple[Any, ...]]) -> _Listed:
    amount = Money(row.minor, currency(row.currency))
    return _Listed(
        row.gateway, row.refund, row.payment, row.capture, amount, RefundStatus(row.status), row.found_at
    )
