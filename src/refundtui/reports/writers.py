"""A table as CSV, JSON or plain text: machines get codes and exact figures, people get words."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from datetime import date, datetime
from typing import Final

from refundtui.domain.hostile_text import clean_line
from refundtui.domain.money import Money
from refundtui.i18n.speech import Speech
from refundtui.reports.table import Cell, Column, Table

# A spreadsheet runs what begins like a formula, also after spaces; an apostrophe keeps it text.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_csv(table: Table) -> str:
    """Stable column names and codes in every language; an amount and its currency stand apart."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([name for column in table.columns for name in _names(column, table)])
    for row in table.rows:
        writer.writerow(
            [
                spelled
                for column, cell in zip(table.columns, row, strict=True)
                for spelled in _csv_cells(cell, wide=_is_money(column, table))
            ]
        )
    return text.getvalue()


def as_json(table: Table) -> str:
    """One object a row; money as minor units and its currency."""
    rows = [
        {column.name: _json_cell(cell) for column, cell in zip(table.columns, row, strict=True)}
        for row in table.rows
    ]
    return json.dumps({"report": table.name, "rows": rows}, ensure_ascii=False, indent=2)


def as_text(table: Table, speech: Speech) -> str:
    """Columns for a terminal or a printer, in the reader's language."""
    titles = [speech.words.t(column.title) for column in table.columns]
    said = [
        [_said(cell, column, speech) for column, cell in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    widths = [max(map(_width, column)) for column in zip(titles, *said, strict=True)]
    rights = [_is_money(column, table) for column in table.columns]
    lines = [_line(cells, widths, rights) for cells in (titles, ["─" * width for width in widths], *said)]
    return "\n".join(lines) + "\n"


def _is_money(column: Column, table: Table) -> bool:
    return any(isinstance(cell, Money) for cell in table.column(column.name))


def _names(column: Column, table: Table) -> tuple[str, ...]:
    return (column.name, f"{column.name}_currency") if _is_money(column, table) else (column.name,)


def _csv_cells(cell: Cell, *, wide: bool) -> tuple[str, ...]:
    match cell:
        case Money():
            return (cell.decimal_text(), cell.currency.code)
        case None:
            return ("", "") if wide else ("",)
        case str():
            return (_harmless(clean_line(cell)),)
        case _:
            return (str(_json_cell(cell)),)


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(_FORMULA_STARTS) else text


def _json_cell(cell: Cell) -> object:
    match cell:
        case Money():
            return {"minor": cell.minor, "currency": cell.currency.code}
        case datetime() | date():
            return cell.isoformat()
        case _:
            return cell


def _said(cell: Cell, column: Column, speech: Speech) -> str:
    match cell:
        case Money():
            return speech.money_with_code(cell)
        case datetime():
            return speech.moment(cell)
        case date():
            return speech.day(cell)
        case int():
            return speech.number(cell)
        case str():
            return speech.name(column.family, cell) if column.family else clean_line(cell)
        case None:
            return ""


def _line(cells: list[str], widths: list[int], rights: list[bool]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell if right else cell + " " * (width - _width(cell))
        for cell, width, right in zip(cells, widths, rights, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Columns on a terminal: wide letters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in text
    )
