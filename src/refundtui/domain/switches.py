"""Where systems disagree, a brand decides: every ambiguity of a refund is a named switch."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final

from refundtui.domain.money import Residue


class CancellationDay(StrEnum):
    USED = "used"  # Lago
    UNUSED = "unused"  # Kill Bill


class DayCount(StrEnum):
    ACTUAL = "actual"
    THIRTY = "30"  # every month counts 30 days (Kill Bill's option)


class Rounding(StrEnum):
    HALF_UP = "half_up"
    SUM_FLOOR = "sum_floor"  # Solidus: exact sum of the goods, then down once


class TaxRounding(StrEnum):
    LINE = "line"  # once per line and tax code
    UNIT = "unit"  # Sylius: every unit has its own whole tax
    HEADER = "header"  # Lago: once over the whole note, allotted to codes


class Total(StrEnum):
    GROSS_FIRST = "gross_first"  # the gross is rounded, net = gross - taxes
    SUM_OF_ROUNDED_PARTS = "sum_of_rounded_parts"  # net and taxes are rounded, gross = their sum


class TaxOnPart(StrEnum):
    STORED = "stored"  # in proportion to the tax that was paid
    RATE = "rate"  # the code's rate on the net of the part (PrestaShop)


class DegenerateTax(StrEnum):
    KEEP = "keep"
    CLAMP = "clamp"  # a stored tax larger than its gross is not attributed (WooCommerce)


class LostCoupon(StrEnum):
    KEEP = "keep"  # the share of the discount stays with each line
    REEVALUATE = "reevaluate"  # the kept goods are priced anew (Vendure)


class OverCap(StrEnum):
    CUT = "cut"
    REFUSE = "refuse"


class LastUnit(StrEnum):
    DRIFT_ONLY = "drift_only"  # pays out what rounding left over, nothing else
    REMAINDER = "remainder"  # whatever is left of the line (Magento)


class TenderOrder(StrEnum):
    AS_PAID = "as_paid"  # oldest payment first
    REVERSE = "reverse"  # newest first
    PRO_RATA = "pro_rata"
    CARD_FIRST = "card_first"
    GIFT_CARD_FIRST = "gift_card_first"


class UnpaidPart(StrEnum):
    CREDIT = "credit"
    OFFSET = "offset"  # against the open invoice


class CashLimit(StrEnum):
    PAID = "paid"
    PAID_MINUS_USED = "paid_minus_used"  # the line's share of what was paid, less the value used


class EarlierCredit(StrEnum):
    CAP = "cap"  # unused time is capped by what is left of the line
    DEDUCT = "deduct"  # … or lessened by the earlier credit


class ExchangeValue(StrEnum):
    NET = "net"
    EVEN = "even"  # Solidus: an exchange is worth nothing


class FeeTax(StrEnum):
    IN_FULL = "in_full"  # the fee is on the price before tax; the tax goes back in full
    IN_PROPORTION = "in_proportion"  # the fee is on what was paid, tax shrinks with it


class DepreciationFloor(StrEnum):
    LEAST = "least"  # the value never falls below this part of the price
    RESIDUAL = "residual"  # only the rest of the price is written off


class GoodwillTax(StrEnum):
    UNTAXED = "untaxed"
    AS_ORDER = "as_order"  # in the order's own proportion of taxes


class DeliveryOnPart(StrEnum):
    """Outbound delivery when part of the order is kept."""

    NOT = "not"
    IN_PROPORTION = "in_proportion"
    FULL = "full"


class DeliveryOnWhole(StrEnum):
    """Outbound delivery when the whole order is withdrawn from."""

    STANDARD = "standard"  # Directive 2011/83/EU Art. 13(2): what standard delivery would have cost
    FULL = "full"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Switches:
    """One brand's answers. The defaults are those under which `universal` figures hold."""

    cancellation_day: CancellationDay = CancellationDay.USED
    upgrade_day: CancellationDay = CancellationDay.USED
    day_count: DayCount = DayCount.ACTUAL
    trial_days_free: bool = False
    residue: Residue = Residue.LARGEST_FRACTION
    all_zero_weights_equal: bool = False
    rounding: Rounding = Rounding.HALF_UP
    tax_rounding: TaxRounding = TaxRounding.LINE
    total: Total = Total.GROSS_FIRST
    tax_on_part: TaxOnPart = TaxOnPart.STORED
    degenerate_tax: DegenerateTax = DegenerateTax.KEEP
    lost_coupon: LostCoupon = LostCoupon.KEEP
    over_cap: OverCap = OverCap.CUT
    last_unit: LastUnit = LastUnit.DRIFT_ONLY
    tender_order: TenderOrder = TenderOrder.AS_PAID
    unpaid_part: UnpaidPart = UnpaidPart.CREDIT
    cash_limit: CashLimit = CashLimit.PAID
    intermediate_rounding: bool = False
    earlier_credit: EarlierCredit = EarlierCredit.CAP
    exchange_value: ExchangeValue = ExchangeValue.NET
    explicit_tax_allowed: bool = False
    amount_may_be_overridden: bool = False
    restocking_tax: FeeTax = FeeTax.IN_FULL
    depreciation_floor: DepreciationFloor = DepreciationFloor.LEAST
    goodwill_tax: GoodwillTax = GoodwillTax.UNTAXED
    delivery_on_part: DeliveryOnPart = DeliveryOnPart.NOT
    delivery_on_whole: DeliveryOnWhole = DeliveryOnWhole.STANDARD


SWITCHES: Final = tuple(spec.name for spec in fields(Switches))


def options(name: str) -> tuple[object, ...]:
    """Every value a switch can have."""
    default = getattr(Switches(), name)
    if isinstance(default, bool):
        return (False, True)
    values: type[StrEnum] = type(default)
    return tuple(values)


def spelled(name: str, switches: Switches) -> str:
    """The switch as policies and breakdowns write it: `cancellation_day=used`."""
    return f"{name}={value_spelled(getattr(switches, name))}"


def value_spelled(value: object) -> str:
    """One value as policies and breakdowns write it: `used`, `true`."""
    return str(value).lower() if isinstance(value, bool) else str(value)
