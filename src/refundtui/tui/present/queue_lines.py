"""A case as one line of the queue: columns that stay where they are at every width."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from refundtui.casework.views import QueueRow
from refundtui.domain.money import Money, UnknownCurrencyError, currency
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.present.figures import due_word
from refundtui.tui.safe_text import Line, Span, Tone, cell, headings

if TYPE_CHECKING:
    from refundtui.casework.holding import Company

# By their plain values: the first rows are written before the case machine is loaded.
LETTERS: Final[dict[str, str]] = {
    "intake": "N",
    "eligibility": "O",
    "quote": "O",
    "info_wait": "W",
    "offer": "W",
    "fraud_review": "R",
    "approval": "R",
    "approved": "A",
    "pay_queued": "H",
    "pay_submitted": "S",
    "pay_unknown": "?",
    "pay_failed": "F",
    "paid": "P",
    "notify": "P",
    "denied": "X",
    "escalated": "E",
    "adr": "D",
    "chargeback": "D",
    "closed": "C",
    "cancelled": "C",
}
_TONES: Final[dict[str, Tone]] = {
    "N": Tone.ACCENT,
    "O": Tone.PLAIN,
    "W": Tone.MUTED,
    "R": Tone.WARN,
    "A": Tone.GOOD,
    "H": Tone.WARN,
    "S": Tone.GOOD,
    "P": Tone.GOOD,
    "F": Tone.BAD,
    "?": Tone.BAD,
    "X": Tone.MUTED,
    "E": Tone.WARN,
    "D": Tone.BAD,
    "C": Tone.MUTED,
}
_REFERENCE: Final = 11
_AMOUNT: Final = 10
_DUE: Final = 6
_OWNER: Final = 9
_BRAND: Final = 14


@dataclass(frozen=True, slots=True)
class Columns:
    """How many cells each column has; those without room have none."""

    customer: int
    reason: int
    brand: int = 0
    owner: int = 0


def columns(width: int) -> Columns:
    """The columns of a queue so many cells wide: first the customer, then reason, owner and brand."""
    fixed = 3 + _REFERENCE + 1 + 1 + _AMOUNT + 4 + 1 + 1 + _DUE + 1
    room = max(0, width - fixed)
    brand = _BRAND if room >= 76 else 0
    owner = _OWNER if room >= 52 else 0
    room -= (brand + 1 if brand else 0) + (owner + 1 if owner else 0)
    reason = max(10, min(20, room * 9 // 20))
    return Columns(customer=max(4, min(34, room - reason)), reason=reason, brand=brand, owner=owner)


def heading(width: int) -> Line:
    """The column titles."""
    wide = columns(width)
    return headings(
        " ",
        cell(t("S"), 1),
        " ",
        cell(t("Reference"), _REFERENCE),
        " ",
        cell(t("Customer"), wide.customer),
        " ",
        cell(t("Amount"), _AMOUNT, right=True),
        " ",
        cell(t("Cur"), 3),
        " ",
        cell(t("Reason"), wide.reason),
        *((" ", cell(t("Brand"), wide.brand)) if wide.brand else ()),
        *((" ", cell(t("Owner"), wide.owner)) if wide.owner else ()),
        " ",
        cell(t("Due"), _DUE, right=True),
    )


def row_line(
    row: QueueRow,
    width: int,
    now: datetime,
    speech: Speech,
    me: str,
    mine: Mapping[str, str],
    company: Company | None = None,
) -> Line:
    """The line of a case. `mine` tells, by case, of decisions of ours that are on their way (`H`, `S`, `!`);
    `@` stands before a case that a colleague works on, `o` before one that a colleague looks at.
    """
    wide = columns(width)
    letter = mine.get(row.case_id) or LETTERS.get(row.state, "·")
    done = row.state in ("closed", "cancelled")
    plain = Tone.MUTED if done else Tone.PLAIN
    due = due_word(None, now) if done else due_word(row.due_at, now, row.due_basis)
    owner = t("me") if row.owner == me else speech.called(row.owner) or "–"
    return (
        company_mark(company),
        Span(letter, Tone.BAD if letter == "!" else _TONES.get(letter, Tone.PLAIN)),
        Span(" " + cell(row.reference, _REFERENCE) + " ", plain),
        Span(cell(row.customer, wide.customer), plain),
        Span(" " + cell(_amount(row, speech), _AMOUNT, right=True), plain),
        Span(" " + cell(row.currency, 3) + " ", Tone.MUTED),
        Span(cell(speech.name("reason", row.reason), wide.reason), plain),
        *((Span(" " + cell(row.brand, wide.brand), Tone.MUTED),) if wide.brand else ()),
        *((Span(" " + cell(owner, wide.owner), Tone.MUTED),) if wide.owner else ()),
        Span(" " + cell(due.text, _DUE, right=True), due.tone),
    )


def company_mark(company: Company | None) -> Span:
    if company is None:
        return Span(" ")
    return Span("@", Tone.WARN) if company.working else Span("o", Tone.MUTED)


def company_said(company: Company) -> str:
    if company.working:
        return t("{name} is on it", name=company.name)
    return t("{name} is looking at it", name=company.name)


def _amount(row: QueueRow, speech: Speech) -> str:
    if row.amount_minor is None:
        return "–"
    try:
        return speech.amount(Money(row.amount_minor, currency(row.currency)))
    except UnknownCurrencyError:
        return "?"


def essentials(row: QueueRow, verdict: str, now: datetime, speech: Speech) -> Line:
    """The chosen case in one line, for windows that show one pane at a time."""
    due = due_word(row.due_at, now, row.due_basis)
    return (
        Span(f"> {row.reference} ", Tone.STRONG),
        Span(f" {row.customer}  "),
        Span(f"{speech.name('reason', row.reason)}  ", Tone.MUTED),
        due,
        Span(f"  {verdict}"),
    )
