"""How each provider spells an amount: its own decimals, its own smallest step, its own ceiling.

ISO 4217 says how many decimals a currency has; providers differ from it and from each other, and a difference
is a refund a hundred times too large. So an amount is spelled by the provider's table, and the table is held
against what the provider itself says it captured before anything is sent (`PaymentThere.agrees`).

Sources: Stripe, "Supported currencies" and its special cases; Adyen, "Currency codes"; PayPal, "Currency codes"
and its payments v2 schema; EPC rulebook for SEPA credit transfers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from refundtui.domain.legs.refusals import Refusal
from refundtui.domain.money import Currency, Money


class CannotBeSpelled(Exception):  # noqa: N818 - a refusal with its reason, not an error
    """This provider has no way to move exactly this amount; it is refused here, never rounded."""

    def __init__(self, refusal: Refusal, amount: Money) -> None:
        super().__init__(f"{amount} cannot be sent: {refusal.value}")
        self.refusal = refusal
        self.amount = amount


@dataclass(frozen=True, slots=True)
class Decimals:
    """How a provider writes one currency: its number of decimals, and in which steps (in its own units)."""

    exponent: int
    step: int = 1

    def read(self, number: int, currency: Currency) -> Money | None:
        """Our amount for a number written so; None where it names no amount of this currency."""
        shift = currency.exponent - self.exponent
        if shift >= 0:
            return Money(number * int(10**shift), currency)
        minor, over = divmod(number, int(10**-shift))
        return None if over else Money(minor, currency)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A provider's table. What it does not name follows ISO 4217; what stands in `unknown` is not taken there.

    Of a currency in `doubtful` the provider's own pages disagree: which of its spellings is meant is decided
    by the charge itself, and without one nothing is sent. `most` is the largest number taken, in its units.
    """

    own: Mapping[str, Decimals] = field(default_factory=dict)
    doubtful: Mapping[str, tuple[Decimals, ...]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()  # empty: every currency that is not unknown
    most: int | None = None

    def of(self, currency: Currency, captured: tuple[Money, int] | None = None) -> Decimals | None:
        """How this currency is written; None where it cannot be told.

        `captured` is an amount of ours with the provider's own number for it.
        """
        several = self.doubtful.get(currency.code)
        if several is None:
            return self.own.get(currency.code, Decimals(currency.exponent))
        if captured is None or captured[0].currency != currency:
            return None
        return next((one for one in several if _whole(captured[0], one) == captured[1]), None)

    def spelled(self, amount: Money, captured: tuple[Money, int] | None = None) -> int:
        """The provider's number for an amount above zero; raises `CannotBeSpelled` instead of rounding."""
        code = amount.currency.code
        if code in self.unknown or (self.only and code not in self.only):
            raise CannotBeSpelled(Refusal.CURRENCY, amount)
        if amount.minor <= 0:
            raise CannotBeSpelled(Refusal.AMOUNT_TOO_SMALL, amount)
        decimals = self.of(amount.currency, captured)
        if decimals is None:
            raise CannotBeSpelled(Refusal.EXPONENT_MISMATCH, amount)
        number = _whole(amount, decimals)
        if number is None or number % decimals.step:
            raise CannotBeSpelled(Refusal.DECIMALS, amount)
        if self.most is not None and number > self.most:
            raise CannotBeSpelled(Refusal.AMOUNT_TOO_LARGE, amount)
        return number

    def step(self, currency: Currency) -> int:
        """The smallest amount that can be sent, in our own minor units: legs are divided in steps of it."""
        decimals = self.of(currency)
        if decimals is None:
            return currency.step
        finer = max(0, currency.exponent - decimals.exponent)
        coarse = decimals.step // int(10 ** max(0, decimals.exponent - currency.exponent))
        return max(currency.step, int(10**finer) * max(1, coarse))

    def read(
        self, number: int, currency: Currency, captured: tuple[Money, int] | None = None
    ) -> Money | None:
        """Our amount for a provider's number; None where it names no amount of this currency."""
        decimals = self.of(currency, captured)
        return None if decimals is None else decimals.read(number, currency)

    def ways(self, currency: Currency) -> tuple[Decimals, ...]:
        """Every way this currency may be written there."""
        return self.doubtful.get(currency.code) or (self.own.get(currency.code, Decimals(currency.exponent)),)


def _whole(amount: Money, decimals: Decimals) -> int | None:
    """The amount in units of `decimals`; None where it would need more of them."""
    shift = decimals.exponent - amount.currency.exponent
    if shift >= 0:
        return int(amount.minor * 10**shift)
    number, over = divmod(amount.minor, 10**-shift)
    return None if over else int(number)


def decimal_text(amount: Money, spelling: Spelling) -> str:
    """The amount as a provider that takes text wants it: `30.50`, `500`."""
    number = spelling.spelled(amount)
    decimals = spelling.of(amount.currency)
    places = 0 if decimals is None else decimals.exponent
    digits = str(number).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


_TENTHS: Final = Decimals(3, step=10)  # three decimals, of which the last is 0

STRIPE: Final = Spelling(
    own=MappingProxyType(
        {
            "ISK": Decimals(2, step=100),  # 100 is one króna; an older fraction only ever goes down
            "MGA": Decimals(0),
            **dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), _TENTHS),
        }
    ),
    # On one of its pages UGX has no decimals, on another two of which both are 0.
    doubtful=MappingProxyType({"UGX": (Decimals(0), Decimals(2, step=100))}),
    unknown=frozenset({"IQD", "LYD"}),
    most=99_999_999,
)
ADYEN: Final = Spelling(
    # "This table leads, not the standard."
    own=MappingProxyType({"CLP": Decimals(2), "ISK": Decimals(2), "CVE": Decimals(0), "IDR": Decimals(0)}),
)
PAYPAL: Final = Spelling(own=MappingProxyType({"HUF": Decimals(0), "TWD": Decimals(0)}))
SEPA: Final = Spelling(only=frozenset({"EUR"}), most=99_999_999_999)
