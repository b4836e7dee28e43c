"""How single values are written in JSON: exact amounts as texts, days and moments spelled out, clean names."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from refundtui.domain.hostile_text import clean_line, clean_text, clean_value

LONGEST: Final = 10_000  # lines of an order, characters of a text: more is a mistake or an attack
MOST_MINOR: Final = 10**15  # minor units: beyond it a sum no longer fits the tables it is kept in
_FIRST_DAY: Final = date(1900, 1, 1)
_LAST_DAY: Final = date(2199, 12, 31)
"""Outside lie slips of the pen, and days to which no calendar can add a period of law."""
_WRITTEN_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_written(value: object) -> object:
    """A whole number typed without quotes is exact too."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _a_written_day(value: object) -> object:
    """Days and moments are written out: a bare number would be taken for seconds since 1970."""
    if isinstance(value, str) and not _WRITTEN_DAY.match(value):
        raise PydanticCustomError("date_parsing", "not a day")
    if not isinstance(value, str | date):
        raise PydanticCustomError("date_type", "not a day")
    return value


def _a_written_moment(value: object) -> object:
    if isinstance(value, str) and not _WRITTEN_DAY.match(value):
        raise PydanticCustomError("datetime_parsing", "not a moment")
    if not isinstance(value, str | datetime):
        raise PydanticCustomError("datetime_type", "not a moment")
    return value


def _in_our_time(value: date) -> date:
    day = value.date() if isinstance(value, datetime) else value
    if day < _FIRST_DAY:
        raise PydanticCustomError("greater_than_equal", "too early", {"ge": _FIRST_DAY.isoformat()})
    if day > _LAST_DAY:
        raise PydanticCustomError("less_than_equal", "too late", {"le": _LAST_DAY.isoformat()})
    return value


def _in_clean_text(value: object) -> object:
    """Here already: half an emoji, cut off by another program, is no reason to refuse its order."""
    return clean_text(value) if isinstance(value, str) and len(value) <= LONGEST else value


def _in_clean_line(value: object) -> object:
    """Names are what others point at: both must have become the same before they are compared."""
    return clean_value(clean_line(value)) if isinstance(value, str) and len(value) <= LONGEST else value


def a_fact(value: object) -> object:
    """Told as one mistake: of a union each member would complain, in names the writer never typed."""
    for text in value if isinstance(value, list) else (value,):
        if isinstance(text, str) and len(text) > LONGEST:
            raise PydanticCustomError("string_too_long", "too long")
        if not isinstance(text, str) and (text is not value or not isinstance(text, int)):
            raise PydanticCustomError("fact_type", "not a fact")
    if isinstance(value, int) and abs(value) > 2**53:
        raise PydanticCustomError("less_than_equal", "too large", {"le": 2**53})
    return value


Decimal: TypeAlias = Annotated[str, BeforeValidator(_as_written), Field(max_length=40)]
Text: TypeAlias = Annotated[str, Field(max_length=LONGEST), BeforeValidator(_in_clean_text)]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_in_clean_line)]
Reference: TypeAlias = Annotated[str, Field(max_length=200), BeforeValidator(_in_clean_line)]
Title: TypeAlias = Annotated[str, Field(max_length=1_000), BeforeValidator(_in_clean_line)]
Count: TypeAlias = Annotated[int, Field(ge=0, le=1_000_000_000)]
Some: TypeAlias = Annotated[int, Field(ge=1, le=1_000_000_000)]


class Written(BaseModel):
    """A form: nothing is converted behind the writer's back, and no unknown name passes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Day: TypeAlias = Annotated[
    date, BeforeValidator(_a_written_day), Field(strict=False), AfterValidator(_in_our_time)
]
Moment: TypeAlias = Annotated[
    AwareDatetime, BeforeValidator(_a_written_moment), Field(strict=False), AfterValidator(_in_our_time)
]
