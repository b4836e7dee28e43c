"""What is seen when nobody is at the desk: that it is locked, and nothing else."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Middle
from textual.screen import Screen
from textual.widgets import Static

from refundtui.i18n.words import t
from refundtui.tui.safe_text import paragraphs


class Curtain(Screen[None]):
    """Stands before everything; the desk takes it away at the next key, which does nothing else."""

    AUTO_FOCUS: ClassVar[str | None] = None

    def compose(self) -> ComposeResult:
        said = t("The desk is locked. Everything is kept, what you were writing too.")
        how = t("Any key goes on.")
        with Middle(id="curtain"):
            yield Static(paragraphs(f"refundtui\n\n{said}\n\n{how}"))
