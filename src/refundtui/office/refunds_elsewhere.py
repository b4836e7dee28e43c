"""Refunds that providers list and nobody here made: kept by what the provider calls the payment, found by an order.

A payment's case may come before or after such a refund. So a refund is kept whether or not a case is here, and a
case looks for what is known of its payments when it comes, when its order is told anew and when it is taken up again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    exists,
    insert,
    or_,
    select,
    update,
)
from sqlmodel import col

from refundtui.domain.case import Case
from refundtui.domain.hostile_text import clean_line
from refundtui.domain.legs.states import LegState
from refundtui.domain.money import Money, currency
from refundtui.domain.order import Order, Payment, RefundStatus
from refundtui.domain.refunds_elsewhere import RefundElsewhere
from refundtui.office.payment_tables import LegRow
from refundtui.office.ports import ListedRefund
from refundtui.office.running_tables import RefundElsewhereRow

_T = TypeVar("_T")
_HOLDS: Final[Mapping[LegState, RefundStatus]] = {
    LegState.SUCCEEDED: RefundStatus.DONE,
    LegState.PENDING: RefundStatus.PENDING,
    LegState.ACTION_REQUIRED: RefundStatus.PENDING,
    LegState.UNKNOWN: RefundStatus.UNKNOWN,
    LegState.MANUAL: RefundStatus.UNKNOWN,
}
"""What holds money there; in every other state it is with the merchant."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A row as it is read."""

    gateway: str
    refund: str
    payment: str
    capture: str
    amount: Money
    status: RefundStatus
    made_on: date | None


def keep(
    connection: Connection,
    gateway: str,
    listed: Iterable[ListedRefund],
    owners: Mapping[str, str],
    now: datetime,
) -> None:
    """What was listed: a refund of a leg of ours is forgotten here, every other one kept as it stands now.

    What failed stays failed: lists and deliveries come late and in any order, and money that is with the merchant
    again goes out as another refund.
    """
    for some in _in_parts(listed):
        names = [one.refund for one in some]
        kept = {
            row.refund: _read(row)
            for row in connection.execute(_asked(gateway).where(col(RefundElsewhereRow.refund).in_(names)))
        }
        for one in some:
            amount, before = one.report.amount, kept.get(one.refund)
            if owners.get(one.refund):
                if before is not None:
                    connection.execute(delete(RefundElsewhereRow).where(*_which(gateway, one.refund)))
                    del kept[one.refund]
            elif amount is not None and amount.minor > 0 and (one.payment or one.capture):
                kept[one.refund] = _written(connection, gateway, one, amount, before, now)


def _written(
    connection: Connection,
    gateway: str,
    one: ListedRefund,
    amount: Money,
    before: _Kept | None,
    now: datetime,
) -> _Kept:
    status = _HOLDS.get(one.report.state, RefundStatus.FAILED)
    days = [day for day in (one.made_on, before.made_on if before else None) if day is not None]
    made_on = min(days, default=None)  # the row of a reversal has the reversal's day
    if before is not None and before.status is RefundStatus.FAILED:
        status = RefundStatus.FAILED
    told = {
        "payment": one.payment,
        "capture": one.capture,
        "minor": amount.minor,
        "currency": amount.currency.code,
        "status": status.value,
        "made_on": "" if made_on is None else made_on.isoformat(),
    }
    if before is None:
        row = {"gateway": gateway, "refund": one.refund, "found_at": now, **told}
        connection.execute(insert(RefundElsewhereRow), [row])
    else:
        connection.execute(update(RefundElsewhereRow).where(*_which(gateway, one.refund)).values(told))
    return _Kept(gateway, one.refund, one.payment, one.capture, amount, status, made_on)


def became(connection: Connection, gateway: str, refund: str, state: LegState) -> None:
    """What a provider says later of one that is kept."""
    connection.execute(
        update(RefundElsewhereRow)
        .where(*_which(gateway, refund), col(RefundElsewhereRow.status) != RefundStatus.FAILED.value)
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
    by_name: dict[str, list[_Kept]] = {}
    for one in _named(connection, names) if names else ():
        for name in {one.payment, one.capture} & names:
            by_name.setdefault(name, []).append(one)
    return [_with(case, by_name) for case in cases]


def names_in(order: Order) -> frozenset[str]:
    """What the order's payments go by at their providers."""
    return frozenset(name for payment in order.payments for name in _names_of(order, payment))


def _names_of(order: Order, payment: Payment) -> frozenset[str]:
    return frozenset({order.name_there(payment), payment.capture} - {""})


def _with(case: Case, by_name: Mapping[str, Sequence[_Kept]]) -> Case:
    order = case.order
    if order is None:
        return case
    # In one order, whatever the database's: the same refunds are the same case.
    found = sorted(
        {one for name in names_in(order) for one in by_name.get(name, ())},
        key=lambda one: (one.gateway, one.refund),
    )
    known = tuple(
        RefundElsewhere(one.gateway, clean_line(one.refund), payment.id, one.amount, one.made_on, one.status)
        for one in found
        if (payment := _payment_of(order, one)) is not None
    )
    return case if known == case.elsewhere else replace(case, elsewhere=known)


def _payment_of(order: Order, one: _Kept) -> Payment | None:
    """The one payment of the order that it was of. Of one that several sellers' orders share, or that was taken in
    several parts, nobody can say whose it was: then it is counted for none, and the provider refuses what is gone.
    """
    there = [
        payment for payment in order.payments if payment.provider in {"", one.gateway} and not payment.shares
    ]
    names = {one.payment, one.capture} - {""}
    by_capture = [payment for payment in there if payment.capture and payment.capture in names]
    by_name = [payment for payment in there if order.name_there(payment) in names]
    for fitting in (by_capture, by_name):
        if len(fitting) == 1:
            return fitting[0]
    return None


def _named(connection: Connection, names: Iterable[str]) -> Iterator[_Kept]:
    """But for those that a leg of ours has learned to be its own since."""
    for some in _in_parts(sorted(names)):
        which = or_(col(RefundElsewhereRow.payment).in_(some), col(RefundElsewhereRow.capture).in_(some))
        ours = exists().where(
            col(LegRow.gateway) == col(RefundElsewhereRow.gateway),
            col(LegRow.reference) == col(RefundElsewhereRow.refund),
        )
        yield from map(_read, connection.execute(_all().where(which, ~ours)))


def _which(gateway: str, refund: str) -> tuple[ColumnElement[bool], ...]:
    return col(RefundElsewhereRow.gateway) == gateway, col(RefundElsewhereRow.refund) == refund


def _all() -> Select[*tuple[Any, ...]]:
    return select(
        col(RefundElsewhereRow.gateway),
        col(RefundElsewhereRow.refund),
        col(RefundElsewhereRow.payment),
        col(RefundElsewhereRow.capture),
        col(RefundElsewhereRow.minor),
        col(RefundElsewhereRow.currency),
        col(RefundElsewhereRow.status),
        col(RefundElsewhereRow.made_on),
    )


def _asked(gateway: str) -> Select[*tuple[Any, ...]]:
    return _all().where(col(RefundElsewhereRow.gateway) == gateway)


def _read(row: Row[*tuple[Any, ...]]) -> _Kept:
    return _Kept(
        row.gateway,
        row.refund,
        row.payment,
        row.capture,
        Money(row.minor, currency(row.currency)),
        RefundStatus(row.status),
        date.fromisoformat(row.made_on) if row.made_on else None,
    )


_AT_ONCE: Final = 500


def _in_parts(all_of_them: Iterable[_T]) -> Iterator[list[_T]]:
    """As many at once as one question of every database takes."""
    stream = iter(all_of_them)
    while some := list(islice(stream, _AT_ONCE)):
        yield some
