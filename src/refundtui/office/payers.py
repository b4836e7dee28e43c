"""Whose account a payment came from: said once by whoever took it, kept here in full, and masked everywhere else.

A bank transfer goes back to that account or to one that two people approved, never to one from a telephone call.
So the first word stands: another number told later for the same payment is not taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from refundtui.domain.bank_account import fault_of, masked, named
from refundtui.domain.hostile_text import clean_line
from refundtui.domain.iban import IbanFault, compact
from refundtui.domain.order import Order, Payment
from refundtui.office.bank_tables import PayerRow
from refundtui.office.ports import Beneficiary


def kept(connection: Connection, brand: str, order: Order, now: datetime) -> Order:
    """The order as everybody may read it, once the accounts that paid it are written down."""
    if not any(payment.payer_iban or payment.payer_name for payment in order.payments):
        return order
    for payment in order.payments:
        _keep(connection, brand, order.id.strip(), payment, now)
    return hidden(order)


def hidden(order: Order) -> Order:
    """The same with its payers' names gone and their numbers masked."""
    return replace(order, payments=tuple(map(_hidden, order.payments)))


def of_payment(connection: Connection, brand: str, order_key: str, payment_id: str) -> Beneficiary | None:
    """Whose account that payment came from; None where its record does not say."""
    row = connection.execute(
        select(col(PayerRow.name), col(PayerRow.iban)).where(
            col(PayerRow.brand) == brand,
            col(PayerRow.order_key) == order_key,
            col(PayerRow.payment_id) == payment_id,
        )
    ).one_or_none()
    return None if row is None else Beneficiary(row.name, row.iban)


def forget(connection: Connection, brand: str, order_keys: Iterable[str]) -> None:
    """Nothing of who paid these orders stays (GDPR Art. 17)."""
    connection.execute(
        delete(PayerRow).where(col(PayerRow.brand) == brand, col(PayerRow.order_key).in_(list(order_keys)))
    )


def _keep(connection: Connection, brand: str, order_key: str, payment: Payment, now: datetime) -> None:
    iban = compact(clean_line(payment.payer_iban))
    if not iban or fault_of(iban) is IbanFault.HIDDEN:
        return  # told by somebody who had read it here
    if of_payment(connection, brand, order_key, payment.id) is not None:
        return
    row = {
        "brand": brand,
        "order_key": order_key,
        "payment_id": payment.id,
        "name": clean_line(payment.payer_name),
        "iban": iban,
        "told_at": now,
    }
    connection.execute(insert(PayerRow), [row])


def _hidden(payment: Payment) -> Payment:
    number = masked(clean_line(payment.payer_iban)) if payment.payer_iban else ""
    return replace(
        payment,
        payer_name="",
        payer_iban=number,
        label=payment.label or (named(number) if number else ""),
    )
