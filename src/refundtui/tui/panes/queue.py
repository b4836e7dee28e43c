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

from refundtui.casework.completing import Completion, completion
from refundtui.casework.filter_fields import Surroundings
from refundtui.casework.filtering import read_filter
from refundtui.casework.views import QueueRow
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_, t
from refundtui.tui.action import Scope
from refundtui.tui.keymap import bindings, key_for
from refundtui.tui.panes.pane import Pane
from refundtui.tui.present.filter_lines import filter_told, mistake_told
from refundtui.tui.present.queue_lines import heading
from refundtui.tui.right_to_left import as_read
from refundtui.tui.safe_text import Line, Span, Tone
from refundtui.tui.widgets.bars import Bar
from refundtui.tui.widgets.case_table import CaseTable
from refundtui.tui.widgets.toned import Toned
from refundtui.tui.widgets.writing import TextField


class Heading(Toned):
    """The column titles: they stand exactly over the columns at every width."""

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        return self.painted((Span(" "), *heading(width - 1)) if y == 0 else (), width)


class SearchField(TextField):
    """One line of search; Esc takes back what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give_up", show=False),
        Binding("tab", "complete", show=False),
    ]

    class GivenUp(Message):
        """Back to the search that was."""

    class Completed(Message):
        """The word under the cursor shall be finished."""

    def action_give_up(self) -> None:
        self.post_message(self.GivenUp())

    def action_complete(self) -> None:
        self.post_message(self.Completed())


def _looks_like() -> str:
    return as_read(t("name, order, mail, phone, reference; or state:approval due<24h"))


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
        self._around: Callable[[], Surroundings] | None = None
        self._speech: Speech | None = None
        self._offered = Completion(0, 0, ())
        self.table = CaseTable(
            id="cases"
        )  # held, not looked for: a last beat comes while the desk is taken down
        self._made = ("", 0)  # the line as a completion left it, and which of several it was

    def compose(self) -> ComposeResult:
        yield SearchField(
            placeholder=_looks_like(),
            compact=True,
            id="search",
        )
        yield Bar(id="told")
        yield Heading(id="heading")
        yield self.table

    @property
    def home(self) -> Widget:
        return self.table

    def paint_with(self, line_of: Callable[[QueueRow, int], Line]) -> None:
        self.query_one(SearchField).placeholder = _looks_like()
        self.query_one(Heading).refresh()
        none = t(
            "No case here. {views} changes the view, {search} the search.",
            views=key_for("queue.views"), search=key_for("queue.filter"),
        )  # fmt: skip
        self.table.paint_with(line_of, (Span("    "), Span(none, Tone.MUTED)))

    # Searching

    def read_with(self, around: Callable[[], Surroundings], speech: Speech) -> None:
        """What the words of the line are read against, and who says what is wrong with them."""
        self._around, self._speech = around, speech

    def tell(self) -> None:
        """Under the line: what is wrong with it, or what the word under the cursor could become."""
        if self._around is None or self._speech is None:
            return
        field, around = self.query_one(SearchField), self._around()
        at = field.cursor_position
        read = read_filter(field.value, around)
        self.query_one("#told", Bar).show(
            filter_told(read, completion(field.value, at, around), at, self._speech)
        )

    def on_search_field_completed(self) -> None:
        """Tab takes the first word that is offered; again, the next of them."""
        if self._around is None:
            return
        field = self.query_one(SearchField)
        made, which = self._made
        if field.value != made or len(self._offered.words) < 2:
            self._offered, which = completion(field.value, field.cursor_position, self._around()), -1
        offered = self._offered
        if not offered.words:
            return
        which = (which + 1) % len(offered.words)
        word = offered.words[which]
        line = field.value[: offered.start] + word + field.value[offered.end :]
        self._offered = Completion(offered.start, offered.start + len(word), offered.words)
        self._made = (line, which)
        field.value = line
        field.cursor_position = offered.start + len(word)

    def search(self, text: str) -> None:
        """Open the search line with the text that is in force."""
        self._before = text
        field = self.query_one(SearchField)
        field.value = text
        field.cursor_position = len(text)
        self.add_class("-searching")
        field.focus()
        self.tell()

    def close_search(self) -> None:
        self.remove_class("-searching")
        self.table.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.has_class("-searching"):
            self.call_after_refresh(self.tell)
            self.post_message(self.Searched(event.value, kept=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._around is not None and self._speech is not None:
            mistakes = read_filter(event.value, self._around()).mistakes
            if mistakes:
                # It stays open, at the first word that cannot be meant.
                self.query_one(SearchField).cursor_position = mistakes[0].end
                self.query_one("#told", Bar).show(mistake_told(mistakes[0], self._speech))
                return
        self.close_search()
        self.post_message(self.Searched(event.value, kept=True))

    def on_search_field_given_up(self) -> None:
        self.close_search()
        self.post_message(self.Searched(self._before, kept=True))
