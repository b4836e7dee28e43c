"""A short list to choose one or several things from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from refundtui.tui.safe_text import Line, Span, Tone, cell, fit, spread, width_of, wrap
from refundtui.tui.widgets.lines import Lines, Row


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `why_not` keeps it in the list, dimmed, with its reason; `brief` is shown instead
    of a reason that was said once for several.
    """

    id: str
    title: str
    key: str = ""
    note: str = ""
    why_not: str = ""
    brief: str = ""


def option_rows(option: Option, width: int, mark: str = "") -> list[Row]:
    """The option's line, and under it the note or the whole reason why not, where that does not fit beside."""
    if option.brief:
        option = replace(option, why_not=option.brief, brief="")
    if option.note and not option.why_not and _beside(option, mark) + width_of(option.note) > width:
        # A note is a figure or a mark: cut it would be another one.
        note = spread((Span(" "),), (Span(fit(option.note, width - 1), Tone.MUTED),), width)
        return [Row(option_line(replace(option, note=""), width, mark), option.id), Row(note)]
    if not option.why_not or _beside(option, mark) + width_of(option.why_not) <= width:
        return [Row(option_line(option, width, mark), option.id)]
    under = wrap(option.why_not, width, Tone.WARN, indent=" " * (4 + width_of(mark)))
    return [Row(option_line(replace(option, why_not=""), width, mark, dim=True), option.id), *map(Row, under)]


def _beside(option: Option, mark: str) -> int:
    """Cells the key, the title and the space beside them take."""
    return width_of(("1234" if option.key else " ") + mark + option.title) + 3


def option_line(option: Option, width: int, mark: str = "", *, dim: bool = False) -> Line:
    """`f  Refund 29.16 EUR          note or reason`."""
    dim = dim or bool(option.why_not)
    key = Span(cell(f" {option.key}", 4), Tone.MUTED if dim else Tone.KEY) if option.key else Span(" ")
    title = Span(f"{mark}{option.title}", Tone.MUTED if dim else Tone.PLAIN)
    right = option.why_not or option.note
    if not right:
        return (key, title)
    tone = Tone.WARN if option.why_not else Tone.MUTED
    room = max(8, width - _beside(option, mark))
    return spread((key, title), (Span(fit(right, room), tone),), width)


class Choices(Lines):
    """`( )` one of them, `(o)` chosen; `[x]` several."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(-1)", show=False),
        Binding("down,j", "step(1)", show=False),
        Binding("space", "mark", show=False),
        Binding("enter", "take", show=False),
    ]

    class Taken(Message):
        """Enter: the choice stands."""

        def __init__(self, choices: Choices) -> None:
            super().__init__()
            self.choices = choices

        @property
        def control(self) -> Choices:
            return self.choices

    def __init__(
        self,
        options: Sequence[Option],
        *,
        many: bool,
        chosen: Sequence[str] = (),
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        super().__init__(id=id)
        self._options = tuple(options)
        self._many = many
        self.chosen: list[str] = list(chosen)
        self.styles.height = min(len(self._options), 9)

    def on_mount(self) -> None:
        self.key = self.chosen[0] if self.chosen else (self._options[0].id if self._options else None)
        self._draw()

    def _draw(self) -> None:
        def rows(width: int) -> list[Row]:
            return [
                row for option in self._options for row in option_rows(option, width - 2, self._mark(option))
            ]

        self.show(rows)

    def _mark(self, option: Option) -> str:
        on = option.id in self.chosen
        return ("[x] " if on else "[ ] ") if self._many else ("(o) " if on else "( ) ")

    def action_step(self, steps: int) -> None:
        self.move(steps)

    def action_mark(self) -> None:
        option = next((o for o in self._options if o.id == self.key), None)
        if option is None or option.why_not:
            return
        if not self._many:
            self.chosen = [option.id]
        elif option.id in self.chosen:
            self.chosen.remove(option.id)
        else:
            self.chosen.append(option.id)
        self._draw()

    def action_take(self) -> None:
        if not self._many or self.key not in self.chosen:
            self.action_mark()
        self.post_message(self.Taken(self))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        event.stop()
        self.action_mark()
