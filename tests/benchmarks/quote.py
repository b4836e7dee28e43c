"""What a quote costs: a typical case with all its what-ifs, and whether a huge order stays proportional."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from refundtui.domain.calculator import as_earlier, quote_refund
from refundtui.domain.invoice import ListedLine, ListedOrderDiscount, ListedTax, Listing, paid_order
from refundtui.domain.money import Money, currency
from refundtui.domain.order import LineKind, Order, OrderLine, Payment, ServicePeriod, Tax
from refundtui.domain.request import Everything, PriceReduction, RefundRequest, Units, UnusedTime
from refundtui.domain.terms import Fee, Source, Struck, Terms
from tests.benchmarks.figures import Figure, cpu_seconds

EUR = currency("EUR")
VAT = ListedTax("DE19", Fraction(19, 100))
MOST_LINES = 1114  # the biggest invoice of the UCI retail data


def figures() -> Iterator[Figure]:
    withdrawal = Terms(
        fees=(Fee("restocking", Source("fee"), amount=Money(500, EUR)),),
        struck=(Struck("restocking", Source("law")),),
        deliver_back=True,
    )
    fee = Terms(fees=(Fee("restocking", Source("fee"), percent=Fraction(15, 100)),))
    kept = PriceReduction("jacket", Money(9675, EUR), Money(12900, EUR))
    typical = [
        ("one unit, delivery and a struck fee", _shop(), RefundRequest((Units("shirt", 1),)), withdrawal),
        ("one unit, fee in percent", _shop(), RefundRequest((Units("jacket", 1),)), fee),
        ("kept for less", _shop(), RefundRequest((kept,)), Terms()),
        ("unused time", _year(), RefundRequest((UnusedTime("year", date(2026, 4, 10)),)), Terms()),
        ("everything", _shop(), RefundRequest((Everything(),)), withdrawal),
    ]
    for name, order, request, terms in typical:
        seconds = cpu_seconds(lambda o=order, r=request, t=terms: quote_refund(o, r, t), repeat=200)  # type: ignore[misc] # bound at once
        yield Figure(f"quote, {name}, with what-ifs", seconds * 1000, "ms CPU", 1)
    yield from _huge(fee)


def _huge(fee: Terms) -> Iterator[Figure]:
    """The same requests on orders of a quarter, half and all of the lines: milliseconds and growth."""
    sizes = [MOST_LINES // 4, MOST_LINES // 2, MOST_LINES]
    for name in ("everything", "two of each, with a fee", "one more, after two of each"):
        taken = [cpu_seconds(lambda n=n: _ask(name, n, fee), repeat=1, rounds=3) for n in sizes]  # type: ignore[misc] # noqa: B023 - called at once
        growth = taken[-1] / taken[0]
        yield Figure(
            f"quote of {MOST_LINES} lines, {name}",
            taken[-1] * 1000,
            "ms CPU",
            note=f"×{growth:.1f} for ×4 lines",
        )


_ORDERS: dict[tuple[str, int], tuple[Order, RefundRequest]] = {}


def _ask(name: str, lines: int, fee: Terms) -> object:
    if (name, lines) not in _ORDERS:
        _ORDERS[name, lines] = _prepared(name, lines, fee)
    order, request = _ORDERS[name, lines]
    return quote_refund(order, request, fee)


def _prepared(name: str, lines: int, fee: Terms) -> tuple[Order, RefundRequest]:
    order = _wholesale(lines)
    if name == "everything":
        return order, RefundRequest((Everything(),))
    two_of_each = RefundRequest(tuple(Units(line.id, 2) for line in order.lines))
    if name == "two of each, with a fee":
        return order, two_of_each
    quote = quote_refund(order, two_of_each, fee)
    return order.after(as_earlier(quote, "first")), RefundRequest((Units("l0", 1),))  # type: ignore[arg-type] # it is a quote


def _shop() -> Order:
    listed = Listing(
        Order("A", EUR, (), (Payment("card", Money(19370, EUR)),)),
        (
            ListedLine("shirt", 2, Fraction(3990), taxes=(VAT,)),
            ListedLine("jacket", 1, Fraction(12900), taxes=(VAT,)),
            ListedLine(
                "delivery", 0, Fraction(0), kind=LineKind.SHIPPING, line_total=Fraction(490), taxes=(VAT,)
            ),
        ),
        (ListedOrderDiscount(Fraction(2000)),),
    )
    return paid_order(listed)


def _year() -> Order:
    line = OrderLine(
        "year",
        "Subscription",
        1,
        Money(10000, EUR),
        (Tax("DE19", Money(1900, EUR), Fraction(19, 100)),),
        LineKind.SERVICE,
        period=ServicePeriod(date(2026, 1, 1), date(2027, 1, 1)),
    )
    return Order("C", EUR, (line,), (Payment("card", Money(11900, EUR)),))


def _wholesale(lines: int) -> Order:
    tax = (Tax("DE19", Money(190, EUR), Fraction(19, 100)),)
    goods = tuple(OrderLine(f"l{n}", "Box", 6, Money(1000, EUR), tax) for n in range(lines))
    return Order("W", EUR, goods, (Payment("card", Money(1190 * lines, EUR)),))
