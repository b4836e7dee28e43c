"""New things for old: what they cost is paid with what comes back."""

from __future__ import annotations

from refundtui.domain.levelling import level
from refundtui.domain.money import half_up
from refundtui.domain.quote import QuoteRow, RowCode
from refundtui.domain.request import RefundRequest
from refundtui.domain.switches import ExchangeValue
from refundtui.domain.worksheet import Worksheet


def is_even(sheet: Worksheet, request: RefundRequest) -> bool:
    return request.even_exchange or (
        bool(request.charges) and sheet.terms.switches.exchange_value is ExchangeValue.EVEN
    )


def exchange_evenly(sheet: Worksheet) -> int:
    """One thing for another of the same worth: nothing is charged and nothing goes back."""
    sheet.mention("exchange_value")
    level(sheet, RowCode.EXCHANGE, -sheet.sum, "even_exchange")
    return 0


def exchange(sheet: Worksheet, request: RefundRequest) -> int:
    """What the new things cost, netted against what comes back; returns what was charged."""
    charged = sum(half_up(charge.amount.minor * charge.part) for charge in request.charges)
    if charged:
        sheet.mention("exchange_value")
        taken = min(charged, max(0, sheet.sum))
        if taken:
            sheet.add(
                QuoteRow(
                    RowCode.EXCHANGE,
                    sheet.money(-taken),
                    sheet.money(-taken),
                    formula="net_difference",
                    inputs=(("charged", sheet.money(charged)),),
                    source=sheet.terms.source(RowCode.EXCHANGE),
                    switches=("exchange_value",),
                )
            )
    return charged
