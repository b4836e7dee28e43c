"""The kinds of values that packs are spelled with."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Amount: TypeAlias = Annotated[str, Field(strict=True)]
"""Text with all its decimals: a TOML float would not be exact."""

Percent: TypeAlias = Annotated[str, Field(strict=True, pattern=r"^\d{1,3}(\.\d{1,6})?\s?%$")]
Words: TypeAlias = list[Annotated[str, Field(strict=True)]]
Day: TypeAlias = Annotated[date, Field(strict=True)]
Whole: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
AtLeastOne: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=36_525)]
Days: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=36_525)]
"""A hundred years at most: beyond, the calendar ends."""
Flag: TypeAlias = Annotated[bool, Field(strict=True)]
Text: TypeAlias = Annotated[str, Field(strict=True)]
Name: TypeAlias = Annotated[str, Field(strict=True, min_length=1)]
Deduction: TypeAlias = Literal["restocking", "return_shipping", "handling", "condition", "use"]
Remedy: TypeAlias = Literal["repair", "replacement", "price_reduction", "termination"]
Table: TypeAlias = dict[str, Any]  # conditions, facts, switches: checked against their own vocabularies


class Spelled(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
