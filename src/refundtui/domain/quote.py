"""A quote: the refund worked out, row by row, each row open to its reason."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from refundtui.domain.findings import Finding
from refundtui.domain.money import Currency, Money, total
from refundtui.domain.order import Tax
from refundtui.domain.terms import Source

Input: TypeAlias = str | int | Money


class RowCode(StrEnum):
    GOODS = "goods"
    SERVICE = "service"
    SHIPPING = "shipping"
    FEE = "fee"
    STORED_VALUE = "stored_value"
    USE = "use"  # unused time or units
    PRICE_REDUCTION = "price_reduction"
    RESTOCKING = "restocking"
    CONDITION = "condition"
    RETURN_SHIPPING = "return_shipping"
    HANDLING = "handling"
    USE_MADE = "use_made"  # what the customer had of it until it came back
    LOST_COUPON = "lost_coupon"
    EXCHANGE = "exchange"
    GOODWILL = "goodwill"
    DEPRECIATION = "depreciation"
    PAYMENT = "payment"
    STATUTORY_MINIMUM = "statutory_minimum"
    OVERRIDE = "override"
    CUT = "cut"  # what a cap took off the computed sum


BEYOND_OWED: Final = frozenset({RowCode.GOODWILL, RowCode.DEPRECIATION})


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """One figure of the breakdown. Deductions are negative.

    `formula` is the stable code of how it was worked out (`share_of_units`, `reduction_ratio`, …) and
    `inputs` its values by name, so that anyone can do the sum again. `withheld` is what a deduction
    keeps back from its line and stays kept back.
    """

    code: RowCode
    amount: Money  # gross
    net: Money
    taxes: tuple[Tax, ...] = ()
    line_id: str | None = None
    units: int = 0
    unit: int | None = None
    formula: str = ""
    inputs: tuple[tuple[str, Input], ...] = ()
    source: Source = field(default_factory=Source)
    uncapped: Money | None = None  # computed, when a cap cut it
    withheld: Money | None = None
    listed: Money | None = None  # before discounts
    discount: Money | None = None
    struck: bool = False  # shown, not applied: the law forbids it
    switches: tuple[str, ...] = ()  # names of the switches this figure depends on

    @property
    def tax(self) -> Money:
        return total([tax.amount for tax in self.taxes], self.amount.currency)


class LegKind(StrEnum):
    TENDER = "tender"  # back to a payment of the order
    CREDIT = "credit"  # store credit
    OFFSET = "offset"  # against an open invoice


@dataclass(frozen=True, slots=True)
class Leg:
    """One way part of the total goes back."""

    kind: LegKind
    amount: Money
    payment_id: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class SwitchUsed:
    """A switch that mattered, and what the total would be under its other values."""

    name: str
    value: str
    what_if: tuple[tuple[str, Money], ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """An immutable version of what goes back. The total is the sum of its rows and of its legs."""

    currency: Currency
    rows: tuple[QuoteRow, ...]
    legs: tuple[Leg, ...] = ()
    findings: tuple[Finding, ...] = ()  # notes: cut by a cap, struck by law, raised to the minimum …
    switches: tuple[SwitchUsed, ...] = ()
    maximum: Money | None = None  # the most that can still go back on this order, goodwill included
    computed: Money | None = None  # before caps, when they cut
    owed_by_customer: Money | None = None  # an exchange for something dearer
    charged: Money | None = None  # the new things of an exchange
    receivable_after: Money | None = None  # a refund without a credit note leaves this owing
    stored_value_left: Money | None = None
    policy: str = ""

    @property
    def applied(self) -> tuple[QuoteRow, ...]:
        return tuple(row for row in self.rows if not row.struck)

    @property
    def total(self) -> Money:
        return total([row.amount for row in self.applied], self.currency)

    @property
    def net(self) -> Money:
        return total([row.net for row in self.applied], self.currency)

    @property
    def tax(self) -> Money:
        return total([row.tax for row in self.applied], self.currency)

    @property
    def taxes(self) -> tuple[Tax, ...]:
        """Tax by code over all rows."""
        sums: dict[str, Tax] = {}
        for row in self.applied:
            for tax in row.taxes:
                known = sums.get(tax.code)
                amount = tax.amount if known is None else known.amount + tax.amount
                sums[tax.code] = Tax(tax.code, amount, tax.rate)
        return tuple(sums.values())

    @property
    def goodwill(self) -> Money:
        """What is given beyond policy and law: its own limit, its own report line."""
        return total([row.amount for row in self.applied if row.code in BEYOND_OWED], self.currency)

    @property
    def entitlement(self) -> Money:
        return self.total - self.goodwill

    @property
    def is_goodwill(self) -> bool:
        """Whether nothing is given but goodwill: what an exchange spends of an entitlement was given too."""
        given = {row.code for row in self.applied if row.amount}
        return bool(given) and given <= BEYOND_OWED

    def legs_of(self, kind: LegKind) -> Money:
        return total([leg.amount for leg in self.legs if leg.kind is kind], self.currency)

    @property
    def cash(self) -> Money:
        return self.legs_of(LegKind.TENDER)

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that differ as soon as any figure, line, tax, tender or policy does."""
        spelled = [self.currency.code, self.policy]
        for row in self.applied:
            spelled.append(f"{row.code}|{row.line_id}|{row.units}|{row.amount.minor}|{row.net.minor}")
            spelled.extend(f"{tax.code}|{tax.amount.minor}" for tax in row.taxes)
        spelled.extend(f"{leg.kind}|{leg.payment_id}|{leg.amount.minor}" for leg in self.legs)
        return hashlib.blake2b("\n".join(spelled).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Refused:
    """No quote: what stands in the way, with the maximum on the basis that was typed."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        return self.findings[0]
