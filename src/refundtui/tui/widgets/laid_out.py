"""Where each letter of a line that is being written stands on screen, and which one stands in a cell.

What is written is kept in the order in which it is spelled; the eye meets Arabic and Hebrew in another. So a
place in the text is not a cell of the screen, and neither is the next place the next cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rich.cells import split_graphemes
from rich.segment import Segment
from rich.style import Style

from refundtui.tui.right_to_left import Reading, reading


class Letter(NamedTuple):
    """A letter with its marks: the cell it begins in, how many it takes, and where in the text it is spelled."""

    cell: int
    cells: int
    place: int


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A line of text, its letters from left to right; `holders[place]` is the letter to which a sign belongs."""

    order: Reading
    letters: tuple[Letter, ...]
    holders: tuple[int, ...]

    @property
    def cells(self) -> int:
        return sum(letter.cells for letter in self.letters)

    def cell_of(self, place: int) -> int:
        """The cell in which the letter of this place begins, counted from the line's left end."""
        return self.letters[self.holders[place]].cell

    def place_at(self, cell: int) -> int:
        """Where the letter in this cell is spelled; beyond an end, the letter at that end."""
        return next(
            (one.place for one in self.letters if cell < one.cell + one.cells), self.letters[-1].place
        )

    def beside(self, place: int, step: int) -> int | None:
        """Where the letter at the left (-1) or the right (1) of this one is spelled; None beyond the ends."""
        at = self.holders[place] + step
        while 0 <= at < len(self.letters):
            if self.letters[at].cells:
                return self.letters[at].place
            at += step
        return None

    def painted(self, spelled: Iterable[Segment]) -> tuple[list[Segment], list[Segment]]:
        """Segments that come as they are spelled, in the order of the eye; and those that are behind this line."""
        signs = [(sign, segment.style) for segment in spelled for sign in segment.text]
        here = zip(self.order.signs, (signs[place][1] for place in self.order.places), strict=True)
        return _segments(here), _segments(signs[len(self.order.places) :])


def _segments(signs: Iterable[tuple[str, Style | None]]) -> list[Segment]:
    return [
        Segment("".join(sign for sign, _ in run), style)
        for style, run in groupby(signs, key=lambda sign: sign[1])
    ]


def laid_out(text: str, *, from_the_right: bool) -> LaidOut | None:
    """The line; nothing where it reads from the left and every sign of it stands where it is spelled."""
    order = reading(text, from_the_right=from_the_right)
    if not text or (not from_the_right and order.places == tuple(range(len(text)))):
        return None
    letters: list[Letter] = []
    holders = [0] * len(text)
    cell = 0
    for start, end, cells in split_graphemes(order.signs)[0]:
        for at in range(start, end):
            holders[order.places[at]] = len(letters)
        letters.append(Letter(cell, cells, min(order.places[start:end])))
        cell += cells
    return LaidOut(order, tuple(letters), tuple(holders))
