"""The lines of an Online Retail file: read one by one, whatever stands in them, with the number an editor shows."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Final, NamedTuple
from zoneinfo import ZoneInfo

from refundtui.domain.hostile_text import clean_line
from refundtui.office.imports.report import NotImportableError, Progress

COLUMNS: Final = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
_LONDON: Final = ZoneInfo("Europe/London")
_LONGEST_LINE: Final = 1_000_000  # bytes; what is longer is refused, not held in memory
csv.field_size_limit(_LONGEST_LINE)  # or the standard library ends the whole file at 131,072


class Row(NamedTuple):
    """One line of the file, numbers still to be judged."""

    line: int
    invoice: str
    sku: str
    title: str
    units: int
    at: str
    milli: int  # unit price in thousandths of a pound: the file has up to three decimals
    customer: str
    country: str

    @property
    def minor(self) -> int:
        return pence(self.milli, self.units)

    @property
    def key(self) -> tuple[str, str, int]:
        return self.customer, self.sku, self.milli


def row_of(number: int, raw: list[str] | str) -> Row | str:
    """One line read, or the code of what is wrong with it."""
    if isinstance(raw, str):
        return raw
    if len(raw) != len(COLUMNS):
        return "line.columns"
    invoice, sku, title, quantity, at, price, customer, country = raw
    milli = _milli(price)
    if milli is None:
        return "price.unreadable"
    try:
        units = int(quantity)
    except ValueError:
        return "quantity.unreadable"
    try:
        moment_of(at)
    except ValueError:
        return "date.unreadable"
    if not invoice.strip() or not sku.strip():
        return "line.without_number"
    return Row(
        number,
        _clean(invoice),
        _clean(sku),
        _clean(title),
        units,
        at,
        milli,
        _clean(customer),
        _clean(country),
    )


@contextmanager
def _opened_file(path: Path) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    with path.open("rb") as on_disk:
        packed = on_disk.read(2) == b"\x1f\x8b"
        on_disk.seek(0)
        if packed:
            with gzip.open(on_disk) as unpacked:
                yield on_disk, unpacked  # type: ignore[misc]  # a gzip file is read as any other
        else:
            yield on_disk, on_disk


def raw_lines(path: Path, progress: Progress) -> Iterator[tuple[int, list[str] | str]]:
    """The lines after the heading, with the number an editor shows; the code of what is wrong with one."""
    size = max(path.stat().st_size, 1)
    with _opened_file(path) as (on_disk, unpacked):
        rows = csv.reader(_decoded(unpacked))
        try:
            heading = _next(rows)
            names = tuple(name.strip("\ufeff ") for name in heading) if isinstance(heading, list) else ()
            if names != COLUMNS:
                found = clean_line(",".join(names))[:100]
                raise NotImportableError("import.heading", columns=", ".join(COLUMNS), found=found)
            count = 0
            while (raw := _next(rows)) is not None:
                if not count % 10_000:
                    progress(min(on_disk.tell() / size, 1.0))
                count += 1
                yield rows.line_num, raw
        except (EOFError, gzip.BadGzipFile, zlib.error) as torn:
            raise NotImportableError("import.torn", line=str(rows.line_num), why=str(torn)) from torn


def _next(rows: Iterator[list[str]]) -> list[str] | str | None:
    """The next line; the code of what the standard library cannot make a line of; None at the end."""
    try:
        return next(rows, None)
    except csv.Error as wrong:
        return "line.too_long" if "limit" in str(wrong) else "line.unreadable"


def _decoded(stream: IO[bytes]) -> Iterator[str]:
    """Text lines; a byte that is no UTF-8 becomes a visible replacement, never the end of the import.

    Of a line without an end only a beginning is kept, and no quotation mark of it: one that is not closed
    would swallow the lines after it.
    """
    while line := stream.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            line = line.replace(b'"', b"'").replace(b",", b" ") + b"~" * 4  # one field, above the limit
        yield line.decode("utf-8", errors="replace")


@lru_cache(maxsize=16_384)
def _clean(text: str) -> str:
    return clean_line(text).strip()


@lru_cache(maxsize=4_096)
def _milli(price: str) -> int | None:
    """Thousandths of a pound, exactly; `None` for what is no such number."""
    body = price.removeprefix("-")
    whole, _, decimals = body.partition(".")
    if not (whole.isascii() and whole.isdigit()):
        return None
    decimals = decimals.rstrip("0")
    if len(decimals) > 3 or (decimals and not (decimals.isascii() and decimals.isdigit())):
        return None
    milli = int(whole) * 1000 + int(decimals.ljust(3, "0"))
    return -milli if price.startswith("-") else milli


def pence(milli: int, units: int) -> int:
    exact = milli * units
    whole, rest = divmod(abs(exact), 10)
    minor = whole + (rest >= 5)
    return minor if exact >= 0 else -minor


@lru_cache(maxsize=4_096)
def moment_of(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=_LONDON).astimezone(UTC)


def day_of(text: str) -> date:
    return moment_of(text).astimezone(_LONDON).date()


def price_said(milli: int) -> str:
    pounds, rest = divmod(abs(milli), 1000)
    return f"{'-' if milli < 0 else ''}{pounds}.{rest:03}".removesuffix("0")


def spelled(row: Row) -> str:
    return f"{row.invoice} {row.sku} {row.units} × {price_said(row.milli)} {row.title}"
