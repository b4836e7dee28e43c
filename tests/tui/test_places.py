"""Where everything stands, as boxes drawn from the function the desk itself asks.

`REFUNDTUI_RECORD=1 pytest tests/tui/test_places.py` draws them anew; the difference is reviewed like code.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from refundtui.tui.places import LEAST_HEIGHT, LEAST_WIDTH, Box, Seen, places

_GOLDEN = Path(__file__).parent / "golden" / "places"
DRAWN: dict[str, tuple[int, int, Seen]] = {
    "80x24": (80, 24, Seen()),
    "80x24_case": (80, 24, Seen(pane="case")),
    "100x24": (100, 24, Seen()),
    "120x24_letter_beside": (120, 24, Seen(beside="letter")),
    "120x40": (120, 40, Seen()),
    "120x40_below": (120, 40, Seen(below=True)),
    "120x40_zoomed": (120, 40, Seen(pane="calculator", zoomed=True)),
    "120x40_team": (120, 40, Seen(pane="team", beside="team", leads=True)),
    "160x30": (160, 30, Seen()),
    "160x30_below": (160, 30, Seen(below=True)),
    "200x60": (200, 60, Seen()),
    "200x60_lead": (200, 60, Seen(leads=True)),
    "59x16_too_small": (59, 16, Seen()),
}
PANES = ("queue", "case", "calculator", "letter", "team")


@pytest.mark.parametrize("name", DRAWN)
def test_the_window_is_divided_as_drawn(name: str) -> None:
    width, height, seen = DRAWN[name]
    drawn = draw(width, height, places(width, height, seen))
    file = _GOLDEN / f"{name}.txt"
    if os.environ.get("REFUNDTUI_RECORD"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")


seen_at_all = st.builds(
    Seen,
    pane=st.sampled_from(PANES),
    beside=st.sampled_from(PANES[1:]),
    zoomed=st.booleans(),
    below=st.booleans(),
    leads=st.booleans(),
)


@given(st.integers(1, 400), st.integers(1, 120), seen_at_all)
def test_no_cell_belongs_to_two_parts_and_none_to_nobody(width: int, height: int, seen: Seen) -> None:
    boxes = places(width, height, seen)
    cells = [
        (x, y)
        for box in boxes.values()
        for x in range(box.x, box.x + box.width)
        for y in range(box.y, box.y + box.height)
    ]
    assert len(cells) == len(set(cells))
    if width >= LEAST_WIDTH and height >= LEAST_HEIGHT:
        assert set(cells) == {(x, y) for x in range(width) for y in range(height)}
    else:
        assert set(boxes) == {"too-small"}


@given(st.integers(LEAST_WIDTH, 400), st.integers(LEAST_HEIGHT, 120), seen_at_all)
def test_the_pane_with_the_focus_is_always_seen(width: int, height: int, seen: Seen) -> None:
    beside = seen.beside if seen.pane == "queue" else seen.pane  # as the desk keeps them
    assert seen.pane in places(width, height, Seen(seen.pane, beside, seen.zoomed, seen.below, seen.leads))


@given(st.integers(LEAST_WIDTH, 400), st.integers(LEAST_HEIGHT, 120), seen_at_all)
def test_every_pane_has_room_for_its_frame_and_a_few_lines(width: int, height: int, seen: Seen) -> None:
    for name, box in places(width, height, seen).items():
        if name in PANES:
            assert box.width >= 30
            assert box.height >= 7


def draw(width: int, height: int, boxes: Mapping[str, Box]) -> str:
    """The boxes in ASCII; a part of one line is drawn as its name between dots."""
    rows = [[" "] * width for _ in range(height)]
    for name, box in boxes.items():
        right, bottom = box.x + box.width - 1, box.y + box.height - 1
        if box.height == 1:
            rows[box.y][box.x : right + 1] = list(f"{name} ".ljust(box.width, "."))
            continue
        for x in range(box.x, right + 1):
            rows[box.y][x] = rows[bottom][x] = "-"
        for y in range(box.y, bottom + 1):
            rows[y][box.x] = rows[y][right] = "|"
        for x, y in ((box.x, box.y), (right, box.y), (box.x, bottom), (right, bottom)):
            rows[y][x] = "+"
        label = f" {name} {box.width}x{box.height} "
        rows[box.y][box.x + 2 : box.x + 2 + len(label)] = list(label)
    return "\n".join("".join(row).rstrip() for row in rows) + "\n"
