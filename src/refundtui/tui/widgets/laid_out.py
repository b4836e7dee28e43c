"""Where each sign of a line that is being written stands on screen, and which sign stands in a cell.

What is written is kept in the order in which it is spelled; the eye meets Arabic and Hebrew in another. So a
place in the text is not a cell of the screen, and neither is the next place the next cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len
from rich.segment import Segment

from refundtui.tui.right_to_left import Reading, reading


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A line of text with the order in which its signs stand from left to right."""

    order: Reading

    @property
    def cells(self) -> int:
        return cell_len(self.order.signs)

    def cell_of(self, place: int) -> int:
        """The cell in which the sign spelled at this place begins, counted from the line's left end."""
        return cell_len(self.order.signs[: self.order.places.index(place)])

    def place_at(self, cell: int) -> int:
        """The place of the sign that stands in this cell; beyond an end, of the sign at that end."""
        for count, place in enumerate(self.order.places, start=1):
            # Not by adding up: a sign that asks for the emoji makes the sign before it wider.
            if cell < cell_len(self.order.signs[:count]):
                return place
        return self.order.places[-1]

    def painted(self, spelled: Iterable[Segment]) -> Iterator[Segment]:
        """Segments whose signs come as they are spelled, in the order of the eye; what is behind them stays there."""
        signs = [(sign, segment.style) for segment in spelled for sign in segment.text]
        here = zip(self.order.signs, (signs[place][1] for place in self.order.places), strict=True)
        behind = signs[len(self.order.places) :]
        for style, run in groupby((*here, *behind), key=lambda sign: sign[1]):
            yield Segment("".join(sign for sign, _ in run), style)


def laid_out(text: str, *, from_the_right: bool) -> LaidOut | None:
    """The line; nothing where it reads from the left and every sign of it stands where it is spelled."""
    order = reading(text, from_the_right=from_the_right)
    return LaidOut(order) if from_the_right or order.places != tuple(range(len(text))) else None
