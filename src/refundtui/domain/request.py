"""What is to be refunded: the items of a request, each with the one thing it asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from refundtui.domain.money import Money
from refundtui.domain.reasons import Grade


class Stated(StrEnum):
    """On which basis an amount was typed; its maximum is told on the same one."""

    GROSS = "gross"
    NET = "net"
    NET_BEFORE_DISCOUNT = "net_before_discount"


@dataclass(frozen=True, slots=True)
class Units:
    """So many units of a line come back (or were never received)."""

    line_id: str
    units: int
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class LineAmount:
    """A typed amount on one line. `taxes` overrides the derived tax where the brand allows it."""

    line_id: str
    amount: Money
    stated: Stated = Stated.GROSS
    units: int = 0
    unit: int | None = None  # one named unit, 1-based
    taxes: tuple[tuple[str, Money], ...] | None = None


@dataclass(frozen=True, slots=True)
class RestOfLine:
    """All that is left of a line (goods, fee or shipping)."""

    line_id: str


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is left of the order."""


@dataclass(frozen=True, slots=True)
class UnusedTime:
    """The part of a service period after it ended.

    `ended_on` is a day in the customer's own calendar. `counted` is the source's own count of unused
    days, used only where the period has no dates.
    """

    line_id: str
    ended_on: date | None = None
    counted: int | None = None
    upgrade: bool = False


@dataclass(frozen=True, slots=True)
class UnusedUnits:
    """Sessions, credits or months of a line that were not used."""

    line_id: str
    used: int


@dataclass(frozen=True, slots=True)
class PriceReduction:
    """Kept for less: `1 - actual ÷ conforming` of what was paid for `units` units.

    Directive (EU) 2019/771 Art. 15; BGB § 441(3).
    """

    line_id: str
    actual_value: Money
    conforming_value: Money
    units: int = 1


@dataclass(frozen=True, slots=True)
class OrderReduction:
    """A reduction of the whole order after the sale, shared over what is left of its goods."""

    amount: Money
    stated: Stated = Stated.GROSS


@dataclass(frozen=True, slots=True)
class Repriced:
    """A shipping or fee line now costs `new_price` (gross): the difference goes back."""

    line_id: str
    new_price: Money


@dataclass(frozen=True, slots=True)
class Goodwill:
    """Given beyond policy and law, on the order as a whole. Uses money, never units and no line's ledger.

    `tax_rate` splits a taxed adjustment; without it the brand's switch says how it is taxed.
    """

    amount: Money
    stated: Stated = Stated.GROSS
    tax_rate: Fraction | None = None
    code: str = "goodwill"


@dataclass(frozen=True, slots=True)
class DepreciatedValue:
    """Goodwill by the present value of a used thing; months since delivery."""

    line_id: str
    months: int
    units: int = 1


@dataclass(frozen=True, slots=True)
class FromPayment:
    """Money straight from one payment; `amount` None = all it can still give."""

    payment_id: str
    amount: Money | None = None
    seller: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """Something new the customer buys in exchange; gross. `part` scales it (25 of 31 days)."""

    title: str
    amount: Money
    part: Fraction = Fraction(1)
    kind: str = "goods"


Item: TypeAlias = (
    Units
    | LineAmount
    | RestOfLine
    | Everything
    | UnusedTime
    | UnusedUnits
    | PriceReduction
    | OrderReduction
    | Repriced
    | Goodwill
    | DepreciatedValue
    | FromPayment
)


@dataclass(frozen=True, slots=True)
class TypedDeduction:
    """A deduction typed with its amount (gross), for a cost that really arose."""

    code: str
    amount: Money


class Settle(StrEnum):
    """How the customer is to be settled; what cash cannot cover follows the brand's switch."""

    REFUND = "refund"
    CREDIT = "credit"
    OFFSET = "offset"


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Everything one quote is asked for.

    `deductions` are typed by hand (return shipping paid by us …); the policy's own come from its pack.
    `override` is an amount that wins over the computed one, where the brand allows it.
    """

    items: tuple[Item, ...] = ()
    charges: tuple[Charge, ...] = ()  # an exchange when not empty
    deductions: tuple[TypedDeduction, ...] = ()
    override: Money | None = None
    settle: Settle = Settle.REFUND
    settle_split: tuple[tuple[Settle, Money], ...] = ()
    payment_id: str | None = None  # only this payment may give
    preferred_payment: str | None = None  # this one first
    to_tender: str = ""  # a tender of the customer's that did not pay (a gift card she holds)
    tender_order: tuple[str, ...] = ()  # payment ids or tender kinds, first first
    even_exchange: bool = False
    pair_with_credit_note: bool = True
