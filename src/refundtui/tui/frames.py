"""The frames of panes: plain for the live desk, waved (`~`) for practice, so that no screen can be mistaken.

Textual has no waved border and no door to add one, so these kinds are put into its own table here, and
nowhere else; a test fails if a newer Textual keeps that table differently.
"""

from __future__ import annotations

from typing import Any, cast

from textual import _border
from textual.css import constants
from textual.scrollbar import ScrollBar, ScrollBarRender

RESTING = "practice"
FOCUSED = "practice-focus"
_SHAPES = {
    # For terminals and fonts that know ASCII alone; the focus is thicker there too.
    "ascii-focus": (("#", "=", "#"), ("#", " ", "#"), ("#", "=", "#")),
    "ascii-practice": (("+", "~", "+"), ("|", " ", "|"), ("+", "~", "+")),
    "ascii-practice-focus": (("#", "~", "#"), ("#", " ", "#"), ("#", "~", "#")),
    RESTING: (("╭", "~", "╮"), ("│", " ", "│"), ("╰", "~", "╯")),
    FOCUSED: (("╔", "~", "╗"), ("║", " ", "║"), ("╚", "~", "╝")),
}


def know_practice_frames() -> None:
    """Make all kinds known to the style sheets; again does nothing."""
    for name, shape in _SHAPES.items():
        chars = cast("dict[Any, Any]", _border.BORDER_CHARS)
        places = cast("dict[Any, Any]", _border.BORDER_LOCATIONS)
        labels = cast("dict[Any, Any]", _border.BORDER_LABEL_LOCATIONS)
        valid = cast("set[Any]", constants.VALID_BORDER)
        chars[name] = shape
        places[name] = places["solid"]
        labels[name] = labels["solid"]
        valid.add(name)


class PlainScrollBar(ScrollBarRender):
    """Whole cells only: the eighths of a cell are no ASCII."""

    VERTICAL_BARS = [" "] * 8
    HORIZONTAL_BARS = [" "] * 8


def use_scrollbars(*, plain: bool) -> None:
    """Of every list that is made from now on."""
    ScrollBar.renderer = PlainScrollBar if plain else ScrollBarRender
