"""The tau2 shop: amount and method of a return, cancellation or exchange; what it refuses is refused."""

from __future__ import annotations

from typing import Any

from refundtui.domain.calculator import quote_refund
from refundtui.domain.money import Money, currency
from refundtui.domain.order import Order, OrderLine, Payment, TenderKind
from refundtui.domain.quote import LegKind, Quote, Refused
from refundtui.domain.request import Charge, Everything, Item, RefundRequest, Units
from refundtui.domain.terms import Terms
from tests.conformance.engines import Inexpressible, Outcome

Raw = dict[str, Any]
_USD = currency("USD")
_KINDS = {"credit_card": TenderKind.CARD, "gift_card": TenderKind.GIFT_CARD, "paypal": TenderKind.WALLET}


def run(case: Raw) -> Outcome:
    """Every step of a task: the right figure, to the right method."""
    differences: list[tuple[str, object, object]] = []
    figures: list[int] = []
    for number, step in enumerate(case["steps"]):
        allowed = _may_take_money(step, case.get("customer_methods") or [])
        quote = quote_refund(_order(step), _request(step), Terms(other_tenders=allowed))
        if isinstance(quote, Refused):
            differences.append((f"step {number}", step["refund_minor"], quote.first.code))
            figures.append(0)
            continue
        net = quote.total.minor - (quote.owed_by_customer.minor if quote.owed_by_customer else 0)
        figures.append(quote.total.minor)
        wanted = -step["difference_minor"] if "difference_minor" in step else step["refund_minor"]
        if net != wanted:
            differences.append((f"step {number}", wanted, net))
        differences += _to_the_right_method(number, step, quote)
    total = sum(
        figure for figure, step in zip(figures, case["steps"], strict=True) if "difference_minor" not in step
    )
    if total != case["total_refund_minor"]:
        differences.append(("total_refund_minor", case["total_refund_minor"], total))
    for stated in case.get("stated_amounts") or []:
        told = sum(figures[number] for number in stated["equals_sum_of_steps"])
        if told != stated["amount_minor"]:
            differences.append(("stated", stated["amount_minor"], told))
    return Outcome(case["task"], "universal", tuple(differences))


def run_refused(case: Raw) -> Outcome:
    """A method that did not pay the order, and that is no gift card of the customer's, gets nothing."""
    methods = {paid["method"] for order in case["orders"] for paid in order["paid"]}
    differences: list[tuple[str, object, object]] = []
    for raw in case["orders"]:
        order = _order(raw)
        own = {payment.id for payment in order.payments}
        for method in (methods - own) or {"a-card-that-paid-nothing"}:
            quote = quote_refund(order, RefundRequest((Everything(),), to_tender=method), Terms())
            if isinstance(quote, Quote):
                differences.append((f"{raw['order_id']} to {method}", "refused", str(quote.total)))
    return Outcome(case["task"], "universal", tuple(differences))


def _order(raw: Raw) -> Order:
    lines = tuple(
        OrderLine(
            f"{number}:{line['item_id']}",
            line["name"],
            line["qty"],
            Money(line["unit_price_minor"] * line["qty"], _USD),
            sku=line["item_id"],
        )
        for number, line in enumerate(raw["lines"])
    )
    payments = tuple(
        Payment(paid["method"], Money(paid["amount_minor"], _USD), _kind(paid["method"]))
        for paid in raw["paid"]
    )
    return Order(raw["order_id"], _USD, lines, payments, status=raw["status"])


def _may_take_money(step: Raw, methods: list[Raw]) -> tuple[str, ...]:
    """The shop's policy: a return goes to what paid it or a gift card the customer holds; a price difference
    to any of the customer's own methods.
    """
    difference = step["action"] in ("modify", "exchange")
    return tuple(method["id"] for method in methods if difference or method["source"] == "gift_card")


def _kind(method: str) -> TenderKind:
    return next((kind for name, kind in _KINDS.items() if method.startswith(name)), TenderKind.OTHER)


def _request(step: Raw) -> RefundRequest:
    order = _order(step)
    match step["action"]:
        case "return":
            return RefundRequest(
                _units(step["returned_item_ids"], order), to_tender=step.get("refund_to") or ""
            )
        case "cancel":
            return RefundRequest((Everything(),), to_tender=step.get("refund_to") or "")
        case "modify" | "exchange":
            charges = tuple(
                Charge(item["item_id"], Money(item["unit_price_minor"], _USD)) for item in step["new_items"]
            )
            to = (step.get("settle_with") or "") if step["refund_minor"] else ""
            return RefundRequest(_units(step["old_item_ids"], order), charges, to_tender=to)
        case other:
            raise Inexpressible(f"no action is called {other!r}")


def _units(item_ids: list[str], order: Order) -> tuple[Item, ...]:
    """One unit for every time an item is named; the same item on two lines is taken from both."""
    left = {line.id: line.units for line in order.lines}
    taken: dict[str, int] = {}
    for item_id in item_ids:
        line = next(line for line in order.lines if line.sku == item_id and left[line.id])
        left[line.id] -= 1
        taken[line.id] = taken.get(line.id, 0) + 1
    return tuple(Units(line_id, units) for line_id, units in taken.items())


def _to_the_right_method(number: int, step: Raw, quote: Quote) -> list[tuple[str, object, object]]:
    wanted = step.get("refund_to") or step.get("settle_with")
    got = {leg.payment_id for leg in quote.legs if leg.kind is LegKind.TENDER}
    if not quote.total or wanted is None or got == {wanted}:
        return []
    return [(f"step {number} method", wanted, sorted(got))]
