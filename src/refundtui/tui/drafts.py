"""The request on the calculator as text, so that it survives the plug: for this desk's own eyes only."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from refundtui.domain import request as asked
from refundtui.domain.money import Money, UnknownCurrencyError, currency
from refundtui.domain.reasons import Grade
from refundtui.domain.request import RefundRequest

_KINDS: Final[dict[str, type[Any]]] = {
    kind.__name__: kind
    for kind in (
        asked.Units,
        asked.LineAmount,
        asked.RestOfLine,
        asked.Everything,
        asked.UnusedTime,
        asked.UnusedUnits,
        asked.PriceReduction,
        asked.OrderReduction,
        asked.Repriced,
        asked.Goodwill,
        asked.DepreciatedValue,
        asked.FromPayment,
        asked.Charge,
        asked.TypedDeduction,
        asked.RefundRequest,
    )
}
_CHOICES: Final[dict[str, type[Enum]]] = {"Grade": Grade, "Stated": asked.Stated, "Settle": asked.Settle}


def request_text(request: RefundRequest) -> str:
    return json.dumps(_told(request), separators=(",", ":"))


def read_request(text: str) -> RefundRequest | None:
    """The request of a draft; None when another version of the desk wrote it in a way we do not know."""
    try:
        read = _read(json.loads(text))
    except (ValueError, KeyError, TypeError, UnknownCurrencyError):
        return None
    return read if isinstance(read, RefundRequest) else None


def _told(value: object) -> Any:
    match value:
        case Enum():
            return {"choice": type(value).__name__, "value": value.value}
        case Money():
            return {"minor": value.minor, "currency": value.currency.code}
        case Fraction():
            return {"over": [value.numerator, value.denominator]}
        case date():
            return {"day": value.isoformat()}
        case tuple():
            return [_told(part) for part in value]
        case _ if is_dataclass(value):
            return {
                "@": type(value).__name__,
                **{field.name: _told(getattr(value, field.name)) for field in fields(value)},
            }
        case _:
            return value


def _read(told: Any) -> Any:
    match told:
        case {"choice": str(name), "value": value}:
            return _CHOICES[name](value)
        case {"minor": int(minor), "currency": str(code)}:
            return Money(minor, currency(code))
        case {"over": [int(over), int(under)]}:
            return Fraction(over, under)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case {"@": str(name)}:
            return _KINDS[name](**{str(field): _read(value) for field, value in told.items() if field != "@"})
        case list():
            return tuple(_read(part) for part in told)
        case _:
            return told
