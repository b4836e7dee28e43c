"""What a file will say of a leg: whose account, how much, in which words; or why nothing of it is written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from refundtui.domain.case import Case
from refundtui.domain.legs.leg import RefundLeg, end_to_end_id
from refundtui.domain.legs.planning import Capabilities, Wanted, by_the_order, plan
from refundtui.domain.legs.refusals import Refusal
from refundtui.office import cases, payers
from refundtui.office.bank_files.bank import Bank, Transfer
from refundtui.office.beneficiaries import BANK_TRANSFER, beneficiary_of
from refundtui.office.payments import rows
from refundtui.office.ports import Beneficiary


def looked_at(
    connection: Connection, bank: Bank, leg: RefundLeg, case: Case, now: datetime
) -> Transfer | Refusal:
    """What the file will say of it, or why nothing of it is written."""
    against = _against(connection, leg, case, now)
    if against is not None:
        return against
    to = _payee(connection, leg, case)
    if to is None:
        return Refusal.BAD_ACCOUNT
    order = case.order.id if case.order is not None else case.order_ref
    name = bank.known_as(end_to_end_id(leg.id, leg.attempt))
    transfer = Transfer(name, leg.amount, to, bank.text(order, case.reference))
    return bank.refuses(transfer) or transfer


def _against(connection: Connection, leg: RefundLeg, case: Case, now: datetime) -> Refusal | None:
    """What the payment itself has against it: a bank knows of no payment, so the order's word is all there is."""
    if not leg.to.payment_id:
        return None
    order = case.order
    payment = next((one for one in order.payments if one.id == leg.to.payment_id), None) if order else None
    if payment is None or order is None:
        return Refusal.NOT_FOUND
    others = [
        one.leg for one in rows.on_order(connection, leg.brand, order.id.strip()) if one.leg.id != leg.id
    ]
    wanted = Wanted(payment.id, leg.amount, payment.captured, has_lines=bool(order.lines))
    able = Capabilities(tells_payments=False)
    planned = plan(wanted, by_the_order(payment), able, others, now.date())
    return planned[0].refusal if isinstance(planned, tuple) else None


def _payee(connection: Connection, leg: RefundLeg, case: Case) -> Beneficiary | None:
    """Whom two people approved, else whose account the payment came from; nobody else is ever paid."""
    if leg.to.method == BANK_TRANSFER:
        return beneficiary_of(connection, leg)
    return payers.of_payment(connection, leg.brand, cases.order_key(case), leg.to.payment_id)
