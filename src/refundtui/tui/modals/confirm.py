"""The last question before something leaves: the safe answer has the focus, the key that began never ends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from refundtui.domain.money import Money
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.safe_text import Line, Span, Tone, cell, content, stacked, width_of, wrap
from refundtui.tui.widgets.amount_input import AmountInput
from refundtui.tui.widgets.press import Press
from refundtui.tui.widgets.said import Said

Fact = tuple[str, str]


def fact_lines(facts: Sequence[Fact], width: int) -> list[Line]:
    """Labels in a column of their own, values beside them."""
    label = max((width_of(name) for name, _ in facts), default=0) + 2
    lines: list[Line] = []
    for at, (name, value) in enumerate(facts):
        tone = Tone.STRONG if at == 0 else Tone.PLAIN
        for n, part in enumerate(wrap(value, width - label, tone)):
            lines.append((Span(cell(name if n == 0 else "", label), Tone.MUTED), *part))
    return lines


class Confirm(Dialog[bool]):
    """`y` sends; Enter means the button that has the focus, and that is the safe one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "send", show=False),
        Binding("left,right,tab,shift+tab,up,down", "nothing", show=False),
    ]

    def __init__(self, title: str, facts: Sequence[Fact], sentence: str, safe: str = "") -> None:
        super().__init__(title)
        self._facts = tuple(facts)
        self._sentence = sentence
        self._safe = safe or t("Keep editing")

    def inside(self) -> ComposeResult:
        yield Said(stacked(fact_lines(self._facts, self.room)), classes="facts")
        with Horizontal(classes="buttons"):
            yield Press(self._safe, id="safe")
            yield Said(stacked([(Span("y", Tone.KEY), Span(f" = {self._sentence}"))]), id="send-hint")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#safe").focus()

    def on_press_pressed(self) -> None:
        self.answer(False)

    def action_send(self) -> None:
        self.answer(True)

    def action_nothing(self) -> None:
        pass


class TypedConfirm(Dialog[bool]):
    """Above the brand's threshold the amount is typed; Enter is dead until it is the same amount."""

    def __init__(
        self, title: str, facts: Sequence[Fact], sentence: str, amount: Money, speech: Speech
    ) -> None:
        super().__init__(title)
        self._facts = tuple(facts)
        self._sentence = sentence
        self._amount = amount
        self._speech = speech
        self._typed: Money | None = None

    def inside(self) -> ComposeResult:
        yield Said(stacked(fact_lines(self._facts, self.room)), classes="facts")
        yield Said(
            content(
                t("Type the amount to send it. It needs {amount}.", amount=self._speech.amount(self._amount))
            )
        )
        yield AmountInput(self._amount.currency, self._speech, id="typed")
        with Horizontal(classes="buttons"):
            yield Press(t("Keep editing (Esc)"), id="safe")
            yield Press(self._sentence, id="send", by_key=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#send", Press).disabled = True
        self.query_one("#typed", AmountInput).focus_field()

    def on_amount_input_changed(self, event: AmountInput.Changed) -> None:
        self._typed = event.amount
        self.query_one("#send", Press).disabled = event.amount != self._amount

    def on_amount_input_submitted(self, event: AmountInput.Submitted) -> None:
        if event.amount == self._amount:
            self.answer(True)
        else:
            event.field.says(
                t("That is {typed}; the decision is about {amount}.", typed=self._speech.amount(event.amount),
                  amount=self._speech.amount(self._amount)),
                bad=True,
            )  # fmt: skip

    def on_press_pressed(self, event: Press.Pressed) -> None:
        self.answer(event.press.id == "send" and self._typed == self._amount)
