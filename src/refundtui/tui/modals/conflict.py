"""Somebody changed the case meanwhile: what I saw, what it is now, what I chose. The safe answer is theirs."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from refundtui.casework.conflicts import Compared, Comparison
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.modals.outbox import entry_said
from refundtui.tui.safe_text import Line, Span, Tone, cell, stacked, wrap
from refundtui.tui.widgets.press import Press
from refundtui.tui.widgets.said import Said

_LABEL = 17


def compared_said(row: Compared, value: str | None, speech: Speech) -> str:
    """A code or figure in words; a dash where there is none."""
    if value is None or not value:
        return "–" if value is None else t("nothing")
    if row.field in {"state", "reason"}:
        return speech.name(row.field, value)
    return value


class ConflictDialog(Dialog[str]):
    """Answers `theirs`, `mine` or `open`; Esc leaves it for later."""

    wide: ClassVar[int] = 100
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "end('mine')", show=False),
        Binding("o", "end('open')", show=False),
        Binding("left,right,tab,shift+tab,up,down", "nothing", show=False),
    ]

    def __init__(self, compared: Comparison, speech: Speech) -> None:
        reference = compared.entry.reference
        changed = any(found.code == "case.changed" for found in compared.entry.findings)
        super().__init__(
            t("{reference} was changed meanwhile", reference=reference)
            if changed
            else t("{reference} needs another look", reference=reference)
        )
        self._compared = compared
        self._speech = speech

    def inside(self) -> ComposeResult:
        yield Said(stacked(self._lines(self.room)), classes="facts")
        with Horizontal(classes="buttons"):
            yield Press(t("Leave it as it is now"), id="safe")
            yield Said(stacked([self._keys()]), id="send-hint")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#safe").focus()

    def _keys(self) -> Line:
        return (
            Span("r", Tone.KEY),
            Span(f" = {t('decide the same again')}   "),
            Span("o", Tone.KEY),
            Span(f" = {t('open the case')}"),
        )

    def _lines(self, width: int) -> list[Line]:
        here, entry = self._speech, self._compared.entry
        wide = max(8, (width - _LABEL) // 3 - 1)
        heads = (t("What I saw"), t("What it is now"), t("What I chose"))
        lines: list[Line] = [
            (Span(cell(t("Decided"), _LABEL), Tone.MUTED), Span(entry_said(entry, here), Tone.STRONG)),
        ]
        for found in entry.findings:
            lines.extend(wrap(here.finding(found), width, Tone.WARN))
            by = found.fact("decided_by") if found.code == "case.changed" else None
            if by:
                lines.extend(wrap(t("Changed by {who}.", who=str(by)), width, Tone.WARN))
        lines.append(())
        lines.append(
            (Span(cell("", _LABEL)), *(Span(cell(head, wide) + " ", Tone.HEADING) for head in heads))
        )
        for row in self._compared.rows:
            lines.append(self._line(row, wide))
        if not self._compared.is_remembered:
            lines.append((Span(t("What you saw then was not kept."), Tone.MUTED),))
        return lines

    def _line(self, row: Compared, wide: int) -> Line:
        here = self._speech
        saw, now, mine = (
            cell(compared_said(row, value, here), wide) + " " for value in (row.saw, row.now, row.mine)
        )
        # The mark stands for the colour.
        label = ("! " if row.is_changed else "  ") + here.name("changed", row.field)
        return (
            Span(cell(label, _LABEL), Tone.WARN if row.is_changed else Tone.MUTED),
            Span(saw, Tone.MUTED),
            Span(now, Tone.STRONG if row.is_changed else Tone.PLAIN),
            Span(mine),
        )

    def on_press_pressed(self) -> None:
        self.answer("theirs")

    def action_end(self, what: str) -> None:
        self.answer(what)

    def action_nothing(self) -> None:
        pass
