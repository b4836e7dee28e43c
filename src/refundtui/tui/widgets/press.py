"""A button as text: `> [ Keep editing ]` when it has the focus, in colour or without."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from refundtui.tui.safe_text import Span, Tone, width_of
from refundtui.tui.widgets.toned import Toned


class Press(Toned, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "press", show=False)]

    class Pressed(Message):
        def __init__(self, press: Press) -> None:
            super().__init__()
            self.press = press

        @property
        def control(self) -> Press:
            return self.press

    def __init__(
        self,
        label: str,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        by_key: bool = False,
    ) -> None:
        super().__init__(id=id)
        self._by_key = by_key  # it sends money: a click only brings the focus here, Enter sends
        self.label = label
        self.styles.width = width_of(label) + 7

    def action_press(self) -> None:
        if not self.disabled:
            self.post_message(self.Pressed(self))

    def on_click(self, event: events.Click) -> None:
        self.focus()
        if not self._by_key:
            self.action_press()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if y:
            return self.painted((), self.size.width)
        if self.disabled:
            return self.painted((Span(f"  [ {self.label} ]", Tone.MUTED),), self.size.width)
        if self.has_focus:
            over = self.cursor_style(awake=True)
            return self.painted((Span(f"> [ {self.label} ] ", Tone.STRONG),), self.size.width, over)
        return self.painted((Span(f"  [ {self.label} ]"),), self.size.width)
