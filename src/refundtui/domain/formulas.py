"""The formulas of law: what a rule takes, gives or adds, as typed values that packs spell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from refundtui.domain.money import Money


@dataclass(frozen=True, slots=True)
class Ratio:
    """Reduced price = price × actual ÷ conforming value; what is paid above it goes back.

    For what is supplied over time only the part of the time that was not in conformity counts.
    """


@dataclass(frozen=True, slots=True)
class StandardDelivery:
    """Price and standard delivery go back; what a dearer delivery cost above it does not."""


@dataclass(frozen=True, slots=True)
class LossOfValue:
    """Only the loss from handling beyond a shop's, off the price alone; nothing where she was not told."""


@dataclass(frozen=True, slots=True)
class ProRata:
    """Total price × supplied ÷ whole; nothing where the request or the information is missing."""


@dataclass(frozen=True, slots=True)
class SetRate:
    """A yearly rate that a state sets anew for every half-year; both days are in it."""

    since: date
    until: date
    yearly: Fraction


@dataclass(frozen=True, slots=True)
class Bracket:
    """So much for a delay of up to `until` days; `percent` None is the legal interest of the time."""

    until: int | None
    percent: Fraction | None


@dataclass(frozen=True, slots=True)
class Surcharge:
    """A scale by days late. `shared_edges`: an edge day lies in both brackets, and the text does not choose.

    `further` is added for every further month, up to the sum itself; interest follows. `after` names the rule whose
    last day the delay is counted from; `set_rates` are the legal interest of the time.
    """

    brackets: tuple[Bracket, ...]
    shared_edges: bool = False
    further: Fraction | None = None
    after: str = ""
    set_rates: tuple[SetRate, ...] = ()


@dataclass(frozen=True, slots=True)
class Interest:
    """A yearly rate on days ÷ 365; `above_base` is added to the state's base rate, which is in `set_rates`."""

    rate: Fraction | None = None
    above_base: Fraction | None = None
    set_rates: tuple[SetRate, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubling:
    """An unjustified delay doubles the sum; `disputed` where that is argued and not settled."""

    disputed: bool = False


def set_rates(formula: Formula | None) -> tuple[SetRate, ...]:
    """The rates of the state that a formula counts by, oldest first."""
    return formula.set_rates if isinstance(formula, Interest | Surcharge) else ()


@dataclass(frozen=True, slots=True)
class Bonus:
    """At least this part of the price on top."""

    percent: Fraction


@dataclass(frozen=True, slots=True)
class UseMade:
    """No deduction for use within the clock's months, but for motor vehicles; then a straight line, an estimate."""


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Covered where the cash price of the single item is above the one and not above the other."""

    above: Money
    at_most: Money


@dataclass(frozen=True, slots=True)
class PartShipped:
    """What was paid, less what the shipped items alone would have cost."""


@dataclass(frozen=True, slots=True)
class AllPayments:
    """What was paid for what goes back; a discount of the order lies on every item in proportion."""


@dataclass(frozen=True, slots=True)
class MaskedNumber:
    """Digits of a card number that may be shown: to everybody, and at most to a documented need."""

    first: int
    last: int
    most_first: int


@dataclass(frozen=True, slots=True)
class ToldByProvider:
    """The provider's own instant counts; nothing is computed."""


Formula: TypeAlias = (
    Ratio
    | StandardDelivery
    | LossOfValue
    | ProRata
    | Surcharge
    | Interest
    | Doubling
    | Bonus
    | UseMade
    | PriceRange
    | PartShipped
    | AllPayments
    | MaskedNumber
    | ToldByProvider
)
