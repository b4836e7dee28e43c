"""The outbox: what is held, on its way, or needs another look, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from refundtui.casework.submissions import Entry, EntryState
from refundtui.domain.commands import Approve, RequestApproval
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.modals.listing import ListDialog
from refundtui.tui.safe_text import Span, Tone, cell, content, spread, wrap
from refundtui.tui.widgets.lines import Lines, Row
from refundtui.tui.widgets.said import Said

_TONES = {
    EntryState.NEEDS_REVIEW: Tone.BAD,
    EntryState.SENDING: Tone.ACCENT,
    EntryState.WITHDRAWING: Tone.ACCENT,
}


def entry_state(entry: Entry, now: datetime, speech: Speech) -> str:
    """`held 8 s`, `not sent`, `being sent`, `needs a look`."""
    until = entry.submission.not_before
    if entry.state is EntryState.QUEUED and until is not None and until > now:
        return t("held {seconds} s", seconds=int((until - now).total_seconds()) + 1)
    return speech.label(entry.state)


def entry_said(entry: Entry, speech: Speech) -> str:
    """What was decided, with its amount where it has one."""
    command = entry.submission.command
    said = speech.name("command", command.code)
    if isinstance(command, Approve | RequestApproval):
        return f"{said} {speech.money_with_code(command.total)}"
    return said


class OutboxDialog(ListDialog):
    """Answers with what to do and to which entry: `undo`, `again`, `aside`, `open`."""

    wide: ClassVar[int] = 92
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "end('undo')", show=False),
        Binding("r", "end('again')", show=False),
        Binding("x", "end('aside')", show=False),
        Binding("enter", "end('open')", show=False),
        Binding("o", "leave", show=False),
    ]

    def __init__(self, entries: Sequence[Entry], now: datetime, speech: Speech) -> None:
        super().__init__(t("Outbox"))
        self._entries = tuple(entries)
        self._now = now
        self._speech = speech

    def inside(self) -> ComposeResult:
        yield Lines(id="entries")
        yield Said(content(self._foot()), id="menu-foot")

    def renew(self, entries: Sequence[Entry], now: datetime) -> None:
        """The outbox as it is a moment later."""
        self._entries, self._now = tuple(entries), now
        self.query_one(Lines).show(self.rows)
        self.query_one("#menu-foot", Said).update(content(self._foot()))

    def _foot(self) -> str:
        """What can be done to what is here; nothing can be done to nothing."""
        if not self._entries:
            return t("Esc closes")
        return t("u takes back   r decides again   x leaves the office's word   Enter opens   Esc closes")

    def rows(self, width: int) -> list[Row]:
        if not self._entries:
            return [Row((Span(t("Everything is sent. Nothing waits here."), Tone.MUTED),))]
        made: list[Row] = []
        for entry in self._entries:
            left = (
                Span(cell(entry.reference, 12), Tone.STRONG),
                Span(cell(entry_said(entry, self._speech), 34)),
            )
            tone = _TONES.get(entry.state, Tone.WARN)
            right = (Span(entry_state(entry, self._now, self._speech), tone),)
            made.append(Row(spread(left, right, width - 2), entry.submission.id))
            for found in entry.findings:
                made.extend(
                    Row(line)
                    for line in wrap(self._speech.finding(found), width - 6, Tone.MUTED, indent="    ")
                )
        return made
