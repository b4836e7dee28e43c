"""What every dialog keeps to: it closes by `dismiss` alone, it can be left, it wants a moment before keys."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from refundtui.tui.safe_text import in_a_frame

Answer = TypeVar("Answer")
_LOW = 30


class Dialog(ModalScreen[Answer]):
    """A framed question. Esc leaves it with no answer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]
    opened_at: float = 0.0  # by the clock of keys; those of the first moment belong to what was before
    wide: ClassVar[int] = 76
    decides: bool = True
    """Whether an answer may send money or change a case: then keys typed ahead of it are not for it."""
    takes_typing: ClassVar[bool] = False
    """Whether letters typed ahead are text for its field, which no key alone sends."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title_text = title

    def compose(self) -> ComposeResult:
        box = Vertical(id="box")
        box.border_title = in_a_frame(f" {self.title_text} ")
        box.styles.width = self.wide
        with box:
            yield from self.inside()

    @property
    def room(self) -> int:
        """Cells a line inside has: the frame, the blanks beside it, and the window's own width."""
        return max(20, min(self.wide, self.app.size.width * 92 // 100) - 7)

    def inside(self) -> ComposeResult:
        """What stands in the frame."""
        return ()

    def on_mount(self) -> None:
        self.set_class(bool(getattr(self.app, "training", False)), "-training")
        self.set_class(self.app.size.height < _LOW, "-low")

    def answer(self, value: Answer | None) -> None:
        """Close with this answer. Never by popping: whoever waits for the answer would wait for ever."""
        _ = self.dismiss(value)

    def action_leave(self) -> None:
        self.answer(None)
