"""The ledger of one line: what was paid, what went back, and what is still to give, per tax code too.

Money and units are separate ledgers. The share of the next k units of n is `round(total * k / n)` cumulated,
less what went before, so that any order of steps ends at exactly the paid total. What earlier refunds left
over by rounding goes out with the last unit; what they withheld on purpose stays withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeVar

from refundtui.domain.money import Money, half_up, nearest
from refundtui.domain.order import EarlierRefund, LineKind, Order, OrderLine, RefundedPart, Tax
from refundtui.domain.switches import DegenerateTax, LastUnit, Switches, TaxOnPart, TaxRounding, Total

# An imported earlier refund counts as rounding drift while it is within one minor unit of the share it
# should have been; beyond that somebody meant it.
_DRIFT = 1


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a line in whole minor units, with the exact taxes it was rounded from."""

    gross: int
    taxes: Mapping[str, int]
    exact_gross: Fraction
    exact_taxes: Mapping[str, Fraction]
    uncapped: int | None = None  # before the line's own rest cut it

    @property
    def exact_net(self) -> Fraction:
        return self.exact_gross - sum(self.exact_taxes.values(), Fraction(0))

    @property
    def tax(self) -> int:
        return sum(self.taxes.values())

    @property
    def net(self) -> int:
        return self.gross - self.tax


@dataclass(frozen=True, slots=True)
class _Short:
    """What one refund left unpaid of its share: by rounding (paid with the last unit) or on purpose (never)."""

    drift: int = 0
    drift_taxes: Mapping[str, int] = field(default_factory=dict)
    withheld: int = 0
    withheld_taxes: Mapping[str, int] = field(default_factory=dict)


_Name = TypeVar("_Name", int, str)


def _plus(*sums: Mapping[_Name, int]) -> dict[_Name, int]:
    """Several sums by name, added up."""
    added = dict(sums[0])
    for one in sums[1:]:
        for name, amount in one.items():
            added[name] = added.get(name, 0) + amount
    return added


@dataclass(frozen=True, slots=True)
class LineLedger:
    """All figures in minor units and in positive space: a discount line (negative) is mirrored by `sign`."""

    line: OrderLine
    sign: int
    gross: int
    taxes: Mapping[str, int]
    used_units: int = 0
    refunded: int = 0
    refunded_taxes: Mapping[str, int] = field(default_factory=dict)
    drift: int = 0
    drift_taxes: Mapping[str, int] = field(default_factory=dict)
    withheld: int = 0
    withheld_taxes: Mapping[str, int] = field(default_factory=dict)
    on_unit: Mapping[int, int] = field(default_factory=dict)
    unspent: int | None = None  # of a bought balance: only this much of it can still go back

    @property
    def net(self) -> int:
        return self.gross - sum(self.taxes.values())

    @property
    def units_left(self) -> int:
        return max(0, self.line.units - self.used_units)

    @property
    def left(self) -> int:
        """The most that can still go back on this line, withheld money included."""
        return self._unrefunded if self.unspent is None else min(self._unrefunded, self.unspent)

    @property
    def rest(self) -> int:
        """What is left without touching what was withheld on purpose."""
        return min(self.left, self._unwithheld)

    @property
    def _unrefunded(self) -> int:
        return max(0, self.gross - self.refunded)

    @property
    def _unwithheld(self) -> int:
        return max(0, min(self._unrefunded, self._unrefunded - self.withheld))

    def left_of(self, code: str) -> int:
        return self.taxes[code] - self.refunded_taxes.get(code, 0)

    def rest_of(self, code: str) -> int:
        left = self.left_of(code)
        return max(0, min(left, left - self.withheld_taxes.get(code, 0))) if left >= 0 else left

    def everything(self, switches: Switches) -> Share:
        return self.of_gross(self.rest, switches)

    def of_units(self, units: int, switches: Switches) -> Share:
        """The next `units` units, on the line's schedule; cut to what is left of the line."""
        if self.used_units + units == self.line.units:
            return self._last_units(units, switches)
        gross = self._units_of(self.gross, units)
        net = self._units_of(self.net, units)
        taxes = {code: self._units_of(tax, units) for code, tax in self.taxes.items()}
        if switches.tax_rounding is TaxRounding.UNIT:
            taxes = {code: units * nearest(tax, self.line.units) for code, tax in self.taxes.items()}
        if switches.tax_on_part is TaxOnPart.RATE:
            taxes = self._taxes_by_rate(net, taxes)
        if switches.total is Total.SUM_OF_ROUNDED_PARTS or switches.tax_on_part is TaxOnPart.RATE:
            gross = net + sum(taxes.values())
        return self._within_rest(self._share(Fraction(units, self.line.units), gross, taxes), switches)

    def _last_units(self, units: int, switches: Switches) -> Share:
        """The units that close the line take along what rounding left over, or, by switch, whatever is left."""
        if switches.last_unit is LastUnit.REMAINDER:
            return self.of_gross(self.left, switches)
        gross = self._units_of(self.gross, units) + self.drift
        taxes = {
            code: self._units_of(tax, units) + self.drift_taxes.get(code, 0)
            for code, tax in self.taxes.items()
        }
        return self._within_rest(self._share(Fraction(units, self.line.units), gross, taxes), switches)

    def of_part(self, part: Fraction, switches: Switches) -> Share:
        """A part of the whole line (0 to 1): unused time, a price reduction; cut to what is left."""
        taxes = {code: half_up(tax * part) for code, tax in self.taxes.items()}
        gross = half_up(self.gross * part)
        if switches.total is Total.SUM_OF_ROUNDED_PARTS:
            gross = half_up(self.net * part) + sum(taxes.values())
        return self._within_rest(self._share(part, gross, taxes), switches)

    def _share(self, part: Fraction, gross: int, taxes: Mapping[str, int]) -> Share:
        return Share(gross, taxes, self.gross * part, {code: tax * part for code, tax in self.taxes.items()})

    def of_gross(self, amount: int, switches: Switches) -> Share:
        """This much gross, at most `left`; its tax is the line's own proportion, cumulated.

        If it leaves nothing, every code gives exactly what is left of it.
        """
        if amount in (self._unrefunded, self._unwithheld):
            of = self.left_of if amount == self._unrefunded else self.rest_of
            taxes = {code: of(code) for code in self.taxes}
            exact_taxes = {code: Fraction(tax) for code, tax in taxes.items()}
        else:
            taxes = self._cumulated(amount)
            exact_taxes = {
                code: Fraction(amount * tax, self.gross) if self.gross else Fraction(0)
                for code, tax in self.taxes.items()
            }
        return self._with_possible_taxes(Share(amount, taxes, Fraction(amount), exact_taxes), switches)

    def of_net(self, net: int, switches: Switches) -> Share:
        """A typed net amount: tax in proportion to the stored tax comes on top."""
        if net == self.left - sum(self.left_of(code) for code in self.taxes):
            return self.of_gross(self.left, switches)
        exact_taxes = {
            code: Fraction(net * tax, self.net) if self.net else Fraction(0)
            for code, tax in self.taxes.items()
        }
        taxes = {code: half_up(tax) for code, tax in exact_taxes.items()}
        if switches.tax_on_part is TaxOnPart.RATE:
            taxes = self._taxes_by_rate(net, taxes)
        taxes = {code: min(tax, max(0, self.left_of(code))) for code, tax in taxes.items()}
        return Share(
            net + sum(taxes.values()), taxes, net + sum(exact_taxes.values(), Fraction(0)), exact_taxes
        )

    def of_listed(self, amount: int, listed: int, switches: Switches) -> Share:
        """A typed net amount before discount: the line's own discount shrinks with it (Lago)."""
        return (
            self.of_part(Fraction(amount, listed), switches)
            if listed
            else self.of_part(Fraction(0), switches)
        )

    def unit_gross(self, unit: int) -> int:
        """What one named unit (1-based) was paid, on the line's schedule."""
        n = self.line.units
        return nearest(self.gross * unit, n) - nearest(self.gross * (unit - 1), n)

    def unit_left(self, unit: int) -> int:
        """What can still go back on one named unit (1-based)."""
        return max(0, self.unit_gross(unit) - self.on_unit.get(unit, 0))

    def after(self, part: RefundedPart) -> LineLedger:
        """The ledger with one more refund of this line behind it."""
        gross = self.sign * part.gross.minor
        taxes = self._split(part, gross)
        short = self._short(part, gross, taxes)
        on_unit = {} if part.unit is None else {part.unit: gross}
        return LineLedger(
            self.line,
            self.sign,
            self.gross,
            self.taxes,
            used_units=self.used_units + part.units,
            refunded=self.refunded + gross,
            refunded_taxes=_plus(dict.fromkeys(self.taxes, 0), self.refunded_taxes, taxes),
            drift=self.drift + short.drift,
            drift_taxes=_plus(self.drift_taxes, short.drift_taxes),
            withheld=self.withheld + short.withheld,
            withheld_taxes=_plus(self.withheld_taxes, short.withheld_taxes),
            on_unit=_plus(self.on_unit, on_unit),
            unspent=None if self.unspent is None else max(0, self.unspent - gross),
        )

    def _short(self, part: RefundedPart, gross: int, taxes: Mapping[str, int]) -> _Short:
        """What a refund of units left below their share, and why. A source that says what it withheld is trusted."""
        told = None if part.withheld is None else self.sign * part.withheld.minor
        if not (part.units and self.line.units):
            return (
                _Short()
                if told is None
                else _Short(withheld=told, withheld_taxes=self._kept(told, gross, taxes))
            )
        missing = self._units_of(self.gross, part.units) - gross - (told or 0)
        by_rounding = told is not None or abs(missing) <= _DRIFT
        withheld = (told or 0) if by_rounding else missing
        drift_taxes: dict[str, int] = {}
        withheld_taxes: dict[str, int] = {}
        for code, tax in self.taxes.items():
            less = self._units_of(tax, part.units) - taxes.get(code, 0)
            rounded = not withheld and (told is not None or abs(less) <= _DRIFT)
            (drift_taxes if rounded else withheld_taxes)[code] = less
        return _Short(missing if by_rounding else 0, drift_taxes, withheld, withheld_taxes)

    def _kept(self, withheld: int, gross: int, taxes: Mapping[str, int]) -> dict[str, int]:
        """The tax in what was withheld: a deduction's own (it is negative), else in the line's proportion."""
        if gross < 0:
            return {code: -tax for code, tax in taxes.items()}
        return {
            code: nearest(withheld * tax, self.gross) if self.gross else 0 for code, tax in self.taxes.items()
        }

    def _split(self, part: RefundedPart, gross: int) -> dict[str, int]:
        """The part's own taxes, or the line's proportion when the source kept none."""
        if part.taxes is None:
            on_schedule = (
                part.units
                and self.line.units
                and abs(self._units_of(self.gross, part.units) - gross) <= _DRIFT
            )
            if on_schedule:
                return {code: self._units_of(tax, part.units) for code, tax in self.taxes.items()}
            return self._cumulated(gross)
        told: dict[str, int] = {}
        for tax in part.taxes:
            told[tax.code] = told.get(tax.code, 0) + self.sign * tax.amount.minor
        if set(told) <= set(self.taxes):
            return told
        # One sum for codes we do not know: shared out in the line's own proportion.
        whole, known = sum(told.values()), sum(self.taxes.values())
        return {code: nearest(whole * tax, known) if known else 0 for code, tax in self.taxes.items()}

    def _units_of(self, amount: int, units: int) -> int:
        n, used = self.line.units, self.used_units
        return nearest(amount * (used + units), n) - nearest(amount * used, n)

    def _cumulated(self, amount: int) -> dict[str, int]:
        if not self.gross:
            return dict.fromkeys(self.taxes, 0)
        before = min(self.refunded, self.gross)
        return {
            code: nearest(tax * (before + amount), self.gross) - nearest(tax * before, self.gross)
            for code, tax in self.taxes.items()
        }

    def _taxes_by_rate(self, net: int, otherwise: Mapping[str, int]) -> dict[str, int]:
        rates = {tax.code: tax.rate for tax in self.line.taxes}
        return {
            code: self._at_most_left(code, half_up(net * rate))
            if (rate := rates.get(code)) is not None and rate >= 0
            else derived
            for code, derived in otherwise.items()
        }

    def _at_most_left(self, code: str, tax: int) -> int:
        """A rate may be higher than what was charged: no more goes back than is left of it."""
        return min(tax, max(0, self.left_of(code))) if self.taxes[code] >= 0 else tax

    def _within_rest(self, share: Share, switches: Switches) -> Share:
        if share.gross >= self.rest:
            cut = share.gross if share.gross > self.rest else None
            return replace(self.of_gross(self.rest, switches), uncapped=cut)
        return self._with_possible_taxes(share, switches)

    def _with_possible_taxes(self, share: Share, switches: Switches) -> Share:
        """No code gives more than is left of it, and corrupt stored tax may not explode a part."""
        if switches.degenerate_tax is DegenerateTax.CLAMP and self._degenerate:
            taxes = dict.fromkeys(share.taxes, 0)
        else:
            taxes = {
                code: min(tax, max(0, self.left_of(code))) if self.taxes[code] >= 0 else tax
                for code, tax in share.taxes.items()
            }
        return Share(share.gross, taxes, share.exact_gross, share.exact_taxes, share.uncapped)

    @property
    def _degenerate(self) -> bool:
        whole = sum(self.taxes.values())
        return whole < 0 or whole > self.gross


def ledger_of(line: OrderLine, earlier: Sequence[EarlierRefund]) -> LineLedger:
    """The line with all refunds behind it that hold money (failed ones freed theirs)."""
    return _after_parts(line, [part for part in _held_parts(earlier) if part.line_id == line.id])


def opened(line: OrderLine, order: Order) -> LineLedger:
    """The line's ledger as a quote finds it; of a bought balance only what is unspent can go back."""
    return _limited(ledger_of(line, order.earlier), order)


def ledgers(order: Order) -> dict[str, LineLedger]:
    """Every line's ledger as a quote finds it, by line id."""
    parts: dict[str, list[RefundedPart]] = {}
    for part in _held_parts(order.earlier):
        parts.setdefault(part.line_id, []).append(part)
    return {line.id: _limited(_after_parts(line, parts.get(line.id, ())), order) for line in order.lines}


def _held_parts(earlier: Sequence[EarlierRefund]) -> Iterator[RefundedPart]:
    return (part for past in earlier if past.holds for part in past.parts)


def _after_parts(line: OrderLine, parts: Iterable[RefundedPart]) -> LineLedger:
    sign = -1 if line.gross.minor < 0 else 1
    codes: dict[str, int] = {}
    for tax in line.taxes:
        codes[tax.code] = codes.get(tax.code, 0) + sign * tax.amount.minor
    ledger = LineLedger(line, sign, sign * line.gross.minor, codes)
    for part in parts:
        ledger = ledger.after(part)
    return ledger


def _limited(ledger: LineLedger, order: Order) -> LineLedger:
    if ledger.line.kind is not LineKind.STORED_VALUE or order.stored_value_left is None:
        return ledger
    return replace(ledger, unspent=max(0, order.stored_value_left.minor))


def taxes_of(ledger: LineLedger, share: Share) -> tuple[Tax, ...]:
    """The share's taxes as the order spells them, sign included."""
    rates = {tax.code: tax.rate for tax in ledger.line.taxes}
    of = ledger.line.net.currency
    return tuple(
        Tax(code, Money(ledger.sign * amount, of), rates[code]) for code, amount in share.taxes.items()
    )
