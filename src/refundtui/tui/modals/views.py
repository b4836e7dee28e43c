"""The views of the queue with what each asks for and how many cases it has, as soon as that is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final, TypeAlias

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from refundtui.casework.saved_views import View
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.modals.listing import ListDialog
from refundtui.tui.safe_text import Line, Span, Tone, cell, content, fit, spread, width_of
from refundtui.tui.widgets.lines import Lines, Row
from refundtui.tui.widgets.said import Said

Counted: TypeAlias = Mapping[str, tuple[int, datetime]]
"""By view: how many cases, and when that was counted."""

_NUMBERS: Final = "123456789"


def view_said(view: View, speech: Speech) -> str:
    return view.name or speech.name("view", view.id)


class ViewsDialog(ListDialog):
    """Answers with `show` or `drop` and the view's id, or with `save`."""

    wide: ClassVar[int] = 84
    decides = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "end('show')", show=False),
        Binding("x", "end('drop')", show=False),
        Binding("s", "save", show=False),
        Binding("v", "leave", show=False),
    ]

    def __init__(
        self, views: Sequence[View], shown: str, counted: Counted, now: datetime, speech: Speech
    ) -> None:
        super().__init__(t("Views"))
        self._views = tuple(views)
        self._shown = shown
        self._counted = counted
        self._now = now
        self._speech = speech

    def inside(self) -> ComposeResult:
        lines = Lines(id="views")
        lines.styles.height = min(len(self._views), 18)
        yield lines
        yield Said(
            content(t("Enter shows   s keeps what is shown now   x forgets one of yours   Esc closes")),
            id="menu-foot",
        )

    def on_mount(self) -> None:
        self.query_one(Lines).key = self._shown
        super().on_mount()

    def count(self, counted: Counted, now: datetime) -> None:
        """What is known by now; the rest follows."""
        self._counted, self._now = counted, now
        self.query_one(Lines).show(self.rows)

    def rows(self, width: int) -> list[Row]:
        return [Row(self._line(at, view, width - 2), view.id) for at, view in enumerate(self._views)]

    def _line(self, at: int, view: View, width: int) -> Line:
        key = _NUMBERS[at] if at < len(_NUMBERS) else ""
        mark = "●" if view.id == self._shown else " "
        name = view_said(view, self._speech)
        left: Line = (Span(cell(f" {key}", 3), Tone.KEY), Span(f"{mark} "), Span(cell(name, 27) + " "))
        right = self._number(view)
        room = max(0, width - 35 - width_of(right.text))
        return spread((*left, Span(fit(view.filter, room), Tone.MUTED)), (right,), width)

    def _number(self, view: View) -> Span:
        known = self._counted.get(view.id)
        if known is None:
            return Span("…", Tone.MUTED)
        number, at = known
        minutes = int((self._now - at).total_seconds()) // 60
        age = f" · {t('{n} min ago', n=minutes)}" if minutes > 0 else ""
        return Span(f"{self._speech.number(number)}{age}", Tone.STRONG if not age else Tone.MUTED)

    def on_key(self, event: events.Key) -> None:
        at = _NUMBERS.find(event.character) if event.character and event.character.isdigit() else -1
        if 0 <= at < len(self._views):
            event.stop()
            self.answer(("show", self._views[at].id))

    def action_save(self) -> None:
        self.answer(("save", ""))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.answer(("show", event.key))
