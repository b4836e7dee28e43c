"""From a form into the domain: each value read exactly, each mistake noted with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, TypeVar

from refundtui.domain.money import (
    Currency,
    Money,
    NotAnAmountError,
    UnknownCurrencyError,
    currency,
    exact_minor,
    money,
)
from refundtui.wire.problems import DocumentError, Problem, problem
from refundtui.wire.written import (
    MOST_MINOR,
)

Value = TypeVar("Value")


@dataclass(slots=True)
class Reading:
    """One document on its way into the domain: every mistake is noted, with its place, before any stops it."""

    problems: list[Problem] = field(default_factory=list)

    def finish(self, value: Value) -> Value:
        if self.problems:
            raise DocumentError(self.problems)
        return value

    def currency(self, code: str, path: str) -> Currency:
        try:
            return currency(code)
        except UnknownCurrencyError as unknown:
            # Without its currency no amount of the document can be read: nothing else is worth saying.
            raise DocumentError(
                [*self.problems, problem(path, "currency.unknown", value=code, why=unknown.why)]
            ) from None

    def money(self, text: str, of: Currency, path: str) -> Money:
        try:
            read = money(text, of.code)
        except NotAnAmountError:
            self.problems.append(problem(path, "amount.not_exact", value=text, places=of.exponent))
            return Money(0, of)
        self.countable(read, path)
        return read

    def maybe_money(self, text: str | None, of: Currency, path: str) -> Money | None:
        return None if text is None else self.money(text, of, path)

    def exact(self, text: str | None, of: Currency, path: str) -> Fraction | None:
        """An exact amount in minor units; a unit price may have more decimals than its currency."""
        if text is None:
            return None
        exact = self._number(lambda: exact_minor(text, of), text, path)
        self.countable(Money(int(exact), of), path)
        return exact

    def countable(self, amount: Money, path: str) -> None:
        """An amount nobody ever paid is noted as the slip it is."""
        if abs(amount.minor) > MOST_MINOR:
            most = Money(MOST_MINOR, amount.currency)
            self.problems.append(problem(path, "amount.too_large", value=amount, limit=most))

    def rate(self, text: str | None, path: str) -> Fraction | None:
        if text is None:
            return None
        rate = self._number(lambda: exact_minor(text, _PLAIN), text, path)
        if not 0 <= rate <= 10:
            self.problems.append(problem(path, "rate.not_a_fraction", value=text))
        return rate

    def part(self, text: str | None, path: str) -> Fraction | None:
        """Of a whole: what is taken off a price is never more than it."""
        part = self.rate(text, path)
        if part is not None and 1 < part <= 10:
            self.problems.append(problem(path, "rate.above_the_whole", value=text))
        return part

    def _number(self, read: Callable[[], Fraction], text: str, path: str) -> Fraction:
        try:
            return read()
        except NotAnAmountError:
            self.problems.append(problem(path, "number.unreadable", value=text))
            return Fraction(0)

    def known(self, name: str, names: Iterable[str], path: str, code: str) -> None:
        known = tuple(names)
        if name not in known:
            self.problems.append(problem(path, code, value=name, allowed=", ".join(known)))


_PLAIN: Final = Currency("", 0)
