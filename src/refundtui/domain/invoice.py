"""From list prices to what was paid: every discount and tax allotted once, to lines, as whole minor units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from refundtui.domain.money import Currency, Money, allocate, half_up
from refundtui.domain.order import LineKind, Order, OrderDiscount, OrderLine, Tax


@dataclass(frozen=True, slots=True)
class ListedDiscount:
    """A discount on one line: `amount` in exact minor units on the price's basis, or a `percent` (0.25)."""

    amount: Fraction | None = None
    percent: Fraction | None = None
    of_order: bool = False  # it is this line's share of an order discount


@dataclass(frozen=True, slots=True)
class ListedTax:
    """Tax as the source has it: a rate, or the amount it really charged (which beats the rate)."""

    code: str
    rate: Fraction | None = None
    amount: Fraction | None = None  # exact minor units, for the whole line


@dataclass(frozen=True, slots=True)
class ListedLine:
    """One line as a shop lists it. `price` is of one unit, in exact minor units."""

    id: str
    units: int
    price: Fraction
    title: str = ""
    sku: str = ""
    kind: LineKind = LineKind.GOODS
    includes_tax: bool = True
    line_total: Fraction | None = None  # beats price × units
    discounts: tuple[ListedDiscount, ...] = ()
    taxes: tuple[ListedTax, ...] = ()
    facts: OrderLine | None = None  # everything else that is known of the line


@dataclass(frozen=True, slots=True)
class ListedOrderDiscount:
    """A discount on the order, on the basis of the prices unless `gross` says otherwise."""

    amount: Fraction | None = None
    percent: Fraction | None = None
    gross: bool = False
    with_shipping: bool = False
    minimum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """An order in list prices. `order` carries everything that is no price: payments, dates, …"""

    order: Order
    lines: tuple[ListedLine, ...]
    discounts: tuple[ListedOrderDiscount, ...] = ()
    other_tax: Fraction | None = None  # tax outside the lines


def paid_order(listing: Listing) -> Order:
    """The order as it was paid.

    Line discounts first; order discounts are shared by what the lines then cost (largest remainder,
    earliest on ties); tax is rounded half-up once per line and code, unless the source stored it.
    """
    of = listing.order.currency
    priced = [_after_own_discounts(line) for line in listing.lines]
    shares = [0] * len(priced)
    kept = []
    for discount in listing.discounts:
        parts = _shared(discount, listing.lines, priced, shares)
        shares = [have + part for have, part in zip(shares, parts, strict=True)]
        if any(parts):
            kept.append(_remembered(discount, listing.lines, parts, of))
    lines = [
        _paid_line(line, price, share, of)
        for line, price, share in zip(listing.lines, priced, shares, strict=True)
    ]
    if listing.other_tax:
        tax = Tax("other", Money(half_up(listing.other_tax), of))
        lines.append(OrderLine("other-tax", "Tax outside the lines", 0, Money(0, of), (tax,), LineKind.FEE))
    return replace(listing.order, lines=tuple(lines), discounts=tuple(kept))


@dataclass(frozen=True, slots=True)
class _Priced:
    listed: int
    own_discount: int
    order_share: int  # shares of the order's discount that the source had already allotted

    @property
    def cost(self) -> int:
        return self.listed - self.own_discount


def _after_own_discounts(line: ListedLine) -> _Priced:
    listed = half_up(line.price * line.units if line.line_total is None else line.line_total)
    off = of_order = 0
    for discount in line.discounts:
        worth = (
            half_up(discount.amount)
            if discount.amount is not None
            else half_up(listed * (discount.percent or Fraction(0)))
        )
        worth = min(worth, listed - off) if listed >= 0 else worth
        off += worth
        of_order += worth if discount.of_order else 0
    return _Priced(listed, off, of_order)


def _shared(
    discount: ListedOrderDiscount, lines: tuple[ListedLine, ...], priced: list[_Priced], taken: list[int]
) -> tuple[int, ...]:
    """What each line bears of an order discount; lines that cost nothing bear nothing."""
    weights = [
        max(0, price.cost - before) if discount.with_shipping or line.kind is not LineKind.SHIPPING else 0
        for line, price, before in zip(lines, priced, taken, strict=True)
    ]
    if discount.gross:
        weights = [
            half_up(weight * (1 + _rate(line))) if not line.includes_tax else weight
            for weight, line in zip(weights, lines, strict=True)
        ]
    whole = sum(weights)
    if not whole:
        return (0,) * len(lines)
    if discount.amount is not None:
        amount = half_up(discount.amount)
    else:
        amount = half_up(whole * (discount.percent or Fraction(0)))
    parts = allocate(min(amount, whole), weights)
    if not discount.gross:
        return parts
    return tuple(
        part if line.includes_tax else half_up(part / (1 + _rate(line)))
        for part, line in zip(parts, lines, strict=True)
    )


def _rate(line: ListedLine) -> Fraction:
    return sum((tax.rate or Fraction(0) for tax in line.taxes), Fraction(0))


def _remembered(
    discount: ListedOrderDiscount, lines: tuple[ListedLine, ...], parts: tuple[int, ...], of: Currency
) -> OrderDiscount:
    return OrderDiscount(
        amount=Money(sum(parts), of),
        minimum=None if discount.minimum is None else Money(half_up(discount.minimum), of),
        percent=discount.percent,
        line_ids=tuple(line.id for line, part in zip(lines, parts, strict=True) if part),
    )


def _paid_line(line: ListedLine, price: _Priced, share: int, of: Currency) -> OrderLine:
    cost = price.cost - share
    taxes = _taxes(line, cost, of)
    net = cost - sum(tax.amount.minor for tax in taxes) if line.includes_tax else cost
    known = line.facts or OrderLine(line.id, line.title, line.units, Money(0, of))
    return replace(
        known,
        id=line.id,
        title=line.title or known.title,
        units=line.units,
        net=Money(net, of),
        taxes=taxes,
        kind=line.kind,
        sku=line.sku or known.sku,
        listed=Money(price.listed, of),
        discount=Money(price.own_discount + share, of),
        order_discount=Money(price.order_share + share, of),
        price_includes_tax=line.includes_tax,
    )


def _taxes(line: ListedLine, cost: int, of: Currency) -> tuple[Tax, ...]:
    whole_rate = _rate(line)
    base = Fraction(cost, 1) / (1 + whole_rate) if line.includes_tax else Fraction(cost)
    return tuple(
        Tax(
            tax.code,
            Money(half_up(tax.amount if tax.amount is not None else base * (tax.rate or 0)), of),
            tax.rate,
        )
        for tax in line.taxes
    )
