"""How the share of some units of a line is told, so that anyone comes to the same minor unit."""

from __future__ import annotations

from typing import Final

from refundtui.domain.ledger import LineLedger
from refundtui.domain.money import Money, nearest
from refundtui.domain.quote import Input
from refundtui.domain.switches import LastUnit, Switches, TaxOnPart, TaxRounding, Total

SHARES_OF_UNITS: Final = frozenset(
    {
        "share_of_units",
        "share_of_next_units",
        "share_of_last_units",
        "rest_with_last_units",
        "share_of_net_and_tax",
        "share_of_net_taxed_by_rate",
    }
)


def units_explained(
    book: LineLedger, units: int, switches: Switches, plain: str = "share_of_units"
) -> tuple[str, tuple[tuple[str, Input], ...]]:
    """The formula of the next `units` units, `plain` where nothing went before, and its inputs."""
    line, of = book.line, book.line.net.currency
    closes = book.used_units + units == line.units
    known: tuple[tuple[str, Input], ...] = (
        ("paid", line.gross),
        ("units", units),
        ("of_units", line.units),
        ("units_before", book.used_units),
    )
    if closes and switches.last_unit is LastUnit.REMAINDER:
        return "rest_with_last_units", (*known, ("before", Money(book.sign * (book.gross - book.left), of)))
    if closes and book.drift:
        return "share_of_last_units", (
            *known,
            *_cumulated(book, units),
            ("drift", Money(book.sign * book.drift, of)),
        )
    if not closes and _by_parts(switches):
        by_rate = switches.tax_on_part is TaxOnPart.RATE
        formula = "share_of_net_taxed_by_rate" if by_rate else "share_of_net_and_tax"
        return formula, (*known, *_parts(book, switches))
    if book.used_units:
        return "share_of_next_units", (*known, *_cumulated(book, units))
    return plain, known


def _by_parts(switches: Switches) -> bool:
    """Whether net and taxes are worked out apart, and the gross is their sum."""
    return switches.tax_on_part is TaxOnPart.RATE or switches.total is Total.SUM_OF_ROUNDED_PARTS


def _cumulated(book: LineLedger, units: int) -> tuple[tuple[str, Input], ...]:
    """What the first units come to with these, and what they came to before: each is rounded once."""
    of, n = book.line.net.currency, book.line.units
    until, before = (nearest(book.gross * k, n) for k in (book.used_units + units, book.used_units))
    return (
        ("units_until", book.used_units + units),
        ("until", Money(book.sign * until, of)),
        ("until_before", Money(book.sign * before, of)),
    )


def _parts(book: LineLedger, switches: Switches) -> tuple[tuple[str, Input], ...]:
    """Net and each code's tax of the whole line, the rates where they count, and how tax is rounded."""
    of, rates = book.line.net.currency, {tax.code: tax.rate for tax in book.line.taxes}
    by_rate = switches.tax_on_part is TaxOnPart.RATE
    return (
        ("net", book.line.net),
        *((f"tax:{code}", Money(book.sign * tax, of)) for code, tax in book.taxes.items()),
        *(
            (f"rate:{code}", str(rate))
            for code, rate in rates.items()
            if by_rate and rate is not None and rate >= 0
        ),
        *(
            (f"tax_before:{code}", Money(book.sign * tax, of))
            for code, tax in book.refunded_taxes.items()
            if by_rate and tax
        ),
        *((("tax_rounded", "unit"),) if switches.tax_rounding is TaxRounding.UNIT else ()),
    )
