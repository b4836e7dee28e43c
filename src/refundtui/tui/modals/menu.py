"""A menu: one letter, or Enter on a row. Any other key closes it, so typed words do not walk through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.safe_text import Tone, content, wrap
from refundtui.tui.widgets.choices import Option, option_rows
from refundtui.tui.widgets.lines import Lines, Row
from refundtui.tui.widgets.said import Said

_MOVES = {"up": -1, "k": -1, "down": 1, "j": 1}
_IGNORED = frozenset({"pageup", "pagedown", "home", "end", "left", "right", "tab", "shift+tab"})


class Menu(Dialog[str]):
    """Answers with the id of the option."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        head: Sequence[str] = (),
        foot: str = "",
        strict: bool = True,
        decides: bool = True,
    ) -> None:
        super().__init__(title)
        self.decides = decides
        self._options = tuple(options)
        self._head = tuple(head)
        self._foot = foot
        self._strict = strict

    def inside(self) -> ComposeResult:
        lines = Lines(id="menu")
        # The frame, the foot and the blanks around them are the rest of what a dialog may be high.
        lines.styles.height = max(1, min(len(self._rows(self.room)), self.app.size.height * 88 // 100 - 5))
        yield lines
        yield Said(content(self._foot), id="menu-foot")

    def on_mount(self) -> None:
        super().on_mount()
        lines = self.query_one(Lines)
        lines.key = next((o.id for o in self._options if not o.why_not), None)
        lines.show(self._rows)
        lines.focus()

    def _rows(self, width: int) -> list[Row]:
        said = [Row(line) for one in self._head for line in wrap(one, width - 2, Tone.WARN)]
        rows = [row for option in self._options for row in option_rows(option, width - 2)]
        if all(option.why_not for option in self._options):
            rows = [Row(row.line) for row in rows]  # where nothing is possible no cursor points at anything
        return [*said, Row(()), *rows] if said else rows

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if event.key in _MOVES and not any(option.key == event.key for option in self._options):
            self.query_one(Lines).move(_MOVES[event.key])
        elif event.key == "enter":
            self._take(self.query_one(Lines).key)
        elif event.key in _IGNORED:
            return
        else:
            option = next((o for o in self._options if o.key and o.key == event.character), None)
            if option is not None:
                self._take(option.id)
            elif event.key == "escape" or self._strict:
                self.answer(None)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self._take(event.key)

    def _take(self, id: str | None) -> None:  # noqa: A002 - an option's id
        option = next((o for o in self._options if o.id == id), None)
        if option is None:
            return
        if option.why_not:
            # It stays open and says why once more, where one looks after a key that did nothing.
            self.query_one("#menu-foot", Said).update(content(option.why_not))
            self.query_one("#menu-foot", Said).add_class("-bad")
            return
        self.answer(option.id)
