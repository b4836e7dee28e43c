"""Many cases at once: what would become of each, the counted yes, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from refundtui.casework.bulk import Effect, Result, Task, totals
from refundtui.domain.findings import Finding
from refundtui.i18n.speech import Speech
from refundtui.i18n.words import t, tn
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.safe_text import Line, Span, Tone, cell, content, stacked, wrap
from refundtui.tui.widgets.lines import Lines, Row
from refundtui.tui.widgets.said import Said
from refundtui.tui.widgets.writing import TextField


class CountField(TextField):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.step(-1)", show=False),
        Binding("down", "screen.step(1)", show=False),
        Binding("pageup", "screen.step(-10)", show=False),
        Binding("pagedown", "screen.step(10)", show=False),
    ]


class BulkDialog(Dialog[bool]):
    """The trial. Money wants the number of cases typed; everything else another key than the one that began it."""

    wide: ClassVar[int] = 92
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "do", show=False),
        Binding("j,down", "step(1)", show=False),
        Binding("k,up", "step(-1)", show=False),
        Binding("pagedown", "step(10)", show=False),
        Binding("pageup", "step(-10)", show=False),
    ]

    def __init__(self, title: str, task: Task, of: int, speech: Speech) -> None:
        super().__init__(title)
        self._what = task
        self._of = of
        self._speech = speech
        self.effects: list[Effect] = []

    def inside(self) -> ComposeResult:
        yield Said(content(""), id="bulk-sum", classes="facts")
        lines = Lines(id="effects")
        lines.styles.height = max(4, min(self._of + 1, self.app.size.height * 8 // 10 - 12, 18))
        yield lines
        if self._what.moves_money:
            yield Said(content(t("Type the number of cases that are ready to send them:")))
            yield CountField(compact=True, id="bulk-count")
        yield Said(content(""), id="menu-foot")

    def on_mount(self) -> None:
        super().on_mount()
        self._draw()
        if self._what.moves_money:
            self.query_one(CountField).focus()
        else:
            self.query_one(Lines).focus()

    def add(self, effects: Sequence[Effect]) -> None:
        """More of the trial is there."""
        self.effects.extend(effects)
        self._draw()

    @property
    def is_whole(self) -> bool:
        return len(self.effects) >= self._of

    @property
    def ready(self) -> int:
        return sum(effect.is_ready for effect in self.effects)

    def _draw(self) -> None:
        here, ready = self._speech, self.ready
        left_out = len(self.effects) - ready
        said: list[Span] = [Span(tn("{n} case is ready", "{n} cases are ready", ready), Tone.STRONG)]
        if left_out:
            said.append(Span(" · " + tn("{n} is left out", "{n} are left out", left_out), Tone.WARN))
        sums = totals(self.effects)
        if sums:
            said.append(Span(" · " + ", ".join(here.money_with_code(total) for total in sums)))
        if not self.is_whole:
            said.append(
                Span(" · " + t("{n} of {all} looked at", n=len(self.effects), all=self._of), Tone.MUTED)
            )
        self.query_one("#bulk-sum", Said).update(stacked([tuple(said)]))
        # Those left out first: they are what has to be read.
        order = sorted(self.effects, key=lambda effect: effect.is_ready)
        self.query_one(Lines).show(
            lambda width: [row for effect in order for row in effect_rows(effect, width - 2, here)]
        )
        self._say_how()

    def _say_how(self, trouble: str = "") -> None:
        foot = self.query_one("#menu-foot", Said)
        if trouble:
            said = trouble
        elif not self.is_whole:
            said = t("Nothing is written yet. Esc leaves it.")
        elif not self.ready:
            said = t("None of them is ready. Esc closes.")
        elif self._what.moves_money:
            said = t(
                "Enter sends once the number is right; held 60 s, and all of it can be taken back. Esc leaves it."
            )
        else:
            said = t("y does it; held 10 s, and all of it can be taken back. Esc leaves it.")
        foot.update(content(said))
        foot.set_class(bool(trouble), "-bad")

    def action_step(self, steps: int) -> None:
        self.query_one(Lines).move(steps)

    def action_do(self) -> None:
        if self.is_whole and self.ready and not self._what.moves_money:
            self.answer(True)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._say_how()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.is_whole and self.ready and event.value.strip() == str(self.ready):
            self.answer(True)
        elif self.is_whole:
            self._say_how(
                t("{ready} are ready; “{typed}” was typed.", ready=self.ready, typed=event.value.strip())
            )


class ResultsDialog(Dialog[bool]):
    """What became of each; answers whether all of it shall be taken back."""

    wide: ClassVar[int] = 92
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", show=False),
        Binding("enter", "leave", show=False),
        Binding("j,down", "step(1)", show=False),
        Binding("k,up", "step(-1)", show=False),
        Binding("pagedown", "step(10)", show=False),
        Binding("pageup", "step(-10)", show=False),
    ]

    def __init__(self, title: str, results: Sequence[Result], speech: Speech) -> None:
        super().__init__(title)
        self._results = tuple(results)
        self._speech = speech

    def inside(self) -> ComposeResult:
        done = sum(result.entry is not None for result in self._results)
        refused = len(self._results) - done
        said = tn("{n} case is done and held", "{n} cases are done and held", done)
        if refused:
            said += " · " + tn("{n} was refused", "{n} were refused", refused)
        yield Said(content(said), classes="facts")
        lines = Lines(id="effects")
        lines.styles.height = max(4, min(len(self._results) + 1, self.app.size.height * 8 // 10 - 10, 18))
        yield lines
        yield Said(content(t("u takes all of it back while it is held   Esc closes")), id="menu-foot")

    def on_mount(self) -> None:
        super().on_mount()
        order = sorted(self._results, key=lambda result: result.entry is not None)
        lines = self.query_one(Lines)
        lines.show(lambda width: [row for one in order for row in result_rows(one, width - 2, self._speech)])
        lines.focus()

    def on_key(self, event: events.Key) -> None:
        # The key that sent it never takes it back or closes it unread.
        if event.key == "y":
            event.stop()

    def action_step(self, steps: int) -> None:
        self.query_one(Lines).move(steps)

    def action_undo(self) -> None:
        self.answer(True)


def effect_rows(effect: Effect, width: int, speech: Speech) -> list[Row]:
    """A case of the trial; the reasons of one that is left out stand under it."""
    amount = speech.money_with_code(effect.amount) if effect.amount is not None else ""
    state = Span(t("ready"), Tone.GOOD) if effect.is_ready else Span(t("left out"), Tone.WARN)
    return _rows(effect, (Span(cell(amount, 16, right=True) + "  "), state), effect.findings, width, speech)


def result_rows(result: Result, width: int, speech: Speech) -> list[Row]:
    done = result.entry is not None
    state = Span(t("held"), Tone.GOOD) if done else Span(t("refused"), Tone.BAD)
    amount = speech.money_with_code(result.effect.amount) if result.effect.amount is not None else ""
    line = (Span(cell(amount, 16, right=True) + "  "), state)
    return _rows(result.effect, line, result.findings, width, speech)


def _rows(effect: Effect, right: Line, findings: Sequence[Finding], width: int, speech: Speech) -> list[Row]:
    rows = [Row((Span(cell(effect.reference, 14), Tone.STRONG), *right), effect.case_id)]
    for found in findings:
        rows.extend(Row(line) for line in wrap(speech.finding(found), width - 4, Tone.MUTED, indent="    "))
    return rows
