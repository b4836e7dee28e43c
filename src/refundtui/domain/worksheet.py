"""The worksheet of one quote: rows so far, and what the ledgers look like after them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from refundtui.domain.findings import Finding
from refundtui.domain.ledger import LineLedger, Share, ledgers, opened, taxes_of
from refundtui.domain.money import Currency, Money, nearest
from refundtui.domain.order import LineKind, Order, OrderLine, RefundedPart, Tax
from refundtui.domain.quote import BEYOND_OWED, Input, QuoteRow, RowCode
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
    ended: dict[str, Fraction] = field(default_factory=dict)  # line → value used up, gross, exact
    named: dict[tuple[str, str], int] = field(default_factory=dict)  # payment, seller → asked of it by name
    kept: dict[str, int] = field(default_factory=dict)  # line → units that stay, for less or written off
    sum: int = 0  # of all rows that are not struck
    goodwill: int = 0  # the part of `sum` that is given beyond what is owed
    on_line: dict[str, int] = field(default_factory=dict)  # line → the part of `sum` that is its own
    taxes_on: dict[str | None, dict[str, int]] = field(
        default_factory=dict
    )  # line → its tax in `sum`, by code

    @property
    def of(self) -> Currency:
        return self.order.currency

    @property
    def left_to_give(self) -> int | None:
        """How much more this quote may give before order or payments run out; None = nothing says."""
        return None if self.purse.ceiling is None else self.purse.ceiling - self.sum

    @property
    def from_payment(self) -> dict[str, int]:
        """Money asked of each payment by its name."""
        asked: dict[str, int] = {}
        for (payment_id, _), amount in self.named.items():
            asked[payment_id] = asked.get(payment_id, 0) + amount
        return asked

    def money(self, minor: int) -> Money:
        return Money(minor, self.of)

    def mention(self, *names: str) -> None:
        self.switches.extend(name for name in names if name not in self.switches)

    def add(self, row: QuoteRow, share: Share | None = None) -> QuoteRow:
        if share is not None:
            self.shares[len(self.rows)] = share
        self.rows.append(row)
        self._count(row, 1)
        if row.line_id is not None and not row.struck:
            self._write(row)
        self.mention(*row.switches)
        return row

    def _count(self, row: QuoteRow, sign: int) -> None:
        if row.struck:
            return
        minor = sign * row.amount.minor
        self.sum += minor
        taxes = self.taxes_on.setdefault(row.line_id, {})
        for tax in row.taxes:
            taxes[tax.code] = taxes.get(tax.code, 0) + sign * tax.amount.minor
        if row.code in BEYOND_OWED:
            self.goodwill += minor
        if row.line_id is not None:
            self.on_line[row.line_id] = self.on_line.get(row.line_id, 0) + minor

    def _write(self, row: QuoteRow) -> None:
        """Into the ledger of the row's line; a bought balance is one, however many lines it was bought on."""
        book = self.books[row.line_id or ""]
        self.books[book.line.id] = book.after(part_of(row))
        if book.unspent is not None:
            spent = book.unspent - (self.books[book.line.id].unspent or 0)
            for name, other in self.books.items():
                if other.unspent is not None and name != book.line.id:
                    self.books[name] = replace(other, unspent=max(0, other.unspent - spent))

    @property
    def tax_left(self) -> int | None:
        """How much more tax may go back before the invoice's own is exceeded; None = no such limit."""
        if self.order.tax_ceiling is None:
            return None
        given = sum(book.sign * sum(book.refunded_taxes.values()) for book in self.books.values())
        return self.order.tax_ceiling.minor - given - sum(tax.amount.minor for tax in self._loose_taxes())

    def tax_given(self, line_id: str | None) -> dict[str, int]:
        """Tax by code in all rows so far; in those of one line where it is named."""
        if line_id is not None:
            return dict(self.taxes_on.get(line_id, {}))
        given: dict[str, int] = {}
        for taxes in self.taxes_on.values():
            for code, tax in taxes.items():
                given[code] = given.get(code, 0) + tax
        return given

    @property
    def code_left(self) -> dict[str, int]:
        """What each code of the order can still give, after what lines and money without a line gave."""
        left: dict[str, int] = {}
        for book in self.books.values():
            for code in book.taxes:
                left[code] = left.get(code, 0) + book.sign * book.left_of(code)
        for tax in self._loose_taxes():
            if tax.code in left:
                left[tax.code] -= tax.amount.minor
        return left

    def _loose_taxes(self) -> Iterator[Tax]:
        """Tax in money that belongs to no line: of earlier refunds and of this quote."""
        for past in self.order.earlier:
            if past.holds:
                yield from past.loose_taxes
        for row in self.rows:
            if row.line_id is None and not row.struck:
                yield from row.taxes

    def possible(self, taxes: Mapping[str, int]) -> dict[str, int]:
        """Taxes of money that belongs to no line, each at most what its code has left on the whole order."""
        left = self.code_left
        return {code: min(tax, max(0, left.get(code, tax))) for code, tax in taxes.items()}

    def change(self, place: int, row: QuoteRow, because: str = "") -> None:
        """Another figure for a row that stands: its line's ledger and what comes back follow.

        What its amount changed by is one more of its inputs, by the name of the reason.
        """
        old = self.rows[place]
        if because and row.amount != old.amount:
            row = _telling(row, because, row.amount - old.amount)
        self.rows[place] = row
        self._count(old, -1)
        self._count(row, 1)
        self.coming_back = [replace(back, row=row) if back.row is old else back for back in self.coming_back]
        if row.line_id is not None:
            self._write_anew(self.books[row.line_id])

    def _write_anew(self, book: LineLedger) -> None:
        shared = [other.line.id for other in self.books.values() if other.unspent is not None]
        names = {book.line.id} if book.unspent is None else set(shared)
        for name in names:
            self.books[name] = opened(self.books[name].line, self.order)
        for row in self.rows:
            if row.line_id in names and not row.struck:
                self._write(row)

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
        source: Source | None = None,
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
                source=source or self.terms.source(code),
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
        line = None if line_id is None else self.books[line_id].line
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


def _telling(row: QuoteRow, because: str, difference: Money) -> QuoteRow:
    told = dict(row.inputs)
    known = told.get(because)
    told[because] = difference + known if isinstance(known, Money) else difference
    return replace(row, inputs=tuple(told.items()))


def worksheet(
    order: Order, terms: Terms, purse: Purse | None = None, books: Mapping[str, LineLedger] | None = None
) -> Worksheet:
    """An empty sheet. `books` are the order's ledgers where somebody has opened them already."""
    return Worksheet(order, terms, purse or purse_of(order), dict(ledgers(order) if books is None else books))


def all_left(book: LineLedger, sheet: Worksheet) -> tuple[str, tuple[tuple[str, Input], ...]]:
    """How all that is left of a line is explained: what was paid, and what went or stayed before."""
    paid = ("paid", book.line.gross)
    if book.rest == book.gross:
        return "rest_of_line", (paid,)
    return "rest_after_earlier", (paid, ("before", sheet.money(book.sign * (book.gross - book.rest))))


def part_of(row: QuoteRow) -> RefundedPart:
    """How a row stands in the ledger of its line.

    Units that were worked out withhold nothing but what deductions say: what they fall short is rounding.
    Of units with a typed amount nobody knows, so the ledger judges.
    """
    if row.line_id is None:
        raise ValueError("A row without a line is not in a line's ledger.")
    withheld = row.withheld
    if withheld is None and row.units and not row.formula.startswith("typed"):
        withheld = row.amount.zero()
    return RefundedPart(row.line_id, row.amount, row.units, row.taxes, withheld=withheld, unit=row.unit)


def in_proportion(amount: int, taxes: Mapping[str, int], gross: int) -> dict[str, int]:
    """The taxes inside an amount, each in proportion, half-up."""
    if not gross:
        return dict.fromkeys(taxes, 0)
    return {code: nearest(amount * tax, gross) for code, tax in taxes.items()}
