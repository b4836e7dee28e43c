"""An order as people and other programs write it in JSON.

Amounts are decimal texts (`"39.90"`, no thousands marks), rates are fractions (`"0.19"`), days are
`2026-11-20`, moments carry their zone. A name nobody knows is a mistake, never ignored.

A line is either **listed** (`unit_price` or `line_total`, with `discounts`, and `taxes` by rate or amount) or
**paid** (`net`, and `taxes` by amount): the first is worked out by the calculator's own import, the second
taken as it stands. All lines of one order are of one kind.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from refundtui.wire.written import (
    LONGEST,
    Count,
    Day,
    Decimal,
    Moment,
    Name,
    Reference,
    Title,
    Written,
)


class TaxForm(Written):
    """`amount` beats `rate`; a paid line needs the amount."""

    code: Name
    rate: Decimal | None = None
    amount: Decimal | None = None


class DiscountForm(Written):
    amount: Decimal | None = None
    percent: Decimal | None = None
    of_order: bool = False


class PeriodForm(Written):
    """`end` is the last day that was paid for."""

    start: Day | None = None
    end: Day | None = None
    days: Count | None = None
    trial_ends: Day | None = None


class LineForm(Written):
    id: Name
    title: Title = ""
    sku: Reference = ""
    kind: Literal["goods", "service", "shipping", "fee", "stored_value"] = "goods"
    category: Reference = ""
    tags: list[Reference] = []
    units: Count = 1
    unit_price: Decimal | None = None
    line_total: Decimal | None = None
    price_includes_tax: bool = True
    discounts: list[DiscountForm] = []
    net: Decimal | None = None
    taxes: list[TaxForm] = []
    delivered_on: Day | None = None
    period: PeriodForm | None = None
    surcharge: Decimal | None = None


class OrderDiscountForm(Written):
    """`on_gross`: the amount includes tax although the prices do not."""

    amount: Decimal | None = None
    percent: Decimal | None = None
    on_gross: bool = False
    with_shipping: bool = False
    minimum: Decimal | None = None


class PaymentForm(Written):
    """`provider` is the account it was taken through, as the office's own settings call it; `reference` what the
    payment is called there, and `capture` the part of it that was taken, where it was taken in several. `payer_name`
    and `payer_iban` are whose account a bank transfer or direct debit came from, in the United States as
    `021000021/123456789` (routing number, account): refunds go back there. `captured_as` is the provider's own
    whole number for what was captured, as its CAPTURE or AUTHORISATION event said it (at
    Adyen `amount.value`): of a provider that cannot be asked, a currency whose decimals are its own (CLP, CVE, IDR,
    ISK) goes back only with it.
    """

    id: Name
    captured: Decimal
    kind: Literal["card", "bank", "wallet", "gift_card", "store_credit", "cash", "bnpl", "other"] = "card"
    label: Reference = ""
    refundable: Decimal | None = None
    disputed: Decimal | None = None
    can_be_refunded: bool = True
    provider: Reference = ""
    reference: Reference = ""
    capture: Reference = ""
    captured_as: Count | None = None
    payer_name: Reference = ""
    payer_iban: Reference = ""


class RefundedPartForm(Written):
    line: Name
    gross: Decimal
    units: Count = 0
    taxes: list[TaxForm] | None = None
    withheld: Decimal | None = None


class EarlierRefundForm(Written):
    """`loose` names no line (goodwill, a manual refund) and `loose_taxes` the tax in it; `spent` is what of all
    this an exchange spent on new things: it did not go back, and is not there to be given again.
    """

    id: Name
    parts: list[RefundedPartForm] = []
    loose: Decimal | None = None
    spent: Decimal | None = None
    loose_taxes: list[TaxForm] = []
    tenders: dict[str, Decimal] = {}
    status: Literal["done", "pending", "unknown", "failed"] = "done"
    kind: Reference = "refund"
    on: Day | None = None


class OrderForm(Written):
    id: Name
    currency: Name
    lines: Annotated[list[LineForm], Field(min_length=1, max_length=LONGEST)]
    discounts: list[OrderDiscountForm] = []
    payments: list[PaymentForm] = []
    earlier: list[EarlierRefundForm] = []
    other_tax: Decimal | None = None
    declared_total: Decimal | None = None
    status: Reference = "delivered"
    ordered_at: Moment | None = None
    delivered_on: Day | None = None
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    region: Reference = ""
    channel: Reference = "online"
    tags: list[Reference] = []
