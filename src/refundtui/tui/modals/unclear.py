"""Unclear payments: a list with its age, and what is on record of the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from refundtui.casework.unclear import UnclearPayment
from refundtui.i18n.speech import Speech
from refundtui.i18n.unclear import age_said, known_said, unclear_said
from refundtui.i18n.words import t
from refundtui.tui.modals.listing import ListDialog
from refundtui.tui.safe_text import Span, Tone, content, spread, wrap
from refundtui.tui.widgets.lines import Lines, Row
from refundtui.tui.widgets.said import Said


class UnclearDialog(ListDialog):
    """Answers with what to do (`found` or `open`) and with which matter."""

    wide: ClassVar[int] = 100
    decides = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "end('found')", show=False),
        Binding("enter", "end('open')", show=False),
        Binding("q", "leave", show=False),
    ]

    def __init__(self, payments: Sequence[UnclearPayment], now: datetime, speech: Speech) -> None:
        super().__init__(t("Unclear payments"))
        self._payments = tuple(payments)
        self._now = now
        self._speech = speech

    def inside(self) -> ComposeResult:
        yield Lines(id="entries")
        foot = t("f says what you found   Enter opens the case   Esc closes")
        yield Said(content(foot if self._payments else t("Esc closes")), id="menu-foot")

    def rows(self, width: int) -> list[Row]:
        if not self._payments:
            return [Row((Span(t("Every payment is accounted for."), Tone.MUTED),))]
        made: list[Row] = []
        for one in self._payments:
            age = age_said(one, self._now, self._speech)
            tone = Tone.WARN if one.is_findable else Tone.MUTED
            said = wrap(unclear_said(one, self._speech), width - len(age) - 4, Tone.STRONG)
            made.append(Row(spread(said[0], (Span(age, tone),), width - 2), one.id))
            made.extend(Row(line) for line in said[1:])
            for told in known_said(one, self._speech):
                made.extend(Row(line) for line in wrap(told, width - 6, Tone.MUTED, indent="    "))
        return made
