"""How a figure of a quote was worked out, in one line: the sum, and what was rounded or capped after it."""

from __future__ import annotations

from typing import Final

from refundtui.domain.quote import QuoteRow
from refundtui.i18n.speech import Speech

_ADJUSTED: Final = ("rounded_down", "rounded_over_note", "above_invoiced_tax")


def worked_out(row: QuoteRow, speech: Speech) -> str:
    told = dict(row.inputs)
    after = [speech.say(f"adjusted.{name}", amount=told[name]) for name in _ADJUSTED if name in told]
    return "; ".join([speech.say(f"formula.{row.formula}", **told), *after])
