"""A dialog of rows: one is walked to, and a key says what is to be done with it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.widgets.lines import Lines, Row


class ListDialog(Dialog[tuple[str, str]]):
    """Answers with what to do, and the key of the row it is about."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "step(1)", show=False),
        Binding("k,up", "step(-1)", show=False),
    ]

    def rows(self, width: int) -> list[Row]:
        """What is listed, in lines of so many cells."""
        raise NotImplementedError

    def on_mount(self) -> None:
        super().on_mount()
        lines = self.query_one(Lines)
        lines.show(self.rows)
        lines.focus()

    def action_step(self, steps: int) -> None:
        self.query_one(Lines).move(steps)

    def action_end(self, what: str) -> None:
        key = self.query_one(Lines).key
        if key is not None:
            self.answer((what, key))
