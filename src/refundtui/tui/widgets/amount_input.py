"""A field for one amount. Every key stays visible; nothing typed is dropped or turned into another sum.

Textual's own number field drops the comma of `12,3` without a sound: a refund ten times too large.
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from refundtui.domain.money import Currency, Money
from refundtui.i18n.amounts import AmountError, read_amount
from refundtui.i18n.speech import Speech
from refundtui.tui.safe_text import content
from refundtui.tui.widgets.said import Said
from refundtui.tui.widgets.writing import TextField


class AmountInput(Vertical):
    """The field and, under it, what it was read as, or why it cannot be."""

    class Submitted(Message):
        """An amount was read."""

        def __init__(self, field: AmountInput, amount: Money) -> None:
            super().__init__()
            self.field = field
            self.amount = amount

        @property
        def control(self) -> AmountInput:
            return self.field

    class Changed(Message):
        """Something was typed; `amount` is None while it is no amount."""

        def __init__(self, field: AmountInput, amount: Money | None) -> None:
            super().__init__()
            self.field = field
            self.amount = amount

        @property
        def control(self) -> AmountInput:
            return self.field

    def __init__(
        self,
        of: Currency,
        speech: Speech,
        value: str = "",
        *,
        label: str = "",
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._of = of
        self._speech = speech
        self._start = value
        self._label = label

    def compose(self) -> ComposeResult:
        if self._label:
            yield Said(content(self._label), classes="field-label")
        yield TextField(self._start, compact=True, select_on_focus=False)
        yield Said(content(""), classes="field-says")

    @property
    def typed(self) -> str:
        return self.query_one(TextField).value

    def ask_for(self, of: Currency, value: str = "") -> None:
        """Another amount in the same field."""
        self._of = of
        field = self.query_one(TextField)
        field.value = value
        field.cursor_position = len(value)
        self.says("")

    def focus_field(self) -> None:
        self.query_one(TextField).focus()

    def read(self) -> Money | None:
        """The amount, or None after saying why there is none."""
        try:
            amount = read_amount(self.typed, self._of, self._speech.locale)
        except AmountError as trouble:
            self.says(str(trouble), bad=True)
            return None
        self.says("= " + self._speech.money_with_code(amount))
        return amount

    def says(self, sentence: str, *, bad: bool = False) -> None:
        """The sentence under the field."""
        below = self.query_one(".field-says", Said)
        below.update(content(sentence))
        below.set_class(bad, "-bad")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        # While typing only what can be read is shown; a half-typed amount is no mistake yet.
        try:
            amount = read_amount(event.value, self._of, self._speech.locale)
        except AmountError:
            self.says("")
            self.post_message(self.Changed(self, None))
        else:
            self.says("= " + self._speech.money_with_code(amount))
            self.post_message(self.Changed(self, amount))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        amount = self.read()
        if amount is not None:
            self.post_message(self.Submitted(self, amount))
