"""All commands, and the help: one list to search in, by words and by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from refundtui.i18n.words import t
from refundtui.tui.modals.dialog import Dialog
from refundtui.tui.right_to_left import as_read
from refundtui.tui.safe_text import Line, Span, Tone, cell, fit, spread, width_of, wrap
from refundtui.tui.widgets.lines import Lines, Row
from refundtui.tui.widgets.writing import TextField


@dataclass(frozen=True, slots=True)
class Found:
    """One entry: an action or a case. `more` is said under it in the help."""

    id: str
    title: str
    group: str
    key: str = ""
    why_not: str = ""
    more: str = ""
    twin: str = ""
    also: str = ""  # in English, for whoever reads another language and knows the manual's word


class FinderField(TextField):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.step(-1)", show=False),
        Binding("down", "screen.step(1)", show=False),
        Binding("pageup", "screen.step(-10)", show=False),
        Binding("pagedown", "screen.step(10)", show=False),
    ]


def matches(entry: Found, typed: str, *, in_help: bool = False) -> bool:
    """Every word typed stands in the title, in English too, or the group (in the help: there too), or is the key itself."""
    if typed and typed in entry.key.split():
        return True
    text = f"{entry.title} {entry.group} {entry.more if in_help else ''} {entry.also}".casefold()
    return all(word in text for word in typed.casefold().split())


class Finder(Dialog[str]):
    """Answers with the id of what was chosen. `cases` looks for cases while something is typed."""

    wide: ClassVar[int] = 90
    decides = False
    takes_typing = True

    def __init__(
        self,
        title: str,
        entries: Sequence[Found],
        *,
        explain: bool = False,
        cases: Callable[[str, Callable[[Sequence[Found]], None]], None] | None = None,
    ) -> None:
        super().__init__(title)
        self._entries = tuple(entries)
        self._explain = explain
        self._cases = cases
        self._found_cases: tuple[Found, ...] = ()
        self._typed = ""

    def inside(self) -> ComposeResult:
        yield FinderField(placeholder=as_read(t("type to search")), compact=True, id="find")
        yield Lines(id="found")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#found").can_focus = False
        self._draw()
        self.query_one("#find").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._typed = event.value.strip()
        self._found_cases = ()
        self._draw()
        if self._cases is not None and len(self._typed) >= 3:
            self._cases(self._typed, self._take_cases)

    def _take_cases(self, cases: Sequence[Found]) -> None:
        self._found_cases = tuple(cases)
        self._draw()

    def _shown(self) -> list[Found]:
        return [
            *(e for e in self._entries if matches(e, self._typed, in_help=self._explain)),
            *self._found_cases,
        ]

    def _draw(self) -> None:
        entries = self._shown()
        explain = self._explain
        lines = self.query_one("#found", Lines)

        def rows(width: int) -> list[Row]:
            made: list[Row] = []
            group = ""
            for entry in entries:
                if entry.group != group:
                    group = entry.group
                    made.append(Row((Span(f"  {group}", Tone.HEADING),)))
                made.extend(_entry_rows(entry, width - 2))
                if explain:
                    made.extend(
                        Row(line) for line in wrap(entry.more, width - 14, Tone.MUTED, indent=" " * 12)
                    )
                    if entry.twin:
                        made.append(Row((Span(" " * 12 + fit(f"$ {entry.twin}", width - 14), Tone.MUTED),)))
            return made or [Row((Span(f"  {t('Nothing has this name.')}", Tone.MUTED),))]

        lines.key = None
        lines.show(rows, top=True)

    def action_step(self, steps: int) -> None:
        self.query_one("#found", Lines).move(steps)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        key = self.query_one("#found", Lines).key
        if key is not None:
            self.answer(key)

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        self.answer(event.key)


def _entry_rows(entry: Found, width: int) -> list[Row]:
    """One line; a sentence too long for one is told whole, below: it may be the only copy of an error."""
    if entry.why_not or width_of(entry.title) <= width - 12:
        return [Row(_entry_line(entry, width), entry.id)]
    first, *rest = wrap(entry.title, width - 12)
    key = Span(f"  {cell(entry.key, 10)}", Tone.KEY)
    return [Row((key, *first), entry.id), *(Row((Span(" " * 12), *line)) for line in rest)]


def _entry_line(entry: Found, width: int) -> Line:
    key = Span(f"  {cell(entry.key, 10)}", Tone.MUTED if entry.why_not else Tone.KEY)
    title = Span(entry.title, Tone.MUTED if entry.why_not else Tone.PLAIN)
    if not entry.why_not:
        return (key, title)
    room = max(8, width - 16 - width_of(entry.title))
    return spread((key, title), (Span(fit(entry.why_not, room), Tone.WARN),), width)
