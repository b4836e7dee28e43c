"""A retailer's real invoices and credit notes: is the refund what was really credited, to the penny?"""

from __future__ import annotations

from typing import Any

from refundtui.domain.calculator import as_earlier, quote_refund
from refundtui.domain.findings import Finding
from refundtui.domain.money import Money, currency
from refundtui.domain.order import EarlierRefund, Order, OrderLine, RefundedPart
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.request import RefundRequest, Units
from refundtui.domain.terms import Terms
from tests.conformance.engines import Outcome

Raw = dict[str, Any]


def run(case: Raw) -> Outcome:
    """A note's figure; in JSON Lines the exceptions stand among the notes and are known by their names."""
    if "order_lines" not in case:
        above = case["returned_qty"] > max(0, case["bought_qty"] - case["already_credited_qty"])
        return run_more_units_than_left(case) if above else run_price_differs(case)
    order = _order(case)
    quote = quote_refund(order, _returned(case["returned"]), Terms())
    wanted = case["credited_minor"]
    got: object = quote.total.minor if isinstance(quote, Quote) else quote.first.code
    differences = () if wanted == got else (("credited_minor", wanted, got),)
    return Outcome(case["id"], "universal", differences)


def run_price_differs(case: Raw) -> Outcome:
    """What the merchant credited differs from the price paid: both figures must be told apart."""
    order = _single_line(case)
    asked = RefundRequest((Units("1", case["returned_qty"]),))
    quote = quote_refund(order, asked, Terms())
    differs = isinstance(quote, Quote) and quote.total.minor != case["credited_minor"]
    paid = quote.total.minor if isinstance(quote, Quote) else None
    wanted = case["price_paid_times_qty_minor"]
    differences = () if differs and paid == wanted else (("price_paid_times_qty_minor", wanted, paid),)
    return Outcome(f"{case['credit_note']}/{case['line']}", "universal", differences)


def run_more_units_than_left(case: Raw) -> Outcome:
    """More units than are left: refused with the maximum."""
    order = _single_line(case)
    quote = quote_refund(order, RefundRequest((Units("1", case["returned_qty"]),)), Terms())
    left = max(0, case["bought_qty"] - case["already_credited_qty"])  # one note credited more than was sold
    told = _maximum(quote.first) if isinstance(quote, Refused) else None
    differences = () if told == left else (("max_units", left, told),)
    return Outcome(f"{case['credit_note']}/{case['line']}", "universal", differences)


def _maximum(found: Finding) -> object:
    return found.fact("max_units")


def _order(case: Raw) -> Order:
    of = currency(case["currency"])
    lines = tuple(
        OrderLine(
            str(line["n"]),
            line["desc"] or "",
            line["qty"],
            Money(line["qty"] * line["unit_minor"], of),
            sku=line["sku"],
        )
        for line in case["order_lines"]
    )
    order = Order(case["order"], of, lines)
    for note in case["prior_credits"]:
        order = order.after(_credited(order, note))
    return order


def _credited(order: Order, note: Raw) -> EarlierRefund:
    quote = quote_refund(order, _returned(note["lines"]), Terms())
    if isinstance(quote, Refused) or quote.total.minor != note["credited_minor"]:
        return _as_booked(order, note)
    return as_earlier(quote, note["note"])


def _as_booked(order: Order, note: Raw) -> EarlierRefund:
    """A note that credited something else than the price paid: its units, and its money as booked."""
    parts = []
    for line in note["lines"]:
        bought = order.line(str(line["n"]))
        assert bought is not None
        worth = bought.gross.minor * line["qty"] // max(1, bought.units)
        parts.append(RefundedPart(bought.id, Money(worth, order.currency), line["qty"]))
    off = note["credited_minor"] - sum(part.gross.minor for part in parts)
    return EarlierRefund(note["note"], tuple(parts), Money(off, order.currency) if off else None)


def _returned(lines: list[Raw]) -> RefundRequest:
    return RefundRequest(tuple(Units(str(line["n"]), line["qty"]) for line in lines))


def _single_line(case: Raw) -> Order:
    of = currency("GBP")
    bought, price = case["bought_qty"], case["price_paid_minor"]
    order = Order(case["order"], of, (OrderLine("1", case["sku"], bought, Money(bought * price, of)),))
    gone = case["already_credited_qty"]
    if gone:
        part = RefundedPart("1", Money(gone * price, of), gone)
        order = order.after(EarlierRefund("earlier", (part,)))
    return order
