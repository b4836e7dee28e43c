"""The kinds of values that packs are spelled with."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct

Amount: TypeAlias = str
"""Text with all its decimals: a TOML float would not be exact."""

Percent: TypeAlias = Annotated[str, Meta(pattern=r"\A\d{1,3}(\.\d{1,6})?\s?%\Z")]
Words: TypeAlias = list[str]
Day: TypeAlias = date
Whole: TypeAlias = Annotated[int, Meta(ge=0, le=1_000_000)]
AtLeastOne: TypeAlias = Annotated[int, Meta(ge=1, le=36_525)]
Days: TypeAlias = Annotated[int, Meta(ge=0, le=36_525)]
"""A hundred years at most: beyond, the calendar ends."""
Flag: TypeAlias = bool
Text: TypeAlias = str
Name: TypeAlias = Annotated[str, Meta(min_length=1)]
Deduction: TypeAlias = Literal["restocking", "return_shipping", "handling", "condition", "use"]
Remedy: TypeAlias = Literal["repair", "replacement", "price_reduction", "termination"]
Table: TypeAlias = dict[str, Any]  # conditions, facts, switches: checked against their own vocabularies


class Spelled(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a pack. Every desk reads packs: with pydantic it would hold 13 MiB more of them."""
