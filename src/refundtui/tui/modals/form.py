"""A form: a few fields, the safe button, and one that says what it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from refundtui.casework.waking import MORNING
from refundtui.domain.hostile_text import clean_line, clean_text
from refundtui.domain.money import Currency, Money
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.modals.confirm import Fact, fact_lines
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.safe_text import content, stacked
from refundtui.tui.widgets.amount_input import AmountInput
from refundtui.tui.widgets.choices import Choices, Option
from refundtui.tui.widgets.entry import NotReadableError, read_day, read_when
from refundtui.tui.widgets.press import Press
from refundtui.tui.widgets.said import Said
from refundtui.tui.widgets.writing import TextBox, TextField

Values: TypeAlias = dict[str, object]
_PAUSE = 0.3
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `needed` is the sentence when it is left empty; empty = it may be."""

    name: str
    label: str
    needed: str = ""


@dataclass(frozen=True, slots=True)
class LineField(Field):
    value: str = ""


@dataclass(frozen=True, slots=True)
class ProseField(Field):
    value: str = ""


@dataclass(frozen=True, slots=True)
class DayField(Field):
    value: str = ""


@dataclass(frozen=True, slots=True)
class WhenField(Field):
    """A moment ahead of `now`, as people say it: `4h`, `tomorrow`, `14:30`."""

    value: str = ""
    now: datetime = _NEVER


@dataclass(frozen=True, slots=True)
class AmountField(Field):
    of: Currency | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class PickField(Field):
    options: tuple[Option, ...] = ()
    many: bool = False
    chosen: tuple[str, ...] = ()


def until_field(now: datetime, speech: Speech) -> WhenField:
    """Until when something is set aside; the next morning stands in it."""
    morning = datetime.combine(speech.day_of(now) + timedelta(days=1), MORNING)
    label = t("Until: 4h, 3d, 14:30, or a day as 2026-11-20")
    return WhenField("until", label, value=f"{morning:%Y-%m-%d %H:%M}", now=now)


class FormText(TextBox):
    """Several lines of a form."""


class Form(Dialog[Values]):
    """Answers with the values by name. Text is handed to `keep` at every pause, so that Esc loses nothing."""

    takes_typing = True

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        do: str,
        speech: Speech,
        *,
        facts: Sequence[Fact] = (),
        keep: Callable[[str], None] | None = None,
        refuse: Callable[[Values], str] | None = None,
    ) -> None:
        super().__init__(title)
        self._fields = tuple(fields)
        self._do = do
        self._speech = speech
        self._facts = tuple(facts)
        self._keep = keep
        self._refuse = refuse
        self._pause: Timer | None = None

    def inside(self) -> ComposeResult:
        if self._facts:
            yield Said(stacked(fact_lines(self._facts, self.room)), classes="facts")
        for field in self._fields:
            yield Said(content(field.label), classes="field-label")
            yield self._widget(field)
        yield Said(content(""), id="form-says", classes="field-says")
        with Horizontal(classes="buttons"):
            yield Press(t("Go back (Esc)"), id="safe")
            yield Press(self._do, id="do")

    def _widget(self, field: Field) -> Widget:
        match field:
            case ProseField():
                area = FormText(
                    field.value, id=field.name, soft_wrap=True, tab_behavior="focus", compact=True
                )
                area.cursor_blink = False
                return area
            case PickField():
                return Choices(field.options, many=field.many, chosen=field.chosen, id=field.name)
            case AmountField(of=Currency() as of):
                return AmountInput(of, self._speech, field.value, id=field.name)
            case LineField() | DayField() | WhenField():
                return TextField(field.value, compact=True, select_on_focus=False, id=field.name)
            case _:
                return Said(content(""), id=field.name)

    def on_mount(self) -> None:
        super().on_mount()
        if self._fields:
            self._enter(0)

    def _enter(self, at: int) -> None:
        if at == 0:
            # The first field's label and the facts stand above it: show them too.
            self.call_after_refresh(self.query_one("#box").scroll_home, animate=False)
        widget = self.query_one(f"#{self._fields[at].name}")
        if isinstance(widget, AmountInput):
            widget.focus_field()
        else:
            widget.focus()

    # Moving on: Enter in a field goes to the next, after the last to the button that acts

    def _after(self, name: str) -> None:
        at = [field.name for field in self._fields].index(name)
        if at + 1 < len(self._fields):
            self._enter(at + 1)
        else:
            self.query_one("#do").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input.id:
            self._after(event.input.id)

    def on_amount_input_submitted(self, event: AmountInput.Submitted) -> None:
        if event.field.id:
            self._after(event.field.id)

    def on_text_field_stripped(self) -> None:
        self._says(t("What was pasted held signs that cannot be seen; they are left out. Look at it again."))

    def on_choices_taken(self, event: Choices.Taken) -> None:
        if event.choices.id:
            self._after(event.choices.id)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        if self._keep is None:
            return
        if self._pause is not None:
            self._pause.stop()
        text, keep = event.text_area.text, self._keep
        self._pause = self.set_timer(_PAUSE, lambda: keep(clean_text(text)))

    # Ending

    def on_press_pressed(self, event: Press.Pressed) -> None:
        if event.press.id == "safe":
            self.action_leave()
            return
        values = self._values()
        if values is None:
            return
        sentence = self._refuse(values) if self._refuse else ""
        if sentence:
            self._says(sentence)
            return
        self.answer(values)

    def action_leave(self) -> None:
        if self._keep is not None:
            for area in self.query(FormText):
                self._keep(clean_text(area.text))
        self.answer(None)

    def _values(self) -> Values | None:
        values: Values = {}
        for at, field in enumerate(self._fields):
            try:
                value = self._read(field)
            except NotReadableError as trouble:
                self._says(str(trouble))
                self._enter(at)
                return None
            if value in ("", (), None) and field.needed:
                self._says(field.needed)
                self._enter(at)
                return None
            values[field.name] = value
        return values

    def _read(self, field: Field) -> object:
        widget = self.query_one(f"#{field.name}")
        match widget:
            case AmountInput():
                amount: Money | None = widget.read()
                if amount is None:
                    raise NotReadableError(field.needed or t("Type an amount."))
                return amount
            case Choices():
                return tuple(widget.chosen)
            case TextArea():
                return clean_text(widget.text).strip()
            case Input():
                typed = clean_line(widget.value).strip()
                if isinstance(field, WhenField):
                    return read_when(typed, field.now, self._speech)
                return read_day(typed) if isinstance(field, DayField) and typed else typed
            case _:
                return None

    def _says(self, sentence: str) -> None:
        says = self.query_one("#form-says", Said)
        says.update(content(sentence))
        says.add_class("-bad")
