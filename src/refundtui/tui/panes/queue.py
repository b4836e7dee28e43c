"""The queue: the cases that wait, in the order in which they are due."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from refundtui.casework.views import QueueRow
from refundtui.i18n.words import N_, t
from refundtui.tui.actions import Scope
from refundtui.tui.keymap import bindings
from refundtui.tui.panes.pane import Pane
from refundtui.tui.present.queue_lines import heading
from refundtui.tui.safe_text import Line, Span, Tone
from refundtui.tui.widgets.amount_input import TextField
from refundtui.tui.widgets.case_table import CaseTable
from refundtui.tui.widgets.toned import COMPONENTS, Toned


class Heading(Toned):
    """The column titles: they stand exactly over the columns at every width."""

    COMPONENT_CLASSES = COMPONENTS

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        return self.painted((Span(" "), *heading(width - 1)) if y == 0 else (), width)


class SearchField(TextField):
    """One line of search; Esc takes back what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]

    class GivenUp(Message):
        """Back to the search that was."""

    def action_give_up(self) -> None:
        self.post_message(self.GivenUp())


class QueuePane(Pane):
    scope = Scope.QUEUE
    number = 1
    name_of = N_("Queue")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.QUEUE)]

    class Searched(Message):
        """Another text is looked for; `kept` when Enter ended it."""

        def __init__(self, text: str, *, kept: bool) -> None:
            super().__init__()
            self.text = text
            self.kept = kept

    def __init__(self) -> None:
        super().__init__(id="queue", classes="pane")
        self._before = ""

    def compose(self) -> ComposeResult:
        yield SearchField(placeholder=t("name, order, mail, phone or reference"), compact=True, id="search")
        yield Heading(id="heading")
        yield CaseTable(id="cases")

    @property
    def table(self) -> CaseTable:
        return self.query_one(CaseTable)

    @property
    def home(self) -> Widget:
        return self.table

    def paint_with(self, line_of: Callable[[QueueRow, int], Line]) -> None:
        self.table.paint_with(
            line_of, (Span("    "), Span(t("No case here. v changes the view, / the search."), Tone.MUTED))
        )

    # Searching

    def search(self, text: str) -> None:
        """Open the search line with the text that is in force."""
        self._before = text
        field = self.query_one(SearchField)
        field.value = text
        field.cursor_position = len(text)
        self.add_class("-searching")
        field.focus()

    def close_search(self) -> None:
        self.remove_class("-searching")
        self.table.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.has_class("-searching"):
            self.post_message(self.Searched(event.value, kept=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.close_search()
        self.post_message(self.Searched(event.value, kept=True))

    def on_search_field_given_up(self) -> None:
        self.close_search()
        self.post_message(self.Searched(self._before, kept=True))
