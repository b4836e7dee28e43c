"""The line for typing under the calculator: one or two fields, and a sentence about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from refundtui.casework.waking import read_waking
from refundtui.domain.money import Currency
from refundtui.i18n.amounts import AmountError, read_amount
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t
from refundtui.tui.safe_text import content
from refundtui.tui.widgets.said import Said
from refundtui.tui.widgets.writing import TextField


class Kind(StrEnum):
    AMOUNT = "amount"
    NUMBER = "number"
    DAY = "day"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: what it is called, what it takes, what stands in it."""

    name: str
    label: str
    kind: Kind
    value: str = ""
    of: Currency | None = None


class NotReadableError(ValueError):
    """What was typed is not what the field takes; says so in a sentence."""


def read_field(spec: FieldSpec, typed: str, speech: Speech) -> object:
    """The value of a field; raises `NotReadableError` with its sentence."""
    match spec.kind:
        case Kind.AMOUNT:
            if spec.of is None:
                raise NotReadableError(t("There is no currency to type an amount in."))
            try:
                return read_amount(typed, spec.of, speech.locale)
            except AmountError as trouble:
                raise NotReadableError(str(trouble)) from trouble
        case Kind.NUMBER:
            if not (typed.strip().isascii() and typed.strip().isdigit()):
                raise NotReadableError(t("Type a whole number."))
            return int(typed)
        case Kind.DAY:
            return read_day(typed)
        case Kind.TEXT:
            return typed.strip()


def read_day(typed: str) -> date:
    """A day as `2026-11-20` or `20.11.2026`."""
    text = typed.strip()
    parts = text.split("-") if "-" in text else list(reversed(text.split(".")))
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
        year, month, day = (int(part) for part in parts)
        year += 2000 if year < 100 else 0
        try:
            if 1900 <= year <= 2199:  # further off it is a slip, not a day of anybody's order
                return date(year, month, day)
        except ValueError:
            pass
    raise NotReadableError(t("Type a day as 2026-11-20."))


def read_when(typed: str, now: datetime, speech: Speech) -> datetime:
    at = read_waking(typed, now, ZoneInfo(speech.zone))
    if at is None:
        raise NotReadableError(t("Type it as 4h, 3d, 14:30 or 2026-11-20."))
    return at


class EntryField(TextField):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    class Left(Message):
        """Esc was pressed in the field."""

    def action_leave(self) -> None:
        self.post_message(self.Left())


class Entry(Vertical):
    """Hidden until something is asked. Enter takes the fields, Esc leaves them."""

    class Closed(Message):
        """Typing ended; the focus goes back to the pane."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._specs: tuple[FieldSpec, ...] = ()
        self._speech = Speech()
        self._then: Callable[[dict[str, object]], None] = lambda _: None

    def compose(self) -> ComposeResult:
        yield Said(content(""), id="entry-title")
        with Horizontal(id="entry-first", classes="entry-row"):
            yield Said(content(""), classes="entry-label")
            yield EntryField(compact=True, select_on_focus=False)
            yield Said(content(""), classes="entry-unit")
        with Horizontal(id="entry-second", classes="entry-row"):
            yield Said(content(""), classes="entry-label")
            yield EntryField(compact=True, select_on_focus=False)
            yield Said(content(""), classes="entry-unit")
        yield Said(content(""), id="entry-says", classes="field-says")

    @property
    def is_open(self) -> bool:
        return self.has_class("-open")

    def _rows(self) -> list[Horizontal]:
        return list(self.query(".entry-row").results(Horizontal))

    def ask(
        self,
        title: str,
        specs: tuple[FieldSpec, ...],
        speech: Speech,
        then: Callable[[dict[str, object]], None],
    ) -> None:
        self._specs, self._speech, self._then = specs, speech, then
        self.query_one("#entry-title", Said).update(content(title))
        for at, row in enumerate(self._rows()):
            row.display = at < len(specs)
            if at < len(specs):
                spec = specs[at]
                row.query_one(".entry-label", Said).update(content(spec.label))
                row.query_one(".entry-unit", Said).update(content(spec.of.code if spec.of else ""))
                field = row.query_one(EntryField)
                field.value = spec.value
                field.cursor_position = len(spec.value)
        self.says("")
        self.add_class("-open")
        self.enter()

    def enter(self) -> None:
        self._rows()[0].query_one(EntryField).focus()

    def close(self) -> None:
        if self.is_open:
            self.remove_class("-open")
            self.post_message(self.Closed())

    def says(self, sentence: str, *, bad: bool = False) -> None:
        says = self.query_one("#entry-says", Said)
        says.update(content(sentence))
        says.set_class(bad, "-bad")

    def on_entry_field_left(self) -> None:
        self.close()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        for row, spec in zip(self._rows(), self._specs, strict=False):
            if row.query_one(EntryField) is event.input and spec.kind is Kind.AMOUNT and spec.of is not None:
                # A half-typed amount is no mistake yet: only what can be read is shown.
                try:
                    self.says(
                        "= "
                        + self._speech.money_with_code(read_amount(event.value, spec.of, self._speech.locale))
                    )
                except AmountError:
                    self.says("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        fields = [row.query_one(EntryField) for row in self._rows()][: len(self._specs)]
        at = fields.index(event.input) if event.input in fields else 0
        values: dict[str, object] = {}
        for n, (field, spec) in enumerate(zip(fields, self._specs, strict=True)):
            if n > at:
                fields[n].focus()
                return
            try:
                values[spec.name] = read_field(spec, field.value, self._speech)
            except NotReadableError as trouble:
                self.says(str(trouble), bad=True)
                field.focus()
                return
        self._then(values)
