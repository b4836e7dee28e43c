"""The worksheet of one quote: rows so far, and what the ledgers look like after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from refundtui.domain.findings import Finding
from refundtui.domain.ledger import LineLedger, Share, ledger_of, ledgers, taxes_of
from refundtui.domain.money import Currency, Money, half_up
from refundtui.domain.order import LineKind, Order, OrderLine, RefundedPart, Tax
from refundtui.domain.quote import Input, QuoteRow, RowCode
from refundtui.domain.reasons import Grade
from refundtui.domain.settlement import Purse, purse_of
from refundtui.domain.terms import Source, Terms

ROW_OF_KIND: Mapping[LineKind, RowCode] = {
    LineKind.GOODS: RowCode.GOODS,
    LineKind.SERVICE: RowCode.SERVICE,
    LineKind.SHIPPING: RowCode.SHIPPING,
    LineKind.FEE: RowCode.FEE,
    LineKind.STORED_VALUE: RowCode.STORED_VALUE,
}


@dataclass(frozen=True, slots=True)
class ComingBack:
    """Units of a goods line that come back: what fees and grades are measured on."""

    line: OrderLine
    units: int
    row: QuoteRow
    grade: Grade | None = None


@dataclass(slots=True)
class Worksheet:
    """Mutable on purpose and private to the calculator: a quote in the making."""

    order: Order
    terms: Terms
    purse: Purse
    books: dict[str, LineLedger]
    rows: list[QuoteRow] = field(default_factory=list)
    shares: dict[int, Share] = field(default_factory=dict)  # by position in `rows`
    coming_back: list[ComingBack] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    switches: list[str] = field(default_factory=list)
    used_value: Fraction | None = None  # value used up of a service, gross, exact minor units
    used_line: str = ""

    @property
    def of(self) -> Currency:
        return self.order.currency

    @property
    def sum(self) -> int:
        return sum(row.amount.minor for row in self.rows if not row.struck)

    @property
    def left_to_give(self) -> int | None:
        """How much more this quote may give before order or payments run out; None = nothing says."""
        return None if self.purse.ceiling is None else self.purse.ceiling - self.sum

    def money(self, minor: int) -> Money:
        return Money(minor, self.of)

    def mention(self, *names: str) -> None:
        self.switches.extend(name for name in names if name not in self.switches)

    def add(self, row: QuoteRow, share: Share | None = None) -> QuoteRow:
        if share is not None:
            self.shares[len(self.rows)] = share
        self.rows.append(row)
        if row.line_id is not None and not row.struck:
            book = self.books[row.line_id]
            self.books[row.line_id] = book.after(part_of(row))
        self.mention(*row.switches)
        return row

    def restate(self, row: QuoteRow, source: Source) -> None:
        """The same row resting on another clause."""
        place = self.rows.index(row)
        self.rows[place] = replace(row, source=source)

    def change(self, place: int, row: QuoteRow) -> None:
        """Another figure for a row that stands: its line's ledger and what comes back follow."""
        old = self.rows[place]
        self.rows[place] = row
        self.coming_back = [replace(back, row=row) if back.row is old else back for back in self.coming_back]
        line = None if row.line_id is None else self.order.line(row.line_id)
        if line is not None:
            book = ledger_of(line, self.order.earlier)
            for other in self.rows:
                if other.line_id == line.id and not other.struck:
                    book = book.after(part_of(other))
            self.books[line.id] = book

    def give(
        self,
        line: OrderLine,
        share: Share,
        *,
        code: RowCode | None = None,
        units: int = 0,
        unit: int | None = None,
        formula: str,
        inputs: tuple[tuple[str, Input], ...] = (),
        switches: tuple[str, ...] = (),
    ) -> QuoteRow:
        """Add what a share of a line comes to."""
        book = self.books[line.id]
        code = code or ROW_OF_KIND[line.kind]
        taxes = taxes_of(book, share)
        gross = book.sign * share.gross
        part = share.exact_gross / book.gross if book.gross else Fraction(units, line.units or 1)
        return self.add(
            QuoteRow(
                code=code,
                amount=self.money(gross),
                net=self.money(gross - sum(tax.amount.minor for tax in taxes)),
                taxes=taxes,
                line_id=line.id,
                units=units,
                unit=unit,
                formula=formula,
                inputs=inputs,
                source=self.terms.source(code),
                uncapped=None if share.uncapped is None else self.money(book.sign * share.uncapped),
                listed=None if line.listed is None else line.listed.share(part),
                discount=None if line.discount is None else line.discount.share(part),
                switches=switches,
            ),
            share,
        )

    def take(
        self,
        code: RowCode,
        gross: int,
        taxes: Mapping[str, int],
        *,
        line_id: str | None = None,
        formula: str,
        inputs: tuple[tuple[str, Input], ...] = (),
        source: Source,
        switches: tuple[str, ...] = (),
        uncapped: int | None = None,
        struck: bool = False,
    ) -> QuoteRow:
        """Add a deduction: positive figures come in, a negative row goes out."""
        line = None if line_id is None else self.order.line(line_id)
        rates = {} if line is None else {tax.code: tax.rate for tax in line.taxes}
        spelled = tuple(Tax(code_, self.money(-tax), rates.get(code_)) for code_, tax in taxes.items())
        return self.add(
            QuoteRow(
                code=code,
                amount=self.money(-gross),
                net=self.money(-gross + sum(taxes.values())),
                taxes=spelled,
                line_id=line_id,
                formula=formula,
                inputs=inputs,
                source=source,
                uncapped=None if uncapped is None else self.money(-uncapped),
                withheld=self.money(gross),
                struck=struck,
                switches=switches,
            )
        )


def worksheet(order: Order, terms: Terms, purse: Purse | None = None) -> Worksheet:
    return Worksheet(order, terms, purse or purse_of(order), ledgers(order))


def part_of(row: QuoteRow) -> RefundedPart:
    """How a row stands in the ledger of its line."""
    if row.line_id is None:
        raise ValueError("A row without a line is not in a line's ledger.")
    return RefundedPart(row.line_id, row.amount, row.units, row.taxes, withheld=row.withheld, unit=row.unit)


def in_proportion(amount: int, taxes: Mapping[str, int], gross: int) -> dict[str, int]:
    """The taxes inside an amount, each in proportion, half-up."""
    if not gross:
        return dict.fromkeys(taxes, 0)
    return {code: half_up(Fraction(amount * tax, gross)) for code, tax in taxes.items()}
