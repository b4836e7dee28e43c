"""The calculator: what comes back, what is taken off, goodwill apart, the total, and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from refundtui.domain.findings import Finding
from refundtui.domain.money import Money
from refundtui.domain.quote import Quote
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import N_, t
from refundtui.tui.action import Scope
from refundtui.tui.keymap import bindings
from refundtui.tui.panes.pane import Pane
from refundtui.tui.present.calculator_lines import Sheet, amount_said, sheet_rows
from refundtui.tui.safe_text import Span, Tone
from refundtui.tui.widgets.entry import Entry, FieldSpec
from refundtui.tui.widgets.lines import Lines, Row


class CalculatorPane(Pane):
    scope = Scope.CALCULATOR
    number = 3
    name_of = N_("Calculator")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Scope.CALCULATOR)]

    def __init__(self) -> None:
        super().__init__(id="calculator", classes="pane")
        self._sheet: Sheet | None = None
        self._speech = Speech()
        self._opened: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        yield Lines(id="sheet")
        yield Entry(id="entry")

    @property
    def lines(self) -> Lines:
        return self.query_one("#sheet", Lines)

    @property
    def entry(self) -> Entry:
        return self.query_one(Entry)

    @property
    def home(self) -> Widget:
        return self.lines

    def enter(self) -> None:
        if self.entry.is_open:
            self.entry.enter()
        else:
            self.lines.focus()

    @property
    def row(self) -> str | None:
        """The key of the row under the cursor: `line:…`, `row:…`, `goodwill`, `total`, `verdict`."""
        return self.lines.key

    def show(self, sheet: Sheet | None, speech: Speech, *, fresh: bool = False) -> None:
        """Another sum. `fresh` when it belongs to another case: everything is closed again."""
        self._speech = speech
        if fresh:
            self._opened = frozenset()
            self.lines.key = None
            self.entry.close()
        self._sheet = sheet
        self._draw(top=fresh)

    def toggle(self) -> None:
        """Open the row under the cursor to its reason, or close it."""
        key = self.lines.key
        if key is None:
            return
        self._opened ^= {key}
        self._draw()
        self.lines.bring_into_view()

    def _draw(self, *, top: bool = False) -> None:
        if self._sheet is None:
            self.title_is("")
            self.lines.show(lambda _: [Row((Span(t("No case is chosen."), Tone.MUTED),))])
            return
        sheet, speech = replace(self._sheet, opened=self._opened), self._speech
        quote = sheet.determination.quote
        self.foot_is(
            amount_said(quote if isinstance(quote, Quote) else None, speech, if_granted=sheet.if_granted)
        )
        self.lines.show(lambda width: sheet_rows(sheet, speech, width), top=top)

    # Typing

    def ask(
        self, title: str, fields: tuple[FieldSpec, ...], then: Callable[[dict[str, object]], None]
    ) -> None:
        """Open the line for typing under the sum."""
        self.entry.ask(title, fields, self._speech, then)
        self.call_after_refresh(self.lines.bring_into_view)

    def refuse(self, findings: tuple[Finding, ...]) -> None:
        """Say under the field why the amount cannot be; what was typed stays."""
        self.entry.says(" ".join(self._speech.finding(found) for found in findings), bad=True)


def maximum_of(findings: tuple[Finding, ...]) -> Money | None:
    """The most that can go back, where a refusal names it."""
    for found in findings:
        most = found.fact("maximum")
        if isinstance(most, Money):
            return most
    return None
