"""A refund request in JSON: each item says with `ask` what it asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Final, TypeAlias

from refundtui.domain.reasons import Grade
from refundtui.domain.request import (
    Charge,
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    RefundRequest,
    Repriced,
    RestOfLine,
    Settle,
    Stated,
    TypedDeduction,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.wire.bodies import (
    Body,
    FractionText,
    MoneyBody,
    body_of,
    fraction_text,
    maybe_fraction,
    maybe_money,
    maybe_money_body,
    value_of,
)


class UnitsBody(Body, tag_field="ask", tag="units"):
    line_id: str
    units: int
    grade: Grade | None = None


class NamedMoney(Body):
    name: str
    amount: MoneyBody


class LineAmountBody(Body, tag_field="ask", tag="line_amount"):
    line_id: str
    amount: MoneyBody
    stated: Stated = Stated.GROSS
    units: int = 0
    unit: int | None = None
    taxes: tuple[NamedMoney, ...] | None = None


class RestOfLineBody(Body, tag_field="ask", tag="rest_of_line"):
    line_id: str


class EverythingBody(Body, tag_field="ask", tag="everything"):
    pass


class UnusedTimeBody(Body, tag_field="ask", tag="unused_time"):
    line_id: str
    ended_on: date | None = None
    counted: int | None = None
    upgrade: bool = False


class UnusedUnitsBody(Body, tag_field="ask", tag="unused_units"):
    line_id: str
    used: int


class PriceReductionBody(Body, tag_field="ask", tag="price_reduction"):
    line_id: str
    actual_value: MoneyBody
    conforming_value: MoneyBody
    units: int = 1


class OrderReductionBody(Body, tag_field="ask", tag="order_reduction"):
    amount: MoneyBody
    stated: Stated = Stated.GROSS


class RepricedBody(Body, tag_field="ask", tag="repriced"):
    line_id: str
    new_price: MoneyBody


class GoodwillBody(Body, tag_field="ask", tag="goodwill"):
    amount: MoneyBody
    stated: Stated = Stated.GROSS
    tax_rate: FractionText | None = None
    code: str = "goodwill"


class DepreciatedValueBody(Body, tag_field="ask", tag="depreciated_value"):
    line_id: str
    months: int
    units: int = 1


class FromPaymentBody(Body, tag_field="ask", tag="from_payment"):
    payment_id: str
    amount: MoneyBody | None = None
    seller: str = ""


ItemBody: TypeAlias = (
    UnitsBody
    | LineAmountBody
    | RestOfLineBody
    | EverythingBody
    | UnusedTimeBody
    | UnusedUnitsBody
    | PriceReductionBody
    | OrderReductionBody
    | RepricedBody
    | GoodwillBody
    | DepreciatedValueBody
    | FromPaymentBody
)

_ALIKE: Final[dict[type[Item], type[Body]]] = {
    Units: UnitsBody,
    RestOfLine: RestOfLineBody,
    Everything: EverythingBody,
    UnusedTime: UnusedTimeBody,
    UnusedUnits: UnusedUnitsBody,
    DepreciatedValue: DepreciatedValueBody,
}
_ALIKE_BACK: Final[dict[type[Body], Callable[..., Item]]] = {body: item for item, body in _ALIKE.items()}


def item_body(item: Item) -> ItemBody:
    match item:
        case LineAmount():
            taxes = item.taxes
            return body_of(
                LineAmountBody,
                item,
                amount=MoneyBody.of(item.amount),
                taxes=None
                if taxes is None
                else tuple(NamedMoney(name=code, amount=MoneyBody.of(amount)) for code, amount in taxes),
            )
        case PriceReduction():
            return body_of(
                PriceReductionBody,
                item,
                actual_value=MoneyBody.of(item.actual_value),
                conforming_value=MoneyBody.of(item.conforming_value),
            )
        case OrderReduction():
            return body_of(OrderReductionBody, item, amount=MoneyBody.of(item.amount))
        case Repriced():
            return body_of(RepricedBody, item, new_price=MoneyBody.of(item.new_price))
        case Goodwill():
            return body_of(
                GoodwillBody,
                item,
                amount=MoneyBody.of(item.amount),
                tax_rate=fraction_text(item.tax_rate),
            )
        case FromPayment():
            return body_of(FromPaymentBody, item, amount=maybe_money_body(item.amount))
        case _:
            alike: ItemBody = body_of(_ALIKE[type(item)], item)  # type: ignore[assignment]  # one of the six
            return alike


def item(body: ItemBody) -> Item:
    match body:
        case LineAmountBody():
            taxes = body.taxes
            return value_of(
                LineAmount,
                body,
                amount=body.amount.money(),
                taxes=None if taxes is None else tuple((tax.name, tax.amount.money()) for tax in taxes),
            )
        case PriceReductionBody():
            return value_of(
                PriceReduction,
                body,
                actual_value=body.actual_value.money(),
                conforming_value=body.conforming_value.money(),
            )
        case OrderReductionBody():
            return value_of(OrderReduction, body, amount=body.amount.money())
        case RepricedBody():
            return value_of(Repriced, body, new_price=body.new_price.money())
        case GoodwillBody():
            return value_of(
                Goodwill, body, amount=body.amount.money(), tax_rate=maybe_fraction(body.tax_rate)
            )
        case FromPaymentBody():
            return value_of(FromPayment, body, amount=maybe_money(body.amount))
        case _:
            return value_of(_ALIKE_BACK[type(body)], body)


class ChargeBody(Body):
    title: str
    amount: MoneyBody
    part: FractionText = "1"
    kind: str = "goods"


class DeductionBody(Body):
    code: str
    amount: MoneyBody


class SettleBody(Body):
    settle: Settle
    amount: MoneyBody


class RequestBody(Body):
    items: tuple[ItemBody, ...] = ()
    charges: tuple[ChargeBody, ...] = ()
    deductions: tuple[DeductionBody, ...] = ()
    override: MoneyBody | None = None
    settle: Settle = Settle.REFUND
    settle_split: tuple[SettleBody, ...] = ()
    payment_id: str | None = None
    preferred_payment: str | None = None
    to_tender: str = ""
    tender_order: tuple[str, ...] = ()
    even_exchange: bool = False
    pair_with_credit_note: bool = True

    @classmethod
    def of(cls, request: RefundRequest) -> RequestBody:
        return body_of(
            cls,
            request,
            items=tuple(item_body(item) for item in request.items),
            charges=tuple(
                body_of(ChargeBody, charge, amount=MoneyBody.of(charge.amount), part=str(charge.part))
                for charge in request.charges
            ),
            deductions=tuple(
                body_of(DeductionBody, typed, amount=MoneyBody.of(typed.amount))
                for typed in request.deductions
            ),
            override=maybe_money_body(request.override),
            settle_split=tuple(
                SettleBody(settle=settle, amount=MoneyBody.of(amount))
                for settle, amount in request.settle_split
            ),
        )

    def request(self) -> RefundRequest:
        return value_of(
            RefundRequest,
            self,
            items=tuple(item(body) for body in self.items),
            charges=tuple(
                value_of(Charge, body, amount=body.amount.money(), part=Fraction(body.part))
                for body in self.charges
            ),
            deductions=tuple(
                value_of(TypedDeduction, body, amount=body.amount.money()) for body in self.deductions
            ),
            override=maybe_money(self.override),
            settle_split=tuple((body.settle, body.amount.money()) for body in self.settle_split),
        )
