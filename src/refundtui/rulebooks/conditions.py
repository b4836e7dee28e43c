"""Conditions as they stand in a pack, read into matchers; the mistakes they can hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from refundtui.domain import policy
from refundtui.domain.findings import Fact
from refundtui.domain.matching import FACTS, FactSpec, FactType
from refundtui.domain.money import Currency, Money, NotAnAmountError, money
from refundtui.domain.policy import Matcher, Value

TESTS: Final = tuple(policy.Test)
_ORDERED: Final = {FactType.NUMBER, FactType.DAY, FactType.MONEY}
_RANKING: Final = {policy.Test.AT_MOST, policy.Test.AT_LEAST, policy.Test.BELOW, policy.Test.ABOVE}
_LISTED: Final = {policy.Test.IN, policy.Test.NOT_IN}
_OF_TAGS: Final = {policy.Test.HAS, policy.Test.LACKS, *_LISTED}


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a table, and the key it stands at (relative to the table)."""

    at: tuple[str, ...]
    code: str
    facts: tuple[tuple[str, Fact], ...] = ()


def matchers_of(when: Mapping[str, Any], of: Currency | None) -> tuple[Matcher, ...]:
    """A `when` table without mistakes as matchers; raises `ValueError` on the first mistake."""
    matchers, mistakes = read_conditions(when, of)
    if mistakes:
        raise ValueError(f"{'.'.join(mistakes[0].at)}: {mistakes[0].code}")
    return matchers


def facts_in(table: Mapping[str, Any], of: Currency | None) -> tuple[tuple[str, Value], ...]:
    """A `facts` table as pairs, nested or dotted alike; raises `ValueError` on the first mistake."""
    facts, mistakes = read_facts(table, of)
    if mistakes:
        raise ValueError(f"{'.'.join(mistakes[0].at)}: {mistakes[0].code}")
    return facts


def read_conditions(
    when: Mapping[str, Any], of: Currency | None
) -> tuple[tuple[Matcher, ...], tuple[Mistake, ...]]:
    found: list[Matcher] = []
    mistakes: list[Mistake] = []
    for name, at, value in _flat(when):
        spec = FACTS.get(name)
        if spec is None:
            mistakes.append(Mistake(at, "fact.unknown", (("name", name),)))
            continue
        tests = value if isinstance(value, dict) else {"is": value}
        for test_name, wanted in tests.items():
            where = (*at, test_name) if isinstance(value, dict) else at
            if test_name not in TESTS:
                mistakes.append(Mistake(where, "test.unknown", (("name", test_name), ("options", TESTS))))
                continue
            matcher = _matcher(name, spec, policy.Test(test_name), wanted, of, where)
            if isinstance(matcher, Matcher):
                found.append(matcher)
            else:
                mistakes.append(matcher)
    return tuple(found), tuple(mistakes)


def read_facts(
    table: Mapping[str, Any], of: Currency | None
) -> tuple[tuple[tuple[str, Value], ...], tuple[Mistake, ...]]:
    found: list[tuple[str, Value]] = []
    mistakes: list[Mistake] = []
    for name, at, value in _flat(table):
        spec = FACTS.get(name)
        if spec is None:
            mistakes.append(Mistake(at, "fact.unknown", (("name", name),)))
            continue
        read = _value(spec, value, of, at)
        if isinstance(read, Mistake):
            mistakes.append(read)
        else:
            found.append((name, read))
    return tuple(found), tuple(mistakes)


def _flat(table: Mapping[str, Any], at: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """Every fact with its value: `line.tags = …` and `"line.tags" = …` say the same."""
    for key, value in table.items():
        here = (*at, key)
        name = ".".join(here)
        # A table is a group of facts only where some fact's name begins with it.
        is_group = any(fact.startswith(name + ".") for fact in FACTS)
        if isinstance(value, dict) and name not in FACTS and is_group:
            yield from _flat(value, here)
        else:
            yield name, here, value


def _matcher(
    name: str, spec: FactSpec, test: policy.Test, wanted: Any, of: Currency | None, at: tuple[str, ...]
) -> Matcher | Mistake:
    if test in _RANKING and spec.type not in _ORDERED:
        return Mistake(
            at, "test.not_for_fact", (("test", test.value), ("fact", name), ("type", spec.type.value))
        )
    if test in {policy.Test.HAS, policy.Test.LACKS} and spec.type is not FactType.TAGS:
        return Mistake(
            at, "test.not_for_fact", (("test", test.value), ("fact", name), ("type", spec.type.value))
        )
    if spec.type is FactType.TAGS and test not in _OF_TAGS:
        return Mistake(
            at, "test.not_for_fact", (("test", test.value), ("fact", name), ("type", spec.type.value))
        )
    if test in _LISTED:
        if not isinstance(wanted, list):
            return Mistake(at, "value.wrong_type", (("wanted", "list"), ("fact", name)))
        return _listed(name, spec, test, wanted, of, at)
    one = FactSpec(FactType.TEXT, spec.meaning) if spec.type is FactType.TAGS else spec
    value = _value(one, wanted, of, at)
    return value if isinstance(value, Mistake) else Matcher(name, test, value)


def _listed(
    name: str, spec: FactSpec, test: policy.Test, wanted: list[Any], of: Currency | None, at: tuple[str, ...]
) -> Matcher | Mistake:
    if spec.type not in {FactType.TEXT, FactType.TAGS}:
        return Mistake(
            at, "test.not_for_fact", (("test", test.value), ("fact", name), ("type", spec.type.value))
        )
    one = FactSpec(FactType.TEXT, spec.meaning, spec.options)
    words: list[str] = []
    for word in wanted:
        value = _value(one, word, of, at)
        if isinstance(value, Mistake):
            return value
        words.append(str(value))
    return Matcher(name, test, tuple(words))


def _value(spec: FactSpec, value: Any, of: Currency | None, at: tuple[str, ...]) -> Value | Mistake:
    wrong = Mistake(at, "value.wrong_type", (("wanted", spec.type.value),))
    match spec.type:
        case FactType.TEXT:
            if not isinstance(value, str):
                return wrong
            if spec.options and value not in spec.options:
                return Mistake(at, "value.unknown", (("value", value), ("options", spec.options)))
            return value
        case FactType.NUMBER:
            return value if isinstance(value, int) and not isinstance(value, bool) else wrong
        case FactType.FLAG:
            return value if isinstance(value, bool) else wrong
        case FactType.DAY:
            return value if isinstance(value, date) and not isinstance(value, datetime) else wrong
        case FactType.TAGS:
            if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
                return wrong
            return tuple(value)
        case FactType.MONEY:
            return _amount(value, of, at)


def _amount(value: Any, of: Currency | None, at: tuple[str, ...]) -> Money | Mistake:
    mistake = amount_mistake(value, of)
    if mistake is not None:
        return Mistake(at, mistake[0], mistake[1])
    assert of is not None  # noqa: S101 — amount_mistake has seen to it
    return money(value, of.code)


def amount_mistake(value: Any, of: Currency | None) -> tuple[str, tuple[tuple[str, Fact], ...]] | None:
    """What is wrong with an amount; None when nothing is."""
    if not isinstance(value, str):
        return "amount.not_text", (("value", str(value)),)
    if of is None:
        return None
    decimals = value.partition(".")[2]
    try:
        # "5.00" of a currency without decimals is a whole number, and still not what was meant.
        if len(decimals) <= of.exponent:
            money(value, of.code)
            return None
    except NotAnAmountError:
        return "amount.unreadable", (("value", value),)
    if decimals.isdigit() and value.replace(".", "", 1).removeprefix("-").isdigit():
        return "amount.too_many_decimals", (
            ("value", value),
            ("currency", of.code),
            ("decimals", of.exponent),
        )
    return "amount.unreadable", (("value", value),)
