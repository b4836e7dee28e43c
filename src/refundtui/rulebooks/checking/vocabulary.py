"""Are its facts, switches, amounts, currency and time zone ones that exist?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from fractions import Fraction
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from refundtui.domain.findings import Fact
from refundtui.domain.matching import FACTS
from refundtui.domain.money import Currency, UnknownCurrencyError, currency
from refundtui.domain.switches import SWITCHES, options
from refundtui.rulebooks.conditions import Mistake, amount_mistake, read_conditions, read_facts
from refundtui.rulebooks.positions import Path

AMOUNTS: Final = frozenset(
    {
        "amount",
        "goodwill",
        "per_day",
        "goodwill_per_day",
        "confirm_above",
        "type_above",
        "sign_in_again_above",
    }
    | {"gross", "tax", "listed", "discount", "surcharge"}
    | {"captured", "disputed", "actual", "conforming", "total", "maximum"}
)


_PARTS: Final = frozenset({"percent", "floor", "rate"})
_TAKING: Final = frozenset({"fees", "grades", "depreciation", "rules"})
_NEVER_BELOW_NOTHING: Final = frozenset({"captured", "disputed"})
_PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s?%")


def vocabulary_mistakes(
    table: Mapping[str, Any], *, is_policy: bool
) -> Iterator[tuple[Path, Mistake, tuple[str, ...]]]:
    of = currency_of(table)
    if is_policy:
        yield from _currency_mistake(table)
        yield from _zone_mistake(table)
        yield from _switch_mistakes(table)
    for path, key, value in every_key(table):
        if key == "when" and isinstance(value, dict):
            for mistake in read_conditions(value, of)[1]:
                yield path, mistake, tuple(FACTS)
        elif key == "facts" and isinstance(value, dict):
            for mistake in read_facts(value, of)[1]:
                yield path, mistake, tuple(FACTS)
        elif key in AMOUNTS and isinstance(value, str) and is_policy:
            wrong = amount_mistake(value, of) or _odd_amount(path, value, of)
            if wrong is not None:
                yield path[:-1], Mistake((str(path[-1]),), *wrong), ()
        elif key in _PARTS and path[0] in _TAKING and isinstance(value, str) and _is_above_whole(value):
            yield path[:-1], Mistake((key,), "percent.above_whole", (("value", value),)), ()


def _odd_amount(
    path: Path, value: str, of: Currency | None
) -> tuple[str, tuple[tuple[str, Fact], ...]] | None:
    """An amount that can be read and is still not what anybody means."""
    whole, _, decimals = value.partition(".")
    if of is not None and 0 < len(decimals) < of.exponent:
        meant = f"{whole}.{decimals:0<{of.exponent}}"
        return "amount.too_few_decimals", (("value", value), ("currency", of.code), ("meant", meant))
    given = path[0] in {"fees", "rules", "manners"} or path[-1] in _NEVER_BELOW_NOTHING
    return ("amount.below_nothing", (("value", value),)) if given and value.startswith("-") else None


def _is_above_whole(percent: str) -> bool:
    found = _PERCENT.fullmatch(percent)
    return found is not None and Fraction(found[1]) > 100


def every_key(value: Any, path: Path = ()) -> Iterator[tuple[Path, str, Any]]:
    """Every key with its path and value; the inside of `when` and `facts` is read elsewhere."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key, inner
            if key not in {"when", "facts", "places", "switches"}:
                yield from every_key(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from every_key(inner, (*path, place))


def currency_of(table: Mapping[str, Any]) -> Currency | None:
    try:
        return currency(str(table.get("currency")))
    except UnknownCurrencyError:
        return None


def _currency_mistake(table: Mapping[str, Any]) -> Iterator[tuple[Path, Mistake, tuple[str, ...]]]:
    code = table.get("currency")
    if isinstance(code, str):
        try:
            currency(code)
        except UnknownCurrencyError as error:
            yield (), Mistake(("currency",), "currency.unknown", (("value", code), ("why", error.why))), ()


def _zone_mistake(table: Mapping[str, Any]) -> Iterator[tuple[Path, Mistake, tuple[str, ...]]]:
    name = table.get("timezone")
    if isinstance(name, str):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            yield (), Mistake(("timezone",), "timezone.unknown", (("value", name),)), ()


def _switch_mistakes(table: Mapping[str, Any]) -> Iterator[tuple[Path, Mistake, tuple[str, ...]]]:
    switches = table.get("switches")
    if not isinstance(switches, dict):
        return
    for name, value in switches.items():
        if name not in SWITCHES:
            yield ("switches",), Mistake((name,), "switch.unknown", (("name", name),)), ()
            continue
        allowed = options(name)
        if any(value is one or (isinstance(one, Enum) and value == one.value) for one in allowed):
            continue
        spelled = tuple("true" if one is True else "false" if one is False else str(one) for one in allowed)
        facts: tuple[tuple[str, Fact], ...] = (("value", str(value)), ("options", spelled))
        yield ("switches",), Mistake((name,), "value.unknown", facts), ()
