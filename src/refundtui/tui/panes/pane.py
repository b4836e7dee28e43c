"""What all panes share: a number, a frame, a title, and the keys of their scope."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from refundtui.i18n.words import t
from refundtui.tui.action import Scope
from refundtui.tui.keymap import rebind
from refundtui.tui.safe_text import in_a_frame


class Pane(Vertical):
    """One subject of the desk. It is given values and sends messages; it fetches nothing."""

    scope: ClassVar[Scope]
    number: ClassVar[int]
    name_of: ClassVar[str]
    BINDINGS: ClassVar[list[BindingType]] = []
    _title: str | None = None
    _foot: str | None = None

    def on_mount(self) -> None:
        rebind(self, self.scope)
        self.title_is("")

    def title_is(self, more: str) -> None:
        """The pane's title: its jump key, its name, and what it shows."""
        title = f"[{self.number}] {t(self.name_of)}" + (f" {more}" if more else "")
        if title != self._title:
            self._title = title
            self.border_title = in_a_frame(f" {title} ")

    def foot_is(self, text: str) -> None:
        # A border is painted whole: only when it says something else.
        if text != self._foot:
            self._foot = text
            self.border_subtitle = in_a_frame(f" {text} " if text else "")

    @property
    def home(self) -> Widget:
        """The widget that has the focus when the pane is entered."""
        raise NotImplementedError

    def enter(self) -> None:
        self.home.focus()
