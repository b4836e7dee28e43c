"""Money in minor units with its ISO 4217 exponent, and the only place where amounts are rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final


class UnknownCurrencyError(ValueError):
    """A code that names no money in circulation; `why` says what it is instead."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code!r} is not a currency a refund can be paid in: {why}.")
        self.code = code
        self.why = why


class MixedCurrenciesError(ValueError):
    """Two amounts of different currencies met in one sum."""


class NotAnAmountError(ValueError):
    """A text that is no exact amount in this currency."""


@dataclass(frozen=True, slots=True)
class Currency:
    """One ISO 4217 currency.

    `exponent` is the number of decimals (0, 2, 3 or 4). `step` is the smallest amount that can be
    paid, in minor units: 1 but for the ariary and the ouguiya, whose subunit is a fifth.
    """

    code: str
    exponent: int
    step: int = 1

    def __str__(self) -> str:
        return self.code


# ISO 4217 list one (active codes), by number of decimals. Codes without a minor unit (metals,
# bond units, test codes) are not money that can be refunded.
_EXPONENTS: Final[dict[int, str]] = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
        "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
        "GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
        "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO "
        "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
        "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST "
        "XAD XCD XCG YER ZAR ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_STEPS: Final = {"MGA": 20, "MRU": 20}
_CURRENCIES: Final = {
    code: Currency(code, exponent, _STEPS.get(code, 1))
    for exponent, codes in _EXPONENTS.items()
    for code in codes.split()
}
_WITHOUT_MINOR_UNIT: Final = {
    **dict.fromkeys(("XAU", "XAG", "XPT", "XPD"), "a precious metal"),
    **dict.fromkeys(("XBA", "XBB", "XBC", "XBD"), "a bond market unit"),
    **dict.fromkeys(("XDR", "XSU", "XUA"), "a unit of account between banks"),
    "XTS": "reserved for tests",
    "XXX": "the code for no currency",
}
_HISTORIC: Final = (
    "ADP AFA ALK ANG AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF BEL BGJ BGK BGL BGN BOP BRB BRC "
    "BRE BRN BRR BUK BYB BYR CHC CSD CSJ CSK CUC CYP DDM DEM ECS ECV EEK ESA ESB ESP FIM FRF "
    "GEK GHC GHP GNE GNS GQE GRD GWE GWP HRD HRK IEP ILP ILR ISJ ITL LAJ LSM LTL LTT LUC LUF LUL "
    "LVL LVR MGF MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI PES PLZ PTE RHD ROK ROL RUR "
    "SDD SDP SIT SKK SLL SRG STD SUR TJR TMM TPE TRL UAK UGS UGW USS UYN UYP VEB VEF VNC XEU XFO "
    "XFU YDD YUD YUM YUN ZAL ZMK ZRN ZRZ ZWC ZWD ZWL ZWN ZWR"
)


def currency(code: str) -> Currency:
    """The currency of an ISO 4217 code; raises `UnknownCurrencyError` for what is no current money."""
    found = _CURRENCIES.get(code)
    if found is not None:
        return found
    if code in _WITHOUT_MINOR_UNIT:
        raise UnknownCurrencyError(code, _WITHOUT_MINOR_UNIT[code])
    if code in _HISTORIC.split():
        raise UnknownCurrencyError(code, "it is no longer legal tender")
    raise UnknownCurrencyError(code, "no such code in ISO 4217")


def currencies() -> tuple[Currency, ...]:
    """Every currency a refund can be paid in, by code."""
    return tuple(_CURRENCIES[code] for code in sorted(_CURRENCIES))


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount: whole minor units of one currency. May be negative."""

    minor: int
    currency: Currency

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other).minor

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other).minor

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other).minor

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other).minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.decimal_text()} {self.currency.code}"

    def decimal_text(self) -> str:
        """The amount as a plain decimal with all its places and a point: `1234.50`, `8900`."""
        digits = str(abs(self.minor)).rjust(self.currency.exponent + 1, "0")
        sign = "-" if self.minor < 0 else ""
        if not self.currency.exponent:
            return sign + digits
        return f"{sign}{digits[: -self.currency.exponent]}.{digits[-self.currency.exponent :]}"

    def share(self, part: Fraction) -> Money:
        """This part of the amount, half-up to the minor unit."""
        return Money(nearest(self.minor * part.numerator, part.denominator), self.currency)

    def zero(self) -> Money:
        return Money(0, self.currency)

    def _same(self, other: Money) -> Money:
        if other.currency is not self.currency and other.currency != self.currency:
            raise MixedCurrenciesError(f"{self} and {other} cannot be put together.")
        return other


def money(text: str, code: str) -> Money:
    """Read a plain decimal (`12.34`, `-3`) as written by a machine; never rounds.

    Raises `NotAnAmountError` for anything else, more decimals than the currency has included.
    What people type is read by `i18n.amounts`, which knows their commas.
    """
    of = currency(code)
    minor = exact_minor(text, of)
    if minor.denominator != 1:
        raise NotAnAmountError(f"{text!r} has more decimals than {code} ({of.exponent}).")
    return Money(int(minor), of)


def exact_minor(text: str, of: Currency) -> Fraction:
    """A plain decimal as an exact number of minor units, not rounded."""
    body = text.removeprefix("-")
    whole, _, decimals = body.partition(".")
    if not (whole.isascii() and whole.isdigit()) or (
        decimals and not (decimals.isascii() and decimals.isdigit())
    ):
        raise NotAnAmountError(f"{text!r} is not a decimal number.")
    if body.endswith("."):
        raise NotAnAmountError(f"{text!r} is not a decimal number.")
    return Fraction(text) * int(10**of.exponent)


def total(amounts: Sequence[Money], of: Currency) -> Money:
    """The sum of amounts of one currency; zero for none."""
    minor = 0
    for amount in amounts:
        if amount.currency is not of and amount.currency != of:
            raise MixedCurrenciesError(f"{amount} is not in {of.code}.")
        minor += amount.minor
    return Money(minor, of)


def half_up(exact: Fraction | int) -> int:
    """The nearest whole number, halves away from zero (so that negatives mirror positives)."""
    return nearest(exact.numerator, exact.denominator)


def nearest(part: int, whole: int) -> int:
    """`part` divided by `whole`, half-up as above."""
    # Whole numbers throughout: a quote rounds dozens of times, and in fractions each costs 3.2 µs, not 0.23.
    if whole < 0:
        part, whole = -part, -whole
    rounded = (2 * abs(part) + whole) // (2 * whole)
    return rounded if part >= 0 else -rounded


def down(exact: Fraction | int) -> int:
    """The whole number towards zero."""
    return int(exact) if exact >= 0 else -int(-exact)


class Residue(StrEnum):
    """Who gets the minor units that proportional division leaves over."""

    LARGEST_FRACTION = "largest_fraction"  # moneyphp, Vendure: who lost most by rounding down
    LARGEST_RATIO = "largest_ratio"  # dinero.js: who has the largest weight


class NothingToWeighError(ValueError):
    """An amount was to be divided by weights that are all zero."""


def allocate(
    amount: int,
    weights: Sequence[Fraction | int],
    *,
    residue: Residue = Residue.LARGEST_FRACTION,
    equal_when_all_zero: bool = False,
    step: int = 1,
) -> tuple[int, ...]:
    """Divide whole minor units by weights so that nothing is lost.

    Absolute value first, then the sign (a negative amount mirrors the positive one); every part is
    rounded down and the rest goes, one step each, by `residue`, the earliest on ties. A zero weight
    gets nothing. Raises `NothingToWeighError` if all weights are zero and there is something to divide.
    """
    if amount < 0:
        mirrored = allocate(
            -amount, weights, residue=residue, equal_when_all_zero=equal_when_all_zero, step=step
        )
        return tuple(-part for part in mirrored)
    if any(weight < 0 for weight in weights):
        raise ValueError("A weight cannot be negative.")
    if amount % step:
        raise ValueError(f"{amount} is not payable in steps of {step}.")
    whole = sum(weights)
    if whole == 0:
        if not amount:
            return (0,) * len(weights)
        if not (equal_when_all_zero and weights):
            raise NothingToWeighError("There is nothing to divide the amount by: all weights are zero.")
        weights = (1,) * len(weights)
        whole = len(weights)
    steps = amount // step
    exact = [Fraction(steps) * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    if residue is Residue.LARGEST_FRACTION:
        ranks = [(parts[n] - exact[n], n) for n in range(len(weights)) if weights[n]]
    else:
        ranks = [(-Fraction(weights[n]), n) for n in range(len(weights)) if weights[n]]
    ranks.sort()
    for _, n in ranks[: steps - sum(parts)]:
        parts[n] += 1
    return tuple(part * step for part in parts)
