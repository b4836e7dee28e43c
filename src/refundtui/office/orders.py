"""Orders as the brands tell them: kept until somebody asks, found by what a customer names, replaced when told anew.

A shop tells an order again when it ships, is paid or is refunded elsewhere. The last word counts: for the
order, and for every case on it about which nothing is decided yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from refundtui.domain.case import Case, CaseState
from refundtui.domain.hostile_text import clean_value
from refundtui.domain.order import Order
from refundtui.office import cases
from refundtui.office.intake_report import IntakeReport
from refundtui.office.redacting import FORGOTTEN, redacted
from refundtui.office.tables import OrderRow
from refundtui.rulebooks.library import Library
from refundtui.wire.cases import decode_case, encode_case

_S = CaseState
UNDECIDED: Final = frozenset(
    {_S.INTAKE, _S.ELIGIBILITY, _S.INFO_WAIT, _S.FRAUD_REVIEW, _S.QUOTE, _S.OFFER, _S.APPROVAL, _S.ESCALATED}
)
"""Whoever decides here later works the quote out anew; what was granted stays as it was granted."""


def take_in(
    connection: Connection, told: Sequence[Case], library: Library, now: datetime | None
) -> IntakeReport:
    """Each order as the case it would become, of one brand."""
    latest = {_id(case): clean_value(case) for case in told}
    if not latest:
        return IntakeReport()
    brand = told[0].brand
    held = _known(connection, brand, latest)
    new = [
        {"brand": brand, "id": order_id, "body": encode_case(case)}
        for order_id, case in latest.items()
        if order_id not in held
    ]
    if new:
        connection.execute(insert(OrderRow), new)
    changed = 0
    for order_id, before in held.items():
        after = _told_anew(before, latest[order_id])
        if after != before:
            changed += 1
            connection.execute(
                update(OrderRow)
                .where(col(OrderRow.brand) == brand, col(OrderRow.id) == order_id)
                .values(body=encode_case(after))
            )
    for order_id, case in latest.items():
        if case.order is not None:
            _tell_cases(connection, brand, order_id, case.order, library, now or case.received_at)
    return IntakeReport(orders=len(new), orders_known=len(told) - len(new), orders_changed=changed)


def found_for(connection: Connection, new: Sequence[Case]) -> list[Case]:
    """Cases that came with a number only, with the order of that number where it is known."""
    asked = {case.order_ref.strip() for case in new if case.order is None} - {""}
    if not asked:
        return list(new)
    held = _known(connection, new[0].brand, asked)
    return [_with_order(case, held) for case in new]


def _with_order(case: Case, held: dict[str, Case]) -> Case:
    known = held.get(case.order_ref.strip()) if case.order is None else None
    if known is None or known.order is None or not _fits(case, known.order):
        return case
    own = {name for name, _ in case.facts}
    facts = (*case.facts, *((name, fact) for name, fact in known.facts if name not in own))
    return replace(case, order=known.order, facts=facts)


def _fits(case: Case, order: Order) -> bool:
    """What was claimed in another currency was not claimed of this order."""
    return case.claimed is None or case.claimed.currency == order.currency


def _told_anew(before: Case, after: Case) -> Case:
    """A forgotten customer stays forgotten, whatever the shop still knows of her."""
    return replace(redacted(after), version=before.version) if FORGOTTEN in before.flags else after


def _tell_cases(
    connection: Connection, brand: str, order_id: str, order: Order, library: Library, now: datetime
) -> None:
    on_it = [held.case.id for held in cases.on_same_orders(connection, brand, [order_id])]
    for case_id in on_it:
        # Read one by one: the one before may have told this one of its claim.
        held = cases.load(connection, case_id)
        if held is None or held.case.order == order or not _may_be_told(held.case, order):
            continue
        case = held.case
        after = replace(
            case, order=order, version=case.version + 1, decision_version=case.decision_version + 1
        )
        changes = cases.with_relations(connection, cases.Change(held, after, "order", "intake"))
        cases.write(connection, changes, library, now)


def _may_be_told(case: Case, order: Order) -> bool:
    return case.state in UNDECIDED and _fits(case, order)


def _known(connection: Connection, brand: str, ids: Iterable[str]) -> dict[str, Case]:
    rows = connection.execute(
        select(col(OrderRow.id), col(OrderRow.body))
        .where(col(OrderRow.brand) == brand, col(OrderRow.id).in_(list(ids)))
        .order_by(col(OrderRow.id))
        .with_for_update()
    )
    return {row.id: decode_case(row.body) for row in rows}


def _id(case: Case) -> str:
    assert case.order is not None  # noqa: S101 - it was made with one
    return case.order.id.strip()
