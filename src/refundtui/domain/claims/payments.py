"""An amount taken from one payment."""

from __future__ import annotations

from refundtui.domain.claims.ceilings import no, order_or_payment
from refundtui.domain.claims.kept_out import held_by_lines_kept_out
from refundtui.domain.findings import Finding
from refundtui.domain.quote import QuoteRow, RowCode
from refundtui.domain.request import (
    FromPayment,
)
from refundtui.domain.settlement import share_left
from refundtui.domain.worksheet import Worksheet


def from_payment(item: FromPayment, sheet: Worksheet) -> Finding | None:
    tender = next((t for t in sheet.purse.tenders or () if t.payment.id == item.payment_id), None)
    if tender is None:
        return no("tender.unknown", payment=item.payment_id)
    left, code = tender.left - sheet.from_payment.get(item.payment_id, 0), "amount.above_payment"
    share = share_left(sheet.order, tender.payment, item.seller) if item.seller else None
    asked = sheet.named.get((item.payment_id, item.seller), 0)
    if share is not None and share - asked < left:
        left, code = max(0, share - asked), "amount.above_share"
    in_all = sheet.left_to_give
    if in_all is not None and in_all < left:
        left, code = max(0, in_all), order_or_payment(sheet)
    if in_all is not None and (granted := in_all - held_by_lines_kept_out(sheet)) < left:
        left, code = max(0, granted), "amount.above_granted"
    amount = left if item.amount is None else item.amount.minor
    if item.amount is not None and amount <= 0:
        return no("amount.not_positive")
    if not left and item.amount is None:
        return no("order.nothing_left")
    if amount > left:
        return no(code, max=sheet.money(left), typed=sheet.money(amount))
    sheet.named[(item.payment_id, item.seller)] = asked + amount
    sheet.add(
        QuoteRow(
            code=RowCode.PAYMENT,
            amount=sheet.money(amount),
            net=sheet.money(amount),
            formula="from_payment",
            inputs=(("payment", tender.payment.label or tender.payment.id), ("left", sheet.money(left))),
        )
    )
    return None
