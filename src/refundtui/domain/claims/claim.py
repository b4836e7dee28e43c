"""From what is asked to rows: one small function per kind of item, each stopping with its reason."""

from __future__ import annotations

from typing import assert_never

from refundtui.domain.claims.amounts import line_amount
from refundtui.domain.claims.goods import everything, rest_of_line, units_back
from refundtui.domain.claims.goodwill import depreciated, goodwill
from refundtui.domain.claims.kept_out import keep_out
from refundtui.domain.claims.payments import from_payment
from refundtui.domain.claims.reductions import order_reduction, price_reduction, repriced
from refundtui.domain.claims.services import unused_time, unused_units
from refundtui.domain.findings import Finding
from refundtui.domain.request import (
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    Repriced,
    RestOfLine,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.domain.worksheet import Worksheet


def claim(item: Item, sheet: Worksheet) -> Finding | None:
    """Put the rows of one item on the sheet; the finding that stopped it otherwise."""
    first = len(sheet.rows)
    stop = _claimed(item, sheet)
    if stop is None:
        keep_out(sheet, first)
    return stop


def _claimed(item: Item, sheet: Worksheet) -> Finding | None:
    match item:
        case Units():
            return units_back(item, sheet)
        case LineAmount():
            return line_amount(item, sheet)
        case RestOfLine():
            return rest_of_line(item, sheet)
        case Everything():
            return everything(sheet)
        case UnusedTime():
            return unused_time(item, sheet)
        case UnusedUnits():
            return unused_units(item, sheet)
        case PriceReduction():
            return price_reduction(item, sheet)
        case OrderReduction():
            return order_reduction(item, sheet)
        case Repriced():
            return repriced(item, sheet)
        case Goodwill():
            return goodwill(item, sheet)
        case DepreciatedValue():
            return depreciated(item, sheet)
        case FromPayment():
            return from_payment(item, sheet)
        case _:
            assert_never(item)
