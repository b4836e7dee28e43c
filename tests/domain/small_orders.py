"""Orders of a line or two in euros, and what a request comes to on them: for one case at a time."""

from __future__ import annotations

from fractions import Fraction

from refundtui.domain.calculator import quote_refund
from refundtui.domain.money import Money, currency
from refundtui.domain.order import Order, OrderLine, Payment, Tax
from refundtui.domain.quote import Quote, Refused
from refundtui.domain.request import Item, RefundRequest
from refundtui.domain.terms import Terms

EUR = currency("EUR")


def eur(minor: int) -> Money:
    return Money(minor, EUR)


def line(name: str, gross: int, units: int = 1, *, tax: int = 0, **facts: object) -> OrderLine:
    taxes = (Tax("vat", eur(tax), Fraction(1, 5)),) if tax else ()
    return OrderLine(name, name, units, eur(gross - tax), taxes, **facts)  # type: ignore[arg-type]  # by name


def order(*lines: OrderLine, **facts: object) -> Order:
    return Order("o", EUR, lines, **facts)  # type: ignore[arg-type]  # by name


def card(minor: int, name: str = "card", **facts: object) -> Payment:
    return Payment(name, eur(minor), **facts)  # type: ignore[arg-type]  # by name


def quoted(bought: Order, *items: Item, terms: Terms | None = None, **asked: object) -> Quote:
    quote = quote_refund(bought, RefundRequest(items, **asked), terms or Terms())  # type: ignore[arg-type]  # by name
    assert isinstance(quote, Quote), quote
    return quote


def refused(bought: Order, *items: Item, terms: Terms | None = None, **asked: object) -> tuple[str, object]:
    """Why not, and the most that was told."""
    quote = quote_refund(bought, RefundRequest(items, **asked), terms or Terms())  # type: ignore[arg-type]  # by name
    assert isinstance(quote, Refused), quote
    return quote.first.code, quote.first.fact("max")
