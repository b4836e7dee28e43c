"""How numbers, money and days are written in a place, as values.

The places we ship stand here as data, because Babel and its first locale cost 40 ms before a desk's
first frame; everything else is asked of Babel. A test compares both, so the data cannot drift.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from functools import lru_cache
from typing import Any, Final

_FIELD: Final = re.compile(r"'([^']*)'|(([A-Za-z])\3*)|([^A-Za-z']+)")
_KNOWN_FIELDS: Final = frozenset(("d", "dd", "M", "MM", "MMM", "MMMM", "y", "yy"))
_KNOWN_CLOCK: Final = frozenset(("H", "HH", "h", "hh", "m", "mm", "a"))


@dataclass(frozen=True, slots=True)
class Formats:
    """One place's marks and patterns, after CLDR. `money` is what stands before and after the digits."""

    locale: str
    decimal: str
    group: str
    primary_group: int
    secondary_group: int
    money: tuple[str, str]
    money_below_zero: tuple[str, str]
    percent: tuple[str, str]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    day_numeric: str
    day_medium: str
    day_long: str
    clock: str
    moment: str
    halves: tuple[str, str]  # am, pm
    list_two: str
    list_start: str
    list_middle: str
    list_end: str
    minus: str = "-"
    symbols: Mapping[str, str] = field(default_factory=dict)

    def grouped(self, digits: str) -> str:
        """Whole digits with the place's group marks."""
        parts = []
        size = self.primary_group or len(digits)
        while len(digits) > size:
            parts.append(digits[-size:])
            digits = digits[:-size]
            size = self.secondary_group or size
        parts.append(digits)
        return self.group.join(reversed(parts))

    def symbol(self, currency: str) -> str:
        return self.symbols.get(currency, currency)

    def day(self, day: date, pattern: str) -> str:
        values = {
            "d": f"{day.day}",
            "dd": f"{day.day:02}",
            "M": f"{day.month}",
            "MM": f"{day.month:02}",
            "MMM": self.months_short[day.month - 1],
            "MMMM": self.months[day.month - 1],
            "y": f"{day.year}",
            "yy": f"{day.year % 100:02}",
        }
        return _laid_out(pattern, values)

    def time(self, at: time) -> str:
        hour = at.hour % 12 or 12
        values = {
            "H": f"{at.hour}",
            "HH": f"{at.hour:02}",
            "h": f"{hour}",
            "hh": f"{hour:02}",
            "m": f"{at.minute}",
            "mm": f"{at.minute:02}",
            "a": self.halves[at.hour >= 12],
        }
        return _laid_out(self.clock, values)


def _laid_out(pattern: str, values: Mapping[str, str]) -> str:
    return "".join(
        values[field] if field else quoted or between for quoted, field, _, between in _FIELD.findall(pattern)
    )


@lru_cache(maxsize=64)
def formats_of(locale: str) -> Formats:
    """The formats of a locale; of its language where the place is unknown; else international ones."""
    name = locale.replace("-", "_")
    shipped = _SHIPPED.get(_SAME_AS.get(name, name))
    return shipped or from_cldr(name)


def from_cldr(locale: str) -> Formats:
    """The same, asked of Babel."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 (see the module's first words)

    try:
        place = Locale.parse(locale)
    except (UnknownLocaleError, ValueError):
        language = locale.partition("_")[0]
        return _SHIPPED["en_GB"] if language == locale else formats_of(language)
    return _without_marks(_read(place))


_DIRECTIONS: Final = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))


def _without_marks(formats: Formats) -> Formats:
    """Arabic and Hebrew amounts carry marks of direction in CLDR. No text of ours does: what is shown orders itself,
    and an amount must be found in a letter as it was written.
    """
    return Formats(**{field.name: _unmarked(getattr(formats, field.name)) for field in fields(Formats)})


def _unmarked(value: Any) -> Any:
    match value:
        case str():
            return value.translate(_DIRECTIONS)
        case tuple():
            return tuple(map(_unmarked, value))
        case dict():
            return {name: _unmarked(said) for name, said in value.items()}
        case _:
            return value


def _read(place: Any) -> Formats:
    # Western digits everywhere: figures in a letter must be the figures on a bank statement.
    marks = place.number_symbols.get("latn", place.number_symbols)
    money = place.currency_formats["standard"]
    percent = place.percent_formats[None]
    lists = place.list_patterns["standard"]
    halves = place.day_periods["format"]["abbreviated"]
    return Formats(
        locale=str(place),
        decimal=marks["decimal"],
        group=marks["group"],
        minus=marks["minusSign"],
        primary_group=money.grouping[0] if money.grouping[0] < 100 else 0,
        secondary_group=money.grouping[1] if money.grouping[1] < 100 else 0,
        money=(money.prefix[0], money.suffix[0]),
        money_below_zero=(money.prefix[1], money.suffix[1]),
        percent=(percent.prefix[0], percent.suffix[0]),
        months=tuple(place.months["format"]["wide"][n] for n in range(1, 13)),
        months_short=tuple(place.months["format"]["abbreviated"][n] for n in range(1, 13)),
        day_numeric=_readable(place.date_formats["short"].pattern, _KNOWN_FIELDS, "y-MM-dd"),
        day_medium=_readable(place.date_formats["medium"].pattern, _KNOWN_FIELDS, "y-MM-dd"),
        day_long=_readable(place.date_formats["long"].pattern, _KNOWN_FIELDS, "y-MM-dd"),
        clock=_readable(place.time_formats["short"].pattern, _KNOWN_CLOCK, "HH:mm"),
        moment=place.datetime_formats["medium"].replace("'", ""),
        halves=(halves["am"], halves["pm"]),
        list_two=lists["2"],
        list_start=lists["start"],
        list_middle=lists["middle"],
        list_end=lists["end"],
        symbols={
            code: symbol for code, symbol in place.currency_symbols.items() if symbol not in (code, "¤")
        },
    )


def _readable(pattern: str, known: frozenset[str], otherwise: str) -> str:
    """The pattern if we can lay it out: eras and day periods beyond am and pm have no place here."""
    return pattern if all(not f or f in known for _, f, _, _ in _FIELD.findall(pattern)) else otherwise


_SAME_AS: Final = {"en": "en_GB", "en_US": "en_US", "de_DE": "de"}
"""A bare `en` is written as in Great Britain: a desk reads 20 Nov and 14:00 without thinking twice."""
_SHIPPED: Final[dict[str, Formats]] = {
    "en_GB": Formats(
        locale="en_GB",
        decimal=".",
        group=",",
        primary_group=3,
        secondary_group=3,
        money=("¤", ""),
        money_below_zero=("-¤", ""),
        percent=("", "%"),
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        months_short=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
        day_numeric="dd/MM/y",
        day_medium="d MMM y",
        day_long="d MMMM y",
        clock="HH:mm",
        moment="{1}, {0}",
        halves=("am", "pm"),
        list_two="{0} and {1}",
        list_start="{0}, {1}",
        list_middle="{0}, {1}",
        list_end="{0} and {1}",
        symbols={
            "AUD": "A$",
            "BRL": "R$",
            "CAD": "CA$",
            "CNY": "CN¥",
            "EUR": "€",
            "GBP": "£",
            "HKD": "HK$",
            "ILS": "₪",
            "INR": "₹",
            "JPY": "JP¥",
            "KRW": "₩",
            "MXN": "MX$",
            "NZD": "NZ$",
            "PHP": "₱",
            "TWD": "NT$",
            "USD": "US$",
            "VND": "₫",
            "XAF": "FCFA",
            "XCD": "EC$",
            "XCG": "Cg.",
            "XOF": "F\u202fCFA",
            "XPF": "CFPF",
        },
    ),
    "en_US": Formats(
        locale="en_US",
        decimal=".",
        group=",",
        primary_group=3,
        secondary_group=3,
        money=("¤", ""),
        money_below_zero=("-¤", ""),
        percent=("", "%"),
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        months_short=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        day_numeric="M/d/yy",
        day_medium="MMM d, y",
        day_long="MMMM d, y",
        clock="h:mm\u202fa",
        moment="{1}, {0}",
        halves=("AM", "PM"),
        list_two="{0} and {1}",
        list_start="{0}, {1}",
        list_middle="{0}, {1}",
        list_end="{0}, and {1}",
        symbols={
            "AUD": "A$",
            "BRL": "R$",
            "CAD": "CA$",
            "CNY": "CN¥",
            "EUR": "€",
            "GBP": "£",
            "HKD": "HK$",
            "ILS": "₪",
            "INR": "₹",
            "JPY": "¥",
            "KRW": "₩",
            "MXN": "MX$",
            "NZD": "NZ$",
            "PHP": "₱",
            "TWD": "NT$",
            "USD": "$",
            "VND": "₫",
            "XAF": "FCFA",
            "XCD": "EC$",
            "XCG": "Cg.",
            "XOF": "F\u202fCFA",
            "XPF": "CFPF",
        },
    ),
    "de": Formats(
        locale="de",
        decimal=",",
        group=".",
        primary_group=3,
        secondary_group=3,
        money=("", "\xa0\xa4"),
        money_below_zero=("-", "\xa0\xa4"),
        percent=("", "\xa0%"),
        months=(
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ),
        months_short=(
            "Jan.",
            "Feb.",
            "März",
            "Apr.",
            "Mai",
            "Juni",
            "Juli",
            "Aug.",
            "Sept.",
            "Okt.",
            "Nov.",
            "Dez.",
        ),
        day_numeric="dd.MM.yy",
        day_medium="dd.MM.y",
        day_long="d. MMMM y",
        clock="HH:mm",
        moment="{1}, {0}",
        halves=("AM", "PM"),
        list_two="{0} und {1}",
        list_start="{0}, {1}",
        list_middle="{0}, {1}",
        list_end="{0} und {1}",
        symbols={
            "AUD": "AU$",
            "BRL": "R$",
            "CAD": "CA$",
            "CNY": "CN¥",
            "EUR": "€",
            "GBP": "£",
            "HKD": "HK$",
            "ILS": "₪",
            "INR": "₹",
            "JPY": "¥",
            "KRW": "₩",
            "MXN": "MX$",
            "NZD": "NZ$",
            "TWD": "NT$",
            "USD": "$",
            "VND": "₫",
            "XAF": "FCFA",
            "XCD": "EC$",
            "XCG": "Cg.",
            "XOF": "F\u202fCFA",
            "XPF": "CFPF",
            "ATS": "öS",
            "THB": "฿",
        },
    ),
}
