"""Adyen's settlement detail report (CSV): the refunds in it, for holding both books against each other.

The report is a file of the operator's, made by Adyen and carried here by hand: text from outside all the same. Its
columns are found by their names, for an account chooses which of them it gets. A refund there has left; one that is
not in it is in another batch, and proves nothing.

Source: docs.adyen.com, "Settlement details report".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Final

from refundtui.domain.legs.states import LegState
from refundtui.domain.legs.told import Report
from refundtui.domain.money import Money, NotAnAmountError, UnknownCurrencyError, currency, money
from refundtui.office.ports import ListedRefund

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a report: a million rows of a busy month have about as many."""

_MOST_ROWS: Final = 2_000_000

_ACCOUNT: Final = "merchant account"
_TYPE: Final = "type"
_PAYMENT: Final = "psp reference"
_REFUND: Final = "modification reference"
_OURS: Final = "modification merchant reference"
_CURRENCY: Final = "gross currency"
_GONE: Final = "gross debit (gc)"
_CAME: Final = "gross credit (gc)"
_MADE: Final = "creation date"
_NEEDED: Final = frozenset({_ACCOUNT, _TYPE, _PAYMENT, _REFUND, _CURRENCY, _GONE})

_STATES: Final[Mapping[str, tuple[LegState, str]]] = {
    "refunded": (LegState.SUCCEEDED, _GONE),
    "refundedexternally": (LegState.SUCCEEDED, _GONE),
    "refundedreversed": (LegState.RETURNED, _CAME),
}
"""What a row of a refund says, and in which column its amount stands; every other type is no refund."""

_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,64}")


class NotAReport(ValueError):  # noqa: N818 - says what is the case
    """The file is no report, or a row of it cannot be read. `code` and `facts` are what a sentence needs."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(f"{code}: {', '.join(f'{name}={fact}' for name, fact in facts.items())}")
        self.code = code
        self.facts = facts


def read_report(file: Path, merchant_account: str) -> tuple[ListedRefund, ...]:
    """Every refund of this merchant account in it; raises `NotAReport`, and then nothing of it is believed."""
    try:
        if file.stat().st_size > LARGEST:
            raise NotAReport("report.too_large", most=str(LARGEST // 1024 // 1024))
        text = file.read_text("utf-8-sig")
    except OSError as trouble:
        raise NotAReport("report.unreadable", why=trouble.strerror or "") from None
    except UnicodeDecodeError:
        raise NotAReport("report.no_text") from None
    return tuple(refunds_in(text, merchant_account))


def refunds_in(text: str, merchant_account: str) -> Iterator[ListedRefund]:
    """The same of a report's text."""
    rows = csv.reader(StringIO(text), strict=True)
    try:
        columns = [name.strip().lower() for name in next(rows, [])]
        missing = sorted(_NEEDED - set(columns))
        if missing:
            raise NotAReport("report.columns", missing=", ".join(missing))
        for number, fields in enumerate(rows, 2):
            if number > _MOST_ROWS:
                raise NotAReport("report.too_large", most=str(_MOST_ROWS))
            if not fields:
                continue
            if len(fields) != len(columns):
                raise NotAReport("report.row", row=str(number))
            row = dict(zip(columns, (field.strip() for field in fields), strict=True))
            if row[_TYPE].lower() in _STATES and row[_ACCOUNT] == merchant_account:
                yield _refund(row, number)
    except csv.Error:
        raise NotAReport("report.row", row=str(rows.line_num)) from None


def _refund(row: Mapping[str, str], number: int) -> ListedRefund:
    state, column = _STATES[row[_TYPE].lower()]
    refund, payment = row[_REFUND], row[_PAYMENT]
    amount = _amount(row.get(column, ""), row[_CURRENCY])
    if amount is None or not _NAME.fullmatch(refund) or not _NAME.fullmatch(payment):
        raise NotAReport("report.row", row=str(number))
    ours = row.get(_OURS, "")
    # Without its time: that is of the booking, and would make what came back earlier look older than it.
    report = Report(state, refund, amount)
    return ListedRefund(
        refund, payment, ours if _NAME.fullmatch(ours) else "", report, made_on=_day(row.get(_MADE, ""))
    )


def _day(told: str) -> date | None:
    """The day of a row, `2026-11-20 09:15:42`; it is the report's own, so a day beside UTC's at most."""
    try:
        return date.fromisoformat(told[:10])
    except ValueError:
        return None


def _amount(text: str, code: str) -> Money | None:
    """In whole units with a point: a report is for people, and is not in Adyen's own numbers."""
    try:
        of = currency(code)
        amount = money(text, of.code) if re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,6})?", text) else None
    except (UnknownCurrencyError, NotAnAmountError):
        return None
    return amount or None
