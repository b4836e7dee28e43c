"""What comes back, as it is typed: `shirt=1:B`, `jacket=96.75/129.00`, `goodwill=20.00`, `all`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from refundtui.casework import asking
from refundtui.casework.waking import read_waking
from refundtui.cli.telling import ZONE, Exit, Stopped
from refundtui.domain.money import Currency, Money
from refundtui.domain.order import Order, OrderLine
from refundtui.domain.reasons import Grade
from refundtui.domain.request import (
    DepreciatedValue,
    Everything,
    FromPayment,
    Goodwill,
    Item,
    LineAmount,
    OrderReduction,
    PriceReduction,
    RefundRequest,
    Repriced,
    RestOfLine,
    Units,
    UnusedTime,
    UnusedUnits,
)
from refundtui.i18n.amounts import AmountError, read_amount
from refundtui.i18n.words import language, t

_STEPS: Final = re.compile(r"[+-]\d{1,2}%")
_UNITS: Final = re.compile(r"(\d{1,9})(?::([A-Za-z]))?")


def read_items(
    typed: Iterable[str], before: RefundRequest, order: Order | None, of: Currency, *, only: bool = False
) -> RefundRequest:
    """The request after what was typed: it takes the place of what was asked on the same line."""
    kept: dict[str, Item] = {} if only else {_subject(item): item for item in before.items}
    for text in typed:
        name, _, what = text.partition("=")
        if text == "all":
            kept = {"all": Everything()}
            continue
        if _STEPS.fullmatch(what.strip()):
            request = replace(before, items=tuple(kept.values()))
            kept = {
                _subject(item): item for item in _stepped(name.strip(), what.strip(), request, order).items
            }
            continue
        item = _item(name.strip(), what.strip(), order, of, text)
        kept.pop("all", None)
        if item is None:
            kept.pop(f"line:{name.strip()}", None)
        else:
            kept[_subject(item)] = item
    return replace(before, items=tuple(kept.values()))


def _stepped(name: str, what: str, request: RefundRequest, order: Order | None) -> RefundRequest:
    """`jacket=+5%`: so much more of a reduction, a typed amount or goodwill than stands there now."""
    percent = int(what.rstrip("%"))
    if name == "goodwill" and order is not None:
        return asking.goodwill_stepped(request, order, percent)
    line = _line(name, order)
    stepped = asking.stepped(request, order, line, percent) if order is not None else None
    if stepped is None:
        raise Stopped(
            Exit.USAGE,
            t("Steps of {percent} are for what is kept for less, a typed amount or goodwill.", percent=what),
        )
    return stepped


def _subject(item: Item) -> str:
    match item:
        case Everything():
            return "all"
        case Goodwill():
            return "goodwill"
        case OrderReduction():
            return "order"
        case FromPayment(payment_id=payment_id):
            return f"payment:{payment_id}"
        case _:
            return f"line:{getattr(item, 'line_id', '')}"


def _item(name: str, what: str, order: Order | None, of: Currency, text: str) -> Item | None:
    if not what:
        raise Stopped(
            Exit.USAGE,
            t("“{text}” says nothing that can be done; write it like shirt=1 or goodwill=20.00.", text=text),
        )
    if name == "goodwill":
        return Goodwill(_amount(what, of))
    if name == "order":
        return OrderReduction(_amount(what, of))
    if name.startswith("payment:"):
        return _from_payment(name.removeprefix("payment:"), what, order, of)
    return _of_line(_line(name, order), what, of)


def _of_line(line: OrderLine, what: str, of: Currency) -> Item | None:
    keyword, _, value = what.partition(":")
    match keyword.lower():
        case "rest":
            return RestOfLine(line.id)
        case "amount":
            return LineAmount(line.id, _amount(value, of))
        case "ended":
            return UnusedTime(line.id, _day(value))
        case "used":
            return UnusedUnits(line.id, _number(value))
        case "months":
            return DepreciatedValue(line.id, _number(value))
        case "now":
            return Repriced(line.id, _amount(value, of))
        case _:
            pass
    if "/" in what:
        actual, conforming = what.split("/", 1)
        return PriceReduction(line.id, _amount(actual, of), _amount(conforming, of))
    counted = _UNITS.fullmatch(what)
    if counted and (line.units or counted[1].strip("0") == ""):
        return _units(line, int(counted[1]), counted[2])
    return LineAmount(line.id, _amount(what, of))


def _units(line: OrderLine, units: int, grade: str | None) -> Units | None:
    if not units:
        return None
    if grade is None:
        return Units(line.id, units)
    try:
        return Units(line.id, units, Grade(grade.upper()))
    except ValueError:
        grades = " ".join(one.value for one in Grade)
        raise Stopped(
            Exit.USAGE, t("There is no condition “{grade}”; there are: {known}.", grade=grade, known=grades)
        ) from None


def _line(name: str, order: Order | None) -> OrderLine:
    if order is None:
        raise Stopped(Exit.REFUSED, t("No order is matched to this case yet, so it has no lines."))
    line = order.line(name)
    if line is None:
        known = ", ".join(line.id for line in order.lines)
        raise Stopped(
            Exit.USAGE, t("The order has no line “{name}”; it has: {known}.", name=name, known=known)
        )
    return line


def _from_payment(name: str, what: str, order: Order | None, of: Currency) -> FromPayment:
    known = [payment.id for payment in order.payments] if order else []
    if name not in known:
        raise Stopped(
            Exit.USAGE,
            t("The order has no payment “{name}”; it has: {known}.", name=name, known=", ".join(known)),
        )
    return FromPayment(name, None if what == "rest" else _amount(what, of))


def _amount(text: str, of: Currency) -> Money:
    return read_typed_amount(text, of)


def read_typed_amount(text: str, of: Currency) -> Money:
    """What somebody typed as an amount, or the sentence that says why it is none."""
    try:
        return read_amount(text, of, language())
    except AmountError as wrong:
        raise Stopped(Exit.USAGE, str(wrong), t("Nothing was changed.")) from None


def _day(text: str) -> date:
    return read_day(text)


def read_day(text: str) -> date:
    """A day of our time: 9999 is not far ahead but a slip, and no period of law can be added to it."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2199:
        raise Stopped(Exit.USAGE, t("“{text}” is no day; write it like 2026-11-20.", text=text))
    return day


def read_when(text: str, now: datetime) -> datetime:
    """When a case that is set aside comes back."""
    at = read_waking(text, now, ZoneInfo(ZONE))
    if at is None:
        raise Stopped(
            Exit.USAGE, t("“{text}” is no time; write it like 4h, 3d, 14:30 or 2026-11-20.", text=text)
        )
    return at


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Stopped(Exit.USAGE, t("“{text}” is no whole number.", text=text))
    return int(text)
