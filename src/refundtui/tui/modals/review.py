"""A colleague's request, whole: why it is here, how it differs, what is on record. One key more decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from refundtui.i18n.words import t
from refundtui.tui.modals.confirm import Fact, fact_lines
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.safe_text import content
from refundtui.tui.widgets.lines import Lines, Row
from refundtui.tui.widgets.said import Said


class ReviewDialog(Dialog[str]):
    """Answers `grant`, `return` or `deny`. Enter decides nothing: what began it never ends it."""

    wide: ClassVar[int] = 100
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "end('grant')", show=False),
        Binding("r", "end('return')", show=False),
        Binding("x", "end('deny')", show=False),
        Binding("j,down", "step(1)", show=False),
        Binding("k,up", "step(-1)", show=False),
        Binding("pagedown", "step(8)", show=False),
        Binding("pageup", "step(-8)", show=False),
    ]

    def __init__(self, title: str, facts: Sequence[Fact], grant: str) -> None:
        super().__init__(title)
        self._facts = tuple(facts)
        self._grant = grant

    def inside(self) -> ComposeResult:
        lines = Lines(id="told-lines")
        most = self.app.size.height * 88 // 100 - 6
        lines.styles.height = max(1, min(len(self._rows(self.room)), most))
        yield lines
        yield Said(content(t("y {grant}   r return with a note   x deny   Esc leaves it", grant=self._grant)), id="menu-foot")  # fmt: skip

    def on_mount(self) -> None:
        super().on_mount()
        lines = self.query_one(Lines)
        lines.show(self._rows)
        lines.focus()

    def _rows(self, width: int) -> list[Row]:
        return [Row(line) for line in fact_lines(self._facts, width)]

    def action_step(self, steps: int) -> None:
        self.query_one(Lines).move(steps)

    def action_end(self, what: str) -> None:
        self.answer(what)
