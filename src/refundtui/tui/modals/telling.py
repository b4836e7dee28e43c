"""A dialog that only tells: lines to read, and any way out of it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from refundtui.i18n.words import t
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.safe_text import content
from refundtui.tui.widgets.lines import Lines, Row
from refundtui.tui.widgets.said import Said


class TellingDialog(Dialog[None]):
    """Shows what `build(width)` returns."""

    decides = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q", "leave", show=False),
        Binding("j,down", "step(1)", show=False),
        Binding("k,up", "step(-1)", show=False),
    ]

    def __init__(self, title: str, build: Callable[[int], Sequence[Row]], foot: str = "") -> None:
        super().__init__(title)
        self._build = build
        self._foot = foot

    def inside(self) -> ComposeResult:
        lines = Lines(id="told-lines")
        most = self.app.size.height * 88 // 100 - 6
        lines.styles.height = max(1, min(len(self._build(self.room)), most))
        yield lines
        yield Said(content(self._foot or t("Enter or Esc goes back.")), id="menu-foot")

    def on_mount(self) -> None:
        super().on_mount()
        lines = self.query_one(Lines)
        lines.show(self._build)
        lines.focus()

    def action_step(self, steps: int) -> None:
        self.query_one(Lines).move(steps)
