"""What is asked of an order, as people and other programs write it in JSON."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from refundtui.wire.written import (
    LONGEST,
    Count,
    Day,
    Decimal,
    Name,
    Reference,
    Some,
    Written,
)


class UnitsForm(Written):
    type: Literal["units"]
    line: Name
    units: Some
    grade: Literal["A", "B", "C", "D", "E", "X", "T", "W", "P", "S", "N"] | None = None


class LineAmountForm(Written):
    type: Literal["line_amount"]
    line: Name
    amount: Decimal
    stated: Literal["gross", "net", "net_before_discount"] = "gross"
    units: Count = 0
    unit: Some | None = None


class RestOfLineForm(Written):
    type: Literal["rest_of_line"]
    line: Name


class EverythingForm(Written):
    type: Literal["everything"]


class UnusedTimeForm(Written):
    type: Literal["unused_time"]
    line: Name
    ended_on: Day | None = None
    counted: Count | None = None


class UnusedUnitsForm(Written):
    type: Literal["unused_units"]
    line: Name
    used: Count


class PriceReductionForm(Written):
    type: Literal["price_reduction"]
    line: Name
    actual_value: Decimal
    conforming_value: Decimal
    units: Some = 1


class OrderReductionForm(Written):
    type: Literal["order_reduction"]
    amount: Decimal
    stated: Literal["gross", "net", "net_before_discount"] = "gross"


class RepricedForm(Written):
    type: Literal["repriced"]
    line: Name
    new_price: Decimal


class GoodwillForm(Written):
    type: Literal["goodwill"]
    amount: Decimal
    stated: Literal["gross", "net", "net_before_discount"] = "gross"
    tax_rate: Decimal | None = None


class DepreciatedValueForm(Written):
    type: Literal["depreciated_value"]
    line: Name
    months: Count
    units: Some = 1


class FromPaymentForm(Written):
    type: Literal["from_payment"]
    payment: Name
    amount: Decimal | None = None


ItemForm: TypeAlias = Annotated[
    UnitsForm
    | LineAmountForm
    | RestOfLineForm
    | EverythingForm
    | UnusedTimeForm
    | UnusedUnitsForm
    | PriceReductionForm
    | OrderReductionForm
    | RepricedForm
    | GoodwillForm
    | DepreciatedValueForm
    | FromPaymentForm,
    Field(discriminator="type"),
]


class ChargeForm(Written):
    """Something new the customer buys in exchange."""

    title: Name
    amount: Decimal


class DeductionForm(Written):
    code: Name
    amount: Decimal


class RequestForm(Written):
    items: Annotated[list[ItemForm], Field(max_length=LONGEST)] = []
    charges: list[ChargeForm] = []
    deductions: list[DeductionForm] = []
    override: Decimal | None = None
    settle: Literal["refund", "credit", "offset"] = "refund"
    payment: Name | None = None
    preferred_payment: Name | None = None
    to_tender: Reference = ""
    tender_order: list[Name] = []
    even_exchange: bool = False
