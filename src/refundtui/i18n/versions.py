"""How a version of a quote is told: by whom it was made, what rests on it, and how much it differs."""

from __future__ import annotations

from typing import Final

from refundtui.domain.case import Case, QuoteVersion
from refundtui.domain.money import Money
from refundtui.domain.quote import QuoteRow
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_

_STANDINGS: Final = {
    "offered": N_("offered"),
    "requested": N_("approval requested"),
    "granted": N_("approved"),
    "denied": N_("denied"),
    "returned": N_("returned"),
    "void": N_("approval void"),
}


def standing_said(stands: str, speech: Speech) -> str:
    return speech.words.t(_STANDINGS[stands]) if stands in _STANDINGS else stands


def made_by(version: QuoteVersion, came_by: str, speech: Speech, me: str = "") -> str:
    """`Approve by ann, 20 Nov 2026, 09:00 CET`; `me` is whoever reads it."""
    what = speech.name("command", came_by)
    if me and version.by == me:
        what = speech.words.t("{what} by you", what=what)
    else:
        what = speech.words.t("{what} by {who}", what=what, who=speech.called(version.by))
    return f"{what}, {speech.moment(version.at)}"


def row_named(row: QuoteRow, case: Case, speech: Speech) -> str:
    line = case.order.line(row.line_id) if case.order is not None and row.line_id else None
    return speech.label(row.code) + (f": {line.title}" if line is not None else "")


def signed(amount: Money, speech: Speech) -> str:
    """A difference: `+4.84 EUR`, `−4.84 EUR`."""
    return ("+" if amount.minor > 0 else "") + speech.money_with_code(amount)
