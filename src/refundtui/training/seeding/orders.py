"""Invented orders of the shipped brands: list prices, codes, taxes and tenders, worked out as any import is."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Final

from refundtui.domain.invoice import ListedLine, ListedOrderDiscount, ListedTax, Listing, paid_order
from refundtui.domain.money import Currency, Money, currency, exact_minor
from refundtui.domain.order import (
    EarlierRefund,
    LineKind,
    Order,
    OrderLine,
    Payment,
    RefundedPart,
    ServicePeriod,
    Tax,
    TenderKind,
)

# Standard rates of value added tax, in per mille.
_VAT: Final = {
    "DE": 190, "AT": 200, "FR": 200, "ES": 210, "IT": 220, "NL": 210, "PL": 230, "PT": 230, "CZ": 210,
    "DK": 250, "SE": 250, "FI": 255, "GR": 240, "BE": 210, "IE": 230, "GB": 200,
}  # fmt: skip
_SALES_TAX: Final = {
    "US-TX": "0.0825",
    "US-CA": "0.0725",
    "US-NY": "0.08875",
    "US-OR": "",
    "US-WA": "0.1025",
    "US-FL": "0.07",
}


@dataclass(frozen=True, slots=True)
class Article:
    """Something a brand sells."""

    title: str
    price: str
    category: str
    tags: tuple[str, ...] = ()


CLOTHES: Final = (
    Article("Hemd Leinen", "39.90", "shirt"),
    Article("Jacke Wollwalk", "129.00", "jacket"),
    Article("Strickpullover", "69.95", "knitwear"),
    Article("Kleid Viskose", "84.50", "dress"),
    Article("Jeans Slim", "79.99", "trousers"),
    Article("Ledergürtel", "34.90", "accessory"),
    Article("Regenmantel", "149.00", "jacket"),
    Article("Sneaker weiß", "99.95", "shoes"),
    Article("Wollsocken 3er", "19.99", "socks"),
    Article("Schal Kaschmir", "89.00", "accessory"),
    Article("Bikini Lagune", "49.00", "swimwear", ("hygiene",)),
    Article("Outlet-Parka", "59.50", "jacket", ("final_sale",)),
    Article("Maßhemd", "119.00", "shirt", ("personalised",)),
)
ELECTRONICS: Final = (
    Article("Laptop 14", "999.00", "laptop"),
    Article("Phone N7", "600.00", "phone"),
    Article("Noise-cancelling headphones", "249.99", "audio"),
    Article("4K monitor", "389.00", "monitor"),
    Article("Mechanical keyboard", "129.50", "accessory"),
    Article("Smart watch", "279.00", "wearable"),
    Article("USB-C dock", "89.95", "accessory"),
    Article("Robot vacuum", "449.00", "household"),
    Article("Photo editing suite", "119.00", "software"),
    Article("Clearance tablet", "199.00", "tablet", ("final_sale",)),
)
RETAIL: Final = (
    Article("Water bottle", "47.84", "water bottle"),
    Article("Office chair", "488.81", "office chair"),
    Article("Hiking boots", "260.56", "hiking boots"),
    Article("Pet bed", "195.11", "pet bed"),
    Article("Skateboard", "182.03", "skateboard"),
    Article("Desk lamp", "135.24", "desk lamp"),
)
MEMBERSHIPS: Final = (
    Article("Membership, one year", "120.00", "membership"),
    Article("Family membership, one year", "199.00", "membership"),
    Article("Harbour Plus, one year", "349.00", "membership"),
    Article("Membership, one quarter", "36.00", "membership"),
)


def fashion_order(random: Random, number: str, country: str, delivered_on: date) -> Order:
    """Prices with tax; sometimes a code on the order, sometimes two tenders."""
    of = currency("EUR")
    rate = Fraction(_VAT[country], 1000)
    lines = [
        _listed(f"{n}", article, units, of, f"VAT {country}", rate, delivered_on)
        for n, (article, units) in enumerate(_basket(random, CLOTHES), start=1)
    ]
    lines.append(_delivery("Standardversand", "4.90", of, f"VAT {country}", rate))
    code = random.choice(("", "", "", "10.00", "20.00", "5.00"))
    discounts = (ListedOrderDiscount(amount=exact_minor(code, of)),) if code else ()
    order = _paid(number, of, lines, discounts, country, "", delivered_on, days_before=random.randint(2, 6))
    return _tendered(order, random, ("card", "card", "wallet", "bnpl", "bank", "gift+card"))


def electronics_order(random: Random, number: str, region: str, delivered_on: date) -> Order:
    """Sales tax on top of the price, where the state has one."""
    of = currency("USD")
    rate = Fraction(_SALES_TAX[region] or "0")
    lines = [
        _listed(f"{n}", article, units, of, region if rate else "", rate, delivered_on, includes_tax=False)
        for n, (article, units) in enumerate(_basket(random, ELECTRONICS, most=2), start=1)
    ]
    if random.random() < 0.4:
        lines.append(_delivery("Ground shipping", "9.99", of, "", Fraction(0), includes_tax=False))
    order = _paid(number, of, lines, (), "US", region, delivered_on, days_before=random.randint(2, 5))
    return _tendered(order, random, ("card", "card", "wallet", "gift+card"))


def membership(random: Random, number: str, country: str, starts_on: date) -> Order:
    """A period paid in advance."""
    of = currency("GBP")
    article = random.choice(MEMBERSHIPS)
    days = 91 if "quarter" in article.title else 365
    line = _listed("1", article, 1, of, "VAT", Fraction(_VAT[country], 1000), None)
    period = ServicePeriod(start=starts_on, end_exclusive=starts_on + timedelta(days=days))
    facts = OrderLine("1", article.title, 1, Money(0, of), category=article.category, period=period)
    service = ListedLine(
        id="1",
        units=1,
        price=line.price,
        title=article.title,
        kind=LineKind.SERVICE,
        taxes=line.taxes,
        facts=facts,
    )
    order = _paid(
        number, of, [service], (), country, "", None, days_before=0, ordered_on=starts_on, status="active"
    )
    return _tendered(order, random, ("card", "card", "wallet", "bank"))


def retail_order(random: Random, number: str, status: str) -> Order:
    """The benchmark shop's kind of order: no tax recorded, one tender, gates instead of dates."""
    of = currency("USD")
    lines = [
        _listed(f"{n}", article, 1, of, "", Fraction(0), None)
        for n, (article, _) in enumerate(_basket(random, RETAIL), start=1)
    ]
    order = _paid(number, of, lines, (), "US", "US-NY", None, days_before=0, status=status)
    return _tendered(order, random, ("card", "wallet", "gift_card"))


def with_earlier_refund(order: Order, on: date) -> Order:
    """One unit of the first line with several went back before."""
    line = next((line for line in order.lines if line.kind is LineKind.GOODS and line.units > 1), None)
    if line is None:
        return order
    part = Fraction(1, line.units)
    gross = line.gross.share(part)
    taxes = tuple(Tax(tax.code, tax.amount.share(part), tax.rate) for tax in line.taxes)
    return order.after(
        EarlierRefund(f"R-{order.id}", (RefundedPart(line.id, gross, 1, taxes),), on=on, kind="refund")
    )


def _basket(random: Random, articles: Sequence[Article], most: int = 4) -> list[tuple[Article, int]]:
    chosen = random.sample(articles, random.randint(1, most))
    return [(article, random.choice((1, 1, 1, 2, 3))) for article in chosen]


def _listed(
    line_id: str,
    article: Article,
    units: int,
    of: Currency,
    tax_code: str,
    rate: Fraction,
    delivered_on: date | None,
    *,
    includes_tax: bool = True,
) -> ListedLine:
    return ListedLine(
        id=line_id,
        units=units,
        price=exact_minor(article.price, of),
        title=article.title,
        sku=f"{article.category[:3].upper()}-{zlib.crc32(article.title.encode()) % 9000 + 1000}",
        includes_tax=includes_tax,
        taxes=(ListedTax(tax_code, rate),) if tax_code else (),
        facts=OrderLine(
            line_id,
            article.title,
            units,
            Money(0, of),
            category=article.category,
            tags=article.tags,
            delivered_on=delivered_on,
        ),
    )


def _delivery(
    title: str, price: str, of: Currency, tax_code: str, rate: Fraction, *, includes_tax: bool = True
) -> ListedLine:
    return ListedLine(
        id="delivery",
        units=0,
        price=Fraction(0),
        line_total=exact_minor(price, of),
        title=title,
        kind=LineKind.SHIPPING,
        includes_tax=includes_tax,
        taxes=(ListedTax(tax_code, rate),) if tax_code else (),
    )


def _paid(
    number: str,
    of: Currency,
    lines: Sequence[ListedLine],
    discounts: tuple[ListedOrderDiscount, ...],
    country: str,
    region: str,
    delivered_on: date | None,
    *,
    days_before: int,
    ordered_on: date | None = None,
    status: str = "delivered",
) -> Order:
    day = ordered_on or (delivered_on - timedelta(days=days_before) if delivered_on else None)
    facts = Order(
        id=number,
        currency=of,
        lines=(),
        status=status,
        ordered_at=datetime(day.year, day.month, day.day, 17, 20, tzinfo=UTC) if day else None,
        delivered_on=delivered_on,
        country=country,
        region=region,
    )
    return paid_order(Listing(facts, tuple(lines), discounts))


def _tendered(order: Order, random: Random, kinds: Sequence[str]) -> Order:
    of, whole = order.currency, order.total
    kind = random.choice(kinds)
    last_four = f"{random.randrange(10_000):04d}"
    card = Payment("card", whole, TenderKind.CARD, f"{random.choice(('Visa', 'Mastercard'))} ••{last_four}")
    match kind:
        case "gift+card" if whole.minor > 6000:
            gift = Money(5000, of)
            payments: tuple[Payment, ...] = (
                Payment("gift", gift, TenderKind.GIFT_CARD, f"Gift card ••{last_four}"),
                Payment("card", whole - gift, TenderKind.CARD, card.label),
            )
        case "gift_card":
            payments = (Payment("gift", whole, TenderKind.GIFT_CARD, f"Gift card ••{last_four}"),)
        case "wallet":
            payments = (Payment("paypal", whole, TenderKind.WALLET, "PayPal"),)
        case "bnpl":
            payments = (Payment("klarna", whole, TenderKind.BNPL, "Klarna"),)
        case "bank":
            payments = (Payment("bank", whole, TenderKind.BANK, f"IBAN ••{last_four}"),)
        case _:
            payments = (card,)
    return replace(order, payments=payments)
