"""Money whose smallest coin is more than a minor unit: the ariary and the ouguiya are paid in fifths.

ISO 4217 gives both two decimals, and prices and taxes are reckoned in them; but what goes back must be a
whole number of steps. Nothing is rounded for it in silence: whoever decides types an amount that can be paid.
"""

from __future__ import annotations

from refundtui.domain.claims.ceilings import no
from refundtui.domain.findings import Finding
from refundtui.domain.money import Currency, Money
from refundtui.domain.quote import Quote
from refundtui.domain.request import FromPayment, Goodwill, LineAmount, OrderReduction, RefundRequest, Stated


def typed_between_steps(request: RefundRequest, of: Currency) -> Finding | None:
    """An amount typed as it is to be paid, that cannot be."""
    for amount in _to_be_paid_as_typed(request):
        if amount.minor % of.step:
            return no("amount.not_payable", currency=of.code, step=Money(of.step, of), typed=str(amount))
    return None


def _to_be_paid_as_typed(request: RefundRequest) -> list[Money]:
    amounts = [amount for _, amount in request.settle_split]
    for item in request.items:
        match item:
            case LineAmount() | Goodwill() | OrderReduction() if item.stated is Stated.GROSS:
                amounts.append(item.amount)
            case FromPayment(amount=Money() as amount):
                amounts.append(amount)
            case _:
                pass
    return amounts if request.override is None else [*amounts, request.override]


def comes_between_steps(quote: Quote) -> Finding | None:
    """What was worked out cannot be paid the way it would go back."""
    of = quote.currency
    if all(leg.amount.minor % of.step == 0 for leg in quote.legs):
        return None
    return no("currency.in_steps", currency=of.code, step=Money(of.step, of), computed=quote.total)
