"""A report as a value: titled columns, typed rows. Codes stay codes; words are made by the writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from refundtui.domain.money import Money

Cell: TypeAlias = str | int | Money | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is stable in every language; `family` names the codes in it (`reason`, `state`), if any."""

    name: str
    title: str
    family: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def column(self, name: str) -> Sequence[Cell]:
        place = next(place for place, column in enumerate(self.columns) if column.name == name)
        return [row[place] for row in self.rows]
