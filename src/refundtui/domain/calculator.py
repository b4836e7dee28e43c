"""The calculator: from an order as paid, a request and the terms in force to one exact quote.

A pure function on frozen values. Preview and submit are the same call on the same snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from refundtui.domain.claims.ceilings import comes_back_too, no
from refundtui.domain.claims.claim import claim
from refundtui.domain.code_caps import (
    close_each_code,
    leave_the_lines_their_tax,
    stay_below_invoiced_tax,
    stay_within_each_code,
)
from refundtui.domain.coupons import reprice_kept_goods
from refundtui.domain.deductions import deduct_condition, deduct_fees, deduct_typed
from refundtui.domain.delivery import give_delivery_back
from refundtui.domain.exchanges import exchange, exchange_evenly, is_even
from refundtui.domain.findings import Finding
from refundtui.domain.law_minimum import raise_to_minimum
from refundtui.domain.ledger import LineLedger, ledgers
from refundtui.domain.levelling import cut_to_what_is_left, set_by_hand
from refundtui.domain.money import Money
from refundtui.domain.note_rounding import floor_the_sum, round_over_the_note, rounded_sum
from refundtui.domain.order import LineKind, Order
from refundtui.domain.paid_in_steps import comes_between_steps, typed_between_steps
from refundtui.domain.quote import LegKind, Quote, Refused, RowCode, SwitchUsed
from refundtui.domain.refunded_before import as_earlier
from refundtui.domain.request import LineAmount, RefundRequest
from refundtui.domain.settlement import cash_limit, purse_of, settle, split_cash
from refundtui.domain.switches import options
from refundtui.domain.terms import Terms
from refundtui.domain.worksheet import Worksheet, worksheet

__all__ = ["as_earlier", "quote_refund", "rounded_sum", "what_if"]


def quote_refund(order: Order, request: RefundRequest, terms: Terms) -> Quote | Refused:
    """Work out what goes back, why, and over which tenders; or say what stands in the way.

    Every switch that mattered is named with the total its other values would give.
    """
    books = ledgers(order)
    quote, mattered = _work_out(order, request, terms, books)
    if isinstance(quote, Refused):
        return quote

    def other_way(name: str, value: object) -> Quote | Refused:
        return what_if(order, request, terms, name, value, books)

    return replace(quote, switches=tuple(_what_if(name, terms, other_way) for name in mattered))


def what_if(
    order: Order,
    request: RefundRequest,
    terms: Terms,
    name: str,
    value: object,
    books: Mapping[str, LineLedger] | None = None,
) -> Quote | Refused:
    """The same request with one switch the other way; no switch changes the `books` it starts from."""
    switches = replace(terms.switches, **{name: value})  # type: ignore[arg-type]  # names come from SWITCHES
    return _work_out(order, request, replace(terms, switches=switches), books)[0]


def _work_out(
    order: Order, request: RefundRequest, terms: Terms, books: Mapping[str, LineLedger] | None
) -> tuple[Quote | Refused, tuple[str, ...]]:
    """The quote, and the names of the switches that mattered."""
    stop = _impossible(order, request, terms)
    if stop is not None:
        return Refused((stop,)), ()
    sheet = worksheet(order, terms, purse_of(order, request, terms), books)
    for item in request.items:
        stop = claim(item, sheet)
        if stop is not None:
            return Refused((stop,)), ()
    stop = comes_back_too(sheet)
    if stop is not None:
        return Refused((stop,)), ()
    give_delivery_back(sheet)
    leave_the_lines_their_tax(sheet)
    floor_the_sum(sheet)
    round_over_the_note(sheet)
    stay_below_invoiced_tax(sheet)
    reprice_kept_goods(sheet)
    deduct_condition(sheet)
    deduct_fees(sheet)
    stop = deduct_typed(sheet, request.deductions) or set_by_hand(sheet, request)
    if stop is not None:
        return Refused((stop,)), ()
    raise_to_minimum(sheet)
    computed = sheet.sum
    even = is_even(sheet, request)
    stop = None if even else cut_to_what_is_left(sheet)  # before new things are paid with it
    if stop is not None:
        return Refused((stop,)), ()
    stay_within_each_code(sheet)
    close_each_code(sheet)
    worth = sheet.sum
    charged = exchange_evenly(sheet) if even else exchange(sheet, request)
    stop = _split_above(sheet, request)
    if stop is not None:
        return Refused((stop,)), ()
    quote = _quote(sheet, request, computed, charged, worth)
    stop = comes_between_steps(quote)
    return (quote if stop is None else Refused((stop,))), tuple(sheet.switches)


def _impossible(order: Order, request: RefundRequest, terms: Terms) -> Finding | None:
    if not request.items:
        return no("request.empty")
    if request.override is not None and not terms.switches.amount_may_be_overridden:
        return no("override.not_allowed")
    for amount in _typed_amounts(request):
        if amount.currency != order.currency:
            return no("currency.other", typed=amount.currency.code, order=order.currency.code)
    stop = typed_between_steps(request, order.currency)
    if stop is not None:
        return stop
    if any(charge.amount.minor < 0 or charge.part < 0 for charge in request.charges) or any(
        amount.minor < 0 for _, amount in request.settle_split
    ):
        return no("amount.not_positive")
    payers = {payment.id for payment in order.payments}
    only = request.payment_id
    if only and payers and only not in payers:
        return no("tender.unknown", payment=only)
    if request.to_tender and request.to_tender not in payers | set(terms.other_tenders):
        return no("tender.not_original", payment=request.to_tender)
    return None


def _typed_amounts(request: RefundRequest) -> list[Money]:
    amounts = [
        value
        for item in request.items
        for name in ("amount", "new_price", "actual_value", "conforming_value")
        if isinstance(value := getattr(item, name, None), Money)
    ]
    amounts += [tax for item in request.items if isinstance(item, LineAmount) for _, tax in item.taxes or ()]
    amounts += [charge.amount for charge in request.charges]
    amounts += [amount for _, amount in request.settle_split]
    amounts += [deduction.amount for deduction in request.deductions]
    return amounts + ([request.override] if request.override is not None else [])


def _split_above(sheet: Worksheet, request: RefundRequest) -> Finding | None:
    """A typed division of the total is refused where it asks for more than there is."""
    if not request.settle_split:
        return None
    whole, cash = sum(amount.minor for _, amount in request.settle_split), split_cash(request)
    able = min(
        (most for most in (sheet.purse.cash_left, _cash_limit(sheet)) if most is not None), default=cash
    )
    if cash > able:
        return no("amount.above_payment", max=sheet.money(able), typed=sheet.money(cash))
    if whole > sheet.sum:
        return no("split.above_total", total=sheet.money(sheet.sum), parts=sheet.money(whole))
    return None


def _quote(sheet: Worksheet, request: RefundRequest, computed: int, charged: int, worth: int) -> Quote:
    order, purse = sheet.order, sheet.purse
    total = sheet.sum
    legs = settle(total, order, request, sheet.terms, purse, _cash_limit(sheet), sheet.from_payment)
    if len(purse.tenders or ()) > 1 and not request.payment_id:
        sheet.mention("tender_order")
    if any(leg.kind is not LegKind.TENDER for leg in legs) and purse.unpaid:
        sheet.mention("unpaid_part")
    return Quote(
        currency=sheet.of,
        rows=tuple(sheet.rows),
        legs=legs,
        findings=tuple(sheet.notes),
        maximum=None if purse.ceiling is None else sheet.money(purse.ceiling),
        computed=sheet.money(computed) if computed != total else None,
        owed_by_customer=sheet.money(charged - worth) if charged > worth else None,
        charged=sheet.money(charged) if charged else None,
        receivable_after=None if request.pair_with_credit_note else sheet.money(total),
        stored_value_left=_balance_left(sheet),
        policy=sheet.terms.policy,
    )


def _cash_limit(sheet: Worksheet) -> int | None:
    """All but the unused time may go back as money, and of that what the brand's limit leaves."""
    limits = {
        line_id: cash_limit(sheet.terms.switches, sheet.purse, sheet.books[line_id].gross, used)
        for line_id, used in sheet.ended.items()
    }
    held_back = 0
    for line_id, limit in limits.items():
        unused = sum(
            row.amount.minor for row in sheet.rows if row.code is RowCode.USE and row.line_id == line_id
        )
        held_back += 0 if limit is None else max(0, unused - limit)
    return max(0, sheet.sum - held_back) if held_back else None


def _balance_left(sheet: Worksheet) -> Money | None:
    """What a bought balance still holds after this quote."""
    if sheet.order.stored_value_left is None:
        return None
    bought = [line.id for line in sheet.order.lines if line.kind is LineKind.STORED_VALUE]
    return sheet.order.stored_value_left - sheet.money(sum(sheet.on_line.get(name, 0) for name in bought))


def _what_if(name: str, terms: Terms, other_way: Callable[[str, object], Quote | Refused]) -> SwitchUsed:
    now = getattr(terms.switches, name)
    others = []
    for value in options(name):
        if value != now:
            other = other_way(name, value)
            if isinstance(other, Quote):
                others.append((_word(value), other.total))
    return SwitchUsed(name, _word(now), tuple(others))


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
