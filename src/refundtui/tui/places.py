"""Where everything stands: a pure function of the window's size and of what the agent chose to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

LEAST_WIDTH: Final = 60
LEAST_HEIGHT: Final = 16
NORMAL_WIDTH: Final = 100  # the queue and something beside it
WIDE_WIDTH: Final = 160  # three columns
TALL_HEIGHT: Final = 30  # all panes of a case at once
FULL_HEIGHT: Final = 50  # the team under the queue


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in cells, its frame included."""

    x: int
    y: int
    width: int
    height: int

    def split_down(self, *shares: int) -> tuple[Box, ...]:
        """Boxes one below the other, so many shares high each; what does not divide goes to the last."""
        found, y, left = [], self.y, sum(shares)
        for share in shares:
            height = (self.y + self.height - y) * share // left
            found.append(Box(self.x, y, self.width, height))
            y, left = y + height, left - share
        return tuple(found)

    def split_across(self, *shares: int) -> tuple[Box, ...]:
        """The same side by side."""
        turned = Box(self.y, self.x, self.height, self.width).split_down(*shares)
        return tuple(Box(box.y, box.x, box.height, box.width) for box in turned)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the agent chose to see. `beside` is the pane last looked at that is not the queue."""

    pane: str = "queue"
    beside: str = "case"
    zoomed: bool = False
    below: bool = False
    leads: bool = False  # a lead's team stands under the queue where there is room


def places(width: int, height: int, seen: Seen) -> Mapping[str, Box]:
    """Every part that is seen with its box; in a window too small for anything only the line that says so."""
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        return {"too-small": Box(0, 0, width, 1)}
    lines = {
        "header": Box(0, 0, width, 1),
        "status": Box(0, height - 2, width, 1),
        "hints": Box(0, height - 1, width, 1),
    }
    if width < NORMAL_WIDTH:
        # What stands beside the queue elsewhere is told in one line under it.
        lines["essentials"] = Box(0, height - 3, width, 1)
    area = Box(0, 1, width, height - len(lines))
    return lines | _panes(area, height, seen)


def _panes(area: Box, height: int, seen: Seen) -> dict[str, Box]:
    if seen.zoomed or area.width < NORMAL_WIDTH:
        return {seen.pane: area}
    wide, tall = area.width >= WIDE_WIDTH, height >= TALL_HEIGHT
    if tall and seen.below:
        return _below(area, seen, wide=wide)
    queue, side = area.split_across(*((42, 58) if wide else (57, 43)))
    if not tall:
        return {"queue": queue, seen.beside: side}
    team: dict[str, Box] = {}
    if seen.leads and wide and height >= FULL_HEIGHT:
        queue, under = queue.split_down(3, 1)
        team = {"team": under}
    elif seen.pane == "team":
        return {"queue": queue, "team": side}
    return {"queue": queue, **team, **_beside(side, wide=wide)}


def _beside(side: Box, *, wide: bool) -> dict[str, Box]:
    """The case's three panes: two columns in a wide window, else one below the other."""
    if wide:
        case, sums = side.split_across(1, 1)
        calculator, letter = sums.split_down(3, 2)
    else:
        case, sums = side.split_down(10, 22)
        calculator, letter = sums.split_down(13, 9)
    return {"case": case, "calculator": calculator, "letter": letter}


def _below(area: Box, seen: Seen, *, wide: bool) -> dict[str, Box]:
    """The case under the queue, its panes side by side."""
    queue, side = area.split_down(2, 3)
    if seen.pane == "team":
        return {"queue": queue, "team": side}
    if wide:
        case, calculator, letter = side.split_across(1, 1, 1)
    else:
        case, sums = side.split_across(1, 1)
        calculator, letter = sums.split_down(13, 9)
    return {"queue": queue, "case": case, "calculator": calculator, "letter": letter}
