"""Legal dates and figures: a case's facts are read by the shipped rules, its expected names looked up in what they say.

Names are translated, nothing is computed here: a case's `informed` or `price` is the domain's fact of the
same name, its `due` is the rule's last day as the law extends it, `safe_due` the safe reading of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from refundtui import rulebooks
from refundtui.domain.law.dates import ONE_BY_ONE, in_time
from refundtui.domain.law.facts import FACTS, Kind, LawFact, day
from refundtui.domain.law.last_day import Here, LastDay
from refundtui.domain.law.reading import Reading, read
from refundtui.domain.money import Money
from refundtui.domain.statute import Right, Statute
from refundtui.rulebooks.library import Library
from refundtui.wire.lawfile import fact_of
from tests.conformance.engines import Inexpressible, Outcome

Raw = dict[str, Any]

# What a case calls a fact, where the domain has another word for it.
_CALLED: Final = {"pan_test_number": "card_number", "delivery_kind": "kind_of_delivery"}
_PLACE: Final = re.compile(r"^([A-Z]{2}(?:-[A-Z0-9]{1,3})?)\b")
_BESIDE: Final = frozenset({"place", "zone", "currency", "rounding"})


@dataclass(frozen=True, slots=True)
class _Asked:
    """One case: the rule, its facts, and where days are counted."""

    statute: Statute
    facts: dict[str, LawFact]
    here: Here
    reading: Reading


def run(case: Raw) -> Outcome:
    asked = _asked(case)
    differences = tuple(
        (name, wanted, got)
        for name, wanted in case["expected"].items()
        if not _same(wanted, got := _answer(name, asked))
    )
    return Outcome(case["case_id"], case["confidence"], differences)


@cache
def _library() -> Library:
    return Library(rulebooks.shipped())


@cache
def _laws() -> dict[str, Statute]:
    return {statute.id: statute for statute in _library().statutes()}


def _asked(case: Raw) -> _Asked:
    inputs: Raw = case["inputs"]
    statute = _laws()[case["rule_id"]]
    currency = inputs.get("currency") or statute.currency or "EUR"
    if inputs.get("rounding", "half_up") != "half_up":
        raise Inexpressible(f"no law rounds {inputs['rounding']}")
    facts = {
        _CALLED.get(name, name): _fact(_CALLED.get(name, name), value, currency, inputs)
        for name, value in inputs.items()
        if name not in _BESIDE
    }
    found = _PLACE.match(case.get("holiday_calendar") or "")
    place = inputs.get("place") or (found[1] if found else "")
    here = Here(place, inputs.get("zone", ""), _library().law(date.max).calendars)
    return _Asked(statute, facts, here, read(statute, facts, here, _laws()))


def _fact(name: str, value: object, currency: str, inputs: Raw) -> LawFact:
    if name not in FACTS:
        raise Inexpressible(f"no law asks for {name!r}")
    if name == "items":
        value = _prices(value)
    if name == "deliveries":
        value = _days(value)
    if name == "returned":
        value = _places(value, inputs.get("items"))
    if name == "kind_of_delivery" and any(word in str(value) for word in ("regular", "first", "periodic")):
        value = ONE_BY_ONE
    if name == "view" and str(value) not in {"agent", "agents", "agent_screen", "desk"}:
        value = "documented_need"
    if FACTS[name] in {Kind.MONEY, Kind.RATE} and isinstance(value, int | float):
        value = str(value)
    return fact_of(FACTS[name], value, currency)


def _days(deliveries: object) -> list[str]:
    rows = list(deliveries.values()) if isinstance(deliveries, dict) else deliveries
    rows = rows if isinstance(rows, list) else [rows]
    return [
        str(next(iter(row[k] for k in row if "20" in str(row[k]))) if isinstance(row, dict) else row)
        for row in rows
    ]


def _prices(items: object) -> list[str]:
    rows = items.values() if isinstance(items, dict) else items if isinstance(items, list) else [items]
    return [
        str(next(row[k] for k in ("price", "amount") if k in row) if isinstance(row, dict) else row)
        for row in rows
    ]


def _places(returned: object, items: object) -> list[int]:
    """Which items, by their place from 1: named, counted from nothing, or known by their price."""
    asked = returned if isinstance(returned, list) else [returned]
    if isinstance(items, dict):
        names = list(items)
    elif isinstance(items, list) and items and isinstance(items[0], dict):
        names = [
            next(str(row[key]) for key in ("id", "name", "sku", "item", "price") if key in row)
            for row in items
        ]
    else:
        names = [str(price) for price in items] if isinstance(items, list) else []
    return [
        one + 1 if isinstance(one, int) and str(one) not in names else names.index(str(one)) + 1
        for one in asked
    ]


_OF_LAST_DAY: Final[dict[str, Callable[[LastDay], object]]] = {
    **dict.fromkeys(
        (
            "due",
            "last_day",
            "keep_until",
            "last_return_day",
            "network_last_day",
            "answer_by",
            "cap",
            "no_deduction_until",
        ),
        lambda last: last.legal,
    ),
    "safe_due": lambda last: last.safe,
    **dict.fromkeys(("due_unextended", "last_day_unextended"), lambda last: last.counted),
}


def _answer(name: str, asked: _Asked) -> object:
    reading = asked.reading
    if name in _OF_LAST_DAY:
        return None if reading.last is None else _OF_LAST_DAY[name](reading.last)
    named = reading.day(name)
    if named is not None:
        return named.at or named.legal
    match name:
        case "deemed_accepted_from":
            return reading.accepted_from
        case "valid":
            sent = day(asked.facts, "sent", asked.here.zone)
            return None if reading.last is None or sent is None else in_time(reading.last, sent)
        case "refund_due_unextended":
            return _refund_of(asked)
        case _:
            return reading.figure(name)


def _refund_of(asked: _Asked) -> object:
    """The refund that follows a withdrawal, under the same law."""
    rule = next(
        law
        for law in _laws().values()
        if law.right is Right.WITHDRAWAL_REFUND and law.jurisdiction == asked.statute.jurisdiction
    )
    last = read(rule, asked.facts, asked.here, _laws()).last
    return None if last is None else last.counted


def _same(wanted: object, got: object) -> bool:
    match got:
        case Money():
            return str(wanted) == got.decimal_text()
        case datetime():
            return (
                isinstance(wanted, str)
                and datetime.fromisoformat(wanted) == got
                and wanted[-6:] == got.isoformat()[-6:]
            )
        case date():
            return wanted == got.isoformat()
        case tuple():
            return wanted == list(got)
        case str():
            # How hidden digits are drawn is ours; which ones are shown is not.
            return re.sub(r"\D", "", str(wanted)) == re.sub(r"\D", "", got)
        case _:
            return wanted == got
